import type { Boundary } from '../boundary.js';

/** A callback that sees another context where its instrumentation was loaded first and a span is active. */
export interface InstrumentedCallback extends Boundary {
  /** The package of the instrumentation. */
  readonly by: string;
}

/** The versions that `tests/probes/instrumented-callbacks.test.ts` and `npm run probes` ran. */
export const callbackInstrumentations: Readonly<Record<string, string>> = {
  '@opentelemetry/instrumentation-amqplib': '0.70.0',
  '@opentelemetry/instrumentation-generic-pool': '0.66.0',
  '@opentelemetry/instrumentation-ioredis': '0.71.0',
  '@opentelemetry/instrumentation-kafkajs': '0.32.0',
  '@opentelemetry/instrumentation-lru-memoizer': '0.67.0',
  '@opentelemetry/instrumentation-memcached': '0.66.0',
  '@opentelemetry/instrumentation-mongodb': '0.76.0',
  '@opentelemetry/instrumentation-mysql': '0.69.1',
  '@opentelemetry/instrumentation-mysql2': '0.69.0',
  '@opentelemetry/instrumentation-pg': '0.76.0',
  '@opentelemetry/instrumentation-redis': '0.71.0',
  'bullmq-otel': '2.0.1',
};

const repaired = { callback: -1, runs: 'once', sees: 'dispatch' } as const;
const received = { runs: 'many', sees: 'trigger', note: 'A span that continues the trace of the message.' } as const;

/** What the instrumentations change; any other callback sees what the catalogue says. Measured under AsyncLocalStorage. */
export const instrumentedCallbacks: readonly InstrumentedCallback[] = [
  {
    ...repaired,
    module: 'pg',
    call: ['Client#query', 'Pool#query', 'Pool#connect'],
    measured: ['8.23.1'],
    by: '@opentelemetry/instrumentation-pg',
  },
  {
    ...repaired,
    module: 'mysql',
    call: ['createConnection()#query', 'createPool()#query', 'createPool()#getConnection'],
    measured: ['2.18.1'],
    by: '@opentelemetry/instrumentation-mysql',
  },
  {
    ...repaired,
    module: 'mongodb',
    call: ['Collection#findOne', 'Collection#insertOne', 'AbstractCursor#toArray'],
    versions: '<5',
    measured: ['4.17.2'],
    by: '@opentelemetry/instrumentation-mongodb',
  },
  {
    ...repaired,
    module: 'redis',
    call: 'createClient()#get',
    versions: '<4',
    measured: ['3.1.2'],
    by: '@opentelemetry/instrumentation-redis',
  },
  {
    ...repaired,
    module: 'memcached',
    call: ['default#get', 'default#set'],
    measured: ['2.2.2'],
    by: '@opentelemetry/instrumentation-memcached',
  },
  {
    ...repaired,
    module: 'lru-memoizer',
    call: 'default()',
    measured: ['3.0.0'],
    by: '@opentelemetry/instrumentation-lru-memoizer',
  },
  {
    ...received,
    module: 'amqplib',
    call: 'Channel#consume',
    callback: 1,
    measured: ['2.3.1'],
    by: '@opentelemetry/instrumentation-amqplib',
  },
  {
    ...received,
    module: 'amqplib/callback_api',
    call: 'Channel#consume',
    callback: 1,
    measured: ['2.3.1'],
    by: '@opentelemetry/instrumentation-amqplib',
  },
  {
    ...received,
    module: 'kafkajs',
    call: 'Consumer#run',
    callback: '0.eachMessage',
    measured: ['2.2.4'],
    by: '@opentelemetry/instrumentation-kafkajs',
  },
  {
    module: 'kafkajs',
    call: 'Consumer#run',
    callback: '0.eachBatch',
    runs: 'many',
    sees: 'root',
    measured: ['2.2.4'],
    by: '@opentelemetry/instrumentation-kafkajs',
    note: 'A span that begins a trace of its own.',
  },
  {
    ...received,
    module: 'bullmq',
    call: 'Worker',
    callback: 1,
    measured: ['6.7.0'],
    by: 'bullmq-otel',
  },
];
