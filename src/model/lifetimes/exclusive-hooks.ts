import type { OtelModel } from '../index.js';
import {
  type FunctionNode,
  type Node,
  getStaticName,
  getStringValue,
  getWrittenName,
  unwrap,
  wrap,
} from '../code/nodes.js';

/** What a function is told of, and where it was handed over. */
interface Hook {
  readonly name: string;
  /** What it was handed to, as it is written, or the object or class that it is a member of. */
  readonly taker: string | Node;
}

const SUCCESS = /succe(?:ss|eded|ssful)|complete|completed|fulfilled|resolved/iu;
const FAILURE = /fail(?:ed|ure)?|error(?:ed)?|rejected/iu;
/** Names of libraries of which one excludes the other, and does not say so. */
const KNOWN: readonly (readonly [success: string, failure: string])[] = [
  ['query-response', 'query-error'], // knex
  ['afterResponse', 'error'], // Nitro, whose error handler answers by itself
];

/**
 * The names of two functions of which, for one piece of work, either the first is called or the second: hooks for the
 * success and for the failure, and both functions of an interceptor of axios. Null for any others.
 */
export function findExclusive(
  success: FunctionNode,
  failure: FunctionNode,
  model: OtelModel,
): { readonly own: string; readonly other: string } | null {
  if (isInterceptorPair(success, failure)) return { own: 'onRejected', other: 'onFulfilled' };
  const one = findHook(success, model);
  const other = findHook(failure, model);
  if (!one || !other || one.taker !== other.taker || !isOpposite(one.name, other.name)) return null;
  return { own: other.name, other: one.name };
}

/** `commandSucceeded` and `commandFailed`: the same, but for the word. */
function isOpposite(success: string, failure: string): boolean {
  if (KNOWN.some(([one, other]) => one === success && other === failure)) return true;
  if (!SUCCESS.test(success) || !FAILURE.test(failure)) return false;
  return success.replace(SUCCESS, '') === failure.replace(FAILURE, '');
}

/** `axios.interceptors.response.use(onFulfilled, onRejected)` */
function isInterceptorPair(success: FunctionNode, failure: FunctionNode): boolean {
  const call = wrap(success).parent;
  if (call?.type !== 'CallExpression' || wrap(failure).parent !== call) return false;
  if (call.arguments[0] !== wrap(success) || call.arguments[1] !== wrap(failure)) return false;
  const callee = unwrap(call.callee);
  const manager = callee.type === 'MemberExpression' && getStaticName(callee) === 'use' ? unwrap(callee.object) : null;
  if (manager?.type !== 'MemberExpression' || getStaticName(manager) !== 'response') return false;
  return getWrittenName(manager.object) === 'interceptors';
}

function findHook(target: FunctionNode, { sourceCode }: OtelModel): Hook | null {
  const node = wrap(target);
  const { parent } = node;
  if (parent?.type === 'CallExpression') {
    const name = parent.arguments[1] === node ? getStringValue(parent.arguments[0]) : null;
    return name === null ? null : { name, taker: sourceCode.getText(parent.callee) };
  }
  if (parent?.type !== 'Property' && parent?.type !== 'MethodDefinition' && parent?.type !== 'PropertyDefinition') {
    return null;
  }
  const name = getStaticName(parent);
  return name !== null && parent.parent ? { name, taker: parent.parent } : null;
}
