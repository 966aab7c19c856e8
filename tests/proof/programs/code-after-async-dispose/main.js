import { context, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('worker');

async function* countTo(last) {
  for (let number = 1; number <= last; number += 1) yield number;
}

async function store(parent, last) {
  const stored = [];
  const token = context.attach(trace.setSpan(context.active(), parent));
  try {
    for await (const number of countTo(last)) {
      if (number === 3) throw new RangeError('three is too much');
      tracer.startSpan(`store ${number}`).end();
      stored.push(number);
    }
  } finally {
    token.dispose();
  }
  tracer.startSpan('audit').end();
  return stored;
}

export async function run() {
  const parent = tracer.startSpan('batch');
  const results = [];
  for (const last of [2, 3]) results.push(await store(parent, last).catch(String));
  tracer.startSpan('report').end();
  parent.end();
  return results;
}
