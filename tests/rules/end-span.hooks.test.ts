import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** Hooks that keep their spans in a map, on line 5 and after. */
const hooks = (code: string, map = 'new Map()', value = "tracer.startSpan('call')") => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
const spans = ${map};
export const before = (call) => { spans.set(call.id, ${value}); };
export const after = ({ id }) => { spans.get(id)?.end(); spans.delete(id); };
${code}
`;

/** A class that keeps its span in a field, with more methods on line 7 and after. */
const session = (code: string) => `
import { trace } from '@opentelemetry/api';
export class Session {
  span = null;
  open() { this.span = trace.getTracer('shop').startSpan('session'); }
  close() { this.span?.end(); this.span = null; }
  ${code}
}
`;

/** An emitter whose spans are in an object, on line 4 and after. */
const queries = (onError: string, names = ["'query-response'", "'query-error'"]) => `
import { trace } from '@opentelemetry/api';
export function observe(db, tracer = trace.getTracer('db')) {
  const spans = {};
  db.on('query', ({ uid }) => { spans[uid] = tracer.startSpan('query'); });
  db.on(${names[0]}, (rows, { uid }) => { spans[uid].end(); });
  db.on(${names[1]}, (error, { uid }) => { ${onError} });
}
`;

/** Interceptors of axios, on line 4 and after. */
const intercepted = (onRejected: string) => `
import { trace } from '@opentelemetry/api';
export function observe(client, tracer = trace.getTracer('http')) {
  client.interceptors.request.use((config) => {
    config.span = tracer.startSpan('request');
    return config;
  });
  client.interceptors.response.use(
    (response) => { response.config.span?.end(); return response; },
    ${onRejected},
  );
}
`;

const letGo = (line: number, column: number, start: number) => ({
  output: null,
  errors: [{ messageId: 'letGo' as const, line, column, data: { line: start } }],
});
const oneHook = (line: number, column: number, start: number, own: string, other: string) => ({
  output: null,
  errors: [{ messageId: 'oneHook' as const, line, column, data: { line: start, own, other } }],
});

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'a hook that ends the span',
      code: hooks(
        'export const failed = ({ id }, error) => { const span = spans.get(id); span?.recordException(error); span?.end(); spans.delete(id); };',
      ),
    },
    {
      name: 'a hook that leaves it where it is',
      code: hooks('export const retried = ({ id }) => { spans.get(id)?.addEvent("retry"); };'),
    },
    {
      name: 'a hook that does not say that the span lives',
      code: hooks('export const forget = ({ id }) => { spans.delete(id); };'),
    },
    {
      name: 'a hook that leads to the one that ends it',
      code: hooks(
        'export const failed = (call, error) => { spans.get(call.id)?.recordException(error); after(call); spans.delete(call.id); };',
      ),
    },
    {
      name: 'a hook that hands the key on',
      code: hooks(
        'export const failed = ({ id }, error, finish) => { spans.get(id)?.recordException(error); finish(id); spans.delete(id); };',
      ),
    },
    {
      name: 'a hook that hands the span on',
      code: hooks(
        'export const failed = ({ id }, error, finish) => { const span = spans.get(id); span?.recordException(error); finish(span); spans.delete(id); };',
      ),
    },
    {
      name: 'a map that moves it to another one',
      code: hooks(
        'const kept = new Map(); export const keep = ({ id }) => { const span = spans.get(id); span?.addEvent("kept"); kept.set(id, span); spans.delete(id); };',
      ),
    },
    {
      name: 'a map that somebody else gets',
      code: hooks(
        'export const open = spans; export const failed = ({ id }, error) => { spans.get(id)?.recordException(error); spans.delete(id); };',
      ),
    },
    {
      name: 'a helper that ends what it is given',
      code: hooks(
        'const finish = (span, error) => { span?.recordException(error); span?.end(); }; export const failed = ({ id }, error) => { finish(spans.get(id), error); spans.delete(id); };',
      ),
    },
    {
      name: 'a span that is ended by another name',
      code: `
import { trace } from '@opentelemetry/api';
const spans = new Map();
export function begin(id, work) {
  const span = trace.getTracer('shop').startSpan('call');
  spans.set(id, span);
  return work().finally(() => span.end());
}
export const after = (id) => { spans.get(id)?.end(); };
export const forget = (id) => { spans.get(id)?.addEvent('forgotten'); spans.delete(id); };
`,
    },
    {
      name: 'an object with a span that is ended',
      code: hooks(
        'export const failed = ({ id }, error) => { const call = spans.get(id); if (!call) return; call.span.recordException(error); call.span.end(); spans.delete(id); };',
        'new Map()',
        "{ span: tracer.startSpan('call'), at: 1 }",
      ).replace('spans.get(id)?.end()', 'spans.get(id)?.span.end()'),
    },
    {
      name: 'a field that is closed',
      code: session('fail(error) { this.span?.recordException(error); this.close(); }'),
    },
    { name: 'a field that stays', code: session('fail(error) { this.span?.recordException(error); }') },
    {
      name: 'a field that is handed on',
      code: session('take() { const span = this.span; this.span = null; return span; }'),
    },
    {
      name: 'a failure that ends the span',
      code: queries('spans[uid].recordException(error); spans[uid].end();'),
    },
    {
      name: 'hooks that do not exclude each other',
      code: queries('spans[uid].recordException(error);', ["'response'", "'error'"]),
    },
    {
      name: 'hooks of other work',
      code: queries('spans[uid].recordException(error);', ["'query-completed'", "'parse-failed'"]),
    },
    {
      name: 'a failure that comes before the success',
      code: queries('spans[uid].addEvent("again");', ["'completed'", "'failed'"]),
    },
    {
      name: 'an interceptor that ends the span of a failure',
      code: intercepted(
        '(error) => { const { span } = error.config; span?.recordException(error); span?.end(); throw error; }',
      ),
    },
    {
      name: 'an interceptor that hands the failure to what ends the span',
      code: intercepted(
        '(error) => { error.config.span.recordException(error); finish(error.config.span); throw error; }',
      ),
    },
    {
      name: 'hooks of Fastify, of which one follows the other',
      code: `
