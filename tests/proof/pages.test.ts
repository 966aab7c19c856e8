import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dedent, type Proof } from './proof.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LISTS = ['strict', 'by-hand'] as const;

interface Traces {
  readonly before: string;
  readonly after: string;
}

/** The traces of a page, side by side in a block, by the program that is named last above them. */
function findTraces(page: string): [program: string, traces: Traces][] {
  return [...page.matchAll(/```text\nbefore +after\n.*?```/gsu)].map(({ index, 0: block }) => {
    const [, head = '', ...lines] = block.split('\n').slice(0, -1);
    const column = head.indexOf('after');
    const program = [...page.slice(0, index).matchAll(/`tests\/proof\/([\w/-]+)`/gu)].at(-1)?.[1] ?? 'none';
    const before = lines.map((line) => line.slice(0, column)).join('\n');
    return [program, { before: dedent(before), after: dedent(lines.map((line) => line.slice(column)).join('\n')) }];
  });
}

/** What the test of a list of proofs states for a folder. */
function readStated(list: (typeof LISTS)[number], folder: string): Traces {
  const source = readFileSync(new URL(`${list}.test.ts`, import.meta.url), 'utf8');
  const stated = source.split(`folder: '${folder}',`)[1] ?? '';
  const find = (key: string): string => {
    const text = new RegExp(`${key}: ['\`](.*?)['\`],`, 'su').exec(stated)?.[1] ?? '';
    return dedent(text.replaceAll('\\n', '\n'));
  };
  return { before: find('before'), after: find('after') };
}

async function getProved(program: string): Promise<Traces> {
  const [list = '', folder = ''] = program.split('/');
  const known = LISTS.find((name) => name === list);
  if (known) return readStated(known, folder);
  const { default: proof } = (await import(`./programs/${folder}/proof.ts`)) as { readonly default: Proof };
  return { before: dedent(proof.before), after: dedent(proof.after) };
}

const pages = readdirSync(`${ROOT}/rules-docs`).flatMap((file) => {
  const traces = findTraces(readFileSync(`${ROOT}/rules-docs/${file}`, 'utf8'));
  return traces.map(([program, shown]) => ({ file, program, shown }));
});

describe('the traces of the pages', () => {
  it('are found', () => {
    expect(pages.length).toBeGreaterThan(15);
  });

  it.each(pages)('$file shows those of $program', async ({ program, shown }) => {
    expect(shown).toEqual(await getProved(program));
  });
});
