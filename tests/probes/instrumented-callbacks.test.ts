import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  callbackInstrumentations,
  instrumentedCallbacks,
} from '../../src/boundaries/catalogue/instrumented-callbacks.js';
import { mayBindCallbacks, mayReceive } from '../../src/boundaries/instrumentations.js';
import { plantRepository } from '../boundaries/tree.js';
import { compareInstrumented, instrumentedInProcess, measureInstrumented } from './harness/instrumented.js';
import type { Measurement } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

const fileWith = (dependency: string): string => {
  return join(plantRepository({ 'package.json': { dependencies: { [dependency]: '1.0.0' } } }), 'src/file.ts');
};

it('says what callbacks see under instrumentations, and changes nothing else', { timeout: 120_000 }, async () => {
  const { failures, skipped, measurements } = await measureInstrumented([instrumentedInProcess]);
  expect({ failures, skipped }).toEqual({ failures: [], skipped: [] });
  expect(compareInstrumented(measurements)).toEqual([]);
  const modules = [...new Set(measurements.map(({ module }) => module))].toSorted();
  expect(modules).toEqual(['generic-pool', 'kafkajs', 'lru-memoizer', 'memcached', 'mongodb']);
});

it('finds a callback that sees another context than the table or the catalogue says', () => {
  const measured = {
    manager: 'async-local-storage',
    load: 'free',
    callback: -1,
    seen: ['connection'],
    runs: 1,
  } as const;
  const query: Measurement = { ...measured, module: 'pg', call: 'Client#query', version: '8.23.1' };
  const get: Measurement = { ...measured, module: 'ioredis', call: 'default#get', version: '6.0.0' };
  expect(compareInstrumented([query, get])).toEqual([
    expect.stringContaining(
      'pg Client#query callback -1 (8.23.1) free under async-local-storage: the row says dispatch',
    ),
    expect.stringContaining(
      'ioredis default#get callback -1 (6.0.0) free under async-local-storage: the row says dispatch',
    ),
  ]);
});

it('lists the versions that were measured', () => {
  const installed = Object.keys(callbackInstrumentations).map((name) => [name, versionOf(name)]);
  expect(callbackInstrumentations).toEqual(Object.fromEntries(installed));
  expect(Object.keys(callbackInstrumentations)).toEqual(
    expect.arrayContaining(instrumentedCallbacks.map(({ by }) => by)),
  );
});

it.each(instrumentedCallbacks)('lets the rules know of $by for $module', ({ module, by, sees }) => {
  const knows = sees === 'dispatch' ? mayBindCallbacks : mayReceive;
  expect(knows(module, fileWith(by))).toBe(true);
});

it.each(['mysql2', 'ioredis', 'generic-pool'])(
  'takes nothing for granted of %s, whose callbacks nobody repairs',
  (module) => {
    expect(instrumentedCallbacks.map((row) => row.module)).not.toContain(module);
    const filename = fileWith(`@opentelemetry/instrumentation-${module}`);
    expect([mayBindCallbacks(module, filename), mayReceive(module, filename)]).toEqual([false, false]);
  },
);
