import {
  asapScheduler,
  asyncScheduler,
  BehaviorSubject,
  defer,
  from,
  fromEvent,
  interval,
  map,
  Observable,
  of,
  queueScheduler,
  Subject,
  tap,
  timer,
  type SchedulerLike,
} from 'rxjs';
import { settle } from './harness/pool.js';
import type { CallbackPosition, Load } from '../../src/boundaries/boundary.js';
import type { Probe, Situation } from './harness/probe.js';
import { handedOver, listened } from './harness/situations.js';
import { versionOf } from './harness/versions.js';

function probe(
  call: string,
  situations: Readonly<Partial<Record<Load, Situation>>>,
  callback: CallbackPosition = 0,
): Probe {
  return { module: 'rxjs', call, callback, version: versionOf('rxjs'), situations };
}

/** A subscriber hears what someone else emits. */
const heard = (make: () => Subject<number>): Situation =>
  listened(
    make,
    (subject, see) => subject.subscribe(see),
    (subject) => subject.next(1),
  );

const heardByObserver: Situation = listened(
  () => new Subject<number>(),
  (subject, see) => subject.subscribe({ next: see }),
  (subject) => subject.next(1),
);

/** An operator was put into a pipe in `dispatch`; it runs where the source emits. */
const inPipe = (operate: (source: Observable<number>, see: () => void) => Observable<unknown>): Situation => {
  return async (lab) => {
    const source = lab.in('construction', () => new Subject<number>());
    const piped = lab.in('dispatch', () => operate(source, lab.see));
    lab.in('registration', () => piped.subscribe());
    lab.in('trigger', () => source.next(1));
    lab.in('trigger', () => source.next(2));
    await lab.seen(2);
  };
};

/** What a source is made of runs for whoever subscribes. */
const subscribed = (make: (see: () => void) => Observable<unknown>): Situation => {
  return (lab) => {
    const source = lab.in('dispatch', () => make(lab.see));
    lab.in('trigger', () => source.subscribe());
    lab.in('trigger', () => source.subscribe());
  };
};

const ticking: Situation = async (lab) => {
  const source = lab.in('construction', () => interval(2));
  const subscription = lab.in('dispatch', () => source.subscribe(lab.see));
  lab.cleanup(() => subscription.unsubscribe());
  await lab.seen(2);
};

const domEvents: Situation = listened(
  () => new EventTarget(),
  (target, see) => fromEvent(target, 'event').subscribe(see),
  (target) => target.dispatchEvent(new Event('event')),
);

/** A scheduler may run what was scheduled in one tick together. */
const scheduled = (scheduler: SchedulerLike): Readonly<Partial<Record<Load, Situation>>> => ({
  free: handedOver((see) => scheduler.schedule(see)),
  burst: async (lab) => {
    lab.in('first-caller', () => scheduler.schedule(() => undefined));
    lab.in('dispatch', () => scheduler.schedule(lab.see));
    await settle();
    await lab.seen();
  },
});

export const probes: readonly Probe[] = [
  probe('Subject#subscribe', { free: heard(() => new Subject()) }),
  probe('Subject#subscribe', { free: heardByObserver }, '0.next'),
  probe('BehaviorSubject#subscribe', { reused: afterFirst(() => new BehaviorSubject(0)) }),
  probe('Observable', { free: subscribed((see) => new Observable(see)) }),
  probe('defer', { free: subscribed((see) => defer(() => (see(), of(1)))) }),
  probe('interval()#subscribe', { free: ticking }),
  probe('timer()#subscribe', { free: handedOver((see) => timer(1).subscribe(see)) }),
  probe('of()#subscribe', { free: handedOver((see) => of(1, 2).subscribe(see), 2) }),
  probe('from()#subscribe', { free: handedOver((see) => from(Promise.resolve(1)).subscribe(see)) }),
  probe('fromEvent()#subscribe', { free: domEvents }),
  probe('map', { free: inPipe((source, see) => source.pipe(map(see))) }),
  probe('tap', { free: inPipe((source, see) => source.pipe(tap(see))) }),
  probe('asyncScheduler.schedule', scheduled(asyncScheduler)),
  probe('asapScheduler.schedule', scheduled(asapScheduler)),
  probe('queueScheduler.schedule', scheduled(queueScheduler)),
];

/** A subject that replays runs its subscriber at once; what comes after that is measured. */
function afterFirst(make: () => Subject<number>): Situation {
  return async (lab) => {
    const source = lab.in('construction', make);
    let isReplayed = false;
    lab.in('dispatch', () => source.subscribe(() => (isReplayed ? lab.see() : lab.runOther())));
    isReplayed = true;
    lab.in('trigger', () => source.next(1));
    await lab.seen();
  };
}
