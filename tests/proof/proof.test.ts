import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { CLAIMS, type Claim, type Fault, findFaults, gatherEvidence, loadPrograms } from './prove.js';
import { createWorkFolder, removeWorkFolder } from './run-program.js';
import { drawSummary, type Verdict } from './summary.js';

const programs = await loadPrograms();
const workFolder = await createWorkFolder();
const verdicts: Verdict[] = [];

afterAll(async () => {
  await removeWorkFolder(workFolder);
  console.log(drawSummary(verdicts));
});

describe.each(programs.map((program) => [`${program.name}: ${program.proof.shows}`, program] as const))(
  '%s',
  (_title, program) => {
    let faults: Fault[] = [];

    beforeAll(async () => {
      faults = findFaults(await gatherEvidence(program, plugin.configs.recommended, workFolder));
      verdicts.push({ program, isRepaired: faults.length === 0 });
    });

    it.each(Object.entries(CLAIMS) as [Claim, string][])('%s: %s', (claim) => {
      const messages = faults.filter((fault) => fault.claim === claim).map((fault) => fault.message);
      expect(messages.join('\n')).toBe('');
    });
  },
);
