import { noEnterWith } from '../../src/rules/no-enter-with.js';
import { runRule } from '../rule-tester.js';

const HEAD = "import { AsyncLocalStorage } from 'node:async_hooks';\nconst storage = new AsyncLocalStorage();\n";

runRule('no-enter-with', noEnterWith, {
  valid: [
    { name: 'run', code: `${HEAD}export function handle(request) { return storage.run(request, () => work()); }` },
    {
      name: 'the start of the process',
      code: `${HEAD}storage.enterWith({});
function main() { storage.enterWith({ pid: 1 }); work(); }
main();`,
    },
    {
      name: 'the shutdown of the process',
      code: `${HEAD}export class Manager { disable() { storage.disable(); } shutdown = () => storage.disable(); }
export const api = { close() { storage.disable(); } };
process.on('exit', function stopAll() { storage.disable(); });`,
    },
    {
      name: 'tests and their hooks',
      code: `${HEAD}beforeEach(() => { storage.enterWith({}); });
describe.each(cases)('x', () => { it('y', async () => { storage.enterWith({}); await work(); }); });
afterAll(() => storage.disable());`,
    },
    {
      name: 'another hook enters again what was there before',
      code: `${HEAD}const pending = new WeakMap();
export class Plugin {
  start(request, span) { pending.set(request, { parent: storage.getStore() }); storage.enterWith({ span }); }
  finish(request) { storage.enterWith(pending.get(request).parent); }
}`,
    },
    {
      name: 'the same function enters again what was there before, or nothing',
      code: `${HEAD}export function swap(store) { const before = storage.getStore(); storage.enterWith(store); try { work(); } finally { storage.enterWith(before); } }
class Holder { #own = new AsyncLocalStorage(); enter(x) { this.#own.enterWith({ x }); work(); } leave() { this.#own.enterWith(undefined); } }`,
    },
    {
      name: 'a function that only forwards what it is given',
      code: `${HEAD}export function setStore(store) { storage.enterWith(store); }
export const hooks = { onEnter: (store) => storage.enterWith(store) };`,
    },
    {
      name: 'a function that offers enterWith to others',
      code: `${HEAD}export class Store { enterWith(store) { return storage.enterWith(store ?? {}); } enter() { if (!active) storage.enterWith({}); } }`,
    },
    {
      name: 'a function that runs a callback with the store, where it is given one',
      code: `${HEAD}export async function setUser(user, callback) {
  const store = { ...storage.getStore(), user };
  if (callback) return await storage.run(store, callback);
  storage.enterWith(store);
}`,
    },
    {
      name: 'a storage that the function has made for itself',
      code: `${HEAD}export async function run(work) { const own = new AsyncLocalStorage(); await own.run({}, work); own.disable(); }`,
    },
    {
      name: 'storages of other libraries, and those that the file does not tell of',
      code: `import { storage } from './storage.js'; // async_hooks
import { AsyncLocalStorage } from './polyfill.js';
const other = new AsyncLocalStorage();
export function handle(request, given) { storage.enterWith(request); other.enterWith(request); given.enterWith(request); work(); }`,
    },
  ],
  invalid: [
    {
      name: 'beside a run with another store',
      code: `${HEAD}export async function handle(request, next) {
  const outer = { id: request.id };
  storage.run({}, () => note(request));
  storage.enterWith(outer);
  await next();
}`,
      output: null,
      errors: [
        {
          messageId: 'enterWith',
          line: 6,
          column: 3,
          endLine: 6,
          endColumn: 27,
          suggestions: [
            {
              messageId: 'run',
              output: `${HEAD}export async function handle(request, next) {
  const outer = { id: request.id };
  storage.run({}, () => note(request));
  return storage.run(outer, async () => {
    await next();
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'the rest of the function is the callback',
      code: `${HEAD}export function handle(request) {
  storage.enterWith({ request });
  // The handler reads the store.
  return work();
}`,
      output: null,
      errors: [
        {
          messageId: 'enterWith',
          data: { callee: 'storage.enterWith' },
          line: 4,
          column: 3,
          endLine: 4,
          endColumn: 33,
          suggestions: [
            {
              messageId: 'run',
              output: `${HEAD}export function handle(request) {
  return storage.run({ request }, () => {
    // The handler reads the store.
    return work();
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a file without semicolons',
      code: `import { AsyncLocalStorage } from 'node:async_hooks'
const storage = new AsyncLocalStorage()
export function handle(request) {
  storage.enterWith({ request })
  return work()
}`,
      output: null,
      errors: [
        {
          messageId: 'enterWith',
          data: { callee: 'storage.enterWith' },
          line: 4,
          column: 3,
          endLine: 4,
          endColumn: 33,
          suggestions: [
            {
              messageId: 'run',
              output: `import { AsyncLocalStorage } from 'node:async_hooks'
const storage = new AsyncLocalStorage()
export function handle(request) {
  return storage.run({ request }, () => {
    return work()
  })
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'an async function, this and arguments',
      code: `${HEAD}export async function handle(request) {
  storage.enterWith(request.id);
  await this.work(arguments);
}`,
      output: null,
      errors: [
        {
          messageId: 'enterWith',
          suggestions: [
            {
              messageId: 'run',
              output: `${HEAD}export async function handle(request) {
  return storage.run(request.id, async () => {
    await this.work(arguments);
  });
}`,
            },
          ],
        },
      ],
    },
    {
      name: 'nothing to run, or no way to move it',
      code: `${HEAD}export function start(name) { const span = make(name); storage.enterWith(span); return span; }
export function* each(x) { storage.enterWith({ x }); yield work(); }
export function some(x) { if (x) { storage.enterWith({ x }); work(); } return 1; }
export function commented(x) { storage.enterWith({ x /* the id */ }); work(); }`,
      output: null,
      errors: [3, 4, 5, 6].map((line) => ({ messageId: 'enterWith' as const, line, suggestions: 0 })),
    },
    {
      name: 'disable in the middle of the work',
      code: `${HEAD}export async function handle(request) { await work(request); storage.disable(); }`,
      output: null,
      errors: [{ messageId: 'disable', data: { callee: 'storage.disable' }, suggestions: 0 }],
    },
    {
      name: 'require, a namespace, a class field, a subclass, a type',
      code: `import hooks = require('async_hooks');
import type { AsyncLocalStorage } from 'node:async_hooks';
class Store extends hooks.AsyncLocalStorage<object> {}
const own = new Store();
export class Handler {
  readonly #storage = new hooks.AsyncLocalStorage<object>();
  handle(x: object) { this.#storage.enterWith({ x }); }
  own(x: object) { own.enterWith({ x }); }
}
export function typed(storage: AsyncLocalStorage<object>, x: object) { storage.enterWith({ x }); }`,
      filename: 'src/file.cts',
      output: null,
      errors: [7, 8, 10].map((line) => ({ messageId: 'enterWith' as const, line, suggestions: 0 })),
    },
    {
      name: 'two storages: the one is restored, the other is not',
      code: `${HEAD}const other = new AsyncLocalStorage();
export function start(x) { storage.enterWith({ x }); other.enterWith({ x }); }
export function leave() { storage.enterWith(undefined); }`,
      output: null,
      errors: [{ messageId: 'enterWith', data: { callee: 'other.enterWith' }, suggestions: 0 }],
    },
    {
      name: 'a function that other code may call again',
      code: `${HEAD}export function main(x) { storage.enterWith({ x }); }
main(1);
setInterval(() => main(2), 10);`,
      output: null,
      errors: [{ messageId: 'enterWith', line: 3, suggestions: 0 }],
    },
  ],
});
