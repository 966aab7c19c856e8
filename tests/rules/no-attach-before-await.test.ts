import { noAttachBeforeAwait } from '../../src/rules/no-attach-before-await.js';
import { runRule } from '../rule-tester.js';

const imports = "import { context, trace, ROOT_CONTEXT } from '@opentelemetry/api';\n";

/** The code below the file's import, on line 2 and after. */
function file(code: string): string {
  return `${imports}${code.replace(/^\n/u, '').replace(/\n *$/u, '\n')}`;
}

runRule('no-attach-before-await', noAttachBeforeAwait, {
  valid: [
    { name: 'a synchronous function', code: file('function f(ctx) { context.attach(ctx); run(); }') },
    {
      name: 'after the first await',
      code: file('async function f() { const ctx = await load(); context.attach(ctx); await run(); }'),
    },
    {
      name: 'in an argument after an await',
      code: file('async function f() { context.attach(await load()); await run(); }'),
    },
    {
      name: 'in the body of for await',
      code: file(
        'async function f(jobs) { for await (const job of jobs) { context.attach(job.context); await run(); } }',
      ),
    },
    {
      name: 'behind for await, even of nothing',
      code: file(
        'async function f(jobs) { for await (const job of jobs) count += 1; context.attach(ctx); await run(); }',
      ),
    },
    {
      name: 'behind a block with await using',
      code: file('async function f(ctx) { { await using lock = acquire(); } context.attach(ctx); await run(); }'),
    },
    {
      name: 'after an await on every branch',
      code: file(
        'async function f(ctx, a) { if (a) await one(); else await two(); context.attach(ctx); await run(); }',
      ),
    },
    {
      name: 'disposed of before the first await',
      code: file(
        'async function f(ctx) { const token = context.attach(ctx); try { run(); } finally { token.dispose(); } await later(); }',
      ),
    },
    {
      name: 'no await at all',
      code: file('async function f(ctx) { const token = context.attach(ctx); run(); token.dispose(); }'),
    },
    {
      name: 'the await is in another function',
      code: file(
        'async function f(ctx) { const token = context.attach(ctx); jobs.push(async () => { await run(); }); token.dispose(); }',
      ),
    },
    {
      name: 'a paired hook keeps the token',
      code: file(
        'class Hooks { async onStart(ctx) { this.token = context.attach(ctx); await save(); } onEnd() { this.token.dispose(); } }',
      ),
    },
    {
      name: 'tokens per request',
      code: file(
        'const tokens = new WeakMap(); async function onRequest(request) { tokens.set(request, context.attach(request.ctx)); await save(); }',
      ),
    },
    { name: 'the top level of a module', code: file('context.attach(ROOT_CONTEXT);\nawait run();') },
    {
      name: 'a generator, disposed of before the yield',
      code: file('function* f(ctx) { const token = context.attach(ctx); run(); token.dispose(); yield 1; }'),
    },
    { name: 'another context', code: file('async function f(context) { context.attach(node); await run(); }') },
    {
      name: 'an await that the path does not reach',
      code: file(
        'async function f(ctx, a) { if (a) { const token = context.attach(ctx); token.dispose(); return; } await run(); }',
      ),
    },
    {
      name: 'context.with',
      code: file('async function f(ctx) { return context.with(ctx, async () => { await run(); }); }'),
    },
  ],
  invalid: [
    {
      name: 'with try and finally: the arrow function takes the place of try',
      code: file(`
async function handle(message) {
  const token = context.attach(message.context);
  try {
    // Stored first.
    store(message);
    return await send(message);
  } finally {
    token.dispose();
  }
}
`),
      output: file(`
async function handle(message) {
  return context.with(message.context, async () => {
    // Stored first.
    store(message);
    return await send(message);
  });
}
`),
      errors: [{ messageId: 'leakAtAwait', data: { line: 7 }, line: 3, column: 17, endLine: 3, endColumn: 48 }],
    },
    {
      name: 'dropped, in an async arrow function without semicolons',
      code: file(`
const handle = async (ctx) => {
  context.attach(ctx) // for all of it
  await run()
  return \`
  \${count}\`
}
`).replaceAll(';', ''),
      output: file(`
const handle = async (ctx) => {
  return context.with(ctx, async () => { // for all of it
    await run()
    return \`
  \${count}\`
  })
}
`).replaceAll(';', ''),
      errors: [{ messageId: 'leakAtAwait', data: { line: 4 }, line: 3, column: 3, endLine: 3, endColumn: 22 }],
    },
    {
      name: 'in one line',
      code: file('const handle = async (ctx) => { context.attach(ctx); await run(); };\n'),
      output: file('const handle = async (ctx) => { return context.with(ctx, async () => { await run(); }); };\n'),
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 33 }],
    },
    {
      name: 'a method keeps this and arguments',
      code: file(`
class Consumer {
  async handle(message) {
    const token = context.attach(message.context);
    const size = arguments.length;
    try {
      await this.store(message, size);
    } finally {
      token.dispose();
    }
  }
}
`),
      output: file(`
class Consumer {
  async handle(message) {
    return context.with(message.context, async () => {
      const size = arguments.length;
      await this.store(message, size);
    });
  }
}
`),
      errors: [{ messageId: 'leakAtAwait', data: { line: 7 }, line: 4, column: 19 }],
    },
    {
      name: 'a try with catch stays',
      code: file(`
async function handle(ctx) {
  const token = context.attach(ctx);
  try {
    await run();
  } catch (error) {
    log(error);
  } finally {
    token.dispose();
  }
}
`),
      output: file(`
async function handle(ctx) {
  return context.with(ctx, async () => {
    try {
      await run();
    } catch (error) {
      log(error);
    }
  });
}
`),
      errors: [{ messageId: 'leakAtAwait', data: { line: 5 }, line: 3, column: 17 }],
    },
    {
      name: 'a finally that does more stays',
      code: file(`
async function handle(ctx) {
  const token = context.attach(ctx);
  try {
    await run();
  } finally {
    count -= 1;
    token.dispose();
  }
}
`),
      output: file(`
async function handle(ctx) {
  return context.with(ctx, async () => {
    try {
      await run();
    } finally {
      count -= 1;
    }
  });
}
`),
      errors: [{ messageId: 'leakAtAwait', data: { line: 5 }, line: 3, column: 17 }],
    },
    {
      name: 'code after the disposal keeps the previous context',
      code: file(`
async function handle(ctx) {
  const token = context.attach(ctx);
  await run();
  token.dispose();
  report();
}
`),
      output: file(`
async function handle(ctx) {
  await context.with(ctx, async () => {
    await run();
  });
  report();
}
`),
      errors: [{ messageId: 'leakAtAwait', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'a result that is returned after the disposal',
      code: file(`
async function handle(ctx) {
  const token = context.attach(ctx);
  const result = await run();
  token.dispose();
  return result;
}
`),
      output: file(`
async function handle(ctx) {
  return context.with(ctx, async () => {
    const result = await run();
    return result;
  });
}
`),
      errors: [{ messageId: 'leakAtAwait', data: { line: 4 }, line: 3, column: 17 }],
    },
    {
      name: 'a result that is used after the disposal: no edit keeps that',
      code: file(
        'async function f(ctx) { const token = context.attach(ctx); const result = await run(); token.dispose(); report(result); }',
      ),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 39 }],
    },
    {
      name: 'a return out of what would be the callback, with code behind it',
      code: file(
        'async function f(ctx) { const token = context.attach(ctx); if (await run()) return; token.dispose(); report(); }',
      ),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 39 }],
    },
    {
      name: 'a function that is called before it is declared',
      code: file('async function f(ctx) { prepare(); context.attach(ctx); await run(); function prepare() {} }'),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 36 }],
    },
    {
      name: 'a var that is used before',
      code: file(
        'async function f(ctx) { count = 1; context.attach(ctx); for (var count of await run()) log(count); }',
      ),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 36 }],
    },
    {
      name: 'in a branch',
      code: file('async function f(ctx) { if (ctx) { context.attach(ctx); } await run(); }'),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 36 }],
    },
    {
      name: 'in a branch that is to hold for what comes after it',
      code: file('async function f(ctx) { if (ctx) { context.attach(ctx); prepare(); } await run(); }'),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 36 }],
    },
    {
      name: 'in a branch that detaches: the branch waits for its callback',
      code: file(`async function f(ctx) {
  if (ctx) {
    const token = context.attach(ctx);
    try {
      for (const job of jobs) {
        if (!job) continue;
        await job();
      }
    } finally {
      token.dispose();
    }
  }
  return run();
}`),
      output: file(`async function f(ctx) {
  if (ctx) {
    await context.with(ctx, async () => {
      for (const job of jobs) {
        if (!job) continue;
        await job();
      }
    });
  }
  return run();
}`),
      errors: [{ messageId: 'leakAtAwait', data: { line: 8 }, line: 4, column: 19 }],
    },
    {
      name: 'in the body of a loop',
      code: file(`async function f(jobs) {
  for (const job of jobs) {
    const token = context.attach(job.ctx);
    await job.run();
    token.dispose();
    done(job);
  }
}`),
      output: file(`async function f(jobs) {
  for (const job of jobs) {
    await context.with(job.ctx, async () => {
      await job.run();
    });
    done(job);
  }
}`),
      errors: [{ messageId: 'leakAtAwait', data: { line: 5 }, line: 4, column: 19 }],
    },
    {
      name: 'a jump out of what would be the callback',
      code: file(`async function f(jobs) {
  for (const job of jobs) {
    const token = context.attach(job.ctx);
    try {
      if (job.isDone) continue;
      await job.run();
    } finally {
      token.dispose();
    }
  }
  all: for (const job of jobs) {
    const token = context.attach(job.ctx);
    for (const part of job) {
      if (part.isDone) break all;
      await part.run();
    }
    token.dispose();
  }
}`),
      output: null,
      errors: [
        { messageId: 'leakAtAwait', data: { line: 7 }, line: 4, column: 19 },
        { messageId: 'leakAtAwait', data: { line: 16 }, line: 13, column: 19 },
      ],
    },
    {
      name: 'after an await on one branch only',
      code: file('async function f(a) { if (a) await one(); context.attach(a); await run(); }'),
      output: file('async function f(a) { if (a) await one(); return context.with(a, async () => { await run(); }); }'),
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 43 }],
    },
    {
      name: 'after for await in a branch only',
      code: file(
        'async function f(a) { while (a) { for await (const b of a) log(b); } context.attach(a); await run(); }',
      ),
      output: file(
        'async function f(a) { while (a) { for await (const b of a) log(b); } return context.with(a, async () => { await run(); }); }',
      ),
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 70 }],
    },
    {
      name: 'alive at for await',
      code: file('async function f(ctx, jobs) { context.attach(ctx); for await (const job of jobs) run(job); }'),
      output: file(
        'async function f(ctx, jobs) { return context.with(ctx, async () => { for await (const job of jobs) run(job); }); }',
      ),
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 31 }],
    },
    {
      name: 'await using waits at the end of its block only',
      code: file(
        'async function f(ctx) { await using lock = acquire(); const token = context.attach(ctx); await run(); token.dispose(); }',
      ),
      output: file(
        'async function f(ctx) { await using lock = acquire(); return context.with(ctx, async () => { await run(); }); }',
      ),
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 69 }],
    },
    {
      name: 'using',
      code: file('async function f(ctx) { using token = context.attach(ctx); await run(); }'),
      output: file('async function f(ctx) { return context.with(ctx, async () => { await run(); }); }'),
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 39 }],
    },
    {
      name: 'disposed of when the promise settles',
      code: file(
        'async function f(ctx) { const token = context.attach(ctx); await run().finally(() => token.dispose()); }',
      ),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 39 }],
    },
    {
      name: 'a context manager',
      code: "import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';\nconst manager = new AsyncLocalStorageContextManager();\nasync function f(ctx) { manager.attach(ctx); await run(); }",
      output:
        "import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';\nconst manager = new AsyncLocalStorageContextManager();\nasync function f(ctx) { return manager.with(ctx, async () => { await run(); }); }",
      errors: [{ messageId: 'leakAtAwait', data: { line: 3 }, line: 3, column: 25 }],
    },
    {
      name: 'a helper that returns the token',
      code: file(
        'const enter = (ctx) => context.attach(ctx);\nasync function f(ctx) { const token = enter(ctx); await run(); token.dispose(); }',
      ),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 3 }, line: 3, column: 39 }],
    },
    {
      name: 'a comment on the token would be lost',
      code: file(
        'async function f(ctx) { const token = /* until the end */ context.attach(ctx); await run(); token.dispose(); }',
      ),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 59 }],
    },
    {
      name: 'a generator: the consumer runs at every yield',
      code: file(
        'function* f(ctx) { const token = context.attach(ctx); try { yield run(); } finally { token.dispose(); } }',
      ),
      output: null,
      errors: [{ messageId: 'leakAtYield', data: { line: 2 }, line: 2, column: 34, endLine: 2, endColumn: 53 }],
    },
    {
      name: 'an async generator, even after an await',
      code: file(
        'async function* f(job) { const ctx = await load(job); const token = context.attach(ctx); yield run(); token.dispose(); }',
      ),
      output: null,
      errors: [{ messageId: 'leakAtYield', data: { line: 2 }, line: 2, column: 69 }],
    },
    {
      name: 'an async generator is resumed on the stack of its consumer',
      code: file(
        'async function* f(ctx) { await load(); yield 1; const token = context.attach(ctx); await run(); token.dispose(); yield 2; }',
      ),
      output: null,
      errors: [{ messageId: 'leakAtAwait', data: { line: 2 }, line: 2, column: 63 }],
    },
  ],
});
