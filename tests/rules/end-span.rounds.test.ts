import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** A loop that starts the span of a variable on line 6 in each round, works on it, and ends the last one behind it. */
const retrying = (work: string, start = "span = tracer.startSpan('try');") => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export async function run(work, times) {
  let span;
  for (let i = 0; i < times; i++) { ${start}
    ${work}
  }
  span?.end();
}
`;

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'an exception that ends the span of its round',
      code: retrying('try { await work(); break; } catch (error) { span.end(); }'),
    },
    {
      name: 'a finally that ends the span of its round',
      code: retrying('try { await work(); break; } catch { continue; } finally { span.end(); }'),
    },
    {
      name: 'an exception behind which there is no other round',
      code: retrying('try { await work(); } catch {} break;'),
    },
    {
      name: 'one span for all rounds',
      code: retrying('try { await work(); break; } catch {}', "if (!span) span = tracer.startSpan('try');"),
    },
    { name: 'work that does not fail', code: retrying('try { span.setAttribute("try", i); break; } catch {}') },
  ],
  invalid: [
    {
      name: 'an exception that is caught, and another round',
      code: retrying('try { await work(); span.end(); return; } catch (error) { span.recordException(error); }'),
      output: null,
      errors: [{ messageId: 'throw', line: 6, column: 44, data: { line: 7 } }],
    },
    {
      name: 'a round that is left when the work is done',
      code: retrying('try { await work(); break; } catch (error) { console.warn(error); }'),
      output: null,
      errors: [{ messageId: 'throw', line: 6, column: 44, data: { line: 7 } }],
    },
    {
      name: 'a round without an end that nothing but an exception leads to',
      code: `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export async function run(work) {
  for (;;) {
    const span = tracer.startSpan('try');
    try {
      await work();
      span.end();
      return;
    } catch {}
  }
}
`,
      output: `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export async function run(work) {
  for (;;) {
    const span = tracer.startSpan('try');
    try {
      await work();
      return;
    } catch {} finally {
      span.end();
    }
  }
}
`,
      errors: [{ messageId: 'throw', line: 6, column: 18, data: { line: 8 } }],
    },
  ],
});
