import type { Effect, Judgement } from './judge.js';

/** Tells whether some rule reports a mutant at the mutated place. */
export function isKilled({ reporters }: Judgement): boolean {
  return reporters.length > 0;
}

function countBy(judgements: readonly Judgement[], effects: readonly Effect[], killed?: boolean): number {
  return judgements.filter(
    (judgement) => effects.includes(judgement.effect) && (killed === undefined || isKilled(judgement) === killed),
  ).length;
}

const COLUMNS: readonly (readonly [title: string, count: (some: readonly Judgement[]) => number])[] = [
  ['mutants', (some) => some.length],
  ['changed', (some) => countBy(some, ['traces'])],
  ['killed', (some) => countBy(some, ['traces'], true)],
  ['survived', (some) => countBy(some, ['traces'], false)],
  ['output only', (some) => countBy(some, ['output'])],
  ['same', (some) => countBy(some, ['none'])],
  ['same, reported', (some) => countBy(some, ['none'], true)],
  ['invalid', (some) => countBy(some, ['invalid'])],
  ['not run', (some) => countBy(some, ['not run'])],
  ['not run, reported', (some) => countBy(some, ['not run'], true)],
];

/**
 * Draws the figures of all mutants: by the rule that a break is meant for, and by the break.
 *
 * @returns a header, one line a rule and break, and a total
 */
export function drawTable(judgements: readonly Judgement[]): string {
  const getKey = ({ mutant }: Judgement): string => `${mutant.rule}: ${mutant.name}`;
  const keys = [...new Set(judgements.map(getKey))].sort();
  const rows = [
    ...keys.map((key) => [key, judgements.filter((one) => getKey(one) === key)] as const),
    ['all', judgements] as const,
  ];
  const draw = (name: string, cells: readonly string[]): string =>
    [name.padEnd(44), ...cells.map((cell, index) => cell.padStart(COLUMNS[index]?.[0].length ?? 0))].join('  ');
  return [
    draw(
      '',
      COLUMNS.map(([title]) => title),
    ),
    ...rows.map(([name, some]) =>
      draw(
        name,
        COLUMNS.map(([, count]) => String(count(some))),
      ),
    ),
  ].join('\n');
}

/** Draws the lines that differ between a program and its mutant. */
export function drawMutant({ source, mutant, effect, reporters }: Judgement): string {
  const before = source.text.split('\n');
  const after = mutant.text.split('\n');
  const same = (a: string[], b: string[]): number => {
    const length = a.findIndex((line, index) => line !== b[index]);
    return length === -1 ? a.length : length;
  };
  const head = same(before, after);
  const tail = Math.min(same(before.toReversed(), after.toReversed()), before.length - head, after.length - head);
  const lines = [
    ...before.slice(Math.max(head - 2, 0), head).map((line) => `      ${line}`),
    ...before.slice(head, before.length - tail).map((line) => `    - ${line}`),
    ...after.slice(head, after.length - tail).map((line) => `    + ${line}`),
    ...after.slice(after.length - tail, after.length - tail + 1).map((line) => `      ${line}`),
  ];
  const answer = reporters.length === 0 ? 'not reported' : `reported by ${reporters.join(', ')}`;
  return [
    `${source.name}:${String(mutant.line)}: ${mutant.name} (${mutant.rule}), ${effect}: ${answer}`,
    ...lines,
  ].join('\n');
}
