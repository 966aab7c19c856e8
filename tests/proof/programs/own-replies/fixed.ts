import { EventEmitter } from 'node:events';
import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');
const socket = new EventEmitter();
const calls = new Map<string, () => void>();

socket.on('reply', (order: string) => {
  const settle = calls.get(order);
  calls.delete(order);
  settle?.();
});

const request = (order: string): Promise<void> =>
  tracer.startActiveSpan(
    `request ${order}`,
    (span) =>
      new Promise<void>((resolve) => {
        calls.set(order, context.bind(context.active(), () => {
          tracer.startSpan(`decode ${order}`).end();
          span.end();
          resolve();
        }));
      }),
  );

export async function run(): Promise<void> {
  const requests = [request('A'), request('B')];
  socket.emit('reply', 'A');
  socket.emit('reply', 'B');
  await Promise.all(requests);
}
