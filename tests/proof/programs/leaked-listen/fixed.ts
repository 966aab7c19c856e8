import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('api');

const server = createServer((request, response) => {
  tracer.startActiveSpan(`GET ${request.url ?? ''}`, (span) => {
    response.end('ok');
    span.end();
  });
});

async function boot(): Promise<number> {
  return tracer.startActiveSpan('server.startup', async (span) => {
    try {
      await new Promise<void>((resolve) => context.with(ROOT_CONTEXT, () => server.listen(0, resolve)));
      return (server.address() as AddressInfo).port;
    } finally {
      span.end();
    }
  });
}

export async function run(): Promise<void> {
  const port = await boot();
  for (const path of ['/a', '/b']) {
    await new Promise((resolve) => get({ port, path, agent: false }, (response) => response.resume().on('end', resolve)));
  }
  await new Promise((resolve) => server.close(resolve));
}
