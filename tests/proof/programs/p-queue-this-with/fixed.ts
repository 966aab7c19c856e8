import { context, type Tracer, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

class Bank {
  private paid = 0;

  constructor(
    private readonly tracer: Tracer,
    private readonly queue: PQueue,
  ) {}

  charge(order: string): Promise<number> {
    const capturedContext = context.active();
    return this.queue.add(() => context.with(capturedContext, async () => {
      await this.tracer.startActiveSpan(`charge ${order}`, async (span) => span.end());
      return (this.paid += 1);
    }));
  }
}

const tracer = trace.getTracer('orders');
const bank = new Bank(tracer, new PQueue({ concurrency: 1 }));

const request = (order: string): Promise<number> =>
  tracer.startActiveSpan(`request ${order}`, (span) => bank.charge(order).finally(() => span.end()));

export async function run(): Promise<number[]> {
  console.log(trace.getSpan(context.active()) === undefined);
  return Promise.all([request('A'), request('B')]);
}
