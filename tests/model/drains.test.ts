import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';

const head = `import { context, propagation, trace, type Context } from '@opentelemetry/api';\nconst tracer = trace.getTracer('x');\n`;

function verify(body: string): readonly string[] {
  const messages = new Linter().verify(
    `${head}${body}`,
    {
      files: ['**/*.ts'],
      languageOptions: { parser },
      plugins: { x: { rules: { capture: captureBeforeDispatch as never } } },
      rules: { 'x/capture': 'error' },
      settings: { 'otel-context': { contextManager: 'async-local-storage' } },
    },
    { filename: 'file.ts' },
  );
  return messages.map(({ line, message }) => `${String(line)}: ${message}`);
}

const start = 'const span = tracer.startSpan(job.id); await job.run(); span.end();';

/** A class with a queue: `add` puts jobs in, `loop` takes them out. */
function inClass(add: string, loop: string): string {
  return `class Jobs {
  queue = []; busy = false; active = 0;
  add(job) { this.queue.push(job); ${add} }
  async loop() { ${loop} }
}`;
}

const guarded = `if (this.busy) return; this.busy = true; let job; while ((job = this.queue.shift())) { ${start} } this.busy = false;`;

describe('a loop that the first caller starts', () => {
  it('is told where it reads the context for a task', () => {
    expect(verify(inClass('void this.loop();', guarded))).toEqual([
      "6: 'startSpan' sees the context of the call that set this off, not of the one that put the task into the queue (line 5). Keep 'context.active()' with the task there, and use it here.",
    ]);
  });

  it.each([
    [
      'the caller looks whether it runs',
      inClass(
        'if (!this.busy) void this.loop();',
        `this.busy = true; for (let job = this.queue.shift(); job; job = this.queue.shift()) { ${start} }`,
      ),
    ],
    [
      'the first task starts it',
      inClass('if (this.queue.length === 1) this.loop();', `let job; while ((job = this.queue.shift())) { ${start} }`),
    ],
    [
      'the context is read by itself',
      inClass(
        'this.loop();',
        guarded.replace(
          'tracer.startSpan(job.id)',
          'tracer.startActiveSpan(job.id, {}, context.active(), (span) => span)',
        ),
      ),
    ],
    [
      'the context is captured first',
      inClass(
        'this.loop();',
        guarded.replace(
          'const span = tracer.startSpan(job.id)',
          'const parent = context.active(); const span = tracer.startSpan(job.id, {}, parent)',
        ),
      ),
    ],
    [
      'the context is sent',
      inClass(
        'this.loop();',
        guarded.replace(start, 'propagation.inject(context.active(), job.headers); await send(job);'),
      ),
    ],
    [
      'a helper starts the span',
      `${inClass('this.loop();', guarded.replace(start, 'await work(job);'))}\nasync function work(job) { ${start} }`,
    ],
    [
      'callbacks go on with it',
      `const queue = []; let active = 0;
export function add(job) { queue.push(job); next(); }
function next() { if (active >= 2) return; const job = queue.shift(); if (!job) return; active++;
  const span = tracer.startSpan(job.id); job.run().finally(() => { span.end(); active--; next(); }); }`,
    ],
  ])('is found where %s', (_, code) => {
    expect(verify(code)).toEqual([expect.stringContaining('sees the context of the call that set this off')]);
  });

  it.each([
    ['the span is a root', inClass('this.loop();', guarded.replace('job.id)', 'job.id, { root: true })'))],
    ['the task brings its context', inClass('this.loop();', guarded.replace('job.id)', 'job.id, {}, job.context)'))],
    [
      'the task is run under its context',
      inClass(
        'this.loop();',
        guarded.replace(start, 'await context.with(job.context, () => tracer.startSpan(job.id));'),
      ),
    ],
    [
      'nothing makes the caller wait',
      `const queue = []; let busy = false;
export function add(job) { queue.push(job); drain(); }
function drain() { if (busy) return; busy = true; let job; while ((job = queue.shift())) { tracer.startSpan(job.id).end(); } busy = false; }`,
    ],
    [
      'every call has a loop of its own',
      inClass('return this.loop();', `let job; while ((job = this.queue.shift())) { ${start} }`),
    ],
    [
      'an empty queue alone stops it',
      inClass(
        'return this.loop();',
        `if (this.queue.length === 0) return; let job; while ((job = this.queue.shift())) { ${start} }`,
      ),
    ],
    ['something else empties it', inClass('', guarded).replace('loop()', 'flush()')],
    [
      'one call fills and empties the queue',
      `async function crawl(root) { const queue = []; let busy = false;
  const add = (job) => { queue.push(job); void loop(); };
  const loop = async () => { if (busy) return; busy = true; let job; while ((job = queue.shift())) { ${start} } };
  add(root); }
export const go = () => crawl({});`,
    ],
    [
      'the read comes before the task',
      inClass(
        'this.loop();',
        `if (this.busy) return; const all = tracer.startSpan('loop'); let job; while ((job = this.queue.shift())) await job.run(); all.end();`,
      ),
    ],
    [
      'the read is for a log',
      inClass('this.loop();', guarded.replace(start, 'log(trace.getActiveSpan()); await job.run();')),
    ],
  ])('is left alone where %s', (_, code) => {
    expect(verify(code)).toEqual([]);
  });
});
