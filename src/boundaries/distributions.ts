import type { ManagerName } from './boundary.js';
import { WEB_DISTRIBUTIONS } from './web-distributions.js';

/** A package that sets up a context manager where it is installed. */
export interface Distribution {
  readonly name: string;
  /** The manager it registers; `unknown` for one that behaves like none that the catalogue speaks of. */
  readonly manager: ManagerName | 'unknown';
  /** How it comes to that manager. */
  readonly how: string;
  /** True for a package that is the manager itself: a file that imports it hands it to an SDK. */
  readonly isManager?: true;
  /** The version, or the commit of the repository, in which that was read; null where nobody looked. */
  readonly checked: string | null;
}

/** The packages that real projects install to set up OpenTelemetry, by manager. */
export const DISTRIBUTIONS: readonly Distribution[] = [
  {
    name: '@opentelemetry/sdk-node',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/context-async-hooks',
    checked: '0.301.0',
  },
  {
    name: '@opentelemetry/sdk-trace-node',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/context-async-hooks',
    checked: '2.12.0',
  },
  {
    name: '@opentelemetry/context-async-hooks',
    manager: 'async-local-storage',
    how: 'is the manager',
    isManager: true,
    checked: '2.12.0',
  },
  {
    name: '@opentelemetry/auto-instrumentations-node',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '0.82.0',
  },
  {
    name: '@sentry/node',
    manager: 'async-local-storage',
    how: 'registers the manager of @sentry/opentelemetry, in this version when enableOpenTelemetrySetup is set',
    checked: '11.12.0',
  },
  {
    name: '@sentry/opentelemetry',
    manager: 'async-local-storage',
    how: 'has a manager of its own over AsyncLocalStorage',
    checked: '11.12.0',
  },
  { name: '@sentry/astro', manager: 'async-local-storage', how: 'depends on @sentry/node', checked: '10.75.2' },
  {
    name: '@sentry/aws-serverless',
    manager: 'async-local-storage',
    how: 'depends on @sentry/node',
    checked: '10.32.0',
  },
  { name: '@sentry/bun', manager: 'async-local-storage', how: 'depends on @sentry/node', checked: '11.8.0' },
  {
    name: '@sentry/google-cloud-serverless',
    manager: 'async-local-storage',
    how: 'depends on @sentry/node',
    checked: '10.26.0',
  },
  { name: '@sentry/nestjs', manager: 'async-local-storage', how: 'depends on @sentry/node', checked: '10.75.3' },
  {
    name: '@sentry/nextjs',
    manager: 'async-local-storage',
    how: 'depends on @sentry/node',
    checked: '11.8.0',
  },
  {
    name: '@sentry/nuxt',
    manager: 'async-local-storage',
    how: 'depends on @sentry/node',
    checked: '9.44.0',
  },
  {
    name: '@sentry/remix',
    manager: 'async-local-storage',
    how: 'depends on @sentry/node',
    checked: '10.75.2',
  },
  {
    name: '@sentry/sveltekit',
    manager: 'async-local-storage',
    how: 'depends on @sentry/node',
    checked: '10.20.0',
  },
  {
    name: '@sentry/react-router',
    manager: 'async-local-storage',
    how: 'a server SDK of the same family',
    checked: null,
  },
  { name: '@sentry/solidstart', manager: 'async-local-storage', how: 'a server SDK of the same family', checked: null },
  {
    name: '@sentry/tanstackstart-react',
    manager: 'async-local-storage',
    how: 'a server SDK of the same family',
    checked: null,
  },
  {
    name: '@vercel/otel',
    manager: 'async-local-storage',
    how: 'bundles AsyncLocalStorageContextManager and registers it by default',
    checked: '2.1.3',
  },
  {
    name: '@azure/monitor-opentelemetry',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '1.20.0',
  },
  {
    name: 'applicationinsights',
    manager: 'async-local-storage',
    how: 'depends on @azure/monitor-opentelemetry',
    checked: '3.17.0',
  },
  {
    name: '@aws/aws-distro-opentelemetry-node-autoinstrumentation',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '0.13.0',
  },
  {
    name: '@appsignal/nodejs',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '3.9.1',
  },
  {
    name: '@elastic/opentelemetry-node',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '1.18.0',
  },
  {
    name: 'elastic-apm-node',
    manager: 'async-local-storage',
    how: 'has a manager of its own over the run context of the agent',
    checked: 'elastic/apm-agent-nodejs@6fbf2b6',
  },
  {
    name: '@honeycombio/opentelemetry-node',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '0.7.2',
  },
  {
    name: '@hyperdx/node-opentelemetry',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '0.11.0',
  },
  {
    name: '@pydantic/logfire-node',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '0.18.25',
  },
  {
    name: '@splunk/otel',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-trace-node',
    checked: '4.11.0',
  },
  {
    name: '@traceloop/node-server-sdk',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '0.27.0',
  },
  {
    name: '@uptrace/node',
    manager: 'async-local-storage',
    how: 'depends on @opentelemetry/sdk-node',
    checked: '2.0.2',
  },
  {
    name: 'dd-trace',
    manager: 'async-local-storage',
    how: 'has a manager of its own over the storage of the agent',
    checked: 'DataDog/dd-trace-js@010cc0c',
  },
  {
    name: 'newrelic',
    manager: 'async-local-storage',
    how: 'has a manager of its own over the context manager of the agent',
    checked: 'newrelic/node-newrelic@42ae0b7',
  },
  { name: '@arizeai/phoenix-otel', manager: 'async-local-storage', how: 'sets up a NodeTracerProvider', checked: null },
  { name: '@lmnr-ai/lmnr', manager: 'async-local-storage', how: 'sets up a NodeTracerProvider', checked: null },
  {
    name: '@highlight-run/node',
    manager: 'async-local-storage',
    how: 'gives AsyncLocalStorageContextManager to @opentelemetry/sdk-node',
    checked: 'highlight/highlight@5099514',
  },
  {
    name: '@platformatic/telemetry',
    manager: 'async-local-storage',
    how: 'registers AsyncLocalStorageContextManager',
    checked: 'platformatic/platformatic@545a2c4',
  },
  {
    name: '@microlabs/otel-cf-workers',
    manager: 'async-local-storage',
    how: 'has a manager of its own over AsyncLocalStorage',
    checked: 'evanderkoogh/otel-cf-workers@3835be6',
  },
  {
    name: '@pydantic/otel-cf-workers',
    manager: 'async-local-storage',
    how: 'has a manager of its own over AsyncLocalStorage',
    checked: 'pydantic/logfire-js@eb3a272',
  },
  {
    name: 'lightstep-opentelemetry-launcher-node',
    manager: 'async-local-storage',
    how: 'wraps @opentelemetry/sdk-node',
    checked: null,
  },
  ...WEB_DISTRIBUTIONS,
];
