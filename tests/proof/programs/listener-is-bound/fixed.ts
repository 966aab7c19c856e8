import { EventEmitter } from 'node:events';
import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');
const bank = new EventEmitter();

const order = (id: string): Promise<string> =>
  tracer.startActiveSpan(`order ${id}`, (span) => {
    const settled = new Promise<string>((resolve) => {
      bank.on('settled', context.bind(context.active(), (amount: number) => {
        trace.getActiveSpan()?.addEvent(`settled ${String(amount)}`);
        resolve(`${id}: ${String(amount)}, ${String(context.active() !== undefined)}`);
      }));
    });
    return settled.finally(() => span.end());
  });

export async function run(): Promise<string> {
  const ordered = order('A');
  tracer.startActiveSpan('settle', (span) => {
    bank.emit('settled', 3);
    span.end();
  });
  return ordered;
}
