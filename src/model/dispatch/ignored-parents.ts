import type { TSESTree } from '@typescript-eslint/utils';
import { getDeclaredRange, isVersionCovered } from '../../boundaries/packages.js';
import { isInContextOf } from './ambient.js';
import { walkOutward } from './losses.js';
import { judgeDispatch } from './verdicts.js';
import type { Use } from '../callbacks.js';
import { type Node, type Variable, getEnclosingFunction, getStaticName, unwrap } from '../code/nodes.js';
import type { OtelModel } from '../index.js';
import type { SpanStart } from '../spans.js';

/** `tracer.startSpan(name, { parent: span })`: an option that no tracer has. */
export interface IgnoredParent {
  readonly start: SpanStart;
  readonly option: TSESTree.Property;
  readonly name: string;
  /** The span that was meant, without `.spanContext()` behind it; a context where one was given. */
  readonly parent: Node;
}

/** What the options of other tracing libraries, and of OpenTelemetry before its first stable release, call the parent. */
const NAMES = new Set<string | null>(['parent', 'parentSpan', 'childOf']);
const STARTS = new Set<string | null>(['Tracer#startSpan', 'Tracer#startActiveSpan']);

/**
 * The starts that name their parent in an option, which is ignored: the active context is the parent. Silent where the
 * two are the same, and about tracers that are known by their names only, which may be wrappers with options of their own.
 */
export function findIgnoredParents(model: OtelModel): readonly IgnoredParent[] {
  if (hasParentOption(model.filename)) return [];
  return model.getSpanStarts().flatMap((start) => {
    if (start.parent || start.isUncertain || start.isRoot) return [];
    const ignored = findOption(start, model);
    if (!ignored || !STARTS.has(model.api.findName(start.node.callee))) return [];
    return isActiveParent(ignored.parent, start.node, model) ? [] : [ignored];
  });
}

/** Releases before 0.13 took the parent from the options. Source: `SpanOptions.d.ts` of `@opentelemetry/api` 0.12.0 and 0.13.0. */
function hasParentOption(filename: string): boolean {
  const declared = getDeclaredRange(filename, '@opentelemetry/api');
  return declared !== null && isVersionCovered('<0.13.0', declared);
}

function findOption(start: SpanStart, { values }: OtelModel): IgnoredParent | null {
  const options = start.options && values.dereference(start.options);
  if (options?.type !== 'ObjectExpression') return null;
  for (const option of options.properties) {
    const name = option.type === 'Property' ? getStaticName(option) : null;
    if (option.type !== 'Property' || name === null || !NAMES.has(name)) continue;
    const parent = getSpan(option.value);
    return isNothing(parent) ? null : { start, option, name, parent };
  }
  return null;
}

function getSpan(value: Node): Node {
  const expression = unwrap(value);
  const callee = expression.type === 'CallExpression' ? unwrap(expression.callee) : null;
  const isContextOfSpan = callee?.type === 'MemberExpression' && getStaticName(callee) === 'spanContext';
  return isContextOfSpan ? unwrap(callee.object) : expression;
}

function isNothing(node: Node): boolean {
  return node.type === 'Literal' || (node.type === 'Identifier' && node.name === 'undefined');
}

/** True for the span that is active where another is started, and for one that may be: a parameter of a function that runs under a span. */
function isActiveParent(parent: Node, place: Node, model: OtelModel): boolean {
  const read = model.values.dereference(parent);
  const [of] = read.type === 'CallExpression' ? read.arguments : [];
  const isRead =
    model.api.isCallOf(read, 'trace.getActiveSpan') ||
    (model.api.isCallOf(read, 'trace.getSpan') && of && model.describeContext(of).kind === 'active');
  if (isRead) return isInContextOf(getEnclosingFunction(read), place, model);
  const variable = parent.type === 'Identifier' ? model.bindings.findVariable(parent) : null;
  if (!variable) return false;
  const isGiven = variable.defs.some(({ type }) => type === 'Parameter') && !isOfStart(variable, model);
  let isActive = false;
  walkOutward(place, model, (use) => {
    if (use.kind === 'boundary') return judgeDispatch(use, model) === 'kept';
    if (use.kind === 'scope' && (isGiven || activates(use, variable, model))) isActive = true;
    return use.kind === 'inline';
  });
  return isActive;
}

/** True for the parameter that `startActiveSpan` gives its span to. */
function isOfStart(variable: Variable, model: OtelModel): boolean {
  return model.getSpanStarts().some((start) => start.callback && model.findSpanVariable(start) === variable);
}

function activates({ call }: Use, variable: Variable, model: OtelModel): boolean {
  const start = model.getSpanStart(call);
  if (start) return model.findSpanVariable(start) === variable;
  const [context] = call.arguments;
  if (!context || !model.api.isCallOf(call, 'context.with', 'context.bind')) return false;
  return model.getContextChain(context).some((shape) => {
    const span = shape.kind === 'with-span' ? unwrap(shape.span) : null;
    return span?.type === 'Identifier' && model.bindings.findVariable(span) === variable;
  });
}
