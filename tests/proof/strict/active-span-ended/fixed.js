import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('http');

function audit(user) {
  const span = trace.getActiveSpan();
  span?.setAttribute('user', user);
}

async function handle(listeners) {
  return tracer.startActiveSpan('request', async (span) => {
    try {
      for (const listener of listeners) listener('ada');
      await Promise.resolve();
      span.setAttribute('status', 200);
      return 'handled';
    } finally {
      span.end();
    }
  });
}

export const run = () => handle([audit]);
