import { Linter } from 'eslint';
import * as parser from '@typescript-eslint/parser';
import { describe, expect, it } from 'vitest';
import { captureBeforeDispatch } from '../../src/rules/capture-before-dispatch.js';

const head = `import { trace } from '@opentelemetry/api';\nconst tracer = trace.getTracer('x');\n`;

/** The callees that the rule names as losing the context of a task. */
function findLosing(body: string): readonly string[] {
  return verify(`${head}${body}`).map(({ message }) => /'([^']+)' (?:can run|runs)/u.exec(message)?.[1] ?? message);
}

function verify(code: string): readonly Linter.LintMessage[] {
  return new Linter().verify(
    code,
    {
      files: ['**/*.ts'],
      languageOptions: { parser },
      plugins: { x: { rules: { capture: captureBeforeDispatch as never } } },
      rules: { 'x/capture': 'error' },
      settings: { 'otel-context': { contextManager: 'async-local-storage' } },
    },
    { filename: 'file.ts' },
  );
}

const span = '{ tracer.startSpan(id).end(); }';

describe('an array that is used as a work queue', () => {
  it('is found when one function pushes tasks and another shifts and calls them', () => {
    const queue =
      'const waiting: Array<() => void> = [];\nfunction drain() { let next; while ((next = waiting.shift())) next(); }';
    expect(findLosing(`${queue}\nexport function add(id) { waiting.push(() => ${span}); drain(); }`)).toEqual([
      'waiting.push',
    ]);
  });

  it('is found in a field of a class, with the task in a property of what is pushed', () => {
    const methods = `add(id) { this.jobs.push({ id, run: async () => ${span} }); } async loop() { const job = this.jobs.shift(); await job?.run(); }`;
    expect(findLosing(`class Pool { jobs = []; ${methods} }`)).toEqual(['this.jobs.push']);
  });

  it('is found in reverse, with unshift and pop', () => {
    expect(
      findLosing(
        `const q = [];\nexport const add = id => q.unshift(() => ${span});\nexport const next = () => q.pop()();`,
      ),
    ).toEqual(['q.unshift']);
  });

  it('is found when what is taken out is destructured', () => {
    const methods = `add(run) { this.#jobs.push({ run }); } async loop() { const { run } = this.#jobs.shift(); await run.call(null); }`;
    const caller = `export const go = (pool: Pool, id) => pool.add(() => ${span});`;
    expect(findLosing(`class Pool { #jobs = []; ${methods} }\n${caller}`)).toEqual(['this.#jobs.push']);
  });

  it('is found when what is taken out is destructured later, or is an array', () => {
    const caller = `export const go = (pool: Pool, id) => pool.add(() => ${span});`;
    const later = `add(run) { this.#jobs.push({ run }); } loop() { const job = this.#jobs.shift(); if (!job) return; const { run } = job; run(); }`;
    expect(findLosing(`class Pool { #jobs = []; ${later} }\n${caller}`)).toEqual(['this.#jobs.push']);
    const array = `add(run) { this.#jobs.push([1, run]); } loop() { const [, run] = this.#jobs.shift(); run(); }`;
    expect(findLosing(`class Pool { #jobs = []; ${array} }\n${caller}`)).toEqual(['this.#jobs.push']);
  });

  it('is found in what a factory returns', () => {
    const factory =
      'function createLock() { const q = []; const unlock = () => { const next = q.shift(); if (next) next(unlock); }; return (fn) => { q.push(fn); unlock(); }; }';
    expect(findLosing(`${factory}\nconst lock = createLock();\nexport const go = id => lock(() => ${span});`)).toEqual([
      'q.push',
    ]);
  });

  it.each([
    [
      'an array that a timer splices',
      'function flush() { for (const task of batch.splice(0)) task(); }',
      'batch.push(task); timer ??= setTimeout(flush, 10);',
    ],
    [
      'an array that a timer replaces',
      'function flush() { const tasks = batch; batch = []; tasks.forEach((task) => task()); }',
      'batch.push(task); if (batch.length === 1) setImmediate(() => flush());',
    ],
    [
      'an array that a timer cuts',
      'function flush() { for (const task of batch) task(); batch.length = 0; }\nsetInterval(flush, 10);',
      'batch.push(task);',
    ],
  ])('is found in %s', (_, flush, body) => {
    const code = `let timer; let batch = [];\n${flush}\nfunction add(task) { ${body} }\nexport const go = id => add(() => ${span});`;
    expect(findLosing(code)).toEqual(['batch.push']);
  });

  it('says that the first of a batch may be right', () => {
    const flush = 'function flush() { for (const task of batch.splice(0)) task(); }';
    const add = 'function add(task) { batch.push(task); setTimeout(flush, 10); }';
    const code = `${head}const batch = [];\n${flush}\n${add}\nexport const go = id => add(() => ${span});`;
    expect(verify(code)[0]?.message).toContain("'batch.push' can run this callback in the context of the first caller");
  });

  it('is found in a set that a timer empties', () => {
    const flush = 'const flush = () => { waiting.forEach((task) => task()); waiting.clear(); };';
    const add = `export const add = id => { waiting.add(() => ${span}); setTimeout(flush, 10); };`;
    expect(findLosing(`const waiting = new Set<() => void>();\n${flush}\n${add}`)).toEqual(['waiting.add']);
  });

  const settle = 'const done = calls.get(id); calls.delete(id); done?.(body);';

  it('is found in a map whose entries a listener takes out', () => {
    const listen = `import { EventEmitter } from 'node:events';\nconst socket = new EventEmitter();\nsocket.on('reply', ({ id, body }) => { ${settle} });`;
    const send = `export const send = id => calls.set(id, () => ${span});`;
    expect(findLosing(`const calls = new Map();\n${listen}\n${send}`)).toEqual(['calls.set']);
  });

  it.each([
    [
      'a map whose entries a timer of the same function takes out',
      `const calls = new Map();\nexport const start = id => { calls.set(id, () => ${span}); setTimeout(() => { ${settle} }, 10); };`,
    ],
    [
      'a map whose entries the caller of a function takes out',
      `const calls = new Map();\nexport const start = id => { calls.set(id, () => ${span}); };\nexport function run(id) { ${settle} }`,
    ],
    [
      'a map that keeps its entries',
      `const routes = new Map();\nexport const route = id => routes.set(id, () => ${span});\nsetInterval(() => routes.get('x')(), 10);`,
    ],
    [
      'an array of listeners, which stay in it',
      `const listeners = [];\nexport const on = id => listeners.push(() => ${span});\nsetInterval(() => { for (const listener of listeners) listener(); }, 10);`,
    ],
    [
      'an array of hooks that a call runs, perhaps for the same operation',
      `const hooks = [];\nexport const afterCommit = id => hooks.push(() => ${span});\nexport function commit() { for (const hook of hooks.splice(0)) hook(); }`,
    ],
    [
      'a map of listeners that are called once',
      `const handlers = new Map();\nexport function once(name, id) { handlers.set(name, () => ${span}); }\nfunction emit(name) { const handler = handlers.get(name); handlers.delete(name); handler?.(); }\nsetInterval(() => emit('close'), 10);`,
    ],
    [
      'an array of hooks that a timer runs',
      `const hooks = [];\nclass App { onClose = (hook) => { hooks.push(hook); }; }\nfunction close() { for (const hook of hooks.splice(0)) hook(); }\nsetInterval(close, 10);\nexport const start = (id, app: App) => app.onClose(() => ${span});`,
    ],
    [
      'an array whose user has it emptied',
      `class Unit { hooks = []; after(hook) { this.hooks.push(hook); } commit() { for (const hook of this.hooks.splice(0)) hook(); } }\nexport function save(id) { const unit = new Unit(); unit.after(() => ${span}); setTimeout(() => unit.commit(), 10); }`,
    ],
    [
      'an array that is filled while the file is loaded',
      `const hooks = [];\nfunction onStart(hook) { hooks.push(hook); }\nonStart(() => { const id = 1; ${span.slice(1)});\nexport function start() { let hook; while ((hook = hooks.shift())) hook(); }`,
    ],
    [
      'an array that is filled at the top level',
      `const hooks = [];\nhooks.push(() => { const id = 1; ${span.slice(1)});\nexport function start() { let hook; while ((hook = hooks.shift())) hook(); }`,
    ],
    [
      'an array that one call of a function fills and empties',
      `function all(ids) { const q = []; ids.forEach(id => { q.push(() => ${span}); }); const worker = () => { for (let task = q.shift(); task; task = q.shift()) task(); }; worker(); }\nexport const go = ids => all(ids);`,
    ],
    [
      'an array that a function fills and its helper empties',
      `function all(ids) { const q = []; for (const id of ids) q.push(() => ${span}); const worker = () => { while (q.length) q.shift()(); }; worker(); }\nexport const go = ids => all(ids);`,
    ],
    [
      'a stack, whose tasks undo or clean up',
      `const s = [];\nexport const add = id => s.push(() => ${span});\nexport const undo = () => s.pop()();`,
    ],
    [
      'an array that the same function empties',
      `export function all(ids) { const q = []; for (const id of ids) q.push(() => ${span}); while (q.length) q.shift()(); }`,
    ],
    [
      'an array whose functions nobody calls',
      `const q = [];\nexport const add = id => q.push(() => ${span});\nexport const take = () => q.shift();`,
    ],
    [
      'another property than the one that is called',
      `const q = [];\nexport const add = id => q.push({ name: () => ${span}, run() {} });\nexport const go = () => { const j = q.shift(); j.run(); };`,
    ],
    [
      'another element than the one that is called',
      `const q = [];\nexport const add = (id, run) => q.push([() => ${span}, run]);\nexport const go = () => { const [, run] = q.shift(); run(); };`,
    ],
    [
      'an array of which the file does not know the beginning',
      `export const add = (q, id) => q.push(() => ${span});\nexport const go = q => q.shift()();`,
    ],
  ])('is not %s', (_, body) => {
    expect(findLosing(body)).toEqual([]);
  });
});
