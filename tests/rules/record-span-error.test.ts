import { recordSpanError } from '../../src/rules/record-span-error.js';
import { runRule } from '../rule-tester.js';

const IMPORT = "import { SpanStatusCode, context, trace } from '@opentelemetry/api';\n";
const HEAD = `${IMPORT}const tracer = trace.getTracer('jobs');\n`;
const RECORD = 'span.recordException(error); span.setStatus({ code: SpanStatusCode.ERROR });';
const JS = 'src/file.js';

runRule('record-span-error', recordSpanError, {
  valid: [
    {
      name: 'both are there, before the rethrow, in finally, or in the catch around',
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { ${RECORD} throw error; } finally { span.end(); } }
export async function b() { const span = tracer.startSpan('b'); let failure; try { await work(); } catch (error) { failure = error; throw error; } finally { if (failure) { span.recordException(failure); span.setStatus({ code: 2 }); } span.end(); } }
export async function c() { const span = tracer.startSpan('c'); try { try { await work(); } catch (cause) { throw new Error('c', { cause }); } } catch (error) { ${RECORD} throw error; } finally { span.end(); } }
export const d = () => tracer.startActiveSpan('d', async (span) => { try { return await work(); } catch (error) { ${RECORD} throw error; } finally { span.end(); } });`,
    },
    {
      name: 'a decision about the status',
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.setStatus({ code: SpanStatusCode.OK }); } finally { span.end(); } }
export async function b() { const span = tracer.startSpan('b'); try { await work(); } catch (error) { if (isAbort(error)) return; ${RECORD} throw error; } finally { span.end(); } }`,
    },
    {
      name: 'a status whose message tells of the error',
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.setStatus({ code: SpanStatusCode.ERROR, message: error.message }); throw error; } finally { span.end(); } }
export async function b(status) { const span = tracer.startSpan('b'); try { await work(); } catch (error) { span.setStatus(status); throw error; } finally { span.end(); } }`,
    },
    {
      name: 'errors that the work under the span handles',
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); let config; try { config = JSON.parse(text); } catch (error) { config = {}; } await work(config); span.end(); }
export async function b() { const span = tracer.startSpan('b'); try { return await work(); } catch { return null; } finally { span.end(); } }
export function c(result) { const span = tracer.startSpan('c'); try { span.setAttribute('result', serialize(result)); } catch (error) { log(error); } finally { span.end(); } }`,
    },
    {
      name: 'no catch at all',
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { return await work(); } finally { span.end(); } }`,
    },
    {
      name: 'helpers of the file, of the active span, and of other files',
      code: `${HEAD}import { failSpan, recordError } from './telemetry';
