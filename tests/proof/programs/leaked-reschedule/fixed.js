import { EventEmitter } from 'node:events';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';

const tracer = trace.getTracer('cache');
const cache = new EventEmitter();
let stopped = false;

function refresh() {
  if (stopped) return;
  tracer.startSpan('refresh').end();
  cache.emit('refreshed');
  setTimeout(refresh, 1);
}

function load() {
  tracer.startActiveSpan('load', (span) => {
    context.with(ROOT_CONTEXT, () => setTimeout(refresh, 1));
    span.end();
  });
}

export function run() {
  let left = 2;
  console.log(context.active() === ROOT_CONTEXT);
  return new Promise((resolve) => {
    cache.on('refreshed', () => {
      stopped = --left === 0;
      if (stopped) resolve();
    });
    load();
  });
}
