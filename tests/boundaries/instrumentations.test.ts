import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { mayBindCallbacks, mayReceive } from '../../src/boundaries/instrumentations.js';
import { plantRepository } from './tree.js';

function mayBind(module: string, manifest: unknown): boolean {
  return mayBindCallbacks(module, join(plantRepository({ 'package.json': manifest }), 'src/file.ts'));
}

describe('mayBindCallbacks', () => {
  it.each([
    ['the instrumentation', { dependencies: { '@opentelemetry/instrumentation-pg': '^0.60.0' } }],
    ['the instrumentation itself', { name: '@opentelemetry/instrumentation-pg' }],
    ['all instrumentations', { devDependencies: { '@opentelemetry/auto-instrumentations-node': '^0.70.0' } }],
    ['an agent', { dependencies: { 'dd-trace': '^5.0.0' } }],
    ['a distribution', { dependencies: { applicationinsights: '^3.0.0' } }],
    ['an SDK of Sentry', { dependencies: { '@sentry/nestjs': '^10.0.0' } }],
  ])('reads %s', (_, manifest) => {
    expect(mayBind('pg', manifest)).toBe(true);
  });

  it.each([
    ['an SDK alone', 'pg', { dependencies: { '@opentelemetry/sdk-node': '^0.200.0' } }],
    ['the instrumentation of another package', 'pg', { dependencies: { '@opentelemetry/instrumentation-mysql': '1' } }],
    ['an agent without that package', 'lru-memoizer', { dependencies: { 'dd-trace': '^5.0.0' } }],
    ['a bundle without that package', 'memcached', { dependencies: { '@azure/monitor-opentelemetry': '^1.0.0' } }],
    [
      'an instrumentation that leaves callbacks alone',
      'mysql2',
      { dependencies: { '@opentelemetry/auto-instrumentations-node': '^0.80.0' } },
    ],
    ['an instrumentation of handlers', 'kafkajs', { dependencies: { 'dd-trace': '^5.0.0' } }],
    ['a package that is called like a property of objects', 'constructor', { dependencies: { 'dd-trace': '^5.0.0' } }],
    ['no dependencies', 'pg', { dependencies: null }],
  ])('is false for %s', (_, module, manifest) => {
    expect(mayBind(module, manifest)).toBe(false);
  });

  it('looks at the package.json files above', () => {
    const root = plantRepository({
      'package.json': { dependencies: { '@splunk/otel': '^4.0.0' } },
      'apps/api/package.json': { dependencies: { pg: '^8.0.0' } },
    });
    expect(mayBindCallbacks('pg', join(root, 'apps/api/file.ts'))).toBe(true);
    expect(mayBindCallbacks('pg', '<input>')).toBe(false);
  });
});

describe('mayReceive', () => {
  const may = (module: string, dependency: string): boolean => {
    return mayReceive(
      module,
      join(plantRepository({ 'package.json': { dependencies: { [dependency]: '1.0.0' } } }), 'file.ts'),
    );
  };

  it.each([
    ['kafkajs', '@opentelemetry/instrumentation-kafkajs'],
    ['kafkajs', 'elastic-apm-node'],
    ['amqplib/callback_api', '@splunk/otel'],
    ['bullmq', 'bullmq-otel'],
    ['bullmq', '@appsignal/nodejs'],
    ['bullmq', '@sentry/node'],
    ['@google-cloud/pubsub', 'dd-trace'],
    ['http', 'applicationinsights'],
  ])('knows that the handlers of %s may be those of %s', (module, dependency) => {
    expect(may(module, dependency)).toBe(true);
  });

  it.each([
    ['bullmq', '@opentelemetry/auto-instrumentations-node'],
    ['kafkajs', '@appsignal/nodejs'],
    ['amqplib', 'elastic-apm-node'],
    ['amqplib', '@azure/monitor-opentelemetry'],
    ['pg', '@opentelemetry/instrumentation-pg'],
  ])('knows that the handlers of %s have nothing of %s', (module, dependency) => {
    expect(may(module, dependency)).toBe(false);
  });
});
