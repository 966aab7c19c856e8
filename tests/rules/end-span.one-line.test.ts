import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** The code below the import and the tracer, on line 3. */
function file(code: string): string {
  return `import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n${code}\n`;
}

/** A fix of one line, which reports once. */
function line(name: string, code: string, output: string) {
  return { name, code: file(code), output: file(output), errors: [{ messageId: 'throw' as const, line: 3 }] };
}

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'a try on the line of the start',
      code: file(
        "async function load(db) { const span = tracer.startSpan('load'); try { await db.query(); } finally { span.end(); } }",
      ),
    },
    {
      name: 'nothing that can throw on the line',
      code: file("function load() { const span = tracer.startSpan('load'); span.setAttribute('a', 1); span.end(); }"),
    },
  ],
  invalid: [
    line(
      'up to the end that is there',
      "async function load(db) { const span = tracer.startSpan('load'); await db.query(); span.end(); }",
      "async function load(db) { const span = tracer.startSpan('load'); try { await db.query(); } finally { span.end(); } }",
    ),
    line(
      'what comes behind the end stays there',
      "async function load(db) { const span = tracer.startSpan('load'); await db.query(); span.end(); db.close(); }",
      "async function load(db) { const span = tracer.startSpan('load'); try { await db.query(); } finally { span.end(); } db.close(); }",
    ),
    line(
      'in the callback of the span',
      "export const load = (db) => tracer.startActiveSpan('load', (span) => { db.query(); span.end(); });",
      "export const load = (db) => tracer.startActiveSpan('load', (span) => { try { db.query(); } finally { span.end(); } });",
    ),
    line(
      'without semicolons, and with comments',
      "async function load(db) { /* a */ const span = tracer.startSpan('load'); /* b */ await db.query() /* c */; /* d */ span.end() /* e */ } // f",
      "async function load(db) { /* a */ const span = tracer.startSpan('load'); /* b */ try { await db.query() /* c */; /* d */ } finally { span.end() } /* e */ } // f",
    ),
    line(
      'a value that is returned behind the end',
      "async function load(db) { const span = tracer.startSpan('load'); const rows = await db.query(); span.end(); return rows; }",
      "async function load(db) { const span = tracer.startSpan('load'); try { const rows = await db.query();  return rows; } finally { span.end(); } }",
    ),
    {
      name: 'only the start and what follows it share a line',
      code: file(
        "async function load(db) {\n  const span = tracer.startSpan('load'); await db.query(); // first\n  span.end();\n}",
      ),
      output: file(
        "async function load(db) {\n  const span = tracer.startSpan('load'); try { await db.query(); // first\n  } finally { span.end(); }\n}",
      ),
      errors: [{ messageId: 'throw', line: 4 }],
    },
  ],
});
