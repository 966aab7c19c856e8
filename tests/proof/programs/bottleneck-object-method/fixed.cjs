const api = require('@opentelemetry/api');
const Bottleneck = require('bottleneck');

const tracer = api.trace.getTracer('orders');
const limiter = new Bottleneck({ maxConcurrent: 1 });

const bank = {
  paid: [],
  async pay(order) {
    tracer.startSpan(`charge ${order}`).end();
    return order;
  },
};

const charge = (order) => limiter.schedule(api.context.bind(api.context.active(), bank.pay), order);

const request = (order) =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

exports.run = () => Promise.all([request('A'), request('B')]);
