import { trace } from '@opentelemetry/api';
import { readFile } from 'node:fs';

const tracer = trace.getTracer('config');

const load = (file, next) => {
  const span = tracer.startSpan('load');
  readFile(file, 'utf8', (error, text) => {
    if (error) return next(error.code);
    span.setAttribute('empty', text.length === 0);
    span.end();
    next('loaded');
  });
};

export const run = () =>
  new Promise((resolve) => {
    load(process.execPath, (first) => load('/no/such/file', (second) => resolve([first, second])));
  });
