import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('orders');

class Bank {
  private readonly waiting: (() => void)[] = [];

  charge(order: string): Promise<string> {
    return new Promise((resolve) => {
      this.waiting.push(context.bind(context.active(), () => {
        tracer.startSpan(`charge ${order}`).end();
        resolve(`${order} paid`);
      }));
    });
  }

  /** Serves whoever waits, one after the other. */
  open(): void {
    const job = this.waiting.shift();
    if (job === undefined) return;
    job();
    setImmediate(() => this.open());
  }
}

const bank = new Bank();

const request = (order: string): Promise<string> =>
  tracer.startActiveSpan(`request ${order}`, (span) => bank.charge(order).finally(() => span.end()));

export async function run(): Promise<string[]> {
  console.log(trace.getSpan(context.active()) === undefined);
  const requests = [request('A'), request('B')];
  bank.open();
  return Promise.all(requests);
}