function fail(span, error) { span.recordException(error); span.setStatus({ code: SpanStatusCode.ERROR }); }
function failActive(error) { const span = trace.getActiveSpan(); span?.recordException(error); span?.setStatus({ code: SpanStatusCode.ERROR }); }
export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { fail(span, error); throw error; } finally { span.end(); } }
export const b = () => tracer.startActiveSpan('b', async (span) => { try { await work(); } catch (error) { failActive(error); throw error; } finally { span.end(); } });
export async function c() { const span = tracer.startSpan('c'); try { await work(); } catch (error) { failSpan(span, error); throw error; } finally { span.end(); } }
export async function d() { const span = tracer.startSpan('d'); try { await work(); } catch (error) { recordError(error); throw error; } finally { span.end(); } }
export async function e() { const span = tracer.startSpan('e'); const done = (error) => { if (error) { ${RECORD} } span.end(); }; try { await work(); done(); } catch (error) { done(error); throw error; } }`,
    },
    {
      name: 'a helper of the settings that is given the error',
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { finish(span, error); throw error; } finish(span); }`,
      settings: { 'otel-context': { contextManager: 'async-local-storage', spanEnders: ['finish'] } },
    },
    {
      name: 'before the start, and after the end',
      code: `${HEAD}export async function a() { try { await work(); } catch (error) { throw error; } const span = tracer.startSpan('a'); await work(); span.end(); try { await work(); } catch (error) { throw error; } }`,
    },
    {
      name: 'reactions that record, or that are not of a rejection',
      code: `${HEAD}export function a() { const span = tracer.startSpan('a'); return work().then((value) => { span.end(); return value; }, (error) => { ${RECORD} span.end(); throw error; }); }
export function b() { const span = tracer.startSpan('b'); return work().catch((error) => { ${RECORD} throw error; }).finally(() => span.end()); }
export function c(stream) { const span = tracer.startSpan('c'); stream.on('end', () => span.end()); stream.on('error', (error) => { ${RECORD} span.end(); }); }`,
    },
    {
      name: 'one of the two is enough, and so is whatever else the handler writes',
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.setStatus({ code: 2 }); throw error; } finally { span.end(); } }
export async function b() { const span = tracer.startSpan('b'); try { await work(); } catch (error) { span.recordException(error); throw error; } finally { span.end(); } }
export async function c() { const span = tracer.startSpan('c'); try { await work(); } catch (error) { span.setAttribute('http.response.status_code', error.status); throw error; } finally { span.end(); } }
export function d() { const span = tracer.startSpan('d'); return work().catch((error) => { span.addEvent('failed'); throw error; }).finally(() => span.end()); }`,
    },
    {
      name: 'the one that is asked for',
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.setStatus({ code: 2 }); throw error; } finally { span.end(); } }`,
      options: [{ exception: false, status: true }],
    },
    {
      name: 'a fallback that does not look at the error',
      code: `${HEAD}export const a = () => tracer.startActiveSpan('a', async (span) => { try { return await work(); } catch (error) { return null; } finally { span.end(); } });`,
    },
    {
      name: 'work that is given the span, and may record on it what it throws',
      code: `${HEAD}export async function a(send) { const span = tracer.startSpan('a'); try { return await send({ span }); } catch (error) { throw new Error('a', { cause: error }); } finally { span.end(); } }
export async function b(send) { const span = tracer.startSpan('b'); try { return await send(span); } catch (error) { log(error); return null; } finally { span.end(); } }`,
    },
    {
      name: 'tests',
      code: `${HEAD}it('fails', async () => { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.end(); throw error; } span.end(); });`,
    },
  ],
  invalid: [
    {
      name: 'a rethrow, and a fallback before finally',
      filename: JS,
      code: `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('jobs');
export async function a() {
  const span = tracer.startSpan('a');
  try {
    return await work();
  } catch (error) {
    throw new Error('a', { cause: error });
  } finally {
    span.end();
  }
}
export const b = () => tracer.startActiveSpan('b', async (span) => {
  try {
    return await work();
  } catch (error) {
    log(error);
    return null;
  } finally {
    span.end();
  }
});`,
      output: null,
      errors: [
        {
          messageId: 'unrecorded',
          data: { line: 4 },
          line: 7,
          column: 12,
          endColumn: 17,
          suggestions: [
            {
              messageId: 'record',
              output: `import { SpanStatusCode, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('jobs');
export async function a() {
  const span = tracer.startSpan('a');
  try {
    return await work();
  } catch (error) {
    span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw new Error('a', { cause: error });
  } finally {
    span.end();
  }
}
export const b = () => tracer.startActiveSpan('b', async (span) => {
  try {
    return await work();
  } catch (error) {
    log(error);
    return null;
  } finally {
    span.end();
  }
});`,
            },
          ],
        },
        { messageId: 'unrecorded', data: { line: 13 }, line: 16, suggestions: 1 },
      ],
    },
    {
      name: 'both are asked for and one is missing; TypeScript is told that it is an Error',
      options: [{ exception: true, status: true }],
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.recordException(error as Error); throw error; } finally { span.end(); } }
export async function b() { const span = tracer.startSpan('b'); try { await work(); } catch (error) { span.setStatus({ code: 2 }); throw error; } finally { span.end(); } }`,
      output: null,
      errors: [
        {
          messageId: 'noStatus',
          line: 3,
          suggestions: [
            {
              messageId: 'record',
              output: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.setStatus({ code: SpanStatusCode.ERROR }); span.recordException(error as Error); throw error; } finally { span.end(); } }
export async function b() { const span = tracer.startSpan('b'); try { await work(); } catch (error) { span.setStatus({ code: 2 }); throw error; } finally { span.end(); } }`,
            },
          ],
        },
        {
          messageId: 'noException',
          line: 4,
          suggestions: [
            {
              messageId: 'record',
              output: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.recordException(error as Error); throw error; } finally { span.end(); } }
export async function b() { const span = tracer.startSpan('b'); try { await work(); } catch (error) { span.recordException(error as Error); span.setStatus({ code: 2 }); throw error; } finally { span.end(); } }`,
            },
          ],
        },
      ],
    },
    {
      name: 'the status is asked for, whatever else the handler writes',
      filename: JS,
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.setAttribute('failed', true); throw error; } finally { span.end(); } }`,
      options: [{ exception: false, status: true }],
      output: null,
      errors: [
        {
          messageId: 'noStatus',
          suggestions: [
            {
              messageId: 'record',
              output: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { span.setStatus({ code: SpanStatusCode.ERROR }); span.setAttribute('failed', true); throw error; } finally { span.end(); } }`,
            },
          ],
        },
      ],
    },
    {
      name: 'a catch that names no error ends the span; the span may be missing',
      filename: JS,
      code: `${HEAD}export async function a() { let span; try { span = tracer.startSpan('a'); await work(); span.end(); } catch { span?.end(); } }
export async function b() { const span = tracer.startSpan('b'); try { await work(); span.end(); } catch { span.end(); return null; } }`,
      output: null,
      errors: [
        { messageId: 'unrecorded', line: 3, suggestions: 1 },
        {
          messageId: 'unrecorded',
          line: 4,
          suggestions: [
            {
              messageId: 'record',
              output: `${HEAD}export async function a() { let span; try { span = tracer.startSpan('a'); await work(); span.end(); } catch { span?.end(); } }
export async function b() { const span = tracer.startSpan('b'); try { await work(); span.end(); } catch (error) { ${RECORD} span.end(); return null; } }`,
            },
          ],
        },
      ],
    },
    {
      name: 'inside a callback that ends the span of the function around it',
      filename: JS,
      code: `${HEAD}export function a() { const span = tracer.startSpan('a'); return context.with(trace.setSpan(context.active(), span), async () => { try { return await work(); } catch (error) { log(error); throw error; } finally { span.end(); } }); }`,
      output: null,
      errors: [{ messageId: 'unrecorded', data: { line: 3 }, line: 3, suggestions: 1 }],
    },
    {
      name: 'rejections and the event of an error',
      filename: JS,
      code: `${HEAD}export function a() { const span = tracer.startSpan('a'); return work().then((value) => { span.end(); return value; }, (error) => { span.end(); throw error; }); }
export function b() { const span = tracer.startSpan('b'); return work().catch((error) => { log(error); throw error; }).finally(() => span.end()); }
export function c(stream) { const span = tracer.startSpan('c'); stream.on('end', () => span.end()); stream.on('error', (error) => { span.end(); }); }
export function d() { const span = tracer.startSpan('d'); return work().then(() => span.end()).catch(() => span.end()); }`,
      output: null,
      errors: [
        {
          messageId: 'unrecorded',
          line: 3,
          suggestions: [
            {
              messageId: 'record',
              output: `${HEAD}export function a() { const span = tracer.startSpan('a'); return work().then((value) => { span.end(); return value; }, (error) => { ${RECORD} span.end(); throw error; }); }
export function b() { const span = tracer.startSpan('b'); return work().catch((error) => { log(error); throw error; }).finally(() => span.end()); }
export function c(stream) { const span = tracer.startSpan('c'); stream.on('end', () => span.end()); stream.on('error', (error) => { span.end(); }); }
export function d() { const span = tracer.startSpan('d'); return work().then(() => span.end()).catch(() => span.end()); }`,
            },
          ],
        },
        { messageId: 'unrecorded', line: 4, suggestions: 1 },
        { messageId: 'unrecorded', line: 5, suggestions: 1 },
        { messageId: 'unrecorded', line: 6, suggestions: 0 },
      ],
    },
    {
      name: 'what is written before, or by other code, tells nothing of the error',
      filename: JS,
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { span.setAttribute('size', 1); await work(); } catch (error) { throw error; } finally { span.setAttribute('done', true); span.end(); } }`,
      output: null,
      errors: [{ messageId: 'unrecorded', line: 3, suggestions: 1 }],
    },
    {
      name: 'a helper of the settings that is not given the error',
      filename: JS,
      code: `${HEAD}export async function a() { const span = tracer.startSpan('a'); try { await work(); } catch (error) { finish(span); throw error; } finish(span); }`,
      settings: { 'otel-context': { contextManager: 'async-local-storage', spanEnders: ['finish'] } },
      output: null,
      errors: [{ messageId: 'unrecorded', line: 3, suggestions: 1 }],
    },
  ],
});
