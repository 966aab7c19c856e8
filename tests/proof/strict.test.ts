import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { dedent } from './proof.js';
import { applySuggestions, lint } from './repair.js';
import { buildProgram, createWorkFolder, removeWorkFolder, runProgram } from './run-program.js';
import { drawTraces } from './trace-tree.js';

interface StrictProof {
  /** The folder with the program as it is broken, `main.js`, and as it is right, `fixed.js`. */
  readonly folder: string;
  readonly rule: string;
  readonly shows: string;
  readonly line: number;
  /** The suggestion that makes the one of the other; without it, the repair is the reader's. */
  readonly suggestion?: string;
  readonly before: string;
  readonly after: string;
}

const PROOFS: readonly StrictProof[] = [
  {
    folder: 'entered-store',
    rule: 'no-enter-with',
    shows: 'a store that is entered before the first await stays with the caller',
    line: 8,
    suggestion: 'run',
    before: `
      job 1
        store
        job 2
          store
    `,
    after: `
      job 1
        store
      job 2
        store
    `,
  },
  {
    folder: 'active-span-ended',
    rule: 'no-end-foreign-span',
    shows: 'what the owner of an ended span records afterwards is lost',
    line: 8,
    before: 'request {user=ada}',
    after: 'request {user=ada, status=200}',
  },
  {
    folder: 'parameter-span-ended',
    rule: 'no-end-foreign-span',
    shows: 'what the caller records on a span that a function has ended is lost',
    line: 7,
    before: 'request {status=200}',
    after: 'request {status=200, bytes=512}',
  },
  {
    folder: 'span-never-active',
    rule: 'activate-span',
    shows: 'the spans of the work are not children of a span that is never active',
    line: 19,
    suggestion: 'activate',
    before: `
      order
      charge
    `,
    after: `
      order
        charge
    `,
  },
  {
    folder: 'error-unrecorded',
    rule: 'record-span-error',
    shows: 'a span that is not told of its error looks like a success',
    line: 11,
    suggestion: 'record',
    before: 'charge\ncharge',
    after: 'charge [exception] error:\ncharge',
  },
];

const PROGRAMS = fileURLToPath(new URL('strict', import.meta.url));
const workFolder = await createWorkFolder();
afterAll(() => removeWorkFolder(workFolder));

describe.each(PROOFS)('$folder ($rule): $shows', ({ folder, rule, line, suggestion, ...traces }) => {
  const source = path.join(PROGRAMS, folder);
  const main = path.join(source, 'main.js');
  const text = readFileSync(main, 'utf8');
  const fixed = readFileSync(path.join(source, 'fixed.js'), 'utf8');
  const config = { plugins: { 'otel-context': plugin }, rules: { [`otel-context/${rule}`]: 'error' as const } };

  const trace = async (form: string): Promise<string> => {
    const target = path.join(workFolder, folder);
    await buildProgram(source, target, new Map());
    return dedent(drawTraces((await runProgram(path.join(target, `${form}.js`), 'async-local-storage')).spans));
  };

  it('is broken as stated', async () => {
    expect(await trace('main')).toBe(dedent(traces.before));
  });

  it('is right once it is repaired', async () => {
    expect(await trace('fixed')).toBe(dedent(traces.after));
  });

  it('is reported, and no longer once it is repaired', () => {
    expect(lint(text, main, { config })).toMatchObject([{ rule, line }]);
    expect(lint(fixed, main, { config })).toEqual([]);
  });

  if (suggestion !== undefined) {
    it('is repaired by the suggestion', () => {
      expect(applySuggestions(text, main, { config }, suggestion).text).toBe(fixed);
    });
  }
});
