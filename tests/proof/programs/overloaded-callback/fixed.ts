import { context, trace } from '@opentelemetry/api';
import { Pool } from './pool.js';

const tracer = trace.getTracer('orders');
const pool = new Pool();

function count(order: string, done: (total: number) => void): void {
  const capturedContext = context.active();
  pool.query(`select ${order}`, (error, rows) => context.with(capturedContext, () => {
    if (error) throw error;
    tracer.startSpan(`count ${order}`).end();
    done(rows.count);
  }));
}

const request = (order: string): Promise<void> =>
  tracer.startActiveSpan(`request ${order}`, async (span) => {
    await new Promise<number>((resolve) => count(order, resolve)).finally(() => span.end());
  });

export const run = (): Promise<unknown> => Promise.all([request('A'), request('B')]);
