import net from 'node:net';
import type { ManagerName } from '../../../src/boundaries/boundary.js';

/** Says that a probe file cannot run here, and why; its rows are then neither confirmed nor refuted. */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';

  /** `isOptional` where nobody is expected to have what is missing. */
  constructor(
    message: string,
    readonly isOptional = false,
  ) {
    super(message);
  }
}

/** What talks to a server runs in Node.js alone, where no zone manager is in use. */
export const serverSideManagers: readonly ManagerName[] = ['async-local-storage', 'stack'];

/** Resolves when a server answers on `port` of this machine. Throws `ServiceUnavailable` otherwise. */
export function requireService(name: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: '127.0.0.1', timeout: 2000 });
    const fail = (): void => {
      socket.destroy();
      reject(new ServiceUnavailable(`${name} does not answer on 127.0.0.1:${port}`));
    };
    socket.once('connect', () => {
      socket.destroy();
      resolve();
    });
    socket.once('timeout', fail).once('error', fail);
  });
}

/** A name that no other run uses, for queues and channels of a shared server. */
export function uniqueName(): string {
  return `probe_${process.pid}_${Math.random().toString(36).slice(2)}`;
}

/** What a package exports that is no dependency. Throws `ServiceUnavailable` where it is not installed. */
export async function loadOptional<T>(module: string): Promise<T> {
  try {
    return (await import(module)) as T;
  } catch (error) {
    throw unavailable(module, error);
  }
}

/**
 * The class that a native add-on exports under `name`, tried out. Throws `ServiceUnavailable` where the add-on is not
 * installed, or is built for another version of Node.js.
 */
export async function loadAddOn<T extends { close(): void }>(
  module: string,
  name: string,
): Promise<new (path: string) => T> {
  const exports = await loadOptional<{ default: object }>(module);
  try {
    const Constructor = (name === 'default' ? exports.default : Reflect.get(exports.default, name)) as new (
      path: string,
    ) => T;
    new Constructor(':memory:').close();
    return Constructor;
  } catch (error) {
    throw unavailable(module, error);
  }
}

function unavailable(module: string, error: unknown): ServiceUnavailable {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new ServiceUnavailable(`${module} cannot be loaded: ${reason}`, true);
}
