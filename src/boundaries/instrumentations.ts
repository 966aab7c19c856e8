import { DEPENDENCY_FIELDS, type Manifest, findDependency, getManifests } from './manifests.js';

/**
 * The instrumentations that run the callbacks of a package in the context of the call, by package. Most do so only
 * while a span is active. Read in open-telemetry/opentelemetry-js-contrib, mid 2026, where the packages of this list call
 * `context.bind` or `context.with` on the callback; those of mysql2, ioredis and generic-pool do not.
 */
const BINDING: Readonly<Partial<Record<string, string>>> = {
  'lru-memoizer': '@opentelemetry/instrumentation-lru-memoizer',
  memcached: '@opentelemetry/instrumentation-memcached',
  mongodb: '@opentelemetry/instrumentation-mongodb',
  mysql: '@opentelemetry/instrumentation-mysql',
  pg: '@opentelemetry/instrumentation-pg',
  'pg-pool': '@opentelemetry/instrumentation-pg',
  redis: '@opentelemetry/instrumentation-redis',
};

/**
 * The instrumentations that run the handlers of a package in a context of their own: that of the message or the request. Read in
 * open-telemetry/opentelemetry-js-contrib and in the packages of BullMQ, mid 2026.
 */
const RECEIVING: Readonly<Partial<Record<string, readonly string[]>>> = {
  amqplib: ['@opentelemetry/instrumentation-amqplib'],
  'amqplib/callback_api': ['@opentelemetry/instrumentation-amqplib'],
  bullmq: [
    'bullmq-otel',
    '@appsignal/opentelemetry-instrumentation-bullmq',
    '@jenniferplusplus/opentelemetry-instrumentation-bullmq',
  ],
  http: ['@opentelemetry/instrumentation-http'],
  kafkajs: ['@opentelemetry/instrumentation-kafkajs'],
};

/** Packages that bring those instrumentations, or ones of their own that do the same. */
const BUNDLES: readonly string[] = [
  '@opentelemetry/auto-instrumentations-node',
  '@appsignal/nodejs',
  '@azure/monitor-opentelemetry',
  '@elastic/opentelemetry-node',
  '@hyperdx/node-opentelemetry',
  '@splunk/otel',
  'applicationinsights',
  'dd-trace',
  'elastic-apm-node',
  'newrelic',
];

/**
 * Answers whether the package.json files above a file name an instrumentation that may hand the context over to the
 * callbacks of a package. Whether it is loaded, and loaded first, no package.json tells.
 */
export function mayBindCallbacks(module: string, filename: string): boolean {
  const own = Object.hasOwn(BINDING, module) ? BINDING[module] : undefined;
  return own !== undefined && getManifests(filename).some((manifest) => brings(manifest, own));
}

/** Answers whether they name an instrumentation that may give each message or request of a package a context of its own. */
export function mayReceive(module: string, filename: string): boolean {
  const own = Object.hasOwn(RECEIVING, module) ? (RECEIVING[module] ?? []) : [];
  return own.some((name) => getManifests(filename).some((manifest) => brings(manifest, name)));
}

function brings(manifest: Manifest, own: string): boolean {
  if (manifest['name'] === own) return true;
  const isDeclared = (name: string): boolean => findDependency(manifest, name, DEPENDENCY_FIELDS) !== null;
  const isOfSentry = Object.keys(Object(manifest['dependencies'])).some((name) => name.startsWith('@sentry/'));
  return isOfSentry || isDeclared(own) || BUNDLES.some(isDeclared);
}
