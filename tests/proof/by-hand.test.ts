import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { dedent } from './proof.js';
import { lint } from './repair.js';
import { buildProgram, createWorkFolder, removeWorkFolder, runProgram } from './run-program.js';
import { drawTraces } from './trace-tree.js';

/** A break that no edit of the plugin can repair: `main.js` has it, `fixed.js` is as a reader repairs it. */
interface ProofByHand {
  readonly folder: string;
  readonly rule: string;
  readonly shows: string;
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

const PROOFS: readonly ProofByHand[] = [
  {
    folder: 'shared-worker',
    rule: 'capture-before-dispatch',
    shows: 'the one function of a queue runs a task that had to wait in the context of another',
    line: 9,
    before: `
      order A
        ship A
        ship B
      order B
    `,
    after: `
      order A
        ship A
      order B
        ship B
    `,
  },
  {
    folder: 'drained-queue',
    rule: 'capture-before-dispatch',
    shows: 'a loop that the first caller starts runs the tasks of all in the context of that one',
    line: 16,
    before: `
      order A
        ship A
        ship B
      order B
    `,
    after: `
      order A
        ship A
      order B
        ship B
    `,
  },
  {
    folder: 'detached-generator',
    rule: 'no-detached-generator',
    shows: 'what a generator starts is not part of the span that was active when it was made',
    line: 16,
    before: `
      workflow
      fetch
      parse
    `,
    after: `
      workflow
        fetch
        parse
    `,
  },
  {
    folder: 'detached-stream',
    rule: 'no-detached-generator',
    shows: 'a stream that a helper makes under a span reads its rows where it is read',
    line: 24,
    before: `
      export
      first
      second
    `,
    after: `
      export
        first
        second
    `,
  },
  {
    folder: 'detached-binding',
    rule: 'no-detached-generator',
    shows: 'the body of a bound generator function does not see the baggage that it was bound to',
    line: 15,
    before: `
      row 1 {tenant=nobody}
      row 2 {tenant=nobody}
    `,
    after: `
      row 1 {tenant=acme}
      row 2 {tenant=acme}
    `,
  },
  {
    folder: 'generator-never-begun',
    rule: 'no-detached-generator',
    shows: 'a span that only a generator ends stays open when nobody asks for its first value',
    line: 6,
    before: `
      generate
      generate (never ended)
    `,
    after: 'generate',
  },
  {
    folder: 'slot-overwritten',
    rule: 'end-span',
    shows: 'a field that gets the next span while it holds one loses it',
    line: 10,
    before: `
      a {size=1} (never ended)
      bb {size=2} (never ended)
      ccc {size=3}
    `,
    after: `
      a {size=1}
      bb {size=2}
      ccc {size=3}
    `,
  },
  {
    folder: 'lost-before-owner',
    rule: 'end-span',
    shows: 'a connection that fails before the span is stored leaves nobody to end it',
    line: 7,
    before: `
      connection A
      connection B (never ended)
    `,
    after: `
      connection A
      connection B
    `,
  },
  {
    folder: 'helper-of-one-outcome',
    rule: 'end-span',
    shows: 'a function that is given the span ends it on one outcome of the promise only',
    line: 11,
    before: `
      pay A
      pay B (never ended)
    `,
    after: `
      pay A
      pay B
    `,
  },
  {
    folder: 'event-never-comes',
    rule: 'end-span',
    shows: 'a command that cannot be started has no exit, and its span no end',
    line: 10,
    before: `
      --version
      no-such-command (never ended)
    `,
    after: `
      --version
      no-such-command
    `,
  },
  {
    folder: 'callback-leaves',
    rule: 'end-span',
    shows: 'a callback that hands its error on at once leaves the span open',
    line: 7,
    before: `
      load {empty=false}
      load (never ended)
    `,
    after: `
      load {empty=false}
      load [exception]
    `,
  },
  {
    folder: 'dropped-by-callback',
    rule: 'end-span',
    shows: 'a span that a callback returns to nobody is never ended',
    line: 6,
    before: `
      a (never ended)
      b (never ended)
      report
    `,
    after: `
      a
      b
      report
    `,
  },
];

const PROGRAMS = fileURLToPath(new URL('by-hand', import.meta.url));
const workFolder = await createWorkFolder();
afterAll(() => removeWorkFolder(workFolder));

describe.each(PROOFS)('$folder ($rule): $shows', ({ folder, rule, line, before, after }) => {
  const source = path.join(PROGRAMS, folder);
  const settings = { contextManager: 'async-local-storage' };

  const findReports = (form: string) => {
    const file = path.join(source, `${form}.js`);
    return lint(readFileSync(file, 'utf8'), file, { config: plugin.configs.recommended, settings });
  };
  const trace = async (form: string): Promise<string> => {
    const target = path.join(workFolder, `${folder}-${form}`);
    await buildProgram(source, target);
    return drawTraces((await runProgram(path.join(target, `${form}.js`), 'async-local-storage')).spans);
  };

  it('is broken as stated', async () => {
    expect(await trace('main')).toBe(dedent(before));
  });

  it('is right once it is repaired', async () => {
    expect(await trace('fixed')).toBe(dedent(after));
  });

  it('is reported, and no longer once it is repaired', () => {
    expect(findReports('main')).toMatchObject([{ rule, line }]);
    expect(findReports('fixed')).toEqual([]);
  });
});
