const { context, trace } = require('@opentelemetry/api');
const fastq = require('fastq');

const tracer = trace.getTracer('orders');
const queue = fastq((order, done) => setImmediate(done, null, `${order} paid`), 1);

function charge(order) {
  return new Promise((resolve) => {
    const capturedContext = context.active();
    queue.push(order, (error, result) => {
      const token = context.attach(capturedContext);
      try {
        // Whatever the bank says, it is recorded.
        tracer.startSpan(`record ${order}`, { attributes: { result } }).end();
        resolve(error ?? result);
      } finally {
        token.dispose();
      }
    });
  });
}

const request = (order) =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

exports.run = () => Promise.all([request('A'), request('B')]);
exports.isTraced = () => trace.getSpan(context.active()) !== undefined;
