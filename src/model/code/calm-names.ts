import { type Node, getStaticName, getWrittenName, wrap } from './nodes.js';

/** Methods by which code logs, answers, listens, measures and moves values about: they throw on misuse only. */
const METHODS = new Set(
  [
    'log info debug warn error trace verbose fatal child',
    'end send json write status writeHead setHeader header headers sendStatus type flush',
    'push pop shift unshift get set has add delete clear keys values entries at append fill flat',
    'map filter forEach reduce reduceRight some every find findIndex findLast findLastIndex flatMap',
    'join slice splice concat includes indexOf lastIndexOf sort reverse toSorted toReversed toSpliced',
    'toString trim trimStart trimEnd split replace replaceAll toLowerCase toUpperCase startsWith endsWith padStart',
    'padEnd match matchAll search test substring substr charAt charCodeAt codePointAt localeCompare repeat',
    'on once off addListener removeListener removeAllListeners addEventListener removeEventListener unref ref abort',
    'bind then catch finally now getTime toISOString toFixed valueOf record inc increment observe count timing',
    'start stop mark stringify active withContext withFields withMetadata withTags withError startSpan setSpan getTracer spanContext emit dispatchEvent',
  ].flatMap((line) => line.split(' ')),
);
/** The beginnings of names of functions that compute small values, or report what happened. */
const ACCESSOR =
  /^[_#$]*(?:get|current|is|has|supports|should|to|as|set|add|remove|register|unregister|serialize|build|create|merge|format|generate|random|uuid|nanoid|record|observe|increment|count|track|log|report|measure|capture|normalize|sanitize|truncate|suppress|compute|calculate|estimate|infer|derive|extract|mask|redact|escape|emit|inject|setup|configure|make|wrap)(?:[A-Z\d]|$)/u;
/** Functions that say that they keep what goes wrong to themselves, or return it: `safelyInvokeHook(hook)`, `Result.safe(work())`. */
const SAFE = /^[_#$]*(?:(?:safe(?:ly)?|try)(?!Execute)[A-Z\d]|(?:safe|safely|attempt|attemptAsync)$)/u;
/** `debug('...')`, as the module of that name makes it, and `telemetryDebug('...')`. */
const LOGGER = /^(?:debug|info|log|logger|print|trace|verbose|warn)$|(?:Debug|Info|Log|Logger|Warn)$/u;
const CONTINUATIONS = new Set(['next', 'done', 'callback', 'cb', 'resolve', 'reject']);
const TIMERS = new Set([
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'clearTimeout',
  'clearInterval',
]);
const RECORDER = /^[_#$]*(?:record|observe|increment|count|track|report|measure)(?:[A-Z\d]|$)/u;
const LOG_METHODS = new Set(['log', 'info', 'debug', 'warn', 'error', 'trace', 'verbose', 'fatal']);

/** True for a callee whose name says that it does not fail in practice. */
export function isCalmName(callee: Node): boolean {
  if (callee.type === 'MemberExpression') {
    const name = getStaticName(callee);
    return name === null ? isSymbol(callee.property) : METHODS.has(name) || ACCESSOR.test(name) || isSafeName(callee);
  }
  if (callee.type !== 'Identifier') return false;
  if (TIMERS.has(callee.name) || ACCESSOR.test(callee.name) || isSafeName(callee)) return true;
  if (LOGGER.test(callee.name)) return true;
  const call = wrap(callee).parent;
  const isStatement = call?.type === 'CallExpression' && wrap(call).parent?.type === 'ExpressionStatement';
  return isStatement && CONTINUATIONS.has(callee.name);
}

/** True for a callee whose name says that it neither throws nor rejects. */
export function isSafeName(callee: Node): boolean {
  return SAFE.test(getWrittenName(callee) ?? '');
}

/** `rows[Symbol.asyncIterator]()` */
function isSymbol(property: Node): boolean {
  return (
    property.type === 'MemberExpression' && property.object.type === 'Identifier' && property.object.name === 'Symbol'
  );
}

/** True for a callee that logs its arguments, by its name. */
export function isLogName(callee: Node): boolean {
  if (callee.type === 'MemberExpression') return LOG_METHODS.has(getStaticName(callee) ?? '');
  return callee.type === 'Identifier' && LOGGER.test(callee.name);
}

/** True for a callee that reports its arguments to whoever measures, by its name. */
export function isRecorderName(callee: Node): boolean {
  return RECORDER.test(getWrittenName(callee) ?? '');
}
