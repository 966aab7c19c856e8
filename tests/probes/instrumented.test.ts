import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { instrumentations, instrumented, instrumentedVersions } from '../../src/boundaries/catalogue/instrumented.js';
import { versionOf } from './harness/versions.js';

const child = fileURLToPath(new URL('instrumented/child.ts', import.meta.url));

/** What every handler found active in a process of its own, where the instrumentations were loaded first. */
function measure(configuration: 'http' | 'framework'): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const running = fork(child, [configuration], { execArgv: ['--import', 'tsx'], silent: true });
    let noise = '';
    running.stderr?.on('data', (chunk: Buffer) => (noise += chunk.toString()));
    running.on('message', resolve);
    running.on('close', (code) => reject(new Error(`ended with ${code}:\n${noise}`)));
  });
}

it.concurrent.each(['http', 'framework'] as const)(
  'says what handlers see with the instrumentation of %s',
  async (name) => {
    const table = instrumented.map((row) => [`${row.module} ${row.handler}`, row[name]]);
    await expect(measure(name)).resolves.toEqual(Object.fromEntries(table));
  },
);

it('lists the versions that were measured', () => {
  const packages = [
    '@opentelemetry/instrumentation-http',
    ...Object.entries(instrumentations).flatMap(([framework, own]) => [framework, ...own]),
  ];
  const installed = packages.map((name) => [name, versionOf(name)]);
  expect(instrumentedVersions).toEqual(Object.fromEntries(installed));
  expect(Object.keys(instrumentations)).toEqual([...new Set(instrumented.map(({ module }) => module))]);
});
