import { describe, expect, it } from 'vitest';
import { findContextReads } from '../../src/model/dispatch/reads.js';
import { buildModel } from './build-model.js';

const HEAD = `import { context, propagation, trace } from '@opentelemetry/api';
import { suppressTracing } from '@opentelemetry/core';
const tracer = trace.getTracer('orders');
`;

describe('the reads of the active context', () => {
  const getReads = (code: string): readonly string[] =>
    findContextReads(buildModel(HEAD + code).model).map(
      ({ kind, name, declaration }) => `${kind} ${name}${declaration ? ' moves' : ''}`,
    );

  it.each([
    ["tracer.startSpan('a');", ['implicit startSpan']],
    ["tracer.startActiveSpan('a', run);", ['implicit startActiveSpan']],
    ['const ctx = context.active();', ['explicit context.active() moves']],
    ['let ctx = context.active();', ['explicit context.active()']],
    ['const ctx = context.active(), other = 1;', ['explicit context.active()']],
    ['const span = trace.getSpan(context.active());', ['explicit context.active()']],
    [
      'trace.getActiveSpan(); propagation.getActiveBaggage();',
      ['explicit trace.getActiveSpan()', 'explicit propagation.getActiveBaggage()'],
    ],
    ["tracer.startSpan('a', {}, context.active());", ['explicit context.active()']],
    ['propagation.inject(context.active(), headers);', ['explicit context.active()']],
  ])('are found: %s', (code, reads) => {
    expect(getReads(code)).toEqual(reads);
  });

  it.each([
    ["tracer.startSpan('a', {}, parent);"],
    ["tracer.startSpan('a', { root: true });"],
    ["tracer.startSpan('a', { links });"],
    ["tracer.startSpan('a', { startTime });"],
    ['tracer.startSpan(...all);'],
    ['propagation.extract(context.active(), headers);'],
    ['trace.setSpan(context.active(), span);'],
    ['trace.deleteSpan(context.active());'],
    ['suppressTracing(context.active());'],
    ['other.active(); context.with(ctx, run);'],
  ])('are not invented: %s', (code) => {
    expect(getReads(code)).toEqual([]);
  });
});
