import type { Distribution } from './distributions.js';

/** Those of the packages that set up OpenTelemetry which run in a browser. */
export const WEB_DISTRIBUTIONS: readonly Distribution[] = [
  {
    name: '@opentelemetry/context-zone',
    manager: 'zone',
    how: 'is the manager, with zone.js',
    isManager: true,
    checked: '2.12.0',
  },
  {
    name: '@opentelemetry/context-zone-peer-dep',
    manager: 'zone',
    how: 'is the manager, for a zone.js that is there already',
    isManager: true,
    checked: '2.12.0',
  },
  {
    name: '@opentelemetry/sdk-trace-web',
    manager: 'stack',
    how: 'registers StackContextManager unless it is given another',
    checked: '2.12.0',
  },
  {
    name: '@grafana/faro-web-tracing',
    manager: 'stack',
    how: 'depends on @opentelemetry/sdk-trace-web; its option contextManager has no default',
    checked: '2.12.1',
  },
  {
    name: '@honeycombio/opentelemetry-web',
    manager: 'stack',
    how: 'depends on @opentelemetry/sdk-trace-web; its README says that zone.js is off by default',
    checked: '1.5.1',
  },
  {
    name: '@pydantic/logfire-browser',
    manager: 'stack',
    how: 'registers StackContextManager unless it is given another',
    checked: 'pydantic/logfire-js@eb3a272',
  },
  {
    name: 'highlight.run',
    manager: 'stack',
    how: 'registers StackContextManager',
    checked: 'highlight/highlight@5099514',
  },
  {
    name: '@hyperdx/otel-web',
    manager: 'unknown',
    how: 'has a manager of its own, which keeps the context across timers and promises only with an option',
    checked: 'hyperdxio/hyperdx-js@342434e',
  },
  {
    name: '@hyperdx/browser',
    manager: 'unknown',
    how: 'depends on @hyperdx/otel-web',
    checked: 'hyperdxio/hyperdx-js@342434e',
  },
  {
    name: '@splunk/otel-web',
    manager: 'unknown',
    how: 'has a manager of its own, which keeps the context across timers and promises only with an option',
    checked: 'signalfx/splunk-otel-js-web@1a80a74',
  },
];
