import { context, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

class Bank {
  private readonly tracer = trace.getTracer('orders');
  private readonly queue = new PQueue({ concurrency: 1 });
  private paid = 0;

  private readonly pay = async (): Promise<number> => {
    this.tracer.startSpan(`charge ${String(this.paid)}`).end();
    return ++this.paid;
  };

  charge(): Promise<number> {
    return this.queue.add(context.bind(context.active(), this.pay));
  }

  request(order: string): Promise<number> {
    return this.tracer.startActiveSpan(`request ${order}`, (span) => this.charge().finally(() => span.end()));
  }
}

export function run(): Promise<number[]> {
  const bank = new Bank();
  return Promise.all([bank.request('A'), bank.request('B')]);
}
