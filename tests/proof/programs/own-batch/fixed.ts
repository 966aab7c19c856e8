import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');
const waiting: { order: string; done: () => void }[] = [];
let timer: NodeJS.Timeout | undefined;

function flush(): void {
  timer = undefined;
  for (const { done } of waiting.splice(0)) done();
}

function store(order: string, done: () => void): void {
  waiting.push({ order, done: context.bind(context.active(), done) });
  timer ??= setTimeout(flush, 5);
}

const request = (order: string): Promise<void> =>
  tracer.startActiveSpan(
    `request ${order}`,
    (span) =>
      new Promise<void>((resolve) => {
        store(order, () => {
          tracer.startSpan(`stored ${order}`).end();
          span.end();
          resolve();
        });
      }),
  );

export async function run(): Promise<void> {
  await Promise.all([request('A'), request('B')]);
}
