import { noLeakedContext } from '../../src/rules/no-leaked-context.js';
import { runRule } from '../rule-tester.js';

const imports = `import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { createServer } from 'node:http';
import Redis from 'ioredis';
import WebSocket from 'ws';
const tracer = trace.getTracer('app');
`;
const handler = `(req, res) => { tracer.startSpan('request').end(); res.end(); }`;
const hear = `socket.on('message', () => { tracer.startSpan('message').end(); });`;
/** A server under a span, the end of which stands in the callback of its listening. */
const listen = (call: string): string => `${imports}function boot() {
  const span = tracer.startSpan('boot');
  context.with(trace.setSpan(context.active(), span), () => {
    const server = createServer(${handler});
    ${call};
  });
}`;
/** A socket under a span that ends at one of its events. */
const connect = (event: string, made = `new WebSocket('ws://feed')`): string => `${imports}function connect() {
  tracer.startActiveSpan('connect', (span) => {
    const socket = ${made};
    ${hear}
    socket.on('${event}', () => span.end());
  });
}`;
/** An interval under a span that has ended when its callback's value is there. */
const give = (
  rest: string,
): string => `${imports}export const start = () => tracer.startActiveSpan('start', async (span) => {
  try {
    const timer = setInterval(() => { tracer.startSpan('tick').end(); }, 1000);
    ${rest}
  } finally {
    span.end();
  }
});`;
/** An interval whose handle is kept in a collection of the file. */
const keep = (rest: string, before = '', tick = ''): string => `${imports}const kept = new Map();
export const watch = (key) => tracer.startActiveSpan('watch', async (span) => {
  ${before} try {
    const timer = setInterval(() => { ${tick} tracer.startSpan('tick').end(); }, 1000);
    ${rest}
  } finally {
    span.end();
  }
});
export const unwatch = (key) => clearInterval(kept.get(key).timer);`;
/** A subscriber that is made by the first request. */
const lazy = (made: string): string => `${imports}let subscriber: Redis | undefined;
function subscribe() {
  if (!subscriber) {
    subscriber = ${made};
    subscriber.on('message', () => { tracer.startSpan('message').end(); });
  }
  return subscriber;
}
export const handle = () => tracer.startActiveSpan('request', (span) => { subscribe(); span.end(); });`;

runRule('no-leaked-context', noLeakedContext, {
  valid: [
    {
      name: 'a client that a callback of the root context makes',
      code: lazy(`context.with(ROOT_CONTEXT, () => new Redis())`),
    },
    {
      name: 'a client that a callback with several ways makes in the root context',
      code: lazy(`context.with(ROOT_CONTEXT, () => { if (url) return new Redis(url); return new Redis(); })`),
    },
    { name: 'a span of a whole connection', code: connect('close') },
    { name: 'a span that ends with another message', code: connect('message') },
    {
      name: 'an interval that the span takes out of its collection again',
      code: keep(`kept.set(key, { timer }); await work(); unwatch(key);`),
    },
    {
      name: 'an interval that stops itself',
      code: keep(`kept.set(key, { timer });`, '', 'if (done) clearInterval(kept.get(key).timer);'),
    },
    {
      name: 'an interval in a collection that other files see',
      code: keep(`kept.set(key, { timer });`).replace('const kept', 'export const kept'),
    },
    {
      name: 'an interval that a helper is given before it is returned',
      code: give(`await work(timer); return timer;`),
    },
    {
      name: 'an interval that is returned by a function in the callback',
      code: give(`const getTimer = () => timer; await work(getTimer); return getTimer;`),
    },
    {
      name: 'an interval that is returned from a span which a reaction ends',
      code: `${imports}export const start = () => tracer.startActiveSpan('start', (span) => {
        const timer = setInterval(() => { tracer.startSpan('tick').end(); }, 1000);
        void work().finally(() => span.end());
        return timer;
      });`,
    },
    {
      name: 'a span that ends when the server closes',
      code: listen(`server.listen(3000); server.on('close', () => span.end())`),
    },
  ],
  invalid: [
    {
      name: 'a server under a span that ends when it listens',
      code: listen(`server.listen(3000, () => span.end())`),
      output: null,
      errors: [
        {
          messageId: 'serves',
          line: 9,
          column: 20,
          endLine: 9,
          endColumn: 32,
          data: { callee: 'server.listen', callLine: 10, line: 7, read: 'startSpan', readLine: 9 },
          suggestions: [
            {
              messageId: 'useRoot',
              output: listen(`context.with(ROOT_CONTEXT, () => server.listen(3000, () => span.end()))`),
            },
          ],
        },
      ],
    },
    ...['open', 'error'].map((event) => ({
      name: `a socket under a span that ends at the event ${event}`,
      code: connect(event),
      output: null,
      errors: [
        {
          messageId: 'serves' as const,
          line: 8,
          column: 24,
          endLine: 8,
          endColumn: 33,
          data: { callee: 'new WebSocket', callLine: 8, line: 7, read: 'startSpan', readLine: 9 },
          suggestions: [
            {
              messageId: 'useRoot' as const,
              output: connect(event, `context.with(ROOT_CONTEXT, () => new WebSocket('ws://feed'))`),
            },
          ],
        },
      ],
    })),
    ...[
      keep(`kept.set(key, timer);`),
      keep(`kept.set(key, { timer, value: 1 });`, 'if (kept.has(key)) return;'),
      keep(`kept.set(key, { timer });`, '', 'kept.get(key).value = load();'),
    ].map((code) => ({
      name: `an interval in a collection that nothing under the span looks into: ${code}`,
      code,
      output: null,
      errors: [{ messageId: 'repeats' as const, line: 9, column: 19, endLine: 9, endColumn: 30, suggestions: 1 }],
    })),
    ...[`return timer;`, `return { timer };`, `timer.unref(); return { handle: timer };`].map((rest) => ({
      name: `an interval under a span that ends before its owner can stop it: ${rest}`,
      code: give(rest),
      output: null,
      errors: [{ messageId: 'repeats' as const, line: 8, column: 19, endLine: 8, endColumn: 30, suggestions: 1 }],
    })),
    {
      name: 'a client that a callback of a span makes',
      code: lazy(`tracer.startActiveSpan('connect', (s) => { const made = new Redis(); s.end(); return made; })`),
      output: null,
      errors: [{ messageId: 'serves', line: 9, suggestions: 1 }],
    },
  ],
});
