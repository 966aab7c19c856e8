/**
 * No probes: loads the instrumentations of drivers and brokers, and what they patch, before the probe files that use it
 * are loaded in the same process.
 */
import { createRequire } from 'node:module';
import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { AmqplibInstrumentation } from '@opentelemetry/instrumentation-amqplib';
import { GenericPoolInstrumentation } from '@opentelemetry/instrumentation-generic-pool';
import { IORedisInstrumentation } from '@opentelemetry/instrumentation-ioredis';
import { KafkaJsInstrumentation } from '@opentelemetry/instrumentation-kafkajs';
import { LruMemoizerInstrumentation } from '@opentelemetry/instrumentation-lru-memoizer';
import { MemcachedInstrumentation } from '@opentelemetry/instrumentation-memcached';
import { MongoDBInstrumentation } from '@opentelemetry/instrumentation-mongodb';
import { MySQLInstrumentation } from '@opentelemetry/instrumentation-mysql';
import { MySQL2Instrumentation } from '@opentelemetry/instrumentation-mysql2';
import { PgInstrumentation } from '@opentelemetry/instrumentation-pg';
import { RedisInstrumentation } from '@opentelemetry/instrumentation-redis';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import semver from 'semver';
import { labelTraces } from '../harness/lab.js';
import type { Probe } from '../harness/probe.js';
import { versionOf } from '../harness/versions.js';

type Definitions = ReturnType<RedisInstrumentation['getModuleDefinitions']>;

interface Instrumentation {
  setTracerProvider(provider: BasicTracerProvider): void;
}

const require = createRequire(import.meta.url);

/** Does for a package that is installed under another name what `require` does for the instrumented ones. */
function patchAlias(alias: string, definitions: Definitions): void {
  const version = versionOf(alias);
  const isMeant = (supported: readonly string[]): boolean =>
    supported.some((range) => semver.satisfies(version, range));
  for (const { name, supportedVersions, patch, files } of definitions) {
    if (!isMeant(supportedVersions)) continue;
    for (const file of files) {
      if (isMeant(file.supportedVersions)) file.patch(require(file.name.replace(name, alias)), version);
    }
    patch?.(require(alias), version);
  }
}

function install(): void {
  const provider = new BasicTracerProvider();
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  labelTraces(provider.getTracer('probe'));
  const mongodb = new MongoDBInstrumentation();
  const redis = new RedisInstrumentation();
  const instrumentations: readonly Instrumentation[] = [
    mongodb,
    redis,
    new AmqplibInstrumentation(),
    new GenericPoolInstrumentation(),
    new IORedisInstrumentation(),
    new KafkaJsInstrumentation(),
    new LruMemoizerInstrumentation(),
    new MemcachedInstrumentation(),
    new MySQLInstrumentation(),
    new MySQL2Instrumentation(),
    new PgInstrumentation(),
  ];
  for (const one of instrumentations) one.setTracerProvider(provider);
  // What is imported later is what was required here.
  const names = ['amqplib', 'amqplib/callback_api', 'generic-pool', 'ioredis', 'kafkajs', 'mongodb', 'mysql', 'mysql2'];
  for (const name of [...names, 'memcached', 'pg', 'redis']) require(name);
  patchAlias('mongodb-4', mongodb.getModuleDefinitions());
  patchAlias('redis-3', redis.getModuleDefinitions());
}

export const probes = async (): Promise<readonly Probe[]> => {
  install();
  return [];
};
