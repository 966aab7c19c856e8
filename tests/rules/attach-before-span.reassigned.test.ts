import { attachBeforeSpan } from '../../src/rules/attach-before-span.js';
import { runRule } from '../rule-tester.js';

/** A middleware whose context is written again with the span that was started before or after. */
const middleware = (body: string): string => `import { context, propagation, trace } from '@opentelemetry/api';
const tracer = trace.getTracer('gateway');
export function tracing(req, res, next) {
  ${body}
  context.with(ctx, next);
  span.end();
}`;

runRule('attach-before-span', attachBeforeSpan, {
  valid: [
    {
      name: 'the start takes the context that is written again',
      code: middleware(`let ctx = propagation.extract(context.active(), req.headers);
  const span = tracer.startSpan('request', {}, ctx);
  ctx = trace.setSpan(ctx, span);`),
    },
    {
      name: 'the active context, written again',
      code: middleware(`const span = tracer.startSpan('request');
  let ctx = context.active();
  ctx = trace.setSpan(ctx, span);`),
    },
    {
      name: 'a context that is written several times',
      code: middleware(`const span = tracer.startSpan('request');
  let ctx = context.active();
  if (req.trusted) ctx = propagation.extract(ctx, req.headers);
  ctx = trace.setSpan(ctx, span);`),
    },
  ],
  invalid: [
    {
      name: 'an extracted context that is written again with a span that was not started with it',
      code: middleware(`const span = tracer.startSpan('request');
  let ctx = propagation.extract(context.active(), req.headers);
  ctx = trace.setSpan(ctx, span);`),
      output: null,
      errors: [
        {
          messageId: 'set',
          line: 4,
          column: 16,
          endLine: 4,
          endColumn: 32,
          data: { origin: 'extracted', line: 6 },
          suggestions: 0,
        },
      ],
    },
  ],
});
