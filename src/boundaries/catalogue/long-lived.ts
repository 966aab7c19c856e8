/**
 * Servers and jobs that are made in one place and set going in another: the context of the call that sets them going is
 * the one that their handlers see, each time. A key is the class of the receiver, its values are the methods.
 * Measured by `tests/probes/long-lived.test.ts`.
 */
export const openers: Readonly<Record<string, readonly string[]>> = {
  'net:Server': ['listen'],
  'express:default()': ['listen'],
  'koa:default': ['listen'],
  'fastify:default()': ['listen'],
  'fastify:fastify()': ['listen'],
  '@hapi/hapi:server()': ['start'],
  '@hapi/hapi:default.server()': ['start'],
  '@hapi/hapi:Server': ['start'],
  'cron:CronJob': ['start'],
  'sqs-consumer:Consumer': ['start'],
};

/** Calls that set a job going which they are given: its tasks see the context of the call. Keyed like `openers`. */
export const adders: Readonly<Record<string, readonly string[]>> = {
  'toad-scheduler:ToadScheduler': ['addCronJob', 'addIntervalJob', 'addLongIntervalJob', 'addSimpleIntervalJob'],
};

/**
 * Calls that make a job or a server and, when an argument or an option of it says so (`true`, or how often), set it going,
 * too: where that stands, null for a call that always does.
 */
export const starters: Readonly<Record<string, string | null>> = {
  '@hono/node-server:serve': null,
  'cron:CronJob': '3',
  'cron:CronJob.from': '0.start',
  'generic-pool:createPool': '1.evictionRunIntervalMillis',
};

/** Functions that put an end to what another began which returns nothing to stop it by. */
export const undoers: Readonly<Record<string, string>> = { 'fs:watchFile': 'fs:unwatchFile' };

/** Options that are handlers, beside plain arguments. */
export const HANDLER_OPTIONS: readonly string[] = [
  'fetch',
  'handler',
  'handleMessage',
  'handleMessageBatch',
  'onTick',
  'create',
  'destroy',
  'validate',
];

/** What applications and jobs are made from, and takes handlers as they do. */
export const parts: ReadonlySet<string> = new Set([
  'express:Router()',
  'express:default.Router()',
  'hono:Hono',
  'toad-scheduler:AsyncTask',
  'toad-scheduler:CronJob',
  'toad-scheduler:LongIntervalJob',
  'toad-scheduler:SimpleIntervalJob',
  'toad-scheduler:Task',
]);

/** The events of a server that are about a client, not about the server itself. */
export const clientEvents: ReadonlySet<string> = new Set([
  'checkContinue',
  'connect',
  'connection',
  'request',
  'secureConnection',
  'session',
  'stream',
  'upgrade',
]);

/** Methods by which whoever holds some work puts an end to it. */
export const STOPS =
  /^(?:abort|cancel|clear|close|complete|destroy|disconnect|dispose|drain|end|kill|quit|release|return|shutdown|stop|terminate|unsubscribe|(?:clear|stop|close|shut|un|cancel|kill|destroy)[A-Z]\w*)$/u;

/** What an object is asked for by whoever waits for the end of its work. */
export const WAITS = /^(?:closed|complet(?:e|ed|ion)|done|ended|exited|finish(?:ed)?|join|promise|result|then|wait)$/u;

/** Options that set an end to what gives values without one otherwise. */
export const LIMITS: readonly string[] = ['count', 'limit', 'max', 'timeout'];

/** Names of conditions that hold for as long as the program, or a part of it, is not told to stop. */
export const LIFE_FLAGS =
  /(?:^|_|#|is|should|has|be|been|shut)_?(?:activ|aliv|clos|destroy|disconnect|dispos|down|enabl|exit|finish|kill|open|quit|run|shut|start|stop|terminat)\w*$/iu;

/**
 * The servers, by their classes, whose requests `@opentelemetry/instrumentation-http` starts from their headers, whatever
 * the server was started under. Others, such as those of `net` and `http2`, it does not know.
 */
export const instrumentedServers: ReadonlySet<string> = new Set([
  'http:Server',
  'https:Server',
  'express:default()',
  'koa:default',
  'fastify:default()',
  'fastify:fastify()',
  '@hapi/hapi:server()',
  '@hapi/hapi:default.server()',
  '@hapi/hapi:Server',
  '@hono/node-server:serve',
]);

/** Methods that open the connection of what they are called on. */
export const CONNECTS = /^connect(?:Async)?$/u;

/** Events that come once, when what was begun has come about or has failed: a span that ends there timed the beginning. */
export const BEGINNINGS: ReadonlySet<string> = new Set(['connect', 'connected', 'error', 'listening', 'open', 'ready']);

/** Methods that return what they are called on. */
export const RETURNS_ITSELF = /^(?:on|once|addListener|prependListener|setMaxListeners)$/u;

/** Methods that run the listeners on an event at once, in the context of the call. */
export const EMITS: readonly string[] = ['emit'];
