import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';
import { runRule } from '../rule-tester.js';

const imports = `import { context, trace } from '@opentelemetry/api';
import { watch, watchFile } from 'node:fs';
import chokidar from 'chokidar';
const tracer = trace.getTracer('app');
`;
const under = (body: string): string => `${imports}export function begin(watcher: ReturnType<typeof chokidar.watch>) {
  tracer.startActiveSpan('begin', (span) => {
    ${body}
    span.end();
  });
}`;
const read = '() => { log(trace.getActiveSpan()); }';
const elsewhere = (listener: string): string =>
  `const shared = watch('.');\n${under(`shared.on('change', ${listener});`)}`;
const sight = 'the context that was active when its source was created';

runRule('capture-before-dispatch', captureBeforeDispatch, {
  valid: [
    {
      name: 'what is watched from here on is told in the context of the call',
      code: under(`watch('.', ${read}); watchFile('file', ${read});`),
    },
    {
      name: 'the same for a watcher that gets its listener where it is made',
      code: under(`watch('.').on('change', ${read}); chokidar.watch('.').on('ready', begin).on('all', ${read});`),
    },
    {
      name: 'a change has a span of its own',
      code: under("watcher.on('change', () => { tracer.startSpan('change').end(); });"),
    },
  ],
  invalid: [
    {
      name: 'the listener of a watcher that was made elsewhere',
      code: elsewhere(read),
      output: null,
      errors: [
        {
          messageId: 'listenerRead',
          data: { callee: 'shared.on', sight, read: 'trace.getActiveSpan()', line: 8 },
          line: 8,
          column: 37,
          suggestions: [{ messageId: 'handOver', output: elsewhere(`context.bind(context.active(), ${read})`) }],
        },
      ],
    },
  ],
});
