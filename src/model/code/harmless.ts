import type { OtelModel } from '../index.js';
import { type Node, isFunction, unwrap } from './nodes.js';

const GLOBAL_OBJECTS = new Set(['console', 'Math', 'performance', 'Date', 'Number', 'String']);
const GLOBAL_FUNCTIONS = new Set([
  'Array',
  'Array.from',
  'Array.isArray',
  'Array.of',
  'Boolean',
  'Buffer.alloc',
  'Buffer.byteLength',
  'Buffer.concat',
  'Buffer.from',
  'Error',
  'Map',
  'Object.assign',
  'Object.create',
  'Object.entries',
  'Object.freeze',
  'Object.fromEntries',
  'Object.getPrototypeOf',
  'Object.hasOwn',
  'Object.is',
  'Object.keys',
  'Object.values',
  'RangeError',
  'Set',
  'String',
  'Symbol',
  'Symbol.for',
  'TypeError',
  'WeakMap',
  'WeakSet',
  'crypto.randomUUID',
  'encodeURI',
  'encodeURIComponent',
  'isFinite',
  'isNaN',
  'parseFloat',
  'parseInt',
  'process.cpuUsage',
  'process.cwd',
  'process.hrtime',
  'process.hrtime.bigint',
  'process.memoryUsage',
  'process.uptime',
]);
/**
 * With `true` as the third argument they keep what the first one throws to themselves; without it they throw it again
 * when the second has run. Source: `build/src/utils.js` of `@opentelemetry/instrumentation` 0.223.0.
 */
const SAFE_CALLS = new Set([
  '@opentelemetry/instrumentation:safeExecuteInTheMiddle',
  '@opentelemetry/instrumentation:safeExecuteInTheMiddleAsync',
]);

/** Functions of rxjs that subscribe; what all others make of values and callbacks runs when somebody else does. */
const SUBSCRIBERS = new Set(['firstValueFrom', 'lastValueFrom']);

/**
 * True for a call that does not throw in practice: of OpenTelemetry, whose specification forbids it to throw, unless the
 * call runs a callback; of rxjs, where it only builds; and of globals that only build, log or measure.
 */
export function isHarmless(event: Node, { api, values }: OtelModel): boolean {
  if (event.type !== 'CallExpression' && event.type !== 'NewExpression') return false;
  const name = api.findName(event.callee);
  if (name !== null) return name === 'context.bind' || !event.arguments.some((argument) => isCallback(argument));
  // `(0, core_1.getRPCMetadata)(...)`, as compilers write it.
  const callee = event.callee.type === 'SequenceExpression' ? event.callee.expressions.at(-1) : event.callee;
  const origin = values.findOrigin(callee);
  if (origin && SAFE_CALLS.has(`${origin.module}:${origin.path}`)) return isTrue(event.arguments[2]);
  if (origin?.module.startsWith('@opentelemetry/')) return !event.arguments.some((argument) => isCallback(argument));
  if (origin && /^rxjs(?:\/operators)?$/u.test(origin.module))
    return /^\w+$/u.test(origin.path) && !SUBSCRIBERS.has(origin.path);
  if (origin?.module !== 'global') return false;
  const [object = ''] = origin.path.split(/[.#]/u);
  if (GLOBAL_FUNCTIONS.has(origin.path)) return !event.arguments.some((argument) => isCallback(argument));
  return GLOBAL_OBJECTS.has(object);

  function isCallback(argument: Node): boolean {
    return isFunction(unwrap(argument)) || values.findFunction(argument) !== null;
  }
}

function isTrue(node: Node | undefined): boolean {
  return node?.type === 'Literal' && node.value === true;
}
