import { context, trace } from '@opentelemetry/api';
import Bottleneck from 'bottleneck';

const tracer = trace.getTracer('orders');

class Bank {
  private readonly limiter = new Bottleneck({ maxConcurrent: 1 });
  private readonly paid: string[] = [];

  async pay(order: string): Promise<string[]> {
    tracer.startSpan(`charge ${order}`).end();
    this.paid.push(order);
    return this.paid;
  }

  charge(order: string): Promise<string[]> {
    return this.limiter.schedule(context.bind(context.active(), this.pay.bind(this)), order);
  }
}

const bank = new Bank();
const request = (order: string): Promise<string[]> =>
  tracer.startActiveSpan(`request ${order}`, (span) => bank.charge(order).finally(() => span.end()));

export async function run(): Promise<string[][]> {
  const isTraced = trace.getSpan(context.active()) !== undefined;
  console.log(isTraced);
  return Promise.all([request('A'), request('B')]);
}
