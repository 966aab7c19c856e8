const { context, propagation, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('worker');

const send = (body) =>
  tracer.startActiveSpan(`send ${body}`, (span) => {
    const headers = {};
    propagation.inject(context.active(), headers);
    span.end();
    return { body, headers };
  });

const consumer = {
  stored: [],

  async handle(message) {
    const started = this.stored.length;
    return context.with(propagation.extract(context.active(), message.headers), async () => {
      tracer.startSpan(`store ${message.body}`).end();
      await Promise.resolve(arguments.length);
      this.stored.push(arguments[0].body);
      return started;
    });
  },
};

exports.run = async () => {
  const messages = [send('A'), { body: 'B', headers: {} }];
  const started = [];
  for (const message of messages) started.push(await consumer.handle(message));
  tracer.startSpan('report').end();
  return [started, consumer.stored];
};
