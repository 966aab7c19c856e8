import type { OtelModel } from '../index.js';
import { type Node, isFunction, unwrap } from './nodes.js';

const GLOBAL_OBJECTS = new Set(['console', 'Math', 'performance', 'Date', 'Number']);
const GLOBAL_FUNCTIONS = new Set([
  'Array',
  'Array.isArray',
  'Array.of',
  'Boolean',
  'Error',
  'Map',
  'Object.entries',
  'Object.freeze',
  'Object.keys',
  'Object.values',
  'RangeError',
  'Set',
  'String',
  'TypeError',
  'WeakMap',
  'WeakSet',
  'process.hrtime',
  'process.hrtime.bigint',
]);

/**
 * True for a call that does not throw in practice: of the OpenTelemetry API, which its specification forbids to throw,
 * unless the call runs a callback; and of globals that only build, log or measure.
 */
export function isHarmless(event: Node, { api, values }: OtelModel): boolean {
  if (event.type !== 'CallExpression' && event.type !== 'NewExpression') return false;
  const name = api.findName(event.callee);
  if (name !== null) return name === 'context.bind' || !event.arguments.some((argument) => isCallback(argument));
  const origin = values.findOrigin(event.callee);
  if (origin?.module !== 'global') return false;
  const [object = ''] = origin.path.split(/[.#]/u);
  return GLOBAL_FUNCTIONS.has(origin.path) || GLOBAL_OBJECTS.has(object);

  function isCallback(argument: Node): boolean {
    return isFunction(unwrap(argument)) || values.findFunction(argument) !== null;
  }
}
