import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('app');

function authenticate(request, next) {
  tracer.startActiveSpan('authenticate', (span) => {
    span.setAttribute('user', request.user);
    span.end();
    next();
  });
}

export function run() {
  tracer.startActiveSpan('request', (span) => {
    try {
      authenticate({ user: 'ada' }, () => tracer.startSpan('handle').end());
    } finally {
      span.end();
    }
  });
}
