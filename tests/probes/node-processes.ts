import { exec, execFile, fork, spawn, type ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { nodeVersion as version } from './harness/versions.js';

const nothing = ['--eval', '0'];
const echo = fileURLToPath(new URL('workers/echo.mjs', import.meta.url));

function probe(call: string, free: Situation, callback: number | string): Probe {
  return { module: 'child_process', call, callback, version, situations: { free } };
}

const called = (start: (see: () => void) => unknown): Situation => {
  return async (lab) => {
    lab.in('dispatch', () => start(lab.see));
    await lab.seen();
  };
};

const awaited = (start: () => Promise<unknown>): Situation => {
  return (lab) =>
    lab.in('dispatch', async () => {
      await start();
      lab.see();
    });
};

const heard = (start: () => ChildProcess, listen: (child: ChildProcess, see: () => void) => unknown): Situation => {
  return async (lab) => {
    const child = lab.in('construction', start);
    lab.in('dispatch', () => listen(child, lab.see));
    await lab.seen();
  };
};

const spawned = (event: string): Situation =>
  heard(
    () => spawn(process.execPath, nothing),
    (child, see) => child.once(event, see),
  );

const failed: Situation = heard(
  () => spawn('/nowhere/there/is/no/such/program'),
  (child, see) => child.once('error', see),
);

const messages: Situation = async (lab: Lab) => {
  const child = lab.in('construction', () => fork(echo, { execArgv: [] }));
  lab.cleanup(() => child.disconnect());
  lab.in('dispatch', () => child.on('message', lab.see));
  lab.in('trigger', () => child.send('first'));
  lab.in('trigger', () => child.send('second'));
  await lab.seen(2);
};

export const probes: readonly Probe[] = [
  probe(
    'exec',
    called((see) => exec('true', see)),
    -1,
  ),
  probe(
    'execFile',
    called((see) => execFile(process.execPath, nothing, see)),
    -1,
  ),
  probe(
    'exec',
    awaited(() => promisify(exec)('true')),
    'await',
  ),
  probe(
    'execFile',
    awaited(() => promisify(execFile)(process.execPath, nothing)),
    'await',
  ),
  probe('ChildProcess#once', spawned('exit'), 1),
  probe('ChildProcess#once', spawned('close'), 1),
  probe('ChildProcess#once', spawned('spawn'), 1),
  probe('ChildProcess#once', failed, 1),
  probe('ChildProcess#on', messages, 1),
];
