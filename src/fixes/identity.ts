import type { OtelModel } from '../model/index.js';
import { type Node, getStaticName, isFunction, unwrap, wrap } from '../model/code/nodes.js';

const COMPARISONS = new Set(['==', '===', '!=', '!==']);
/** How many places that name a function are looked at. */
const MAX_NAMES = 1000;
/** Methods that find what they are given by identity. */
const FINDERS = /^(?:abort|cancel|clear|delete|drop|get|has|includes|indexOf|off|remove|unregister|unsubscribe)/u;

/**
 * True when the file tells the function behind an expression from others: compares it, looks it up, takes it back, or
 * has properties on it. A wrapped function is another function there.
 */
export function isIdentityUsed(callback: Node, model: OtelModel): boolean {
  return getNames(callback, model).slice(0, MAX_NAMES).some(isIdentifying);
}

/** Every place where the file names the function. */
function getNames(callback: Node, { bindings, index, sourceCode }: OtelModel): readonly Node[] {
  const expression = unwrap(callback);
  if (isFunction(expression)) {
    const own = expression.id ? sourceCode.getDeclaredVariables?.(expression)?.[0] : undefined;
    return own ? bindings.getReads(own).map(({ identifier }) => identifier) : [];
  }
  if (expression.type === 'Identifier') {
    const variable = bindings.findVariable(expression);
    return variable ? bindings.getReads(variable).map(({ identifier }) => identifier) : [];
  }
  const name = expression.type === 'MemberExpression' ? getStaticName(expression) : null;
  return name === null ? [] : (index.members.get(name) ?? []);
}

function isIdentifying(name: Node): boolean {
  const expression = wrap(name);
  const { parent } = expression;
  switch (parent?.type) {
    case 'BinaryExpression':
      return COMPARISONS.has(parent.operator);
    case 'MemberExpression':
      return parent.object === expression && !isMethodOfFunctions(parent);
    case 'CallExpression': {
      const callee = unwrap(parent.callee);
      const method = callee.type === 'MemberExpression' ? getStaticName(callee) : null;
      return parent.callee !== expression && method !== null && FINDERS.test(method);
    }
    default:
      return false;
  }
}

function isMethodOfFunctions(member: Node): boolean {
  const name = member.type === 'MemberExpression' ? getStaticName(member) : null;
  return name === 'apply' || name === 'bind' || name === 'call';
}
