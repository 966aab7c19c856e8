import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { getStaticName, unwrap } from './nodes.js';

/** Global functions that return a text, a number, an object of their own or nothing. */
const RESULT =
  /^(?:String|Number|Boolean|BigInt|parseInt|parseFloat|isNaN|isFinite|(?:en|de)codeURI(?:Component)?|clear(?:Timeout|Interval|Immediate)|JSON\.\w+|structuredClone|Date\.now|performance\.now|Array\.(?:from|of|isArray)|Number\.is\w+|Object\.(?:keys|values|entries|fromEntries)|(?:Math|console)\.\w+)$/u;
/** Global functions that run a function later, and return nothing or an object. */
const SCHEDULER = /^(?:set(?:Timeout|Interval|Immediate)|queueMicrotask|process\.nextTick)$/u;
/** Global classes. */
const CLASS =
  /^(?:Map|Set|WeakMap|WeakSet|WeakRef|Date|RegExp|Array|URL|URLSearchParams|AbortController|Request|Response|Headers|(?:\w+)?Error)$/u;
/** Methods of texts, numbers and dates that objects have for the same, if at all. */
const PRIMITIVE_METHOD =
  /^(?:to(?:Upper|Lower)Case|trim(?:Start|End)?|pad(?:Start|End)|char(?:Code)?At|localeCompare|toFixed|toISOString|toString)$/u;

/**
 * True for a call of JavaScript itself that certainly returns no function.
 * Source: ECMA-262, and the globals of Node.js and of browsers.
 */
export function isBuiltinResult(call: TSESTree.CallExpression, { bindings, values }: OtelModel): boolean {
  const callee = unwrap(call.callee);
  if (callee.type === 'MemberExpression' && PRIMITIVE_METHOD.test(getStaticName(callee) ?? '')) return true;
  if (callee.type === 'Identifier' && !bindings.isGlobal(callee)) return false;
  const origin = values.findOrigin(callee);
  return origin?.module === 'global' && (RESULT.test(origin.path) || SCHEDULER.test(origin.path));
}

/** True for one of them that computes something at once: no function runs later. */
export function isBuiltinComputation(call: TSESTree.CallExpression, model: OtelModel): boolean {
  return isBuiltinResult(call, model) && !SCHEDULER.test(model.values.findOrigin(call.callee)?.path ?? '');
}

/** True for `new Map()` and other classes of JavaScript whose instances are no functions. */
export function isBuiltinInstance({ callee }: TSESTree.NewExpression, { values }: OtelModel): boolean {
  const origin = values.findOrigin(callee);
  return origin?.module === 'global' && CLASS.test(origin.path);
}
