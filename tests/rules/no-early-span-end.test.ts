import { noEarlySpanEnd } from '../../src/rules/no-early-span-end.js';
import { runRule } from '../rule-tester.js';

const head = "import { context, trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('shop');\n";

/** The code below the import and the tracer, on line 3 and after. */
function file(code: string): string {
  return `${head}${code.slice(1)}`;
}

runRule('no-early-span-end', noEarlySpanEnd, {
  valid: [
    ...[
      [
        'an array that is awaited first',
        'const all = []; for (const item of items) all.push(work(item)); try { await Promise.all(all); } finally { span.end(); }',
      ],
      [
        'constants that are awaited first',
        'const a = work(); const b = work(); try { await a; await b; } finally { span.end(); }',
      ],
      [
        'a constant that is awaited behind what may throw',
        'const a = work(); try { items.check(); return await a; } finally { span.end(); }',
      ],
      ['a constant that is handed on', 'const a = work(); items.keep(a); span.end(); return a;'],
      [
        'a constant that is awaited elsewhere',
        "const a = work(); items.on('last', async () => { await a; }); span.end();",
      ],
      ['a method of the promise', 'const a = work(); a.then(log); span.end();'],
    ].map(([name, code]) => ({
      name: `kept, and waited for: ${name}`,
      code: file(`
async function work() { await step(); }
const load = (items) => tracer.startActiveSpan('load', async (span) => {
  ${code}
});
`),
    })),
    {
      name: 'async functions that wait for nothing are done when their calls return',
      code: file(`
async function note(item) { item.note(); if (!item.open) return; item.close(); }
export const load = (items) => tracer.startActiveSpan('load', async (span) => {
  tracer.startActiveSpan('part', async (part) => { part.end(); });
  items.forEach(async (item) => { span.addEvent(item.name); });
  note(items[0]);
  const noted = note(items[1]);
  span.end();
  return noted;
});
`),
    },
    {
      name: 'awaited before it is returned',
      code: file(`
async function work() { await step(); }
async function load() {
  const span = tracer.startSpan('load');
  try {
    return await work();
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'ended when the promise settles',
      code: file(`
async function work() { await step(); }
function load() {
  const span = tracer.startSpan('load');
  return work().finally(() => span.end());
}
`),
    },
    {
      name: 'a function that nothing is known of',
      code: file(`
function load(work) {
  const span = tracer.startSpan('load');
  try {
    return work();
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'a promise that is settled already',
      code: file(`
function load() {
  const span = tracer.startSpan('load');
  try {
    return Promise.resolve(1);
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'waited for further down',
      code: file(`
async function work() { await step(); }
async function load() {
  await tracer.startActiveSpan('load', async (span) => {
    const pending = work();
    try {
      await pending;
    } finally {
      span.end();
    }
  });
}
`),
    },
    {
      name: 'all of them awaited',
      code: file(`
async function each(items) {
  await tracer.startActiveSpan('each', async (span) => {
    try {
      await Promise.all(items.map(async (item) => item.run()));
    } finally {
      span.end();
    }
  });
}
`),
    },
    {
      name: 'left alone on purpose',
      code: file(`
async function work() { await step(); }
function kick() {
  tracer.startActiveSpan('kick', (span) => {
    void work();
    work().catch(console.error);
    span.end();
  });
}
`),
    },
    {
      name: 'work that is not under the span',
      code: file(`
async function work() { await step(); }
function kick() {
  const span = tracer.startSpan('kick');
  work();
  span.end();
}
`),
    },
    {
      name: 'work that was begun before',
      code: file(`
async function work() { await step(); }
async function load() {
  const pending = work();
  const span = tracer.startSpan('load');
  span.end();
  return pending;
}
`),
    },
    {
      name: 'work that begins after the end',
      code: file(`
async function work() { await step(); }
function load() {
  const span = tracer.startSpan('load');
  span.end();
  return work();
}
`),
    },
    {
      name: 'an end that comes after a wait',
      code: file(`
async function work() { await step(); }
async function load(db) {
  await tracer.startActiveSpan('load', async (span) => {
    work();
    await db.query();
    span.end();
  });
}
`),
    },
    {
      name: 'the chain itself ends the span',
      code: file(`
async function work() { await step(); }
function load() {
  const span = tracer.startSpan('load');
  let isPending = false;
  try {
    isPending = true;
    return work().finally(() => span.end());
  } finally {
    if (!isPending) span.end();
  }
}
`),
    },
    {
      name: 'forEach with a synchronous callback',
      code: file(`
function each(items) {
  tracer.startActiveSpan('each', (span) => {
    items.forEach((item) => item.run());
    span.end();
  });
}
`),
    },
    {
      name: 'a generator',
      code: file(`
async function* each(db) {
  const span = tracer.startSpan('each');
  try {
    yield* db.rows();
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'a type that is no promise',
      code: file(`
export class Client {
  constructor(private readonly http: { put(path: string): number }) {}
  put(path: string) {
    const span = tracer.startSpan('put');
    try {
      return this.http.put(path);
    } finally {
      span.end();
    }
  }
}
`),
    },
    {
      name: 'functions that return a promise on some paths only, or what nobody knows',
      code: file(`
async function work() { await step(); }
function some(id) { if (id) return work(); }
function mixed(id) { if (id) return work(); return null; }
function other(id) { return find(id).then(id); }
function run(id) {
  const span = tracer.startSpan('run');
  try {
    if (id === 1) return some(id);
    if (id === 2) return mixed(id);
    if (id === 3) return other(id);
    return context.with(trace.setSpan(context.active(), span), () => find(id));
  } finally {
    span.end();
  }
}
`),
    },
    {
      name: 'a span of a function of the file that waits for its work, beside work of another',
      code: file(`
const startJob = (name) => tracer.startSpan(name);
async function run() {
  const first = startJob('first');
  const second = startJob('second');
  const active = trace.setSpan(context.active(), second);
  const work = context.with(active, () => fetch('/orders'));
  first.end();
  await work;
  second.end();
}
`),
    },
  ],
  invalid: [
    ...[
      [
        'an array',
        'const all = []; for (const item of items) all.push(work(item)); span.end(); await Promise.all(all);',
      ],
      [
        'an array, of a reaction',
        'const all = []; for (const item of items) all.push(work(item).catch(String)); span.end(); return all;',
      ],
      ['a constant that is awaited too late', 'const a = work(); span.end(); return await a;'],
      [
        'a constant on one of two paths',
        'const a = work(); if (items) { span.end(); return a; } try { return await a; } finally { span.end(); }',
      ],
      ['a constant whose await was forgotten', 'const a = work(); try { return a.length; } finally { span.end(); }'],
    ].map(([name, code = '']) => ({
      name: `kept while the span is ended: ${name}`,
      code: file(`
async function work() { await step(); }
const load = (items) => tracer.startActiveSpan('load', async (span) => {
  ${code}
});
`),
      output: null,
      errors: [
        {
          messageId: 'kept' as const,
          data: { line: 5 },
          line: 5,
          column: code.indexOf('span.end') + 3,
          // An await inside of `push` would make one wait for the other.
          suggestions: code.includes('.push(') ? 0 : 1,
        },
      ],
    })),

    {
      name: 'returned without await',
      code: file(`
async function work() { await step(); }
async function load() {
  const span = tracer.startSpan('load');
  try {
    return work();
  } finally {
    span.end();
  }
}
`),
      output: null,
      errors: [
        {
          messageId: 'returned',
          line: 7,
          column: 12,
          suggestions: [
            {
              messageId: 'awaitWork',
              output: file(`
async function work() { await step(); }
async function load() {
  const span = tracer.startSpan('load');
  try {
    return await work();
  } finally {
    span.end();
  }
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'returned by a function that is not async',
      code: file(`
function load() {
  return tracer.startActiveSpan('load', (span) => {
    try {
      return fetch('/orders').then((response) => response.json());
    } finally {
      span.end();
    }
  });
}
`),
      output: null,
      errors: [{ messageId: 'returned', line: 6, column: 14 }],
    },
    {
      name: 'a method that returns a promise by its type',
      code: file(`
export class Client {
  constructor(private readonly http: { put(path: string): Promise<{ status: number }> }) {}
  async create(name: string) {
    const span = tracer.startSpan('create');
    try {
      return this.http.put(name);
    } finally {
      span.end();
    }
  }
}
`),
      output: null,
      errors: [
        {
          messageId: 'returned',
          line: 8,
          column: 14,
          suggestions: [
            {
              messageId: 'awaitWork',
              output: file(`
export class Client {
  constructor(private readonly http: { put(path: string): Promise<{ status: number }> }) {}
  async create(name: string) {
    const span = tracer.startSpan('create');
    try {
      return await this.http.put(name);
    } finally {
      span.end();
    }
  }
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'an interface',
      code: file(`
interface Http {
  get: (path: string) => Promise<string>;
}
async function load(http: Http) {
  const span = tracer.startSpan('load');
  try {
    return http.get('/');
  } finally {
    span.end();
  }
}
`),
      output: null,
      errors: [
        {
          messageId: 'returned',
          line: 9,
          column: 12,
          suggestions: [
            {
              messageId: 'awaitWork',
              output: file(`
interface Http {
  get: (path: string) => Promise<string>;
}
async function load(http: Http) {
  const span = tracer.startSpan('load');
  try {
    return await http.get('/');
  } finally {
    span.end();
  }
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'async functions that return a promise, or wait in a loop',
      code: file(`
export const load = (items) => tracer.startActiveSpan('load', (span) => {
  tracer.startActiveSpan('part', async (part) => { part.end(); return fetch('/'); });
  items.forEach(async (item) => { for await (const part of item) part.open(); });
  span.end();
});
`),
      output: null,
      errors: [
        { messageId: 'floating', data: { line: 6 }, line: 4, suggestions: [] },
        { messageId: 'floating', data: { line: 6 }, line: 5, suggestions: [] },
      ],
    },
    {
      name: 'a call that floats',
      code: file(`
async function work() { await step(); }
function kick() {
  tracer.startActiveSpan('kick', (span) => {
    work();
    span.end();
  });
}
`),
      output: null,
      errors: [{ messageId: 'floating', line: 6, column: 5 }],
    },
    {
      name: 'a new promise that floats',
      code: file(`
export const watch = (socket) =>
  tracer.startActiveSpan('watch', async (span) => {
    new Promise((resolve) => socket.once('close', resolve));
    span.end();
  });
`),
      output: null,
      errors: [
        {
          messageId: 'floating',
          line: 5,
          column: 5,
          suggestions: [
            {
              messageId: 'awaitWork',
              output: file(`
export const watch = (socket) =>
  tracer.startActiveSpan('watch', async (span) => {
    await new Promise((resolve) => socket.once('close', resolve));
    span.end();
  });
`),
            },
          ],
        },
      ],
    },
    {
      name: 'promises of functions that are not async, of scopes that run them, and of bound reactions',
      code: file(`
async function work() { await step(); }
function load(id) {
  log(id);
  if (id === 1) return work();
  return fetch('/orders').then(context.bind(context.active(), (page) => page.json()));
}
function run(id) {
  const span = tracer.startSpan('run');
  try {
    if (id === 2) return context.with(trace.setSpan(context.active(), span), () => load(id));
    return load(id);
  } finally {
    span.end();
  }
}
`),
      output: null,
      errors: [
        { messageId: 'returned', line: 12, column: 26 },
        { messageId: 'returned', line: 13, column: 12 },
      ],
    },
    {
      name: 'a scope that floats',
      code: file(`
async function work() { await step(); }
async function kick() {
  const span = tracer.startSpan('kick');
  context.with(trace.setSpan(context.active(), span), async () => {
    await work();
  });
  span.end();
}
`),
      output: null,
      errors: [
        {
          messageId: 'floating',
          line: 6,
          column: 3,
          suggestions: [
            {
              messageId: 'awaitWork',
              output: file(`
async function work() { await step(); }
async function kick() {
  const span = tracer.startSpan('kick');
  await context.with(trace.setSpan(context.active(), span), async () => {
    await work();
  });
  span.end();
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'a scope with a context that has a name',
      code: file(`
async function work() { await step(); }
function kick() {
  const span = tracer.startSpan('kick');
  const active = trace.setSpan(context.active(), span);
  context.with(active, async () => {
    await work();
  });
  span.end();
}
`),
      output: null,
      errors: [{ messageId: 'floating', line: 7, column: 3 }],
    },
    {
      name: 'forEach with an async callback',
      code: file(`
function each(items) {
  tracer.startActiveSpan('each', (span) => {
    items.forEach(async (item) => {
      await item.run();
    });
    span.end();
  });
}
`),
      output: null,
      errors: [{ messageId: 'floating', line: 5, column: 5 }],
    },
    {
      name: 'map with an async callback',
      code: file(`
async function each(items) {
  await tracer.startActiveSpan('each', async (span) => {
    try {
      items.map(async (item) => {
        await item.run();
      });
    } finally {
      span.end();
    }
  });
}
`),
      output: null,
      errors: [{ messageId: 'floating', line: 6, column: 7 }],
    },
    {
      name: 'Promise.all that floats',
      code: file(`
async function each(items) {
  await tracer.startActiveSpan('each', async (span) => {
    Promise.all(items);
    span.end();
  });
}
`),
      output: null,
      errors: [
        {
          messageId: 'floating',
          line: 5,
          column: 5,
          suggestions: [
            {
              messageId: 'awaitWork',
              output: file(`
async function each(items) {
  await tracer.startActiveSpan('each', async (span) => {
    await Promise.all(items);
    span.end();
  });
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'kept, and returned after the end',
      code: file(`
function load() {
  const span = tracer.startSpan('load');
  const pending = fetch('/orders');
  span.end();
  return pending;
}
`),
      output: null,
      errors: [{ messageId: 'kept', line: 6, column: 3 }],
    },
    {
      name: 'kept by a type, and ended by a helper',
      code: file(`
function finish(span, error) {
  if (error) span.recordException(error);
  span.end();
}
export function wrap(original: (name: string) => Promise<unknown>) {
  return function send(this: unknown, name: string) {
    const span = tracer.startSpan(name);
    try {
      const result = original.call(this, name);
      finish(span, null);
      return result;
    } catch (error) {
      finish(span, error);
      throw error;
    }
  };
}
`),
      output: null,
      errors: [{ messageId: 'kept', line: 12, column: 7 }],
    },
    {
      name: 'an async function that keeps it',
      code: file(`
async function load() {
  const span = tracer.startSpan('load');
  const pending = new Promise((resolve) => setTimeout(resolve, 10));
  span.end();
  return pending;
}
`),
      output: null,
      errors: [
        {
          messageId: 'kept',
          line: 6,
          column: 3,
          suggestions: [
            {
              messageId: 'awaitWork',
              output: file(`
async function load() {
  const span = tracer.startSpan('load');
  const pending = await new Promise((resolve) => setTimeout(resolve, 10));
  span.end();
  return pending;
}
`),
            },
          ],
        },
      ],
    },
    {
      name: 'a child span that floats',
      code: file(`
function kick() {
  tracer.startActiveSpan('kick', (span) => {
    tracer.startActiveSpan('child', async (child) => {
      try {
        await fetch('/orders');
      } finally {
        child.end();
      }
    });
    span.end();
  });
}
`),
      output: null,
      errors: [{ messageId: 'floating', line: 5, column: 5 }],
    },
    {
      name: 'a span of a function of the file, active by a context of its own',
      code: file(`
const startJob = (name) => tracer.startSpan(name);
async function run() {
  const span = startJob('run');
  const active = trace.setSpan(context.active(), span);
  context.with(active, async () => {
    await fetch('/orders');
  });
  span.end();
}
`),
      output: null,
      errors: [
        {
          messageId: 'floating',
          line: 7,
          column: 3,
          suggestions: [
            {
              messageId: 'awaitWork',
              output: file(`
const startJob = (name) => tracer.startSpan(name);
async function run() {
  const span = startJob('run');
  const active = trace.setSpan(context.active(), span);
  await context.with(active, async () => {
    await fetch('/orders');
  });
  span.end();
}
`),
            },
          ],
        },
      ],
    },
  ],
});
