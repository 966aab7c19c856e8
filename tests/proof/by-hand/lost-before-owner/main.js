import { trace } from '@opentelemetry/api';

const tracer = trace.getTracer('database');

class Connection {
  async open(name) {
    const span = tracer.startSpan(`connection ${name}`);
    await connect(name);
    this.span = span;
  }

  close() {
    this.span?.end();
  }
}

async function connect(name) {
  if (name === 'B') throw new Error('refused');
}

async function use(name) {
  const connection = new Connection();
  try {
    await connection.open(name);
  } finally {
    connection.close();
  }
}

export async function run() {
  await Promise.allSettled([use('A'), use('B')]);
}
