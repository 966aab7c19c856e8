import { context, propagation, trace } from '@opentelemetry/api';
import Bottleneck from 'bottleneck';

const tracer = trace.getTracer('orders');
const limiter = new Bottleneck({ maxConcurrent: 1 });

const charge = (): Promise<void> =>
  limiter.schedule(context.bind(context.active(), async () => {
    const tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'nobody';
    tracer.startSpan('charge', { root: true, attributes: { tenant } }).end();
  }));

const request = (tenant: string): Promise<void> =>
  context.with(propagation.setBaggage(context.active(), propagation.createBaggage({ tenant: { value: tenant } })), charge);

export async function run(): Promise<void> {
  await Promise.all([request('acme'), request('globex')]);
}
