import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { afterAll, describe, expect, it } from 'vitest';

const manager = new AsyncLocalStorageContextManager();
afterAll(() => manager.disable());

const KEY = createContextKey('name');
const other = ROOT_CONTEXT.setValue(KEY, 'other');
const getName = (): unknown => manager.active().getValue(KEY);

describe('a callback that was called', () => {
  it('makes with() throw', () => {
    expect(() => manager.with(other, Promise.resolve() as never)).toThrow(TypeError);
  });

  it('comes out of bind() as it went in', () => {
    const promise = Promise.resolve();
    expect(manager.bind(other, promise)).toBe(promise);
  });
});

describe('bind()', () => {
  it('leaves a function as it is', () => {
    const bound = manager.bind(other, getName);
    expect([getName(), bound()]).toEqual([undefined, 'other']);
  });

  it('changes an emitter in place', () => {
    const emitter = new EventEmitter();
    manager.bind(other, emitter);
    const seen: unknown[] = [];
    emitter.on('event', () => seen.push(getName()));
    emitter.emit('event');
    expect(seen).toEqual(['other']);
  });
});

describe('an AsyncLocalStorage', () => {
  it('loses the store of work in flight when it is disabled elsewhere', async () => {
    const storage = new AsyncLocalStorage<string>();
    const inFlight = storage.run('job', async () => {
      await Promise.resolve();
      return storage.getStore();
    });
    storage.disable();
    expect(await inFlight).toBeUndefined();
  });
});
