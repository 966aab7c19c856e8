import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fastq from 'fastq';

const tracer = trace.getTracer('orders');
const queue = fastq((order, done) => setImmediate(done, null, order), 1);

/** The other end of the wire. */
function receive(order, headers) {
  tracer.startSpan(`receive ${order}`, {}, propagation.extract(ROOT_CONTEXT, headers)).end();
}

const send = (order) =>
  new Promise((resolve, reject) => {
    queue.push(order, context.bind(context.active(), (error) => {
      if (error) return reject(error);
      const headers = {};
      propagation.inject(context.active(), headers);
      receive(order, headers);
      resolve(Object.keys(headers));
    }));
  });

const request = (order) =>
  tracer.startActiveSpan(`request ${order}`, (span) => send(order).finally(() => span.end()));

export const run = () => Promise.all([request('A'), request('B')]);
