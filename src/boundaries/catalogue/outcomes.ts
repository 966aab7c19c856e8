/** One way in which what an emitter stands for comes to its end, with the events that tell of it. */
export interface Outcome {
  /** Completes "when ...". */
  readonly when: string;
  readonly events: readonly string[];
}

const SENT: Outcome = { when: 'it is sent', events: ['finish', 'close'] };
const FAILED: Outcome = { when: 'it fails', events: ['error', 'close'] };
const READ: Outcome = { when: 'it is read to its end', events: ['end', 'close'] };

/**
 * How Node.js closes what it has opened, by class; a class that is not named here has the outcomes of the one that it
 * extends. `destroy()` without an error, which leaves nothing but `close`, is left out: it is the program's own act.
 * Measured on Node.js 20, 22, 24 and 26 by `tests/probes/outcomes.test.ts`.
 */
export const outcomes: Readonly<Record<string, readonly Outcome[]>> = {
  'http:ServerResponse': [SENT, { when: 'the client goes away', events: ['close'] }],
  'http:IncomingMessage': [READ, { when: 'the other side goes away', events: ['aborted', 'error', 'close'] }],
  'http:ClientRequest': [
    { when: 'it is answered', events: ['finish', 'response', 'close'] },
    { when: 'the connection fails', events: ['error', 'close'] },
  ],
  'stream:Readable': [READ, FAILED],
  'stream:Writable': [SENT, FAILED],
  'stream:Duplex': [{ when: 'it is read to its end', events: ['end', 'finish', 'close'] }, FAILED],
  'net:Socket': [{ when: 'it connects', events: ['connect', 'ready', 'end', 'finish', 'close'] }, FAILED],
  'child_process:ChildProcess': [
    { when: 'it runs', events: ['spawn', 'exit', 'close'] },
    { when: 'it cannot be started', events: ['error', 'close'] },
  ],
  'worker_threads:Worker': [
    { when: 'it does its work', events: ['online', 'message', 'exit'] },
    { when: 'it fails', events: ['error', 'online', 'exit'] },
  ],
  'ws:default': [
    { when: 'it connects', events: ['open', 'message', 'close'] },
    { when: 'it cannot connect', events: ['error', 'close'] },
  ],
};

/** Events that tell of a beginning, or of one answer of many: what lasts until then does not last until the last event. */
export const beginnings: ReadonlySet<string> = new Set(['connect', 'message', 'online', 'open', 'ready']);

/** Types of frameworks that are, or extend, a class of Node.js. Source: the type declarations of each package. */
export const namedClasses: Readonly<Record<string, string>> = {
  'express:Request': 'http:IncomingMessage',
  'express:Response': 'http:ServerResponse',
  'express-serve-static-core:Request': 'http:IncomingMessage',
  'express-serve-static-core:Response': 'http:ServerResponse',
  'next:NextApiRequest': 'http:IncomingMessage',
  'next:NextApiResponse': 'http:ServerResponse',
};

const SERVES = ['http:IncomingMessage', 'http:ServerResponse'];
const ANSWERED = ['http:IncomingMessage'];
const ROUTES = ['all', 'delete', 'get', 'head', 'options', 'patch', 'post', 'put', 'use'];

/** The classes of the parameters of a callback that a call is given as its last argument. */
export const parameterClasses: Readonly<Record<string, readonly string[]>> = {
  'http:createServer': SERVES,
  'https:createServer': SERVES,
  'http:get': ANSWERED,
  'http:request': ANSWERED,
  'https:get': ANSWERED,
  'https:request': ANSWERED,
  'net:createServer': ['net:Socket'],
  ...Object.fromEntries(ROUTES.map((method) => [`express:default()#${method}`, SERVES])),
};

/** An outcome of which a call tells only some of the functions that it is given. */
export interface CallbackOutcome {
  /** Completes "when ...". */
  readonly when: string;
  /** The positions of the functions that it calls then, see `CallbackPosition`; the one to take comes last. None where it calls nothing. */
  readonly callbacks: readonly string[];
  /** Where to end a span, completes "End it". */
  readonly remedy: string;
}

const TRANSFORMED: readonly CallbackOutcome[] = [
  { when: 'the reader stops, or the source fails', callbacks: ['0.cancel'], remedy: "in 'cancel' as well" },
];
/** `start` may well run to its end: what it adds to a stream that is cancelled throws. */
const PULLED: readonly CallbackOutcome[] = [
  { when: 'the reader stops', callbacks: ['0.start', '0.cancel'], remedy: "in 'cancel' as well" },
];
const FAILING: readonly CallbackOutcome[] = [
  { when: 'the source fails', callbacks: ['1', '0.error', '0.finalize'], remedy: "in 'finalize'" },
];
/** The callback of a request is a listener of its response, and where it fails there is none. */
const UNANSWERED: readonly CallbackOutcome[] = [
  { when: 'the request fails', callbacks: [], remedy: "on its 'error' as well" },
];

/**
 * The outcomes of which calls tell some of their functions only, by `module:path`. Measured on Node.js 20, 22, 24 and 26 and
 * with rxjs 7 by `tests/probes/callback-outcomes.test.ts`.
 */
export const callbackOutcomes: Readonly<Record<string, readonly CallbackOutcome[]>> = {
  'global:TransformStream': TRANSFORMED,
  'stream/web:TransformStream': TRANSFORMED,
  'global:ReadableStream': PULLED,
  'stream/web:ReadableStream': PULLED,
  'rxjs:tap': FAILING,
  'rxjs/operators:tap': FAILING,
  'http:get': UNANSWERED,
  'http:request': UNANSWERED,
  'https:get': UNANSWERED,
  'https:request': UNANSWERED,
};
