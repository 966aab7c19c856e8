/**
 * `npm run probes:matrix`: runs the probes on each Node.js that the catalogue speaks of; the npm package `node` carries
 * the binaries. What is given on the command line is passed on to `npm run probes`.
 */
import { spawnSync } from 'node:child_process';
import { nodeVersions } from '../src/boundaries/catalogue/versions.js';

const probes = ['--import', 'tsx', 'scripts/probes.ts', ...process.argv.slice(2)];
const results = nodeVersions.map((version) => {
  console.log(`Node.js ${version}`);
  const { status } = spawnSync('npx', ['-y', '-p', `node@${version}`, '--', 'node', ...probes], { stdio: 'inherit' });
  return { version, status };
});
const failed = results.filter(({ status }) => status !== 0);
console.log(`${results.length - failed.length} Node.js versions passed, ${failed.length} failed`);
if (failed.length > 0) process.exitCode = 1;
