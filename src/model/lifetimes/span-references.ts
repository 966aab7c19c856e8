import { SPAN_WRITERS } from '../api-types.js';
import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type FunctionNode,
  type Node,
  type Variable,
  getStaticName,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { findCalledFunction } from '../dispatch/placements.js';
import { findTaker, isThrownAway } from './callback-places.js';
import { isLostInContainer } from './containers.js';
import { findGivenFunctions } from './given-functions.js';
import { type GivenSpan, findPropertyName, findReceiver } from './given-spans.js';

/** What one mention of a span does with it. */
export type SpanReference =
  /** Ends it. */
  | { readonly kind: 'end'; readonly node: CallNode }
  /** Calls another method of it; `writes` when that is lost once the span is ended. */
  | { readonly kind: 'touch'; readonly node: CallNode; readonly name: string; readonly writes: boolean }
  /** Gives it to a call that is not known. */
  | { readonly kind: 'lend'; readonly node: Node }
  /** Gives it to a function of the file. */
  | ({ readonly kind: 'pass'; readonly node: CallNode } & GivenSpan)
  /** Gives it to a parameter that is a function, which every caller of the file gives: `work(span)`. */
  | ({ readonly kind: 'relay'; readonly node: CallNode; readonly targets: readonly FunctionNode[] } & Omit<
      GivenSpan,
      'target'
    >)
  /** Gives it to another owner. */
  | { readonly kind: 'escape'; readonly node: Node }
  /** Hands on `span.end` without the span, which throws when it is called. */
  | { readonly kind: 'unbound'; readonly node: Node }
  /** Names `span.end`, and does nothing with it. */
  | { readonly kind: 'uncalled'; readonly node: Node }
  /** A function that mentions the span is mentioned by its name. */
  | { readonly kind: 'closure'; readonly node: Node; readonly target: FunctionNode };

const READERS = new Set(['spanContext', 'isRecording']);
const COLLECTORS = new Set(['push', 'unshift', 'add', 'set', 'append', 'enqueue', 'assign', 'defineProperty']);
const DERIVING = new Set([
  'trace.setSpan',
  'trace.setSpanContext',
  'propagation.setBaggage',
  'propagation.deleteBaggage',
  'propagation.extract',
]);
const MAX_STEPS = 100;

/** What every mention of the variable does with the span that it holds; writes to the variable are left out. */
export function getSpanReferences(variable: Variable, model: OtelModel): readonly SpanReference[] {
  const isExported = variable.defs.some((def) => def.parent?.parent?.type === 'ExportNamedDeclaration');
  const escapes: SpanReference[] = variable.identifiers.flatMap((node) =>
    isExported ? { kind: 'escape' as const, node } : [],
  );
  return [
    ...escapes,
    ...model.bindings.getReads(variable).flatMap(({ identifier }) => getExpressionReferences(identifier, model)),
    ...findCompanions(variable, model).flatMap((companion) =>
      model.bindings.getReads(companion).flatMap(({ identifier }) => settleContext(identifier, model)),
    ),
  ];
}

/** `ctx` in `const { span, ctx } = begin();`: what stands beside a span may well be the context that it is in. */
function findCompanions(variable: Variable, { bindings }: OtelModel): readonly Variable[] {
  const [definition] = variable.defs;
  const declarator = definition?.type === 'Variable' ? definition.node : null;
  if (declarator?.id.type !== 'ObjectPattern') return [];
  return declarator.id.properties.flatMap((property) => {
    const name = property.type === 'Property' ? property.value : property.argument;
    const companion = name.type === 'Identifier' ? bindings.findVariable(name) : null;
    return companion && companion !== variable ? companion : [];
  });
}

/** What becomes of the span that an expression holds. */
export function getExpressionReferences(expression: Node, model: OtelModel): readonly SpanReference[] {
  const references: SpanReference[] = [];
  let node = expression;
  for (let step = 0; step < MAX_STEPS; step++) {
    node = wrap(node);
    const { parent } = node;
    if (parent?.type === 'MemberExpression' && parent.object === node) {
      const next = followMember(parent, references, model);
      if (!next) return references;
      node = next;
    } else if (parent && passesOn(node, parent)) {
      node = parent;
    } else {
      // `() => span.addEvent('tick')` is not meant to return the span.
      const isByTheWay = references.length > 0 && parent?.type === 'ArrowFunctionExpression';
      return isByTheWay ? references : [...references, ...settle(node, parent, model)];
    }
  }
  return [...references, { kind: 'escape', node }];
}

/** The call that returns the span again; null when the chain ends here. */
function followMember(member: TSESTree.MemberExpression, references: SpanReference[], model: OtelModel): Node | null {
  const name = getStaticName(member);
  const callee = wrap(member);
  const call = callee.parent;
  if (call?.type !== 'CallExpression' || call.callee !== callee) {
    if (name === 'end') references.push(settleEndFunction(callee, model));
    return null;
  }
  if (name === 'end') references.push({ kind: 'end', node: call });
  else if (name !== null && SPAN_WRITERS.has(name)) references.push({ kind: 'touch', node: call, name, writes: true });
  else if (name === 'recordException') references.push({ kind: 'touch', node: call, name, writes: true });
  else if (name !== null && READERS.has(name)) references.push({ kind: 'touch', node: call, name, writes: false });
  else references.push({ kind: 'lend', node: call });
  return name !== null && SPAN_WRITERS.has(name) ? call : null;
}

/** What becomes of `span.end` as a value. */
function settleEndFunction(node: Node, model: OtelModel): SpanReference {
  if (findTaker(node, model)) return { kind: 'unbound', node };
  return { kind: isThrownAway(node, model) ? 'uncalled' : 'escape', node };
}

