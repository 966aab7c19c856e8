import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

/** An object of hooks that is returned with a span around it, on lines 5 and 6. */
const hooks = (members: string) => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export function begin(forward) {
  const span = tracer.startSpan('call');
  return { ${members} };
}
`;

/** A callback that is handed over below a span, on lines 5 and 6. */
const called = (call: string) => `
import { trace } from '@opentelemetry/api';
const tracer = trace.getTracer('shop');
export function run(db, next) {
  const span = tracer.startSpan('call');
  ${call}
}
`;

const lost = { output: null, errors: [{ messageId: 'somePaths' as const, line: 5, column: 16, data: { line: 6 } }] };

runRule('end-span', endSpan, {
  valid: [
    {
      name: 'an end on both outcomes',
      code: hooks('didEnd(error) { if (error) span.recordException(error); span.end(); }'),
    },
    {
      name: 'an end in another hook',
      code: hooks('executionDidEnd(error) { if (error) span.end(); }, close() { span.end(); }'),
    },
    { name: 'a hook that may come again', code: hooks('onStep(error) { if (error) span.end(); }') },
    {
      name: 'a step that is not the last one',
      code: hooks("onStepDone(step) { if (step.isLast) span.end(); else span.addEvent('step'); }"),
    },
    {
      name: 'an error that is tried again',
      code: hooks('onDone(it) { if (it.ok) { span.end(); } else { span.recordException(it.error); forward(it); } }'),
    },
    {
      name: 'one of three outcomes',
      code: hooks(
        'onDone(it) { if (it.ok) span.end(); else if (it.more) span.recordException(it.error); else span.end(); }',
      ),
    },
    {
      name: 'an outcome that is told by the name of a step',
      code: hooks('onData(it) { if (it.ok) { span.end(); } else { span.recordException(it.error); } }'),
    },
    {
      name: 'both outcomes of a callback',
      code: called(
        'db.query((error, rows) => { if (error) { span.end(); return next(error); } span.end(); next(null, rows); });',
      ),
    },
    {
      name: 'a callback that comes for every message',
      code: called('db.subscribe((error, message) => { if (error) { span.end(); return; } next(message); });'),
    },
    {
      name: 'a listener',
      code: called("db.on('message', (error, message) => { if (error) { span.end(); return; } next(message); });"),
    },
    {
      name: 'an error that is partly known',
      code: called(
        'db.query((error, rows) => { if (error && error.fatal) { span.end(); return; } next(rows, () => span.end()); });',
      ),
    },
  ],
  invalid: [
    {
      name: 'a hook that ends it on an error only',
      code: hooks('async executionDidEnd(error) { if (error) { span.recordException(error); span.end(); } }'),
      ...lost,
    },
    {
      name: 'a hook that ends it without an error only',
      code: hooks('onEnd(error) { if (error) return forward(error); span.end(); }'),
      ...lost,
    },
    {
      name: 'a status that is none of success',
      code: hooks(
        'onReceiveStatus(status) { if (status.code === 0) { span.end(); } else { span.setStatus({ code: 2 }); } forward(status); }',
      ),
      ...lost,
    },
    {
      name: 'a status of failure first',
      code: hooks('onComplete: (it) => { if (!it.ok) { span.recordException(it.error); } else { span.end(); } }'),
      ...lost,
    },
    {
      name: 'a callback that ends it on an error only',
      code: called('db.query((error, rows) => { if (error) { span.end(); return next(error); } next(null, rows); });'),
      ...lost,
    },
  ],
});
