import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';

const head = `import { context, trace } from '@opentelemetry/api'; const tracer = trace.getTracer('x');\n`;

function verify(body: string): readonly string[] {
  const messages = new Linter().verify(
    head + body,
    {
      files: ['**/*.ts'],
      languageOptions: { parser },
      plugins: { x: { rules: { capture: captureBeforeDispatch as never } } },
      rules: { 'x/capture': 'error' },
      settings: { 'otel-context': { contextManager: 'async-local-storage' } },
    },
    { filename: 'file.ts' },
  );
  return messages.map(({ line, messageId }) => `${String(line)}: ${messageId ?? ''}`);
}

const add = `export function add(job) { return queue.push(job); }`;
const work = `(job, done) => { const span = tracer.startSpan('job'); run(job, () => { span.end(); done(); }); }`;

describe('the function that serves all jobs of a queue', () => {
  it.each([
    ['async', `import async from 'async'; const queue = async.queue(${work}, 2);\n${add}`],
    ['async, by its name', `import { priorityQueue } from 'async'; const queue = priorityQueue(${work}, 2);\n${add}`],
    ['fastq', `import fastq from 'fastq'; const queue = fastq(${work}, 1);\n${add}`],
    ['better-queue', `import Queue from 'better-queue'; const queue = new Queue(${work}, { concurrent: 2 });\n${add}`],
    [
      'fastq with promises, annotated',
      `import fastq, { type queueAsPromised } from 'fastq'; async function work(job) { tracer.startSpan('job').end(); } const queue: queueAsPromised<Job> = fastq.promise(work, 1);\n${add}`,
    ],
    [
      'a read before the span',
      `import fastq from 'fastq'; const queue = fastq.promise(async (job) => { const parent = context.active(); tracer.startSpan('job', {}, parent).end(); }, 1);\n${add}`,
    ],
    [
      'a function that the function calls',
      `import fastq from 'fastq'; const queue = fastq.promise(async (job) => { await deliver(job); }, 1); const deliver = async (job) => { await tracer.startActiveSpan('job', async (span) => { span.end(); }); };\n${add}`,
    ],
  ])('is told where it reads the context: %s', (_, code) => {
    expect(verify(code)).toEqual(['2: queuedRead']);
  });

  it('is told in a class', () => {
    const code = `import fastq from 'fastq';
export class Mailer {
  constructor() { this.queue = fastq(this, this.deliver, 1); }
  add(mail) { this.queue.push(mail); }
  deliver(mail, done) { tracer.startSpan('deliver').end(); done(); }
}`;
    expect(verify(code)).toEqual(['6: queuedRead']);
  });

  it.each([
    [
      'the job brings its context',
      `import fastq from 'fastq'; const queue = fastq.promise(async (job) => { tracer.startSpan('job', {}, job.parent).end(); }, 1);\n${add}`,
    ],
    [
      'the job runs in its context',
      `import fastq from 'fastq'; const queue = fastq.promise((job) => context.with(job.parent, () => { tracer.startSpan('job').end(); }), 1);\n${add}`,
    ],
    [
      'the job is a trace of its own',
      `import fastq from 'fastq'; const queue = fastq.promise(async (job) => { tracer.startSpan('job', { root: true, links: job.links }).end(); }, 1);\n${add}`,
    ],
    ['the file adds no job', `import fastq from 'fastq'; export const queue = fastq(${work}, 1);`],
    [
      'the jobs are there from the start',
      `import fastq from 'fastq'; const queue = fastq(${work}, 1);\nqueue.push(1);`,
    ],
    [
      'one call fills and empties the queue',
      `import fastq from 'fastq'; export async function all(files) { const queue = fastq.promise(async (file) => { tracer.startSpan('file').end(); }, 4); await Promise.all(files.map((file) => queue.push(file))); }`,
    ],
    [
      'another function is meant',
      `import { queue as make } from './queue.js'; const queue = make(${work}, 1);\n${add}`,
    ],
  ])('is left alone where %s', (_, code) => {
    expect(verify(code)).toEqual([]);
  });
});
