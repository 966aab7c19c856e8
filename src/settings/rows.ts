import { LOADS, MANAGERS, SIGHTS, type Boundary, type CallbackPosition, type Sights } from '../boundaries/boundary.js';
import {
  describe,
  dictionaryOf,
  isObject,
  listOf,
  objectOf,
  oneOf,
  oneOrMore,
  optional,
  parsed,
  text,
  variantsOf,
  type Reader,
} from './readers.js';
import { isModuleName } from './specifier.js';
import { parseVersionRange } from './version-range.js';

interface ChannelBase {
  /** The import specifier, as in a boundary row. */
  readonly module: string;
  /** What is called, in the notation of a boundary row. */
  readonly call: string | readonly string[];
  /**
   * The property path from the message to the object that holds its headers, such as `properties.headers`.
   * Without it the message carries the context in itself, under `carrierKey`.
   */
  readonly headers?: string;
}

/** A wrapper of the project that sends a message. */
export interface SendChannel extends ChannelBase {
  readonly direction: 'send';
  /** Where the message stands among the arguments of the call. */
  readonly message: CallbackPosition;
}

/** A wrapper of the project that hands received messages to a callback. */
export interface ReceiveChannel extends ChannelBase {
  readonly direction: 'receive';
  /** Where the callback stands among the arguments of the call. */
  readonly callback: CallbackPosition;
  /** Where the message stands among the arguments that the callback receives. */
  readonly message: CallbackPosition;
}

export type Channel = SendChannel | ReceiveChannel;

const moduleName = text('a module name such as "p-queue" or "./queue"', isModuleName);
const calls = oneOrMore(
  text('a call such as "setTimeout", "promises.setTimeout", "EventEmitter#on" or "queue()#push"', (value) =>
    /^[\p{ID_Continue}$]+(\(\))?([.#][\p{ID_Continue}$]+(\(\))?)*$/u.test(value),
  ),
);
const argumentAccepts = 'an argument index (-1 is the last) or a path into an argument such as "0.eachMessage"';
const argument = parsed<CallbackPosition>(argumentAccepts, (value) => (isArgument(value) ? value : undefined));
const callback = parsed<CallbackPosition>(`${argumentAccepts}, or "await" or "worker"`, (value) =>
  isArgument(value) || value === 'await' || value === 'worker' ? value : undefined,
);
const sentence = text('a sentence');

const sight = oneOf(SIGHTS);
const sightByLoad = dictionaryOf(LOADS.join(', '), isIn(LOADS), sight);
const sights: Reader<Sights> = {
  accepts: `${sight.accepts}, or an object with ${LOADS.join(', ')} as keys and those as values`,
  read: (value, place, problems) =>
    isObject(value) ? sightByLoad.read(value, place, problems) : readSight(value, place, problems),
};
const sightsByManager = dictionaryOf(MANAGERS.join(', '), isIn(MANAGERS), sights);
const seenAccepts = `${sights.accepts}, or an object with ${MANAGERS.join(', ')} as keys and either form as values`;
const sees: Reader<Boundary['sees']> = {
  accepts: seenAccepts,
  read(value, place, problems) {
    if (!isObject(value)) return readSight(value, place, problems);
    const keys = Object.keys(value);
    if (keys.some(isIn(MANAGERS))) return sightsByManager.read(value, place, problems);
    if (keys.some(isIn(LOADS))) return sightByLoad.read(value, place, problems);
    problems.push(`${place} must be ${seenAccepts}, but is ${describe(value)}.`);
    return undefined;
  },
};

/** Reads a row of `settings['otel-context'].boundaries`. */
export const boundaryReader = objectOf<Boundary>({
  module: moduleName,
  call: calls,
  callback: oneOrMore(callback),
  when: optional(dictionaryOf('argument indexes', (key) => /^\d+$/.test(key), text('a string'))),
  runs: oneOf(['once', 'many']),
  finite: optional(parsed('true or false', (value) => (typeof value === 'boolean' ? value : undefined))),
  versions: optional(text('a semver range such as ">=5"', isRange)),
  node: optional(text('a semver range such as ">=24"', isRange)),
  sees,
  measured: optional(listOf(text('a version'))),
  unmeasured: optional(sentence),
  note: optional(sentence),
});

const channelFields = {
  module: moduleName,
  call: calls,
  message: argument,
  headers: optional(
    text('a property path such as "properties.headers"', (value) => /^[^.\s]+(\.[^.\s]+)*$/.test(value)),
  ),
};

/** Reads an element of `settings['otel-context'].channels`. */
export const channelReader = variantsOf<Channel>('direction', {
  send: objectOf<SendChannel>({ ...channelFields, direction: oneOf(['send']) }),
  receive: objectOf<ReceiveChannel>({ ...channelFields, direction: oneOf(['receive']), callback: argument }),
});

function isArgument(value: unknown): value is CallbackPosition {
  return typeof value === 'string' ? /^-?\d+(\.[^.\s]+)*$/.test(value) : Number.isInteger(value);
}

/** True for a range that some version is in. */
function isRange(value: string): boolean {
  const range = parseVersionRange(value);
  return range !== null && range.length > 0;
}

function readSight(value: unknown, place: string, problems: string[]): Sights | undefined {
  return sight.read(value, place, problems);
}

function isIn(values: readonly string[]): (value: string) => boolean {
  return (value) => values.includes(value);
}
