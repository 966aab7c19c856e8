/** Event emitters other than that of Node.js. */
import Emittery from 'emittery';
import { EventEmitter } from 'eventemitter3';
import mitt from 'mitt';
import type { Probe, Situation } from './harness/probe.js';
import { listened } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

function probe(module: string, call: string, free: Situation, callback: number | string = 1): Probe {
  return { module, call, callback, version: versionOf(module), situations: { free } };
}

type Listen = (emitter: EventEmitter, see: () => void) => unknown;

const eventemitter3 = (name: string, listen: Listen, times = 2): readonly Probe[] => {
  const free = listened(
    () => new EventEmitter(),
    listen,
    (emitter) => emitter.emit('event'),
    times,
  );
  return ['default', 'EventEmitter'].map((owner) => probe('eventemitter3', `${owner}#${name}`, free));
};

export const probes: readonly Probe[] = [
  probe(
    'mitt',
    'default()#on',
    listened(
      () => mitt<{ event: undefined }>(),
      (emitter, see) => emitter.on('event', see),
      (emitter) => emitter.emit('event'),
    ),
  ),
  ...eventemitter3('on', (emitter, see) => emitter.on('event', see)),
  ...eventemitter3('addListener', (emitter, see) => emitter.addListener('event', see)),
  ...eventemitter3('once', (emitter, see) => emitter.once('event', see), 1),
  probe(
    'emittery',
    'default#on',
    listened(
      () => new Emittery(),
      (emitter, see) => emitter.on('event', see),
      (emitter) => emitter.emit('event'),
    ),
  ),
  probe(
    'emittery',
    'default#onAny',
    listened(
      () => new Emittery(),
      (emitter, see) => emitter.onAny(see),
      (emitter) => emitter.emit('event'),
    ),
    0,
  ),
];
