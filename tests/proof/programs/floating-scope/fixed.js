import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('mail');

async function deliver() {
  await Promise.resolve();
  trace.getActiveSpan().addEvent('delivered');
}

async function send() {
  const span = tracer.startSpan('send');
  try {
    await context.with(trace.setSpan(context.active(), span), async () => {
      await deliver();
    });
  } finally {
    span.end();
  }
}

export async function run() {
  await send();
  await new Promise((resolve) => setTimeout(resolve, 5));
}
