import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ContextManager, ROOT_CONTEXT, createContextKey } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';

const KEY = createContextKey('name');

/** Runs a program under a context manager of its own, and returns the names of the contexts that it saw. */
async function watch(
  program: (tools: { attach: (name: string) => { dispose(): void }; see: () => void; run: Runner }) => unknown,
): Promise<unknown[]> {
  const manager: Required<ContextManager> = new AsyncLocalStorageContextManager();
  const seen: unknown[] = [];
  const name = (value: string) => ROOT_CONTEXT.setValue(KEY, value);
  const run: Runner = (value, callback) => manager.with(name(value), callback);
  await run('caller', () =>
    program({
      attach: (value) => manager.attach(name(value)),
      see: () => seen.push(manager.active().getValue(KEY)),
      run,
    }),
  );
  return seen;
}

type Runner = <Result>(name: string, callback: () => Result) => Result;

describe('an attached context', () => {
  it('stays active in the caller when nothing disposes of the token', async () => {
    const seen = await watch(({ attach, see }) => {
      (() => void attach('callee'))();
      see();
    });
    expect(seen).toEqual(['callee']);
  });

  it('stays active in the caller when an exception skips the disposal', async () => {
    const seen = await watch(({ attach, see }) => {
      try {
        const token = attach('callee');
        JSON.parse('{');
        token.dispose();
      } catch {
        see();
      }
    });
    expect(seen).toEqual(['callee']);
  });

  it('comes back when two tokens are disposed of in the order of their attaching', async () => {
    const seen = await watch(({ attach, see }) => {
      const [outer, inner] = [attach('outer'), attach('inner')];
      outer.dispose();
      see();
      inner.dispose();
      see();
    });
    expect(seen).toEqual(['caller', 'outer']);
  });

  it('stays active here when another callback disposes of the token, and that one gets the context before it', async () => {
    const seen = await watch(async ({ attach, see, run }) => {
      const token = attach('here');
      await new Promise<void>((resolve) => {
        setImmediate(() => {
          run('there', () => {
            token.dispose();
            see();
          });
          resolve();
        });
      });
      see();
    });
    expect(seen).toEqual(['caller', 'here']);
  });

  it('can be disposed of twice', async () => {
    const seen = await watch(({ attach, see, run }) => {
      const token = attach('callee');
      token.dispose();
      run('other', () => {
        token.dispose();
        see();
      });
    });
    expect(seen).toEqual(['other']);
  });
});

describe('a context attached in an async function', () => {
  it('leaks into the caller when it lives at the first await, whatever finally does', async () => {
    const seen = await watch(async ({ attach, see }) => {
      const callee = async () => {
        const token = attach('callee');
        try {
          await Promise.resolve();
        } finally {
          token.dispose();
        }
      };
      const promise = callee();
      see();
      await promise;
      see();
    });
    expect(seen).toEqual(['callee', 'callee']);
  });

  it('does not when it is disposed of before the first await', async () => {
    const seen = await watch(async ({ attach, see }) => {
      const callee = async () => {
        attach('callee').dispose();
        await Promise.resolve();
      };
      await callee();
      see();
    });
    expect(seen).toEqual(['caller']);
  });

  it('does not when it is attached after an await', async () => {
    const seen = await watch(async ({ attach, see }) => {
      const callee = async () => {
        await Promise.resolve();
        attach('callee');
        await Promise.resolve();
        see();
      };
      await callee();
      see();
    });
    expect(seen).toEqual(['callee', 'caller']);
  });

  it('leaks where `await using` stands in the same block, which waits only at its end', async () => {
    const seen = await watch(({ attach, see }) => {
      const callee = async () => {
        // What `await using` does: the resource is there at once, its disposal is awaited at the end.
        try {
          attach('callee');
        } finally {
          await Promise.resolve();
        }
      };
      void callee();
      see();
    });
    expect(seen).toEqual(['callee']);
  });
});

describe('a context attached in a generator', () => {
  it('leaks into the consumer at a yield', async () => {
    const seen = await watch(({ attach, see }) => {
      const steps = (function* () {
        const token = attach('generator');
        try {
          yield;
        } finally {
          token.dispose();
        }
      })();
      steps.next();
      see();
    });
    expect(seen).toEqual(['generator']);
  });

  it('leaks into the consumer of an async one that was resumed behind a yield', async () => {
    const seen = await watch(async ({ attach, see }) => {
      const steps = (async function* () {
        await Promise.resolve();
        yield;
        attach('generator');
        await Promise.resolve();
      })();
      await steps.next();
      see();
      await steps.next();
      see();
    });
    expect(seen).toEqual(['caller', 'generator']);
  });

  it('is lost behind a yield of an async one, even attached after an await', async () => {
    const seen = await watch(async ({ attach, see }) => {
      const steps = (async function* () {
        await Promise.resolve();
        attach('generator');
        see();
        yield;
        see();
      })();
      await steps.next();
      await steps.next();
    });
    expect(seen).toEqual(['generator', 'caller']);
  });
});
