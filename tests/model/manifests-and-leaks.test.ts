import { join } from 'node:path';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { plantRepository } from '../boundaries/tree.js';

/** The message ids of a rule for a file of a repository with that package.json. */
function findReports(rule: string, code: string, manifest: object, contextManager = 'detect'): readonly string[] {
  const root = plantRepository({ 'package.json': manifest });
  const messages = new Linter({ cwd: root }).verify(
    code,
    {
      plugins: { 'otel-context': plugin },
      rules: { [`otel-context/${rule}`]: 'error' },
      settings: { 'otel-context': { contextManager } },
    },
    { filename: join(root, 'src/file.js') },
  );
  return messages.map(({ messageId, message }) => messageId ?? message);
}

const imports = `import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('app');\n`;

describe('a server that listens under a span', () => {
  const code = `${imports}import { createServer } from 'node:http';
const server = createServer((request, response) => { tracer.startSpan('GET').end(); response.end(); });
tracer.startActiveSpan('boot', (span) => { server.listen(80); span.end(); });`;
  const sdk = { '@opentelemetry/sdk-node': '1.0.0' };

  it('is reported where nothing instruments it', () => {
    expect(findReports('no-leaked-context', code, { dependencies: sdk })).toEqual(['serves']);
  });

  it('is reported for connections that no instrumentation knows', () => {
    const dependencies = { ...sdk, '@opentelemetry/instrumentation-http': '1.0.0' };
    expect(findReports('no-leaked-context', code.replaceAll('http', 'net'), { dependencies })).toEqual(['serves']);
  });

  it.each(['@opentelemetry/instrumentation-http', '@opentelemetry/auto-instrumentations-node', '@sentry/node'])(
    'is not where the project depends on %s',
    (name) => {
      expect(findReports('no-leaked-context', code, { dependencies: { ...sdk, [name]: '1.0.0' } })).toEqual([]);
    },
  );
});

describe('a consumer under a span', () => {
  const code = `${imports}import amqp from 'amqplib';
export const boot = () => tracer.startActiveSpan('boot', async (span) => {
  const channel = await (await amqp.connect('amqp://localhost')).createChannel();
  await channel.consume('jobs', () => { tracer.startSpan('job').end(); });
  span.end();
});`;
  const find = (dependencies: object): readonly string[] =>
    findReports('no-leaked-context', code, { dependencies }, 'async-local-storage');

  it('is reported where nothing instruments it', () => {
    expect(find({ '@opentelemetry/instrumentation-pg': '1.0.0' })).toEqual(['serves']);
  });

  it.each(['@opentelemetry/instrumentation-amqplib', '@opentelemetry/auto-instrumentations-node'])(
    'is not where %s gives each message its own context',
    (name) => {
      expect(find({ [name]: '1.0.0' })).toEqual([]);
    },
  );
});

describe('a read behind an await under the zone manager', () => {
  const code = `${imports}export const run = (load) => tracer.startActiveSpan('click', async (span) => {
  await load(); tracer.startSpan('show').end(); span.end();
});`;
  const zone = { '@opentelemetry/context-zone': '2.0.0' };

  it('is reported', () => {
    expect(findReports('capture-before-dispatch', code, { dependencies: zone })).toEqual(['awaitedRead']);
  });

  it.each(['@angular/build', '@angular/cli', '@angular-devkit/build-angular'])(
    'is not where %s compiles the await away',
    (name) => {
      const manifest = { dependencies: zone, devDependencies: { [name]: '1.0.0' } };
      expect(findReports('capture-before-dispatch', code, manifest)).toEqual([]);
      expect(findReports('capture-before-dispatch', code, manifest, 'stack')).toEqual(['awaitedRead']);
    },
  );
});

describe('a callback of sqlite3', () => {
  const code = `${imports}import { Database } from 'sqlite3';
export function count(path) {
  const database = new Database(path);
  database.get('SELECT count(*) FROM orders', () => tracer.startSpan('counted').end());
}`;
  const find = (node: string): readonly string[] =>
    findReports('capture-before-dispatch', code, { engines: { node } }, 'async-local-storage');

  it('loses the context on Node.js 24 and later', () => {
    expect(find('>=24')).toEqual(['lostParent']);
  });

  it('keeps it before that, for the function that opens the database', () => {
    expect(find('^20.19.0 || ^22.12.0')).toEqual([]);
  });
});

describe('a parent in the options of a span', () => {
  const code = `${imports}export const run = (parent) => tracer.startSpan('run', { parent }).end();`;

  it.each(['^0.13.0', '^1.9.0', 'workspace:*'])('is reported where the API is %s, which ignores it', (version) => {
    expect(findReports('attach-before-span', code, { dependencies: { '@opentelemetry/api': version } })).toHaveLength(
      1,
    );
  });

  it.each(['^0.11.0', '0.12.0', '>=0.9'])('is not where the API is %s, which may take it', (version) => {
    expect(findReports('attach-before-span', code, { dependencies: { '@opentelemetry/api': version } })).toEqual([]);
  });
});
