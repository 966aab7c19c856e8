import { context, type ContextManager } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import type { ManagerName } from '../../../src/boundaries/boundary.js';

/**
 * The build of zone.js that is loaded for the zone manager. That manager is one for browsers, so libraries that run in
 * browsers are measured under `browser`. That build breaks the message ports of Node.js, so what only
 * Node.js has is measured under `node`, which patches event emitters and timers of Node.js as well.
 */
export const ZONE_BUILDS = ['browser', 'node'] as const;
export type ZoneBuild = (typeof ZONE_BUILDS)[number];

async function createManager(name: ManagerName, build: ZoneBuild): Promise<ContextManager> {
  if (name === 'async-local-storage') return new AsyncLocalStorageContextManager();
  if (name === 'stack') return new (await import('@opentelemetry/sdk-trace-web')).StackContextManager();
  // zone.js patches what it finds, so it has to be there before any library that is measured.
  await (build === 'node' ? import('zone.js/node') : import('zone.js'));
  return new (await import('@opentelemetry/context-zone-peer-dep')).ZoneContextManager();
}

/**
 * Makes `name` the context manager of this process, for good.
 * Throws when another manager is already in place.
 */
export async function installManager(name: ManagerName, build: ZoneBuild): Promise<void> {
  const manager = await createManager(name, build);
  if (!context.setGlobalContextManager(manager.enable())) {
    throw new Error(`The ${name} context manager could not be installed: another one is in place.`);
  }
}
