import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** A map that spans go into at line 5, and the code below, on line 7 and after. */
function file(code: string, map = 'new Map()'): string {
  return `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
const spans = ${map};
export function begin(id) {
  spans.set(id, tracer.startSpan('order'));
}
${code.slice(1)}`;
}

const neverEnded = { output: null, errors: [{ messageId: 'neverEnded' as const, line: 5, column: 17 }] };

runRule('end-span', endSpan, {
  valid: [
    { name: 'an entry that is ended', code: file('\nexport const complete = (id) => spans.get(id)?.end();\n') },
    {
      name: 'an entry that is ended by a name',
      code: file(`
export function complete(id) {
  const span = spans.get(id);
  spans.delete(id);
  if (span) span.setAttribute('done', true).end();
}
`),
    },
    { name: 'all entries', code: file('\nexport const stop = () => spans.forEach((span) => span.end());\n') },
    { name: 'an entry that is handed on', code: file('\nexport const find = (id) => spans.get(id);\n') },
    {
      name: 'an entry that is given to other code',
      code: file('\nexport const stop = (id) => finish(spans.get(id));\n'),
    },
    {
      name: 'an entry that becomes a parent',
      code: file(`
export function step(id) {
  const parent = spans.get(id);
  run(trace.setSpan(context.active(), parent));
}
`),
    },
    { name: 'a map that is handed on', code: file('\nexport { spans };\n') },
    { name: 'a map that other code has', code: file('\nsetInterval(sweep, 1000, spans);\n') },
    {
      name: 'a map that a function returns',
      code: `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
const spans = new Map();
export const begin = (id) => spans.set(id, tracer.startSpan('order'));
`,
    },
    {
      name: 'a field that everybody can read',
      code: `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export class Orders {
  spans = new Map();
  begin(id) {
    this.spans.set(id, tracer.startSpan('order'));
  }
}
`,
    },
  ],
  invalid: [
    { name: 'entries that nothing takes out', code: file('\nexport const count = 1;\n'), ...neverEnded },
    {
      name: 'entries that are written to and deleted, as by hooks of a server',
      code: file(
        `
export function complete(id, status) {
  if (!spans.has(id)) return;
  spans.get(id)?.setAttribute('status', status);
  spans.delete(id);
}
`,
        'new WeakMap()',
      ),
      ...neverEnded,
    },
    {
      name: 'entries that are read and written to by a name',
      code: file(`
export function note(id, event) {
  const span = spans.get(id);
  if (span?.isRecording()) span.addEvent(event);
}
export function reset() {
  spans.clear();
}
`),
      ...neverEnded,
    },
    {
      name: 'a private field',
      code: `import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export class Orders {
  #spans = new Map();
  begin(id) {
    this.#spans.set(id, tracer.startSpan('order'));
  }
  complete(id) {
    this.#spans.get(id)?.setAttribute('done', true);
    this.#spans.delete(id);
  }
}
`,
      output: null,
      errors: [{ messageId: 'neverEnded', line: 6, column: 25 }],
    },
  ],
});
