import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

const head = "import { type Span, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n";

/** The code below the import and the tracer, on line 3 and after. */
function file(code: string): string {
  return `${head}${code.slice(1)}`;
}

/** A function that starts a span; the statement is on line 5. */
function withSpan(statement: string, imports = ''): string {
  return `${imports}${file(`
export function run(res, stream, work) {
  const span = tracer.startSpan('run');
  ${statement}
}
`)}`;
}

const invoked = (name: string, statement: string, fixed: string, column: number, taker: string, imports = '') => ({
  name,
  code: withSpan(statement, imports),
  output: withSpan(fixed, imports),
  errors: [
    {
      messageId: 'invoked' as const,
      line: imports ? 6 : 5,
      column,
      data: { end: statement.includes('?.') ? 'span?.end()' : 'span.end()', taker },
    },
  ],
});

const fromStream = "import { finished } from 'node:stream';\n";
const fromQueue = "import PQueue from 'p-queue';\n";

runRule('end-span', endSpan, {
  valid: [
    { name: 'a callback that the end runs before', code: withSpan('work(span.end());') },
    { name: 'an outcome that is passed on behind the end', code: withSpan('return Promise.resolve(span.end());') },
    { name: 'the first argument of a listener', code: withSpan('stream.on(span.end(), work);') },
    {
      name: 'a function of the file that returns the one that ends the span',
      code: file(`
const endOf = (span: Span) => () => span.end();
export function run(res) {
  const span = tracer.startSpan('run');
  res.on('close', endOf(span));
}
`),
    },
    {
      name: 'a function of the file that ends the span, and returns a function for later',
      code: file(`
function finish(span: Span) {
  span.end();
  return () => console.log('closed');
}
export function run(res) {
  const span = tracer.startSpan('run');
  res.on('close', finish(span));
}
`),
    },
    { name: 'end with its span', code: withSpan("res.on('close', span.end.bind(span));") },
    { name: 'end as a value that somebody keeps', code: withSpan('return span.end;') },
    { name: 'a callback whose result may be used', code: withSpan('return work(() => span.end);') },
    {
      name: 'a superfluous mention beside the end',
      code: withSpan('span.end;\n  span.end();'),
    },
    {
      name: 'in a test',
      code: file(`
it('ends', (done) => {
  const span = tracer.startSpan('run');
  setTimeout(span.end(), 10);
});
`),
    },
    {
      name: 'a stream that happens to have a span beside it',
      code: withSpan("stream.on('data', res.end()); span.end();"),
    },
  ],
  invalid: [
    invoked('a listener', "res.on('close', span.end());", "res.on('close', () => span.end());", 19, 'on'),
    invoked(
      'a listener for once, and an optional span',
      "stream.once('end', span?.end());",
      "stream.once('end', () => span?.end());",
      22,
      'once',
    ),
    invoked(
      'an event target',
      "res.signal.addEventListener('abort', span.end(), { once: true });",
      "res.signal.addEventListener('abort', () => span.end(), { once: true });",
      40,
      'addEventListener',
    ),
    invoked('a timer', 'setTimeout(span.end(), 10);', 'setTimeout(() => span.end(), 10);', 14, 'setTimeout'),
    invoked('the next tick', 'process.nextTick(span.end());', 'process.nextTick(() => span.end());', 20, 'nextTick'),
    invoked(
      'the end of a stream',
      'finished(stream, span.end());',
      'finished(stream, () => span.end());',
      20,
      'finished',
      fromStream,
    ),
    invoked('a promise', 'return work().then(span.end());', 'return work().finally(() => span.end());', 22, 'then'),
    invoked('a rejection', 'return work().catch(span.end());', 'return work().finally(() => span.end());', 23, 'catch'),
    invoked(
      'one of two reactions',
      'return work().then(span.end(), fail).finally(() => span.end());',
      'return work().then(() => span.end(), fail).finally(() => span.end());',
      22,
      'then',
    ),
    invoked(
      'a pool of the catalogue',
      'new PQueue().add(span.end());',
      'new PQueue().add(() => span.end());',
      20,
      'add',
      fromQueue,
    ),
    {
      name: 'a function of the file that ends the span and returns nothing',
      code: file(`
function finish(span: Span) {
  span.setAttribute('done', true);
  span.end();
}
export function run(res) {
  const span = tracer.startSpan('run');
  res.on('close', finish(span));
}
`),
      output: file(`
function finish(span: Span) {
  span.setAttribute('done', true);
  span.end();
}
export function run(res) {
  const span = tracer.startSpan('run');
  res.on('close', () => finish(span));
}
`),
      errors: [{ messageId: 'invoked', line: 9, column: 19, data: { end: 'finish(span)', taker: 'on' } }],
    },
    {
      name: 'a span that is a parameter',
      code: file(`
export function run(res, span: Span) {
  res.on('close', span.end());
}
`),
      output: file(`
export function run(res, span: Span) {
  res.on('close', () => span.end());
}
`),
      errors: [{ messageId: 'invoked', line: 4, column: 19, data: { end: 'span.end()', taker: 'on' } }],
    },
    {
      name: 'a listener that is given end alone',
      code: withSpan("res.on('close', span.end);"),
      output: withSpan("res.on('close', () => span.end());"),
      errors: [{ messageId: 'unbound', line: 5, column: 19, data: { end: 'span.end', taker: 'on' } }],
    },
    {
      name: 'a timer that is given end alone',
      code: withSpan('setTimeout(span.end, 10);'),
      output: withSpan('setTimeout(() => span.end(), 10);'),
      errors: [{ messageId: 'unbound', line: 5, column: 14, data: { end: 'span.end', taker: 'setTimeout' } }],
    },
    {
      name: 'a reaction that names end',
      code: withSpan('return work().finally(() => span.end);'),
      output: withSpan('return work().finally(() => span.end());'),
      errors: [{ messageId: 'uncalled', line: 5, column: 31, data: { end: 'span.end' } }],
    },
    {
      name: 'a block of a callback that names end',
      code: withSpan("res.on('close', () => {\n    work();\n    span.end;\n  });"),
      output: withSpan("res.on('close', () => {\n    work();\n    span.end();\n  });"),
      errors: [{ messageId: 'uncalled', line: 7, column: 5, data: { end: 'span.end' } }],
    },
    {
      name: 'a statement, behind work that is given the span',
      code: withSpan('work(span);\n  span.end;'),
      output: withSpan('work(span);\n  span.end();'),
      errors: [{ messageId: 'uncalled', line: 6, column: 3, data: { end: 'span.end' } }],
    },
    {
      name: 'a statement on a condition',
      code: withSpan('work(span);\n  res && span.end;'),
      output: withSpan('work(span);\n  res && span.end();'),
      errors: [{ messageId: 'uncalled', line: 6, column: 10, data: { end: 'span.end' } }],
    },
    {
      name: 'an awaited mention',
      code: file(`
export async function run(work) {
  const span = tracer.startSpan('run');
  work(span);
  await span.end;
}
`),
      output: null,
      errors: [{ messageId: 'uncalled', line: 6, column: 9, data: { end: 'span.end' } }],
    },
    {
      name: 'a span in a field',
      code: file(`
export class Job {
  private span?: Span;
  run(res) {
    this.span = tracer.startSpan('run');
    res.on('close', () => this.span?.end);
  }
}
`),
      output: file(`
export class Job {
  private span?: Span;
  run(res) {
    this.span = tracer.startSpan('run');
    res.on('close', () => this.span?.end());
  }
}
`),
      errors: [{ messageId: 'uncalled', line: 7, column: 27, data: { end: 'this.span?.end' } }],
    },
    {
      name: 'a mention on one path, where another one ends the span',
      code: file(`
export function run(ok) {
  const span = tracer.startSpan('run');
  if (ok) span.end;
  else span.end();
}
`),
      output: null,
      errors: [{ messageId: 'somePaths', line: 4, column: 16, data: { line: 7 } }],
    },
  ],
});
