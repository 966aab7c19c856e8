import { context, propagation, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import PQueue from 'p-queue';

const tracer = trace.getTracer('worker');
const queue = new PQueue({ concurrency: 1 });

interface Message {
  readonly body: string;
  readonly headers: Record<string, string>;
}

const send = (body: string): Message =>
  tracer.startActiveSpan(`send ${body}`, (span) => {
    const headers = {};
    propagation.inject(propagation.setBaggage(context.active(), propagation.createBaggage({ tenant: { value: 'acme' } })), headers);
    span.end();
    return { body, headers };
  });

function check(parent: Span, body: string): number {
  const token2 = context.attach(trace.setSpan(context.active(), parent));
  try {
    tracer.startSpan(`check ${body}`).end();
    return body.length;
  } finally {
    token2.dispose();
  }
}

async function store(body: string): Promise<number> {
  return queue.add(context.bind(context.active(), async () => {
    const tenant = propagation.getActiveBaggage()?.getEntry('tenant')?.value ?? 'nobody';
    tracer.startSpan(`store ${body}`, { attributes: { tenant } }).end();
    return body.length;
  }));
}

function receive({ body, headers }: Message): Promise<number> {
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const span = tracer.startSpan(`process ${body}`, {}, parent);
  return context.with(trace.setSpan(parent, span), async () => {
    try {
      return check(span, body) + (await store(body));
    } finally {
      span.end();
    }
  });
}

async function audit({ headers }: Message): Promise<string> {
  return context.with(propagation.extract(context.active(), headers), async () => {
    tracer.startSpan('audit').end();
    return await Promise.resolve('audited');
  });
}

export async function run(): Promise<unknown[]> {
  const [a, b] = [send('A'), send('B')];
  const received = await Promise.all([receive(a), receive(b)]);
  const audited = await audit(a);
  tracer.startSpan('report').end();
  return [received, audited];
}
