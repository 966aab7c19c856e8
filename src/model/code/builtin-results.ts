import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { getStaticName, unwrap } from './nodes.js';

/** Global functions that return a text, a number, a truth value or nothing. */
const PRIMITIVE =
  /^(?:String|Number|Boolean|BigInt|parseInt|parseFloat|isNaN|isFinite|(?:en|de)codeURI(?:Component)?|clear(?:Timeout|Interval|Immediate)|JSON\.stringify|Date\.now|performance\.now|Array\.isArray|Number\.is\w+|(?:Math|console)\.\w+)$/u;
/** Global functions that return an object of their own. */
const OBJECT = /^(?:JSON\.parse|structuredClone|Object\.(?:keys|values|entries|fromEntries)|Array\.(?:from|of))$/u;
/** Global functions that run a function later, and return nothing or an object. */
const SCHEDULER = /^(?:set(?:Timeout|Interval|Immediate)|queueMicrotask|process\.nextTick)$/u;
/** Global classes. */
const CLASS =
  /^(?:Map|Set|WeakMap|WeakSet|WeakRef|Date|RegExp|Array|URL|URLSearchParams|AbortController|Request|Response|Headers|(?:\w+)?Error)$/u;
/** Methods of texts, numbers and dates that objects have for the same, if at all. */
const PRIMITIVE_METHOD =
  /^(?:to(?:Upper|Lower)Case|trim(?:Start|End)?|pad(?:Start|End)|char(?:Code)?At|localeCompare|toFixed|toISOString|toString)$/u;

/**
 * What a call of JavaScript itself returns when that is certainly no function; null for other calls.
 * Source: ECMA-262, and the globals of Node.js and of browsers.
 */
export function findBuiltinResult(call: TSESTree.CallExpression, { bindings, values }: OtelModel) {
  const callee = unwrap(call.callee);
  if (callee.type === 'MemberExpression' && PRIMITIVE_METHOD.test(getStaticName(callee) ?? '')) return 'primitive';
  if (callee.type === 'Identifier' && !bindings.isGlobal(callee)) return null;
  const origin = values.findOrigin(callee);
  if (origin?.module !== 'global') return null;
  if (PRIMITIVE.test(origin.path)) return 'primitive';
  return OBJECT.test(origin.path) || SCHEDULER.test(origin.path) ? 'value' : null;
}

/** True for a call of JavaScript itself that computes something at once: no function runs later. */
export function isBuiltinComputation(call: TSESTree.CallExpression, model: OtelModel): boolean {
  const isLater = SCHEDULER.test(model.values.findOrigin(call.callee)?.path ?? '');
  return !isLater && findBuiltinResult(call, model) !== null;
}

/** True for `new Map()` and other classes of JavaScript whose instances are no functions. */
export function isBuiltinInstance({ callee }: TSESTree.NewExpression, { values }: OtelModel): boolean {
  const origin = values.findOrigin(callee);
  return origin?.module === 'global' && CLASS.test(origin.path);
}
