import { detachInFinally } from '../../src/rules/detach-in-finally.js';
import { runRule } from '../rule-tester.js';

/** A file with what attaches, and the code that uses it from line 2 on. */
function file(code: string): string {
  return `import { context, ROOT_CONTEXT, type Context, type ContextManagementToken } from '@opentelemetry/api'; import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';\n${code.trimStart()}`;
}

runRule('detach-in-finally', detachInFinally, {
  valid: [
    {
      name: 'a private field that another method disposes of',
      code: file(`
class Scope {
  #token: ContextManagementToken | undefined;
  enter(ctx: Context) { this.#token = context.attach(ctx); run(); }
  exit() { this.#token?.dispose(); }
}`),
    },
    {
      name: 'a field that others may dispose of',
      code: file(`
class Scope {
  token;
  run(ctx, work) { this.token = context.attach(ctx); work(); this.token.dispose(); }
}
class Undeclared {
  run(ctx, work) { this.token = context.attach(ctx); work(); this.token.dispose(); }
}`),
    },
    {
      name: 'a private field that is disposed of in finally',
      code: file(`
class Scope {
  #token;
  run(ctx, work) { this.#token = context.attach(ctx); try { work(); } finally { this.#token.dispose(); } }
}`),
    },
    {
      name: 'a private field that is given away, or reached through another object',
      code: file(`
class Given {
  private token;
  run(ctx, work) { this.token = context.attach(ctx); work(this.token); this.token.dispose(); }
}
class Reached {
  private token;
  run(ctx, work) { this.token = context.attach(ctx); work(); this.token.dispose(); }
  static stop(scope) { scope.token?.dispose(); }
}
class Destructured {
  private token;
  run(ctx, work) { this.token = context.attach(ctx); work(); this.token.dispose(); }
  stop() { const { token } = this; token?.dispose(); }
}`),
    },
    {
      name: 'a listener in the same class disposes of the field',
      code: file(`
class Scope {
  #token;
  run(ctx, hooks) {
    this.#token = context.attach(ctx);
    hooks.push(() => this.#token.dispose());
  }
}`),
    },
    {
      name: 'a helper that returns its token in an object',
      code: file(`
function begin(ctx) {
  const token = context.attach(ctx);
  return { token, startedAt: Date.now() };
}
function a(ctx, work) {
  const { token } = begin(ctx);
  try { work(); } finally { token.dispose(); }
}
function b(ctx, scopes) {
  const scope = begin(ctx);
  scopes.push(scope);
}
function c(ctx) {
  const { token, ...rest } = begin(ctx);
  return token;
}
function d(ctx, work) {
  const { startedAt } = begin(ctx);
  work(startedAt);
}`),
    },
    {
      name: 'a helper that does more with its token',
      code: file(`
const open = new Set();
function begin(ctx) {
  const token = context.attach(ctx);
  open.add(token);
  return token;
}
function maybe(ctx, active) {
  const token = context.attach(ctx);
  if (active) return { token: { dispose() {} } };
  return { token };
}
function work(ctx, run) {
  begin(ctx);
  const { token } = maybe(ctx, true);
  run();
  token.dispose();
}`),
    },
  ],
  invalid: [
    {
      name: 'a private field that only its own method uses',
      code: file(`
class Scope {
  #token;
  run(ctx, work) {
    this.#token = context.attach(ctx);
    work();
    this.#token.dispose();
  }
}
class Typed {
  private token?: ContextManagementToken;
  run(ctx: Context, work: () => void) {
    this.token = context.attach(ctx);
    if (!ctx) return;
    work();
    this.token.dispose();
  }
}`),
      output: file(`
class Scope {
  #token;
  run(ctx, work) {
    this.#token = context.attach(ctx);
    try {
      work();
    } finally {
      this.#token.dispose();
    }
  }
}
class Typed {
  private token?: ContextManagementToken;
  run(ctx: Context, work: () => void) {
    this.token = context.attach(ctx);
    try {
      if (!ctx) return;
      work();
    } finally {
      this.token.dispose();
    }
  }
}`),
      errors: [
        { messageId: 'notInFinally', data: { line: 6 }, line: 5 },
        { messageId: 'somePaths', data: { line: 14 }, line: 13 },
      ],
    },
    {
      name: 'a private field that nothing disposes of',
      code: file(`
class Scope {
  #token;
  run(ctx, work) {
    this.#token = context.attach(ctx);
    work();
  }
}`),
      output: file(`
class Scope {
  #token;
  run(ctx, work) {
    this.#token = context.attach(ctx);
    try {
      work();
    } finally {
      this.#token.dispose();
    }
  }
}`),
      errors: [{ messageId: 'dropped', line: 5 }],
    },
    {
      name: 'helpers that return their token out of a constant, or in an object',
      code: file(`
const enter = (ctx) => {
  const token = context.attach(ctx);
  console.log('attached');
  return token;
};
const begin = (ctx) => ({ startedAt: Date.now(), held: context.attach(ctx) });
function a(ctx, work) {
  const token = enter(ctx);
  work();
  token.dispose();
}
function b(ctx, work) {
  const { held: token, startedAt } = begin(ctx);
  work(startedAt);
  token.dispose();
}
function c(ctx, work) {
  begin(ctx);
  work();
}`),
      output: file(`
const enter = (ctx) => {
  const token = context.attach(ctx);
  console.log('attached');
  return token;
};
const begin = (ctx) => ({ startedAt: Date.now(), held: context.attach(ctx) });
function a(ctx, work) {
  const token = enter(ctx);
  try {
    work();
  } finally {
    token.dispose();
  }
}
function b(ctx, work) {
  const { held: token, startedAt } = begin(ctx);
  try {
    work(startedAt);
  } finally {
    token.dispose();
  }
}
function c(ctx, work) {
  const { held: token2 } = begin(ctx);
  try {
    work();
  } finally {
    token2.dispose();
  }
}`),
      errors: [
        { messageId: 'notInFinally', data: { line: 10 }, line: 9 },
        { messageId: 'notInFinally', data: { line: 15 }, line: 14 },
        { messageId: 'dropped', line: 19 },
      ],
    },
    {
      name: 'a context manager that is enabled where it is made',
      code: file(`
const manager = new AsyncLocalStorageContextManager().enable();
function isolated(task) {
  const token = manager.attach(ROOT_CONTEXT);
  task();
  token.dispose();
}`),
      output: file(`
const manager = new AsyncLocalStorageContextManager().enable();
function isolated(task) {
  const token = manager.attach(ROOT_CONTEXT);
  try {
    task();
  } finally {
    token.dispose();
  }
}`),
      errors: [{ messageId: 'notInFinally', data: { line: 5 }, line: 4 }],
    },
  ],
});