import { trace } from '@opentelemetry/api';
export default async function plugin(app) {
  app.addHook('onRequest', async (request) => { request.span = trace.getTracer('a').startSpan('request'); });
  app.addHook('onError', async (request, reply, error) => { request.span?.recordException(error); });
  app.addHook('onResponse', async (request) => { request.span?.end(); });
}
`,
    },
  ],
  invalid: [
    {
      name: 'a hook that takes the span out of its map',
      code: hooks(
        'export const failed = ({ id }, error) => { spans.get(id)?.recordException(error); spans.delete(id); };',
      ),
      ...letGo(7, 83, 5),
    },
    {
      name: 'a hook that looks at the span first',
      code: hooks(
        'export function failed({ id }, error) { const span = spans.get(id); if (!span) return; span.setStatus({ code: 2 }); spans.delete(id); }',
        'new WeakMap()',
      ),
      ...letGo(7, 117, 5),
    },
    {
      name: 'a span that is held by a constant first',
      code: hooks('export const failed = ({ id }) => { spans.get(id)?.addEvent("failed"); spans.delete(id); };')
        .replace(
          '{ spans.set(call.id, tracer',
          "{ const span = tracer.startSpan('a'); span.setAttribute('a', 1); spans.set(call.id, span); }; void (() => { tracer",
        )
        .replace("tracer.startSpan('call')); };", "tracer.startSpan('call').end(); });"),
      ...letGo(7, 72, 5),
    },
    {
      name: 'an object with the span',
      code: hooks(
        'export const failed = ({ id }, error) => { const call = spans.get(id); call?.span.recordException(error); spans.delete(id); };',
        'new Map()',
        "{ span: tracer.startSpan('call'), at: 1 }",
      ).replace('spans.get(id)?.end()', 'spans.get(id)?.span.end()'),
      ...letGo(7, 107, 5),
    },
    {
      name: 'a helper that records the error',
      code: hooks(
        'const note = (span, error) => { span?.recordException(error); }; export const failed = ({ id }, error) => { spans.get(id)?.addEvent("failed"); note(spans.get(id), error); spans.delete(id); };',
      ),
      ...letGo(7, 172, 5),
    },
    {
      name: 'a field that is emptied',
      code: session('fail(error) { this.span?.recordException(error); this.span = null; }'),
      ...letGo(7, 52, 5),
    },
    {
      name: 'an entry that is deleted',
      code: queries('spans[uid].recordException(error); delete spans[uid];'),
      ...letGo(7, 81, 5),
    },
    {
      name: 'a failure that leaves the span to the success',
      code: queries('spans[uid].recordException(error);'),
      ...oneHook(7, 46, 5, 'query-error', 'query-response'),
    },
    {
      name: 'names that are opposites',
      code: queries('const span = spans[uid]; span.setStatus({ code: SpanStatusCode.ERROR });', [
        "'commandSucceeded'",
        "'commandFailed'",
      ]),
      ...oneHook(7, 73, 5, 'commandFailed', 'commandSucceeded'),
    },
    {
      name: 'members of one object',
      code: `
import { trace } from '@opentelemetry/api';
export const options = {
  onMutate: (call) => { call.span = trace.getTracer('a').startSpan('mutate'); },
  onSuccess: (call) => { call.span.end(); },
  onError: (call, error) => { call.span.recordException(error); },
};
`,
      ...oneHook(6, 31, 4, 'onError', 'onSuccess'),
    },
    {
      name: 'interceptors of axios',
      code: intercepted('(error) => { const { span } = error.config; span?.recordException(error); throw error; }'),
      ...oneHook(10, 49, 5, 'onRejected', 'onFulfilled'),
    },
    {
      name: 'hooks of Nitro',
      code: `
import { trace } from '@opentelemetry/api';
export default (nitro) => {
  nitro.hooks.hook('request', (event) => { event.context.span = trace.getTracer('a').startSpan('request'); });
  nitro.hooks.hook('afterResponse', (event) => { event.context.span?.end(); });
  nitro.hooks.hook('error', (error, { event }) => { event?.context.span?.recordException(error); });
};
`,
      ...oneHook(6, 53, 4, 'error', 'afterResponse'),
    },
  ],
});
