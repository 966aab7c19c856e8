import { describe, expect, it } from 'vitest';
import { repair } from './lint.js';

const USE = 'queue.add(() => tracer.startSpan(1));';
const bound = (context: string): string =>
  `queue.add(${context}.bind(${context}.active(), () => tracer.startSpan(1)));`;
const QUEUE = "import PQueue from 'p-queue';\nconst queue = new PQueue();\n";
const settings = { tracers: ['tracer'] };

describe('naming the API in a fix', () => {
  it.each([
    ['what is imported', "import { context } from '@opentelemetry/api';\n", null, 'context'],
    ['an alias', "import { context as otel } from '@opentelemetry/api';\n", null, 'otel'],
    ['the namespace', "import * as api from '@opentelemetry/api';\n", null, 'api.context'],
    ['the default export', "import api from '@opentelemetry/api';\n", null, 'api.context'],
    [
      'an import with other names',
      "import { trace } from '@opentelemetry/api';\n",
      "import { context, trace } from '@opentelemetry/api';\n",
      'context',
    ],
    [
      'an import over several lines',
      "import {\n\ttrace,\n\ttype Span,\n} from '@opentelemetry/api';\n",
      "import {\n\tcontext,\n\ttrace,\n\ttype Span,\n} from '@opentelemetry/api';\n",
      'context',
    ],
    [
      'a name that the file has for something else',
      "import { trace } from '@opentelemetry/api';\nconst context = 1;\n",
      "import { context as otelContext, trace } from '@opentelemetry/api';\nconst context = 1;\n",
      'otelContext',
    ],
  ])('takes %s', (_, head, expected, name) => {
    expect(repair(head + QUEUE + USE, { settings })).toBe((expected ?? head) + QUEUE + bound(name));
  });

  it('imports from where the file does', () => {
    const source = 'npm:@opentelemetry/api@1.9.0';
    const named = `import { trace } from '${source}';\n${QUEUE}const tracer = trace.getTracer('x');\n`;
    expect(repair(named + USE)).toBe(named.replace('{ trace }', '{ context, trace }') + bound('context'));
    const types = `import type { Tracer } from '${source}';\nimport PQueue from 'p-queue';\n`;
    const body = 'export const add = (tracer: Tracer, queue: PQueue) => ';
    expect(repair(types + body + USE)).toBe(`${types}import { context } from '${source}';\n${body}${bound('context')}`);
  });

  it('adds a statement where types alone are imported', () => {
    const head = "import type { Tracer } from '@opentelemetry/api';\nimport PQueue from 'p-queue'; // lanes\n";
    const body = 'export const add = (tracer: Tracer, queue: PQueue) => ';
    expect(repair(`${head}${body}${USE}`)).toBe(
      `${head}import { context } from '@opentelemetry/api';\n${body}${bound('context')}`,
    );
  });

  it('takes an alias where a parameter goes by the name', () => {
    const head = `import { context, trace } from '@opentelemetry/api';\n${QUEUE}const tracer = trace.getTracer('x');\n`;
    const repaired = repair(`${head}export function handle(context) { ${USE} }`);
    expect(repaired).toContain("import { context as otelContext, context, trace } from '@opentelemetry/api';");
    expect(repaired).toContain(bound('otelContext'));
  });

  it.each([
    [
      'a shebang and directives',
      "#!/usr/bin/env node\n'use strict';\n",
      "const PQueue = require('p-queue').default;\n",
    ],
    ['a licence', '/* Copyright the authors. */\n', "const PQueue = require('p-queue').default;\n"],
  ])('requires below %s and the other modules', (_, head, required) => {
    const body = `const queue = new PQueue();\n${USE}\n`;
    expect(repair(head + required + body, { settings, filename: 'src/file.cjs' })).toBe(
      `${head}${required}const { context } = require('@opentelemetry/api');\nconst queue = new PQueue();\n${bound('context')}\n`,
    );
  });

  it('imports at the top of a file without imports, above what documents its first statement', () => {
    const row = { module: 'global', call: 'run', callback: 0, runs: 'once', sees: 'trigger' };
    const code = '/** Runs. */\nexport const go = () => run(() => tracer.startSpan(1));\n';
    expect(repair(code, { settings: { ...settings, boundaries: [row] } })).toBe(
      "import { context } from '@opentelemetry/api';\n/** Runs. */\nexport const go = () => run(context.bind(context.active(), () => tracer.startSpan(1)));\n",
    );
  });

  it('keeps the quotes, the line breaks and the missing semicolons of the file', () => {
    const code =
      'import PQueue from "p-queue"\r\nconst queue = new PQueue()\r\nqueue.add(() => tracer.startSpan(1))\r\n';
    expect(repair(code, { settings: { ...settings, handOff: 'with' } })).toBe(
      'import PQueue from "p-queue"\r\nimport { context } from "@opentelemetry/api"\r\nconst queue = new PQueue()\r\nconst capturedContext = context.active()\r\nqueue.add(() => context.with(capturedContext, () => tracer.startSpan(1)))\r\n',
    );
  });

  it('ends a statement that the next one would go on with', () => {
    const code =
      "import { context } from '@opentelemetry/api'\nimport PQueue from 'p-queue'\nconst queue = new PQueue()\n{\n  (queue).add(() => tracer.startSpan(1))\n}\n";
    expect(repair(code, { settings: { ...settings, handOff: 'with' } })).toContain(
      '  const capturedContext = context.active();\n  (queue).add(',
    );
  });
});
