'use strict';

const async = require('async');
const { context, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('orders');
const queue = async.queue((order, done) => setImmediate(() => done(null, `${order} paid`)), 1);

function charge(order) {
  return new Promise((resolve) => {
    queue.push(order, context.bind(context.active(), (error, result) => {
      tracer.startSpan(`record ${order}`).end();
      resolve(error ?? result);
    }));
  });
}

const request = (order) =>
  tracer.startActiveSpan(`request ${order}`, (span) => charge(order).finally(() => span.end()));

exports.run = () => Promise.all([request('A'), request('B')]);
