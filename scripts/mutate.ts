/**
 * Measures what the rules miss: breaks correct programs one way at a time and asks whether a rule reports the broken place.
 * `npm run mutate [-- --only NAME] [--no-run] [--show unreported|all]`. The repaired programs of the proofs are run with the
 * OpenTelemetry SDK before and after; a mutant whose traces change and that no rule reports there has survived, and is
 * printed. The Correct examples of the pages and the valid cases of the tests are linted, not run.
 */
import { parseArgs } from 'node:util';
import { createWorkFolder, removeWorkFolder } from '../tests/proof/run-program.js';
import { type Judgement, judgeSource } from './mutate/judge.js';
import { drawMutant, drawTable, isKilled } from './mutate/report.js';
import { loadCaseSources, loadDocsSources, loadProgramSources, type Source } from './mutate/sources.js';

const PROCESSES = 2;

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    run: { type: 'boolean', default: true },
    show: { type: 'string', default: 'survivors' },
  },
  allowNegative: true,
});

async function judgeAll(sources: readonly Source[], workFolder: string): Promise<Judgement[]> {
  const judged: Judgement[][] = sources.map(() => []);
  const queue = sources.entries();
  const work = async (): Promise<void> => {
    for (const [index, source] of queue) judged[index] = await judgeSource(source, workFolder);
  };
  await Promise.all(Array.from({ length: PROCESSES }, work));
  return judged.flat();
}

function isShown(judgement: Judgement): boolean {
  if (values.show === 'all') return true;
  if (values.show === 'unreported') return !isKilled(judgement);
  return judgement.effect === 'traces' && !isKilled(judgement);
}

const workFolder = await createWorkFolder();
const sources = [
  ...(values.run ? await loadProgramSources(values.only) : []),
  ...loadDocsSources(values.only),
  ...loadCaseSources(values.only),
];
const judgements = await judgeAll(sources, workFolder);
await removeWorkFolder(workFolder);

for (const judgement of judgements.filter(isShown)) console.log(`${drawMutant(judgement)}\n`);
console.log(`${String(sources.length)} correct programs\n${drawTable(judgements)}`);
