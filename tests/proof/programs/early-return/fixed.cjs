const { context, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('worker');

exports.charge = function charge(parent, amount) {
  const token = context.attach(trace.setSpan(context.active(), parent));
  try {
    if (amount === 0) {
      return 'free';
    }
    tracer.startSpan(`charge ${amount}`).end();
    return 'charged';
  } finally {
    token.dispose();
  }
};

exports.run = () => {
  const parent = tracer.startSpan('order');
  const results = [1, 0].map((amount) => exports.charge(parent, amount));
  tracer.startSpan('report').end();
  parent.end();
  return results;
};
