import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import type { ManagerName } from '../../../src/boundaries/boundary.js';
import { runSituation } from './lab.js';
import type { Label, Situation } from './probe.js';

/** A queue made by hand, whose behaviour is known because it can be read here. */
class Queue {
  private readonly tasks: (() => void)[] = [];

  /** The task will run in the context of whoever calls `flush`. */
  add(task: () => void): void {
    this.tasks.push(task);
  }

  flush(): void {
    for (const task of this.tasks.splice(0)) task();
  }
}

const known: readonly { name: string; situation: Situation; sees: Label | Record<ManagerName, Label> }[] = [
  {
    name: 'a queue that runs its tasks where it is flushed',
    situation: (lab) => {
      const queue = new Queue();
      lab.in('dispatch', () => queue.add(lab.see));
      lab.in('trigger', () => queue.flush());
    },
    sees: 'trigger',
  },
  {
    name: 'a queue that keeps the context of the dispatch',
    situation: (lab) => {
      const queue = new Queue();
      lab.in('dispatch', () => queue.add(context.bind(context.active(), lab.see)));
      lab.in('trigger', () => queue.flush());
    },
    sees: 'dispatch',
  },
  {
    name: 'a queue that runs its tasks in root',
    situation: (lab) => {
      const queue = new Queue();
      lab.in('dispatch', () => queue.add(() => context.with(ROOT_CONTEXT, lab.see)));
      lab.in('trigger', () => queue.flush());
    },
    sees: 'root',
  },
  {
    name: 'a queue that is flushed by nobody who has a label',
    situation: (lab) => {
      const queue = new Queue();
      lab.in('dispatch', () => queue.add(lab.see));
      queue.flush();
    },
    sees: 'outside',
  },
  {
    name: 'a timer',
    situation: (lab) => {
      lab.in('dispatch', () => setTimeout(lab.see, 1));
    },
    sees: { 'async-local-storage': 'dispatch', zone: 'dispatch', stack: 'root' },
  },
  {
    name: 'the code after a native await',
    situation: async (lab) => {
      await lab.in('dispatch', async () => {
        await Promise.resolve();
        lab.see();
      });
    },
    sees: { 'async-local-storage': 'dispatch', zone: 'root', stack: 'root' },
  },
];

/**
 * Measures what is known beforehand. Returns a sentence for everything that came out otherwise; while there is
 * one, no other measurement of this process can be trusted.
 */
export async function calibrate(manager: ManagerName): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { name, situation, sees } of known) {
    const expected = typeof sees === 'string' ? sees : sees[manager];
    const { seen } = await runSituation(situation);
    if (seen.length !== 1 || seen[0] !== expected) {
      faults.push(`${name} must see ${expected} under ${manager}, and saw ${seen.join(', ')}`);
    }
  }
  return faults;
}
