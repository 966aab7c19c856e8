import { noDiscardedContext } from '../../src/rules/no-discarded-context.js';
import { runRule } from '../rule-tester.js';

const IMPORT = `import { context, propagation, trace, type Span } from '@opentelemetry/api';
const tracer = trace.getTracer('app');
`;
/** A span that is started with a context, or without, by whether a parent was given. */
const start = (
  chosen: string,
  before = '',
): string => `${IMPORT}export function createSpan(name: string, given?: Span) {
  const parent = given ? trace.setSpan(context.active(), given) : undefined;
  ${before}return tracer.startSpan(name, {}, ${chosen});
}`;

runRule('no-discarded-context', noDiscardedContext, {
  valid: [
    start('parent'),
    start('parent ?? context.active()'),
    start('parent || context.active()'),
    start('parent ? parent : context.active()'),
    start('parent && parent.setValue(key, 1)'),
    start('undefined', 'if (parent === context.active()) return null; '),
    start('undefined', 'if (isRemote(parent)) return null; '),
    {
      name: 'a value that is tested and kept',
      code: `${IMPORT}export function receive(headers: object) {
  const parent = headers ? propagation.extract(context.active(), headers) : undefined;
  if (!parent) return null;
  return { parent };
}`,
    },
  ],
  invalid: [
    ...[
      'parent ? context.active() : undefined',
      'parent && context.active()',
      '!parent ? undefined : context.active()',
    ].map((chosen) => ({
      name: `a context that decides about another: ${chosen}`,
      code: start(chosen),
      output: null,
      errors: [
        {
          messageId: 'lostContext' as const,
          line: 4,
          column: 26,
          endLine: 4,
          endColumn: 64,
          data: { callee: 'trace.setSpan', fate: "nothing uses: 'parent' is only tested" },
          suggestions: 0,
        },
      ],
    })),
    {
      name: 'a context that decides what is logged',
      code: start('undefined', `if (parent) console.log('has a parent'); `),
      output: null,
      errors: [{ messageId: 'lostContext', line: 4, suggestions: 0 }],
    },
  ],
});
