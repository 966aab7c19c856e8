import { AsyncLocalStorage } from 'node:async_hooks';

type Job = (...args: unknown[]) => unknown;

/** What a program was seen to do. */
export interface Execution {
  /** The names of the contexts that its reads saw, in order. */
  readonly contexts: readonly string[];
  /** Everything else that can be seen of it: what it logs, and what its jobs return. */
  readonly logs: readonly string[];
}

interface FakeContext {
  readonly name: string;
}

/**
 * Runs a CommonJS program under a fake API and a fake queue. The program dispatches in one context; the queue runs its
 * jobs in another one, later, with arguments and a `this`, until there is none left.
 */
export async function execute(code: string): Promise<Execution> {
  const contexts: string[] = [];
  const logs: string[] = [];
  const jobs: Job[] = [];
  const storage = new AsyncLocalStorage<FakeContext>();
  const note = (seen: FakeContext | undefined): void => {
    if (seen) contexts.push(seen.name);
  };
  const active = (): FakeContext => storage.getStore() ?? { name: 'root' };
  const modules: Readonly<Record<string, unknown>> = {
    '@opentelemetry/api': createApi(storage, active),
    'p-queue': { default: createQueue(jobs) },
  };
  const startSpan = (): void => note(active());
  const module: { exports: unknown } = { exports: undefined };
  const program: Job = new Function('require', 'module', 'log', 'note', 'tracer', code.replace(/^#!/u, '//')) as Job;
  const log = (...values: readonly unknown[]): void => void logs.push(values.map(String).join(' '));
  program((name: string) => modules[name], module, log, note, { startSpan });
  const main = module.exports as () => unknown;
  await storage.run({ name: 'dispatch' }, main);
  for (let job = jobs.shift(); job; job = jobs.shift()) {
    const current = job;
    const result: unknown = await storage.run({ name: 'trigger' }, () => current.call({ name: 'lane' }, 1, 2));
    logs.push(`returned ${typeof result === 'object' ? JSON.stringify(result) : String(result)}`);
  }
  return { contexts, logs };
}

function createApi(storage: AsyncLocalStorage<FakeContext>, active: () => FakeContext) {
  const run = (ctx: FakeContext, job: Job, self?: unknown, ...args: unknown[]): unknown =>
    storage.run(ctx, () => job.apply(self, args));
  const context = {
    active,
    with: run,
    bind(ctx: FakeContext, job: Job) {
      return function (this: unknown, ...args: unknown[]): unknown {
        return run(ctx, job, this, ...args);
      };
    },
    attach(ctx: FakeContext) {
      const before = active();
      storage.enterWith(ctx);
      return { dispose: () => storage.enterWith(before) };
    },
  };
  return { context, trace: { getActiveSpan: active } };
}

function createQueue(jobs: Job[]) {
  return class {
    add(job: Job | null): Promise<void> {
      if (job) jobs.push(job);
      return Promise.resolve();
    }

    addAll(all: readonly (Job | null)[]): void {
      for (const job of all) void this.add(job);
    }
  };
}
