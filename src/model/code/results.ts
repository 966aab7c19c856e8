import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { getBranches } from './guards.js';
import {
  type CallNode,
  type Node,
  getEnclosingFunction,
  getStaticName,
  getStringValue,
  unwrap,
  wrap,
} from './nodes.js';
import { findOwnType, resolveType } from './uncallable-types.js';

/** What an operation on an immutable value makes. */
export type Product = 'context' | 'baggage' | 'newBaggage' | 'function';

/** A call that does nothing but return a new value. */
export interface Derivation {
  readonly call: CallNode;
  readonly product: Product;
  /** What the new value is made from; null where the call does not show it. */
  readonly base: Node | null;
}

/**
 * Functions that take a Context and return another.
 * Source: the implementations in `@opentelemetry/api` 1.10.0 and `@opentelemetry/core` 2.12.0.
 */
const CONTEXT_FUNCTIONS = [
  'trace.setSpan',
  'trace.setSpanContext',
  'trace.deleteSpan',
  'propagation.extract',
  'propagation.setBaggage',
  'propagation.deleteBaggage',
];
const CREATE_BAGGAGE = 'propagation.createBaggage';
const CORE_FUNCTIONS = new Set(['suppressTracing', 'unsuppressTracing', 'setRPCMetadata', 'deleteRPCMetadata']);
/** The methods of the two patterns below, and what binds a function. */
const METHODS = ['setValue', 'deleteValue', 'setEntry', 'removeEntry', 'removeEntries', 'bind'];
const CONTEXT_METHOD = /^(?:Context#|ROOT_CONTEXT\.)(?:setValue|deleteValue)$/u;
const BAGGAGE_METHOD =
  /^(?:Baggage|propagation\.(?:createBaggage|getActiveBaggage|getBaggage)\(\))(?:#\w+\(\))*#(?:setEntry|removeEntry|removeEntries)$/u;

const derivations = new WeakMap<OtelModel, ReadonlyMap<Node, Derivation>>();

/** Every call of the file that does nothing but return a new Context, Baggage or bound function, by its node. */
export function getDerivations(model: OtelModel): ReadonlyMap<Node, Derivation> {
  let found = derivations.get(model);
  if (!found) {
    const calls = model.getCallsNamed([...CONTEXT_FUNCTIONS, ...CORE_FUNCTIONS, ...METHODS, CREATE_BAGGAGE]);
    const direct = calls.flatMap((call) => findDerivation(call, model) ?? []);
    const helped = direct.flatMap((derivation) => findCallsOfHelper(derivation, model));
    found = new Map([...direct, ...helped].map((it) => [it.call, it]));
    derivations.set(model, found);
  }
  return found;
}

/** The calls of a function of the file that does nothing but return what an operation makes. A method may be overridden. */
function findCallsOfHelper({ call, product }: Derivation, { callbacks }: OtelModel): readonly Derivation[] {
  const { parent } = wrap(call);
  const owner = parent && getEnclosingFunction(call);
  const isNamed = owner?.type === 'FunctionDeclaration' || owner?.parent?.type === 'VariableDeclarator';
  const body = owner?.body.type === 'BlockStatement' ? owner.body.body : [];
  const isAll = parent === owner || (body.length === 1 && body[0] === parent && parent?.type === 'ReturnStatement');
  if (!owner || !isNamed || !isAll || product === 'function') return [];
  return callbacks
    .getUses(owner)
    .flatMap((use) => (use.kind === 'inline' ? [{ call: use.call, product, base: null }] : []));
}

function findDerivation(call: CallNode, model: OtelModel): Derivation | null {
  if (call.type !== 'CallExpression') return null;
  const name = model.api.findName(call.callee);
  const product = name === null ? findProductOfCore(call, model) : findProduct(name, call, model);
  if (product === null) return null;
  if (product === 'newBaggage') return { call, product, base: null };
  const base = isMethod(name) ? getObject(call) : (call.arguments[0] ?? null);
  if (isHandMade(base, model)) return null;
  return { call, product, base: product === 'function' ? (call.arguments[1] ?? null) : base };
}

function findProduct(name: string, call: TSESTree.CallExpression, model: OtelModel): Product | null {
  if (CONTEXT_FUNCTIONS.includes(name) || CONTEXT_METHOD.test(name)) return 'context';
  if (BAGGAGE_METHOD.test(name)) return 'baggage';
  if (name === CREATE_BAGGAGE) return 'newBaggage';
  // An emitter that is bound is changed in place, so the target has to be a function for certain.
  const isBind = name === 'context.bind' || name === 'ContextManager#bind';
  return isBind && isFunctionValue(call.arguments[1], model) ? 'function' : null;
}

/** True for a function of the file, for what the file calls or asks whether it is a function, and for what is annotated as one. */
function isFunctionValue(node: Node | undefined, model: OtelModel): boolean {
  if (!node) return false;
  const expression = unwrap(node);
  if (model.values.findFunction(expression)) return true;
  const variable = expression.type === 'Identifier' ? model.bindings.findVariable(expression) : null;
  if (!variable) return false;
  const names = model.bindings.getReads(variable).map(({ identifier }) => identifier);
  const isCalled = names.some((name) => {
    const { parent } = wrap(name);
    return parent?.type === 'CallExpression' && parent.callee === wrap(name);
  });
  const annotation = findOwnType(variable);
  const isAnnotated = annotation !== null && resolveType(annotation, model).type === 'TSFunctionType';
  return isCalled || isAnnotated || getBranches(expression).some(({ test }) => isFunctionTest(test, names));
}

/** `typeof name === 'function'`, alone or beside other conditions. */
function isFunctionTest(test: Node, names: readonly Node[]): boolean {
  const node = unwrap(test);
  if (node.type === 'LogicalExpression') {
    return node.operator === '&&' && (isFunctionTest(node.left, names) || isFunctionTest(node.right, names));
  }
  if (node.type !== 'BinaryExpression' || !node.operator.startsWith('==')) return false;
  const { left, right } = node;
  const isTypeof = left.type === 'UnaryExpression' && left.operator === 'typeof' && names.includes(left.argument);
  return isTypeof && getStringValue(right) === 'function';
}

function findProductOfCore(call: TSESTree.CallExpression, { values }: OtelModel): Product | null {
  const origin = values.findOrigin(call.callee);
  return origin?.module === '@opentelemetry/core' && CORE_FUNCTIONS.has(origin.path) ? 'context' : null;
}

function isMethod(name: string | null): boolean {
  return name !== null && (CONTEXT_METHOD.test(name) || BAGGAGE_METHOD.test(name));
}

function getObject(call: TSESTree.CallExpression): Node | null {
  const callee = unwrap(call.callee);
  return callee.type === 'MemberExpression' && getStaticName(callee) !== null ? unwrap(callee.object) : null;
}

/** True for an object of the file's own, which may well note what it is asked. */
function isHandMade(base: Node | null, { values }: OtelModel): boolean {
  const value = values.evaluate(base);
  return value !== null && value.kind !== 'origin' && value.kind !== 'type';
}
