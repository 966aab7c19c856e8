import net from 'node:net';
import type { ManagerName } from '../../../src/boundaries/boundary.js';

/** Says that a probe file cannot run here, and why; its rows are then neither confirmed nor refuted. */
export class ServiceUnavailable extends Error {
  override readonly name = 'ServiceUnavailable';
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
