/**
 * Prints, for every program or for those whose name contains an argument, whether its proof holds.
 * `--show` prints the traces before and after and the findings; `--update` writes the repaired source of
 * every program of which all else holds, to be read before it is committed. Exits with 1 when a proof does not hold.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import plugin from '../../src/index.js';
import { type Evidence, findFaults, gatherEvidence, loadPrograms } from './prove.js';
import { createWorkFolder, removeWorkFolder } from './run-program.js';
import { drawSummary, type Verdict } from './summary.js';
import { drawTraces } from './trace-tree.js';

const { values, positionals } = parseArgs({
  options: { show: { type: 'boolean' }, update: { type: 'boolean' } },
  allowPositionals: true,
});

function show({ repair, before, after, program }: Evidence): void {
  const found = repair.found.map((finding) => `  line ${String(finding.line)}: ${finding.rule}: ${finding.message}`);
  console.log([...found, 'before', drawTraces(before.spans), 'after', drawTraces(after.spans)].join('\n'));
  console.log(`${after.outcome}\n${after.stdout}${after.stderr}-- ${program.fixed}\n${repair.text}`);
}

const workFolder = await createWorkFolder();
const verdicts: Verdict[] = [];
for (const program of await loadPrograms(positionals[0])) {
  const evidence = await gatherEvidence(program, plugin.configs.recommended, workFolder);
  let faults = findFaults(evidence);
  if (values.update === true && faults.length > 0 && faults.every((fault) => fault.claim === 'reviewed')) {
    writeFileSync(program.fixed, evidence.repair.text);
    faults = [];
  }
  verdicts.push({ program, isRepaired: faults.length === 0 });
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${program.name}`);
  if (values.show === true) show(evidence);
  for (const fault of faults) console.log(`  ${fault.claim}: ${fault.message}`);
}
await removeWorkFolder(workFolder);
console.log(drawSummary(verdicts));
process.exitCode = verdicts.every((verdict) => verdict.isRepaired) ? 0 : 1;