/** True when the value of the parent is the span, or holds nothing else. */
function passesOn(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'LogicalExpression':
      return parent.right === node || parent.operator !== '&&';
    case 'ConditionalExpression':
      return parent.test !== node;
    case 'SequenceExpression':
      return parent.expressions.at(-1) === node;
    default:
      return false;
  }
}

function settle(node: Node, parent: Node | undefined, model: OtelModel): readonly SpanReference[] {
  if (isLostInContainer(node, model)) return [];
  switch (parent?.type) {
    case 'ExpressionStatement':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
    case 'SequenceExpression':
    case 'IfStatement':
    case 'WhileStatement':
    case 'TemplateLiteral':
    case 'TSTypeQuery':
      return [];
    case 'CallExpression':
    case 'NewExpression':
      return settleArgument(parent, node, model);
    case 'Property':
      return [settleProperty(parent, node, model)];
    default:
      return [{ kind: 'escape', node }];
  }
}

/** `call({ span })` gives the span to a function of the file that names it, and lends it to any other as `call(span)` does. */
function settleProperty(property: TSESTree.Property, node: Node, model: OtelModel): SpanReference {
  const literal = wrap(property.parent);
  const call = literal.parent;
  if (call?.type !== 'CallExpression' || call.callee === literal) return { kind: 'escape', node: property };
  const index = call.arguments.findIndex((argument) => argument === literal);
  const isPlaced = call.arguments.slice(0, index).every(({ type }) => type !== 'SpreadElement');
  const name = isPlaced && property.value === node ? findPropertyName(property) : null;
  const target = name === null ? null : findCalledFunction(call, model);
  const given = target && { target, index, property: name };
  if (given && findReceiver(given, model)) return { kind: 'pass', node: call, ...given };
  return isCollecting(call) ? { kind: 'escape', node: property } : { kind: 'lend', node: call };
}

function settleArgument(call: CallNode, node: Node, model: OtelModel): readonly SpanReference[] {
  const index = call.arguments.findIndex((argument) => argument === node);
  if (index < 0 || call.callee.type === 'Super') return [{ kind: 'escape', node: call }];
  const name = model.api.findName(call.callee);
  if (name === 'trace.setSpan') return index === 1 ? settleContext(call, model) : [];
  if (model.api.isNamedByAny(call.callee, model.settings.spanEnders)) return [{ kind: 'end', node: call }];
  if (call.type === 'CallExpression') {
    const target = findCalledFunction(call, model);
    if (target) return [{ kind: 'pass', node: call, target, index, property: null }];
    const targets = findGivenFunctions(call.callee, model);
    if (targets) return [{ kind: 'relay', node: call, targets, index, property: null }];
  }
  const isKept = call.type === 'NewExpression' || isCollecting(call);
  return [{ kind: isKept ? 'escape' : 'lend', node: call }];
}

/** True for calls that put their arguments into something. */
function isCollecting(call: CallNode): boolean {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' && COLLECTORS.has(getStaticName(callee) ?? '');
}

/** Whether whoever gets the context that holds the span could be the one who ends it. */
function settleContext(context: Node, model: OtelModel, seen = new Set<Variable>()): readonly SpanReference[] {
  const node = wrap(context);
  const { parent } = node;
  if (parent?.type === 'ExpressionStatement') return [];
  const variable = findWritten(parent, model);
  if (variable) {
    if (seen.has(variable)) return [];
    seen.add(variable);
    return model.bindings.getReads(variable).flatMap(({ identifier }) => settleContext(identifier, model, seen));
  }
  if (parent?.type === 'MemberExpression' && parent.object === node) {
    const call = parent.parent;
    const isValue = call.type === 'CallExpression' && /^(?:set|delete)Value$/u.test(getStaticName(parent) ?? '');
    return isValue ? settleContext(call, model, seen) : [];
  }
  if (parent?.type !== 'CallExpression' || parent.callee === node) return [{ kind: 'escape', node }];
  const name = model.api.findName(parent.callee);
  const index = parent.arguments.findIndex((argument) => argument === node);
  if ((name === 'context.with' || name === 'context.bind') && index === 0) {
    return areKnown(parent.arguments[1], model) ? [] : [{ kind: 'lend', node: parent }];
  }
  if (name !== null && DERIVING.has(name)) return settleContext(parent, model, seen);
  if (name === 'context.attach' || name?.startsWith('propagation.') || name?.startsWith('trace.')) return [];
  return model.getSpanStart(parent) ? [] : [{ kind: 'lend', node: parent }];
}

/** The variable of the function that a value is written to. */
function findWritten(parent: Node | undefined, { bindings }: OtelModel): Variable | null {
  const isPlain = parent?.type === 'AssignmentExpression' && parent.operator === '=';
  const target = parent?.type === 'VariableDeclarator' ? parent.id : isPlain ? parent.left : null;
  return target?.type === 'Identifier' ? bindings.findVariable(target) : null;
}

/** True when the file shows every function that an argument can be. */
function areKnown(callback: Node | undefined, model: OtelModel): boolean {
  if (!callback) return false;
  return model.values.findFunction(callback) !== null || findGivenFunctions(callback, model) !== null;
}

/** `recordException`, and `setStatus` with an error. */
export function isErrorWrite(reference: SpanReference, { sourceCode }: OtelModel): boolean {
  if (reference.kind !== 'touch') return false;
  if (reference.name === 'recordException') return true;
  const [status] = reference.name === 'setStatus' ? reference.node.arguments : [];
  return status !== undefined && /\bERROR\b|\bcode:\s*2\b/u.test(sourceCode.getText(status));
}
