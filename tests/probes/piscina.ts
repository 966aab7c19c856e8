import { fileURLToPath } from 'node:url';
import { Piscina as Piscina5 } from 'piscina';
import { Piscina as Piscina4 } from 'piscina-4';
import type { Label, Lab, Probe } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

const filename = fileURLToPath(new URL('workers/see.mjs', import.meta.url));

interface Pool {
  on(event: 'drain', listener: () => void): unknown;
  run(task: unknown): Promise<unknown>;
  destroy(): Promise<void>;
}

interface Options {
  filename: string;
  minThreads: number;
  maxThreads: number;
  maxQueue: number;
  execArgv: string[];
}

function probesOf(name: string, create: (options: Options) => Pool): readonly Probe[] {
  const version = versionOf(name);
  const build = (lab: Lab): Pool => {
    const pool = lab.in('construction', () =>
      create({ filename, minThreads: 1, maxThreads: 1, maxQueue: 1, execArgv: [] }),
    );
    lab.cleanup(() => pool.destroy());
    return pool;
  };
  const awaitRun = async (lab: Lab, pool: Pool): Promise<void> => {
    await lab.in('dispatch', async () => {
      await pool.run({});
      lab.see();
    });
  };
  const drained = async (lab: Lab): Promise<void> => {
    const pool = build(lab);
    lab.in('dispatch', () => pool.on('drain', lab.see));
    for (const times of [1, 2]) {
      await lab.in('trigger', () => Promise.all([pool.run({}), pool.run({})]));
      await lab.seen(times);
    }
  };
  return ['Piscina', 'default'].flatMap((name): Probe[] => [
    {
      module: 'piscina',
      call: `${name}#on`,
      callback: 1,
      version,
      managers: ['async-local-storage', 'zone'],
      situations: { free: drained },
    },
    {
      module: 'piscina',
      call: `${name}#run`,
      callback: 'await',
      version,
      situations: {
        free: (lab) => awaitRun(lab, build(lab)),
        saturated: async (lab) => {
          const pool = build(lab);
          lab.in('trigger', () => void pool.run({}));
          await awaitRun(lab, pool);
        },
      },
    },
    {
      module: 'piscina',
      call: `${name}#run`,
      callback: 'worker',
      version,
      managers: ['async-local-storage'],
      situations: {
        free: async (lab) => {
          const pool = build(lab);
          lab.note((await lab.in('dispatch', () => pool.run({}))) as Label);
        },
      },
    },
  ]);
}

export const probes: readonly Probe[] = [
  ...probesOf('piscina-4', (options) => new Piscina4(options)),
  ...probesOf('piscina', (options) => new Piscina5(options)),
];
