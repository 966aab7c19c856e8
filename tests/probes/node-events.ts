import events, { EventEmitter, EventEmitterAsyncResource } from 'node:events';
import { readAll } from './harness/pool.js';
import type { Probe, Situation } from './harness/probe.js';
import { nodeVersion as version } from './harness/versions.js';

type Listen = (emitter: EventEmitter, see: () => void) => unknown;

/** The listener is added in `dispatch`; the event is emitted twice in `trigger`. */
const emitted = (make: () => EventEmitter, listen: Listen): Situation => {
  return (lab) => {
    const emitter = lab.in('construction', make);
    lab.in('dispatch', () => listen(emitter, lab.see));
    lab.in('trigger', () => emitter.emit('event'));
    lab.in('trigger', () => emitter.emit('event'));
  };
};

function probe(module: string, call: string, free: Situation, callback: number | string = 1): Probe {
  return { module, call, callback, version, situations: { free } };
}

const afterOnce: Situation = async (lab) => {
  const emitter = lab.in('construction', () => new EventEmitter());
  const awaiting = lab.in('dispatch', async () => {
    await events.once(emitter, 'event');
    lab.see();
  });
  lab.in('trigger', () => emitter.emit('event'));
  await awaiting;
};

const iteration: Situation = async (lab) => {
  const emitter = lab.in('construction', () => new EventEmitter());
  lab.in('dispatch', () => readAll(events.on(emitter, 'event'), lab.see));
  lab.in('trigger', () => emitter.emit('event'));
  await lab.seen(1);
  lab.in('trigger', () => emitter.emit('event'));
  await lab.seen(2);
};

/** The listener of an event target; `once` leaves the second event unheard. */
const dispatched = (listen: (target: EventTarget, see: () => void) => unknown): Situation => {
  return (lab) => {
    const target = lab.in('construction', () => new EventTarget());
    lab.in('dispatch', () => listen(target, lab.see));
    lab.in('trigger', () => target.dispatchEvent(new Event('event')));
    lab.in('trigger', () => target.dispatchEvent(new Event('event')));
  };
};

const aborted: Situation = (lab) => {
  const controller = lab.in('construction', () => new AbortController());
  lab.in('dispatch', () => controller.signal.addEventListener('abort', lab.see));
  lab.in('trigger', () => controller.abort());
};

const abortListener: Situation = (lab) => {
  const controller = lab.in('construction', () => new AbortController());
  lab.in('dispatch', () => events.addAbortListener(controller.signal, lab.see));
  lab.in('trigger', () => controller.abort());
};

const listeners: Record<string, Listen> = {
  on: (emitter, see) => emitter.on('event', see),
  once: (emitter, see) => emitter.once('event', see),
  addListener: (emitter, see) => emitter.addListener('event', see),
  prependListener: (emitter, see) => emitter.prependListener('event', see),
  prependOnceListener: (emitter, see) => emitter.prependOnceListener('event', see),
};

const emitters: Record<string, () => EventEmitter> = {
  EventEmitter: () => new EventEmitter(),
  EventEmitterAsyncResource: () => new EventEmitterAsyncResource({ name: 'probe' }),
};

export const probes: readonly Probe[] = [
  ...Object.entries(emitters).flatMap(([owner, make]) =>
    Object.entries(listeners).map(([name, listen]) => probe('events', `${owner}#${name}`, emitted(make, listen))),
  ),
  probe('events', 'once', afterOnce, 'await'),
  probe('events', 'on', iteration, 'await'),
  probe('events', 'addAbortListener', abortListener),
  probe(
    'global',
    'EventTarget#addEventListener',
    dispatched((target, see) => target.addEventListener('event', see)),
  ),
  probe('global', 'AbortSignal#addEventListener', aborted),
];
