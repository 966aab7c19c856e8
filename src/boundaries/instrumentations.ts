import { DEPENDENCY_FIELDS, type Manifest, findDependency, getManifests } from './manifests.js';

/** Packages that come with instrumentations, by the modules that those concern. */
type Concerned = Readonly<Partial<Record<string, readonly string[]>>>;

const SQL = ['mysql', 'pg', 'pg-pool'];
const AMQP = ['amqplib', 'amqplib/callback_api'];
const AZURE = ['http', 'mongodb', 'redis', ...SQL];
const CONTRIB = [...AMQP, 'http', 'kafkajs', 'lru-memoizer', 'memcached', 'mongodb', 'redis', ...SQL];
const AGENT = ['http', 'kafkajs', 'memcached', 'mongodb', 'mysql2', 'redis', ...SQL];

/** Instrumentations of one package each. What each does is measured by `tests/probes/instrumented-callbacks.test.ts`. */
const OWN: Concerned = {
  '@opentelemetry/instrumentation-amqplib': AMQP,
  '@opentelemetry/instrumentation-http': ['http'],
  '@opentelemetry/instrumentation-kafkajs': ['kafkajs'],
  '@opentelemetry/instrumentation-lru-memoizer': ['lru-memoizer'],
  '@opentelemetry/instrumentation-memcached': ['memcached'],
  '@opentelemetry/instrumentation-mongodb': ['mongodb'],
  '@opentelemetry/instrumentation-mysql': ['mysql'],
  '@opentelemetry/instrumentation-pg': ['pg', 'pg-pool'],
  '@opentelemetry/instrumentation-redis': ['redis'],
  '@appsignal/opentelemetry-instrumentation-bullmq': ['bullmq'],
  '@jenniferplusplus/opentelemetry-instrumentation-bullmq': ['bullmq'],
  'bullmq-otel': ['bullmq'],
};

/** Packages that bring those, or ones of their own that do the same: what their newest versions say, in late 2026. */
const BUNDLES: Concerned = {
  '@opentelemetry/auto-instrumentations-node': CONTRIB,
  '@appsignal/nodejs': [...AMQP, 'bullmq', 'http', 'mongodb', 'redis', ...SQL],
  '@azure/monitor-opentelemetry': AZURE,
  '@elastic/opentelemetry-node': CONTRIB,
  '@hyperdx/node-opentelemetry': CONTRIB,
  '@splunk/otel': CONTRIB,
  applicationinsights: AZURE,
  'dd-trace': [...AGENT, ...AMQP, '@google-cloud/pubsub', 'bullmq', 'generic-pool', 'nats', 'rhea'],
  'elastic-apm-node': [...AGENT, 'generic-pool'],
  newrelic: [...AGENT, ...AMQP],
};

/** Those of Sentry, whose SDKs have one core. */
const SENTRY = [...CONTRIB, 'bullmq', 'mysql2'];

/** Modules whose callbacks an instrumentation runs in the context of the call. Most do so only while a span is active. */
const BOUND: ReadonlySet<string> = new Set([
  'generic-pool',
  'lru-memoizer',
  'memcached',
  'mongodb',
  'mysql2',
  'redis',
  ...SQL,
]);

/** Modules whose handlers an instrumentation runs in a context of their own: that of the message or the request. */
const RECEIVED: ReadonlySet<string> = new Set([
  ...AMQP,
  '@google-cloud/pubsub',
  'bullmq',
  'http',
  'kafkajs',
  'nats',
  'rhea',
]);

/**
 * Answers whether the package.json files above a file name an instrumentation that may hand the context over to the
 * callbacks of a package. Whether it is loaded, and loaded first, no package.json tells.
 */
export function mayBindCallbacks(module: string, filename: string): boolean {
  return BOUND.has(module) && isInstrumented(module, filename);
}

/** Answers whether they name an instrumentation that may give each message or request of a package a context of its own. */
export function mayReceive(module: string, filename: string): boolean {
  return RECEIVED.has(module) && isInstrumented(module, filename);
}

/** Packages that bring instrumentations of requests, and nothing that handlers or callbacks see. */
const REQUESTING = [
  '@opentelemetry/auto-instrumentations-web',
  '@opentelemetry/instrumentation-fetch',
  '@opentelemetry/instrumentation-undici',
  '@opentelemetry/instrumentation-xml-http-request',
  '@vercel/otel',
];

/** Answers whether they name an instrumentation that may send the active context with each request over HTTP. */
export function maySendContext(filename: string): boolean {
  if (isInstrumented('http', filename)) return true;
  return getManifests(filename).some((manifest) =>
    REQUESTING.some((name) => findDependency(manifest, name, DEPENDENCY_FIELDS) !== null),
  );
}

function isInstrumented(module: string, filename: string): boolean {
  return getManifests(filename).some((manifest) => brings(manifest, module));
}

function brings(manifest: Manifest, module: string): boolean {
  const isConcerned = ([, modules]: [string, readonly string[] | undefined]): boolean =>
    modules?.includes(module) === true;
  const isDeclared = ([name]: [string, unknown]): boolean => findDependency(manifest, name, DEPENDENCY_FIELDS) !== null;
  const own = Object.entries(OWN).filter(isConcerned);
  if (own.some(([name]) => name === manifest['name'])) return true;
  const isOfSentry = Object.keys(Object(manifest['dependencies'])).some((name) => name.startsWith('@sentry/'));
  if (isOfSentry && SENTRY.includes(module)) return true;
  return [...own, ...Object.entries(BUNDLES).filter(isConcerned)].some(isDeclared);
}
