import { detachInFinally } from '../../src/rules/detach-in-finally.js';
import { runRule } from '../rule-tester.js';

const imports = "import { context, trace, propagation, ROOT_CONTEXT } from '@opentelemetry/api';\n";

/** The code below the file's import, on line 2 and after. */
function file(code: string): string {
  return `${imports}${code.replace(/^\n/u, '').replace(/\n *$/u, '\n')}`;
}

const inFinally = `
function work(ctx) {
  const token = context.attach(ctx);
  try {
    return run();
  } finally {
    token.dispose();
  }
}
`;

runRule('detach-in-finally', detachInFinally, {
  valid: [
    { name: 'disposed of in finally', code: file(inFinally) },
    { name: 'a file without OpenTelemetry', code: 'const token = context.attach(ctx); run(); token.dispose();' },
    {
      name: 'another context',
      code: "import { context } from './canvas'; import '@opentelemetry/api'; function f() { context.attach(node); }",
    },
    {
      name: 'a context that is a parameter',
      code: file('function f(context) { context.attach(node); run(); }'),
    },
    {
      name: 'nothing between that can throw',
      code: file('function f(ctx) { const token = context.attach(ctx); count += 1; token.dispose(); }'),
    },
    {
      name: 'calls of the API do not throw',
      code: file(`
const tracer = trace.getTracer('jobs');
function f(ctx) {
  const token = context.attach(ctx);
  const span = tracer.startSpan('job');
  span.setAttribute('key', 'value');
  try {
    run();
  } finally {
    span.end();
    token.dispose();
  }
}
`),
    },
    {
      name: 'an exception that is caught on the way to the disposal',
      code: file(`
function f(ctx) {
  const token = context.attach(ctx);
  try {
    run();
  } catch (error) {
    console.error(error);
  }
  token.dispose();
}
`),
    },
    {
      name: 'disposed of in catch and after it',
      code: file(`
function f(ctx) {
  const token = context.attach(ctx);
  try {
    run();
  } catch (error) {
    token.dispose();
    throw error;
  }
  token.dispose();
}
`),
    },
    {
      name: 'attached inside try',
      code: file(`
function f(ctx) {
  let token;
  try {
    prepare();
    token = context.attach(ctx);
    run();
  } finally {
    token?.dispose();
  }
}
`),
    },
    {
      name: 'attached in a branch, disposed of under the same condition',
      code: file(`
function f(ctx) {
  let token = null;
  if (ctx) token = context.attach(ctx);
  try {
    return run();
  } finally {
    if (token !== null) token.dispose();
  }
}
`),
    },
    {
      name: 'attached in a conditional expression',
      code: file(`
function f(ctx) {
  const token = ctx ? context.attach(ctx) : undefined;
  try {
    return run();
  } finally {
    token && token.dispose();
  }
}
`),
    },
    {
      name: 'left early when nothing was attached',
      code: file(`
function f(ctx) {
  const token = ctx && context.attach(ctx);
  if (!token) return run();
  try {
    return run();
  } finally {
    token.dispose();
  }
}
`),
    },
    {
      name: 'break and continue run through finally',
      code: file(`
function f(jobs) {
  for (const job of jobs) {
    const token = context.attach(job.context);
    try {
      if (job.isLast) break;
      if (job.isSkipped) continue;
      run(job);
    } finally {
      token.dispose();
    }
  }
}
`),
    },
    {
      name: 'two tokens, last in, first out',
      code: file(`
function f(a, b) {
  const outer = context.attach(a);
  const inner = context.attach(b);
  try {
    run();
  } finally {
    inner.dispose();
    outer.dispose();
  }
}
`),
    },
    {
      name: 'one after the other',
      code: file(`
function f(a, b) {
  let token = context.attach(a);
  token.dispose();
  token = context.attach(b);
  token.dispose();
}
`),
    },
    {
      name: 'other clean-up before it in finally',
      code: file(`
function f(ctx, connection) {
  const token = context.attach(ctx);
  try {
    run(connection);
  } finally {
    connection.close();
    token.dispose();
  }
}
`),
    },
    { name: 'disposed of at once', code: file('function f(ctx) { context.attach(ctx).dispose(); run(); }') },
    { name: 'returned', code: file('export function enter(ctx) { return context.attach(ctx); }') },
    { name: 'returned by an arrow function', code: file('export const enter = (ctx) => context.attach(ctx);') },
    {
      name: 'returned in an object that disposes of it',
      code: file(
        'export function enter(ctx) { const token = context.attach(ctx); return { end: () => token.dispose() }; }',
      ),
    },
    {
      name: 'a function that disposes of it is returned',
      code: file('export function enter(ctx) { const token = context.attach(ctx); return () => token.dispose(); }'),
    },
    {
      name: 'kept in a WeakMap per request, as paired hooks of diagnostics channels do',
      code: `import { context, trace } from '@opentelemetry/api';
import diagnostics from 'node:diagnostics_channel';
const tokens = new WeakMap();
diagnostics.channel('http.server.request.start').subscribe(({ request }) => {
  tokens.set(request, context.attach(trace.setSpan(context.active(), request.span)));
});
diagnostics.channel('http.server.response.finish').subscribe(({ request }) => {
  tokens.get(request)?.dispose();
});`,
    },
    {
      name: 'kept in a field that a paired hook disposes of',
      code: file(`
class Plugin {
  onStart(ctx) { this.token = context.attach(ctx); }
  onEnd() { this.token?.dispose(); }
}
`),
    },
    {
      name: 'kept in a variable of the module that a paired hook disposes of',
      code: file(`
let token;
beforeEach(() => { token = context.attach(ROOT_CONTEXT); });
afterEach(() => { token.dispose(); });
`),
    },
    {
      name: 'pushed to a stack',
      code: file('const stack = []; export function enter(ctx) { stack.push(context.attach(ctx)); }'),
    },
    {
      name: 'given to an unknown function',
      code: file('function f(ctx) { const token = context.attach(ctx); onCleanup(token); run(); }'),
    },
    {
      name: 'captured by a callback of unknown time',
      code: file('function f(ctx, t) { const token = context.attach(ctx); t.after(() => token.dispose()); run(); }'),
    },
    {
      name: 'disposed of by a function of the file that is called in finally',
      code: file(`
function f(ctx) {
  const token = context.attach(ctx);
  const leave = () => token.dispose();
  try {
    run();
  } finally {
    leave();
  }
}
`),
    },
    {
      name: 'disposed of by Symbol.dispose',
      code: file(
        'function f(ctx) { const token = context.attach(ctx); try { run(); } finally { token[Symbol.dispose](); } }',
      ),
    },
    {
      name: "the parent process's context, for the whole process",
      code: file('export function main() { context.attach(propagation.extract(ROOT_CONTEXT, process.env)); run(); }'),
    },
    {
      name: 'an async function that leaks into its caller is the matter of no-attach-before-await',
      code: file('async function f(ctx) { const token = context.attach(ctx); await run(); token.dispose(); }'),
    },
    {
      name: 'a generator that leaks into its consumer is the matter of no-attach-before-await',
      code: file('function* f(ctx) { const token = context.attach(ctx); yield run(); token.dispose(); }'),
    },
    {
      name: 'a function that is never left',
      code: file('function f(ctx) { const token = context.attach(ctx); for (;;) count += 1; token.dispose(); }'),
    },
    { name: 'unreachable code', code: file('function f(ctx) { return; context.attach(ctx); }') },
    {
      name: 'using, where it is allowed',
      code: file('function f(ctx) { using token = context.attach(ctx); run(); }'),
      options: [{ allowUsing: true }],
    },
    {
      name: 'finally in a class static block and a field',
      code: file(`
class Jobs {
  static { const token = context.attach(ROOT_CONTEXT); try { run(); } finally { token.dispose(); } }
  job = (ctx) => { const token = context.attach(ctx); try { return run(); } finally { token.dispose(); } };
}
`),
    },
    {
      name: 'CommonJS',
      code: "const api = require('@opentelemetry/api');\nexports.f = (ctx) => { const token = api.context.attach(ctx); try { run(); } finally { token.dispose(); } };",
      filename: 'src/file.cjs',
    },
  ],
  invalid: [
    {
      name: 'dropped',
      code: file(`
function work(ctx) {
  // Why it is attached.
  context.attach(ctx); // here
  run();
  return 'done'; // at last
}
`),
      output: file(`
function work(ctx) {
  // Why it is attached.
  const token = context.attach(ctx); // here
  try {
    run();
    return 'done'; // at last
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'dropped', line: 4, column: 3, endLine: 4, endColumn: 22 }],
    },
    {
      name: 'dropped by void, in one line',
      code: file('const f = (ctx) => { void context.attach(ctx); run(); };\n'),
      output: file(
        'const f = (ctx) => { const token = context.attach(ctx); try { run(); } finally { token.dispose(); } };\n',
      ),
      errors: [{ messageId: 'dropped', line: 2, column: 27, endLine: 2, endColumn: 46 }],
    },
    {
      name: 'dropped, with the name of the token taken and no semicolons',
      code: file(`
function work(ctx, token) {
  context.attach(ctx)
  run(token)
}
`).replaceAll(';', ''),
      output: file(`
function work(ctx, token) {
  const token2 = context.attach(ctx)
  try {
    run(token)
  } finally {
    token2.dispose()
  }
}
`).replaceAll(';', ''),
      errors: [{ messageId: 'dropped', line: 3, column: 3, endLine: 3, endColumn: 22 }],
    },
    {
      name: 'a variable that nothing reads',
      code: file(`
function work(ctx) {
  const token = context.attach(ctx);
  return \`
    \${run()}
\`;
}
`),
      output: file(`
function work(ctx) {
  const token = context.attach(ctx);
  try {
    return \`
    \${run()}
\`;
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'dropped', line: 3, column: 17, endLine: 3, endColumn: 36 }],
    },
    {
      name: 'dropped at the end of a function: nothing to wrap',
      code: file('function enter(ctx) { context.attach(ctx); }'),
      output: null,
      errors: [{ messageId: 'dropped', line: 2, column: 23, endLine: 2, endColumn: 42 }],
    },
    {
      name: 'dropped in a branch: the code after it may count on it',
      code: file(`
function work(ctx) {
  if (ctx) {
    context.attach(ctx);
    prepare();
  }
  run();
}
`),
      output: null,
      errors: [
        {
          messageId: 'dropped',
          line: 4,
          column: 5,
          suggestions: [
            {
              messageId: 'addFinally',
              output: file(`
function work(ctx) {
  if (ctx) {
    const token = context.attach(ctx);
    try {
      prepare();
    } finally {
      token.dispose();
    }
  }
  run();
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'a function declared below is called above',
      code: file(`
function work(ctx) {
  prepare();
  context.attach(ctx);
  function prepare() {}
  run();
}
`),
      output: null,
      errors: [{ messageId: 'dropped', line: 4, column: 3, endLine: 4, endColumn: 22 }],
    },
    {
      name: 'an export cannot stand in try',
      code: file('context.attach(ROOT_CONTEXT);\nexport const result = run();\n'),
      output: null,
      errors: [{ messageId: 'dropped', line: 2, column: 1, endLine: 2, endColumn: 29 }],
    },
    {
      name: 'not in finally, with what it returns',
      code: file(`
function work(ctx) {
  const token = context.attach(ctx);
  const result = run();
  // The previous context again.
  token.dispose();
  return result;
}
`),
      output: file(`
function work(ctx) {
  const token = context.attach(ctx);
  try {
    const result = run();
    // The previous context again.
    return result;
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'notInFinally', data: { line: 4 }, line: 3, column: 17, endLine: 3, endColumn: 36 }],
    },
    {
      name: 'not in finally, with a result that is used in the previous context',
      code: file(`
function work(ctx) {
  const token = context.attach(ctx);
  const result: string = run();
  token.dispose();
  return report(result);
}
`),
      output: file(`
function work(ctx) {
  let result: string;
  const token = context.attach(ctx);
  try {
    result = run();
  } finally {
    token.dispose();
  }
  return report(result);
}
`),
      errors: [{ messageId: 'notInFinally', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'a destructured result that is used in the previous context',
      code: file(`
function work(ctx) {
  const token = context.attach(ctx);
  const { result } = run();
  token.dispose();
  return report(result);
}
`),
      output: null,
      errors: [{ messageId: 'notInFinally', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'not in finally, in a function that another finally calls',
      code: file(
        'try {} finally { jobs.forEach((ctx) => {\n  const token = context.attach(ctx);\n  run();\n  token.dispose();\n}); }\n',
      ),
      output: file(
        'try {} finally { jobs.forEach((ctx) => {\n  const token = context.attach(ctx);\n  try {\n    run();\n  } finally {\n    token.dispose();\n  }\n}); }\n',
      ),
      errors: [{ messageId: 'notInFinally', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'an explicit throw',
      code: file(`
function work(ctx, job) {
  const token = context.attach(ctx);
  if (!job) throw new Error('no job');
  token.dispose();
}
`),
      output: file(`
function work(ctx, job) {
  const token = context.attach(ctx);
  try {
    if (!job) throw new Error('no job');
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'notInFinally', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'a try without finally gets one',
      code: file(`
function work(ctx) {
  const token = context.attach(ctx);
  try {
    run();
  } catch (error) {
    log(error);
  }
  token.dispose();
}
`),
      output: file(`
function work(ctx) {
  const token = context.attach(ctx);
  try {
    run();
  } catch (error) {
    log(error);
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'notInFinally', data: { line: 7 }, line: 3, column: 17 }],
    },
    {
      name: 'a finally that is there gets the disposal',
      code: file(`
const tracer = trace.getTracer('jobs');
function work(ctx) {
  const span = tracer.startSpan('job');
  const token = context.attach(trace.setSpan(ctx, span));
  try {
    run();
  } finally {
    span.end();
  }
}
`),
      output: file(`
const tracer = trace.getTracer('jobs');
function work(ctx) {
  const span = tracer.startSpan('job');
  const token = context.attach(trace.setSpan(ctx, span));
  try {
    run();
  } finally {
    span.end();
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'dropped', line: 5, column: 17 }],
    },
    {
      name: 'between the attachment and try',
      code: file(`
function work(ctx) {
  const token = context.attach(ctx);
  const job = parse(); // may throw
  try {
    run(job);
  } finally {
    token.dispose();
  }
}
`),
      output: file(`
function work(ctx) {
  const token = context.attach(ctx);
  try {
    const job = parse(); // may throw
    run(job);
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'throwBeforeTry', data: { line: 4 }, line: 3, column: 17, endLine: 3, endColumn: 36 }],
    },
    {
      name: 'between the attachment and a try whose finally uses what is there',
      code: file(`
function work(ctx) {
  const token = context.attach(ctx);
  const connection = open();
  try {
    run(connection);
  } finally {
    connection.close();
    token.dispose();
  }
}
`),
      output: file(`
function work(ctx) {
  const token = context.attach(ctx);
  try {
    const connection = open();
    try {
      run(connection);
    } finally {
      connection.close();
    }
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'throwBeforeTry', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'between the attachment and a try with catch',
      code: file(`
function work(ctx) {
  const token = context.attach(ctx);
  const job = parse();
  try {
    run(job);
  } catch (error) {
    log(error);
  } finally {
    token.dispose();
  }
}
`),
      output: file(`
function work(ctx) {
  const token = context.attach(ctx);
  try {
    const job = parse();
    try {
      run(job);
    } catch (error) {
      log(error);
    }
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'throwBeforeTry', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'an early return',
      code: file(`
function work(ctx, job) {
  const token = context.attach(ctx);
  if (!job) {
    return null;
  }
  job.count += 1;
  token.dispose();
}
`),
      output: file(`
function work(ctx, job) {
  const token = context.attach(ctx);
  try {
    if (!job) {
      return null;
    }
    job.count += 1;
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 5 }, line: 3, column: 17, endLine: 3, endColumn: 36 }],
    },
    {
      name: 'continue in a loop',
      code: file(`
for (const job of jobs) {
  const token = context.attach(job.context);
  if (job.isSkipped) continue;
  run(job);
  token.dispose();
}
`),
      output: file(`
for (const job of jobs) {
  const token = context.attach(job.context);
  try {
    if (job.isSkipped) continue;
    run(job);
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'disposed of in one branch',
      code: file(`
function work(ctx, isDone) {
  const token = context.attach(ctx);
  if (isDone) {
    token.dispose();
  }
  count += 1;
}
`),
      output: file(`
function work(ctx, isDone) {
  const token = context.attach(ctx);
  try {
    if (isDone) {
      token.dispose();
    }
    count += 1;
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 8 }, line: 3, column: 17 }],
    },
    {
      name: 'a disposal before a plain return goes: the finally does the same',
      code: file(`
function run(ctx, kind) {
  const token = context.attach(ctx);
  if (kind === 'none') {
    token.dispose(); // nothing to do
    return;
  }
  if (kind === 'once') {
    const value = work();
    token.dispose();
    return value.result;
  }
  if (kind === 'later') {
    token.dispose();
    return later();
  }
  return work();
}
`),
      output: file(`
function run(ctx, kind) {
  const token = context.attach(ctx);
  try {
    if (kind === 'none') {
      token.dispose(); // nothing to do
      return;
    }
    if (kind === 'once') {
      const value = work();
      return value.result;
    }
    if (kind === 'later') {
      token.dispose();
      return later();
    }
    return work();
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 17 }, line: 3, column: 17 }],
    },
    {
      name: 'disposed of in one case of a switch',
      code: file(`
function work(ctx, kind) {
  const token = context.attach(ctx);
  switch (kind) {
    case 'a':
      token.dispose();
      break;
    default:
  }
}
`),
      output: file(`
function work(ctx, kind) {
  const token = context.attach(ctx);
  try {
    switch (kind) {
      case 'a':
        token.dispose();
        break;
      default:
    }
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'somePaths', data: { line: 10 }, line: 3, column: 17 }],
    },
    {
      name: 'overwritten by another token',
      code: file('function f(a, b) { let token = context.attach(a); token = context.attach(b); token.dispose(); }'),
      output: null,
      errors: [{ messageId: 'overwritten', data: { line: 2 }, line: 2, column: 32, endLine: 2, endColumn: 49 }],
    },
    {
      name: 'overwritten by nothing',
      code: file('function f(ctx) {\n  let token = context.attach(ctx);\n  token = null;\n  token?.dispose();\n}'),
      output: null,
      errors: [{ messageId: 'overwritten', data: { line: 4 }, line: 3, column: 15 }],
    },
    {
      name: 'disposed of by a listener',
      code: file(
        'function f(ctx, request) {\n  const token = context.attach(ctx);\n  request.on("end", () => token.dispose());\n}',
      ),
      output: null,
      errors: [{ messageId: 'disposedElsewhere', data: { line: 4 }, line: 3, column: 17, endLine: 3, endColumn: 36 }],
    },
    {
      name: 'disposed of by a timer',
      code: file(
        'function f(ctx) {\n  const token = context.attach(ctx);\n  setTimeout(() => { token.dispose(); }, 10);\n}',
      ),
      output: null,
      errors: [{ messageId: 'disposedElsewhere', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'disposed of when a promise settles',
      code: file(
        'function f(ctx) {\n  const token = context.attach(ctx);\n  return run().finally(() => token.dispose());\n}',
      ),
      output: null,
      errors: [{ messageId: 'disposedElsewhere', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'disposed of by an async function',
      code: file(`
function f(ctx) {
  const token = context.attach(ctx);
  void (async () => {
    await run();
    token.dispose();
  })();
}
`),
      output: null,
      errors: [{ messageId: 'disposedElsewhere', data: { line: 6 }, line: 3, column: 17 }],
    },
    {
      name: 'out of order',
      code: file(`
function f(a, b) {
  const outer = context.attach(a);
  const inner = context.attach(b);
  try {
    run();
  } finally {
    outer.dispose(); // first
    inner.dispose(); // second
  }
}
`),
      output: file(`
function f(a, b) {
  const outer = context.attach(a);
  const inner = context.attach(b);
  try {
    run();
  } finally {
    inner.dispose(); // first
    outer.dispose(); // second
  }
}
`),
      errors: [{ messageId: 'outOfOrder', data: { line: 9 }, line: 8, column: 5, endLine: 8, endColumn: 20 }],
    },
    {
      name: 'out of order, with something between',
      code: file(
        'function f(a, b) {\n  const outer = context.attach(a), inner = context.attach(b);\n  outer.dispose();\n  count += 1;\n  inner.dispose();\n}',
      ),
      output: null,
      errors: [{ messageId: 'outOfOrder', data: { line: 6 }, line: 4, column: 3 }],
    },
    {
      name: 'using',
      code: file(`
function f(ctx) {
  using token = context.attach(ctx);
  run();
}
`),
      output: file(`
function f(ctx) {
  const token = context.attach(ctx);
  try {
    run();
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'using', line: 3, column: 17, endLine: 3, endColumn: 36 }],
    },
    {
      name: 'in an async function after its first await',
      code: file(`
async function f(job) {
  const ctx = await load(job);
  const token = context.attach(ctx);
  await run();
  token.dispose();
}
`),
      output: file(`
async function f(job) {
  const ctx = await load(job);
  const token = context.attach(ctx);
  try {
    await run();
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'notInFinally', data: { line: 5 }, line: 4, column: 17 }],
    },
    {
      name: 'in an async function, over before its first await',
      code: file(`
async function f(ctx) {
  const token = context.attach(ctx);
  run();
  token.dispose();
  await later();
}
`),
      output: file(`
async function f(ctx) {
  const token = context.attach(ctx);
  try {
    run();
  } finally {
    token.dispose();
  }
  await later();
}
`),
      errors: [{ messageId: 'notInFinally', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'a context manager',
      code: `import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
const manager = new AsyncLocalStorageContextManager();
function f(ctx) {
  manager.attach(ctx);
  run();
}
`,
      output: `import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
const manager = new AsyncLocalStorageContextManager();
function f(ctx) {
  const token = manager.attach(ctx);
  try {
    run();
  } finally {
    token.dispose();
  }
}
`,
      errors: [{ messageId: 'dropped', line: 4, column: 3 }],
    },
    {
      name: 'a helper of the file that returns the token',
      code: file(`
const enter = (ctx) => context.attach(ctx);
function f(ctx) {
  const token = enter(ctx);
  run();
  token.dispose();
}
`),
      output: file(`
const enter = (ctx) => context.attach(ctx);
function f(ctx) {
  const token = enter(ctx);
  try {
    run();
  } finally {
    token.dispose();
  }
}
`),
      errors: [{ messageId: 'notInFinally', data: { line: 5 }, line: 4, column: 17 }],
    },
    {
      name: 'a helper that the settings name',
      code: "import { enterContext } from './telemetry';\nfunction f(ctx) {\n  enterContext(ctx);\n  run();\n}\n",
      settings: { 'otel-context': { contextAttachers: ['./telemetry#enterContext'] } },
      output:
        "import { enterContext } from './telemetry';\nfunction f(ctx) {\n  const token = enterContext(ctx);\n  try {\n    run();\n  } finally {\n    token.dispose();\n  }\n}\n",
      errors: [{ messageId: 'dropped', line: 3, column: 3 }],
    },
    {
      name: 'the API in CommonJS, with tabs and CRLF',
      code: "const otel = require('@opentelemetry/api');\r\nexports.f = (ctx) => {\r\n\totel.context.attach(ctx);\r\n\trun();\r\n};\r\n",
      filename: 'src/file.cjs',
      output:
        "const otel = require('@opentelemetry/api');\r\nexports.f = (ctx) => {\r\n\tconst token = otel.context.attach(ctx);\r\n\ttry {\r\n\t\trun();\r\n\t} finally {\r\n\t\ttoken.dispose();\r\n\t}\r\n};\r\n",
      errors: [{ messageId: 'dropped', line: 3, column: 2 }],
    },
  ],
});
