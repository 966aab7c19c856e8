/**
 * `npm run probes`: measures every library of `tests/probes` and compares the result with the catalogue.
 * `--print` shows what was measured, `--rows` the rows that it calls for; `--only NAME` measures that file alone,
 * `--only instrumented` what callbacks see under instrumentations;
 * `--require-services` makes a server that does not answer a failure.
 */
import { parseArgs } from 'node:util';
import { catalogue } from '../src/boundaries/catalogue/index.js';
import { compare } from '../tests/probes/harness/compare.js';
import { measureBrowser } from '../tests/probes/browser/measure.js';
import { browserFile, inProcess, selectRows, services } from '../tests/probes/harness/files.js';
import {
  compareInstrumented,
  instrumentedInProcess,
  instrumentedServices,
  measureInstrumented,
} from '../tests/probes/harness/instrumented.js';
import { measureAll, mergeOutcomes } from '../tests/probes/harness/measure.js';
import { suggestRows } from '../tests/probes/harness/suggest.js';
import { summarize } from '../tests/probes/harness/summary.js';

const { values } = parseArgs({
  options: {
    print: { type: 'boolean', default: false },
    rows: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    'require-services': { type: 'boolean', default: false },
  },
});

// Node.js and the globals are spread over several files: one file alone does not measure all of a row.
const isOfWhole = /has no probe$|nothing was measured$|which no probe measures$|it ran once$/u;
const isWhole = values.only.length === 0;
const isWanted = (name: string): boolean => isWhole || values.only.includes(name);
const groups = [...inProcess, ...services]
  .map((group) => ({ ...group, files: group.files.filter((file) => isWanted(file.name)) }))
  .filter((group) => group.files.length > 0);
const wantsBrowser = isWanted(browserFile.name);
const files = [...groups.flatMap((group) => group.files), ...(wantsBrowser ? [browserFile] : [])];
const outcome = mergeOutcomes(await measureAll(groups), ...(wantsBrowser ? [await measureBrowser()] : []));
const instrumented = isWanted('instrumented')
  ? await measureInstrumented([instrumentedInProcess, ...instrumentedServices])
  : mergeOutcomes();
const skippedFiles = files.filter((file) => outcome.skipped.some(({ probe }) => probe === file.url));
const rows = selectRows(
  catalogue,
  files.filter((file) => !skippedFiles.includes(file)),
);
const both = mergeOutcomes(outcome, instrumented);
const problems = [
  ...both.failures.map(({ probe, reason }) => `${probe}: ${reason}`),
  ...(values['require-services']
    ? both.skipped.filter(({ isOptional }) => !isOptional).map(({ probe, reason }) => `${probe}: ${reason}`)
    : []),
  ...compare(rows, outcome.measurements).filter((problem) => isWhole || !isOfWhole.test(problem)),
  ...compareInstrumented(instrumented.measurements).map((problem) => `${problem} (under instrumentations)`),
];

if (values.print) for (const line of summarize(both.measurements)) console.log(line);
if (values.rows) for (const row of suggestRows(outcome.measurements)) console.log(`${JSON.stringify(row)},`);
for (const file of skippedFiles) {
  console.log(`skipped ${file.name}: ${outcome.skipped.find(({ probe }) => probe === file.url)?.reason}`);
}
for (const { probe, reason } of instrumented.skipped) console.log(`skipped ${probe}, instrumented: ${reason}`);
for (const problem of new Set(problems)) console.error(problem);
console.log(
  `${both.measurements.length} measurements of ${files.length - skippedFiles.length} probe files, ` +
    `${skippedFiles.length} skipped, ${problems.length} problems on Node.js ${process.versions.node}`,
);
if (problems.length > 0) process.exitCode = 1;
