import { endSpan } from '../../src/rules/end-span.js';
import { runRule } from '../rule-tester.js';

const head = "import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n";

/** The code below the import and the tracer, on line 3 and after. */
function file(code: string): string {
  return `${head}${code.slice(1)}`;
}

/** A generator that ends its span behind its last `yield`, and what takes its values. */
const consumed = (consumer: string): string =>
  file(`
function* walk(rows) {
  const span = tracer.startSpan('walk');
  for (const row of rows) yield row;
  span.end();
}
${consumer}
`);

/** A class with such a generator, which its method `all` asks for values. */
const method = (head: string, consumer: string): string =>
  file(`
export class Rows {
  ${head}(rows) {
    const span = tracer.startSpan('walk');
    for (const row of rows) yield row;
    span.end();
  }
  all(rows) { ${consumer} }
}
`);

const stoppedAt = (line: number, column: number) => ({ messageId: 'stopped' as const, line, column });

const WALK_IN_FINALLY = consumed('export const first = ([row] = walk([1])) => row;').replace(
  '  for (const row of rows) yield row;\n  span.end();',
  '  try {\n    for (const row of rows) yield row;\n  } finally {\n    span.end();\n  }',
);

runRule('end-span', endSpan, {
  valid: [
    { name: 'values that are all spread', code: consumed('export const all = [...walk([1])];') },
    ...['Array.from(walk([1]))', 'new Set(walk([1]))', 'new Map(walk([1]))', 'Object.fromEntries(walk([1]))'].map(
      (all) => ({
        name: `values that are all collected: ${all}`,
        code: consumed(`export const all = ${all};`),
      }),
    ),
    {
      name: 'a private method whose values are all taken',
      code: method('*#walk', 'return [...this.#walk(rows)];'),
    },
    {
      name: 'a method that TypeScript keeps private',
      code: method('private *walk', 'for (const row of this.walk(rows)) print(row);'),
      filename: 'src/file.ts',
    },
    {
      name: 'a loop that takes all, with a switch, an inner loop and a function that are left',
      code: consumed(`for (const row of walk([1])) {
  switch (row) {
    case 1:
      break;
  }
  while (row) break;
  [row].map((it) => {
    return it;
  });
  if (row) continue;
}`),
    },
    {
      name: 'a generator of the file that takes all, and is asked for all',
      code: consumed(`function* twice(rows) {
  yield* walk(rows);
  yield* walk(rows);
}
export const all = [...twice([1])];`),
    },
    {
      name: 'an end in finally around the yield',
      code: file(`
export async function* walk(rows) {
  const span = tracer.startSpan('walk');
  try {
    yield* rows;
  } catch (error) {
    span.recordException(error);
    throw error;
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'an end in finally where nothing else has ended it',
      code: file(`
export async function* walk(rows) {
  const span = tracer.startSpan('walk');
  let ended = false;
  try {
    for await (const row of rows) yield row;
    ended = true;
    span.end();
  } catch (error) {
    ended = true;
    span.end();
    throw error;
  } finally {
    if (!ended) span.end();
  }
}
`),
    },
    {
      name: 'a yield before the start, and one behind the end',
      code: file(`
export async function* walk(rows) {
  yield 0;
  const span = tracer.startSpan('walk');
  try {
    await rows;
  } finally {
    span.end();
  }
  yield 1;
}
`),
    },
    {
      name: 'a generator that is answered',
      code: file(`
export function* saga() {
  const span = tracer.startSpan('saga');
  const user = yield { get: 'user' };
  yield { get: 'rights', user };
  span.end();
}
`),
    },
    {
      name: 'a generator that is given to what runs it',
      code: file(`
export const run = task(function* () {
  const span = tracer.startSpan('run');
  yield 1;
  span.end();
});
`),
    },
    {
      name: 'a listener that may end it as well',
      code: file(`
export async function* walk(rows, signal) {
  const span = tracer.startSpan('walk');
  signal.addEventListener('abort', () => span.end());
  try {
    for (const row of rows) yield row;
    span.end();
  } catch (error) {
    span.end();
    throw error;
  }
}
`),
    },
    {
      name: 'without exceptions',
      code: consumed('export const first = ([row] = walk([1])) => row;'),
      options: [{ paths: true, exceptions: false }],
    },
  ],
  invalid: [
    {
      name: 'an end behind the loop, for consumers elsewhere',
      code: file(`
export function* walk(rows) {
  const span = tracer.startSpan('walk');
  for (const row of rows) yield row;
  span.end();
}
`),
      output: file(`
export function* walk(rows) {
  const span = tracer.startSpan('walk');
  try {
    for (const row of rows) yield row;
  } finally {
    span.end();
  }
}
`),
      errors: [{ ...stoppedAt(4, 16), data: { line: 5 } }],
    },
    {
      name: 'ends on the ways out that the code shows',
      code: file(`
export class Client {
  async *stream(request) {
    const span = tracer.startSpan('stream');
    try {
      for await (const chunk of this.send(request)) {
        yield chunk;
      }
      span.end();
    } catch (error) {
      span.recordException(error);
      span.end();
      throw error;
    }
  }
}
`),
      output: file(`
export class Client {
  async *stream(request) {
    const span = tracer.startSpan('stream');
    try {
      for await (const chunk of this.send(request)) {
        yield chunk;
      }
    } catch (error) {
      span.recordException(error);
      throw error;
    } finally {
      span.end();
    }
  }
}
`),
      errors: [{ ...stoppedAt(5, 18), data: { line: 8 } }],
    },
    {
      name: 'a finally that does something else, and delegation',
      code: file(`
export async function* walk(rows, done) {
  const span = tracer.startSpan('walk');
  try {
    yield* rows;
    span.end();
  } catch (error) {
    span.end();
    throw error;
  } finally {
    done();
  }
}
`),
      output: file(`
export async function* walk(rows, done) {
  const span = tracer.startSpan('walk');
  try {
    yield* rows;
  } catch (error) {
    throw error;
  } finally {
    done();
    span.end();
  }
}
`),
      errors: [{ ...stoppedAt(4, 16), data: { line: 6 } }],
    },
    ...[
      ['a loop that breaks', 'for (const row of walk([1])) if (row) break;'],
      ['a loop whose body is nothing but a break', 'for (const row of walk([1])) break;'],
      ['a loop that returns', 'export function find() {\n  for (const row of walk([1])) return row;\n}'],
      ['a loop that throws', 'for (const row of walk([1])) throw row;'],
      ['a loop around it that goes on', 'rows: for (const id of ids) for (const row of walk(id)) continue rows;'],
      ['values that are picked', 'const [row] = walk([1]);'],
      ['a generator that is kept', 'export const rows = walk([1]);'],
      ['a name that is exported', 'export { walk };'],
      ['a generator around it that is not drained', 'export function* outer() {\n  yield* walk([1]);\n}'],
    ].map(([name = '', consumer = '']) => ({
      name,
      code: consumed(consumer),
      output: WALK_IN_FINALLY.replace('export const first = ([row] = walk([1])) => row;', consumer),
      errors: [{ ...stoppedAt(4, 16), data: { line: 5 } }],
    })),
    ...[
      ['a private method that is left', '*#walk', 'for (const row of this.#walk(rows)) return row;'],
      ['a private method that is given away', '*#walk', 'return this.#walk(rows);'],
      ['a method that others may call', '*walk', 'return [...this.walk(rows)];'],
    ].map(([name = '', head = '', consumer = '']) => ({
      name,
      code: method(head, consumer),
      output: method(head, consumer).replace(
        '    for (const row of rows) yield row;\n    span.end();',
        '    try {\n      for (const row of rows) yield row;\n    } finally {\n      span.end();\n    }',
      ),
      errors: [{ ...stoppedAt(5, 18), data: { line: 6 } }],
    })),
  ],
});
