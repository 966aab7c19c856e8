import {
  asapScheduler,
  asyncScheduler,
  BehaviorSubject,
  defer,
  from,
  fromEvent,
  interval,
  Observable,
  of,
  queueScheduler,
  Subject,
  timer,
  type OperatorFunction,
  type SchedulerLike,
} from 'rxjs';
import * as rxjs from 'rxjs';
import * as operators from 'rxjs/operators';
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

type Operators = Pick<
  typeof operators,
  'map' | 'tap' | 'filter' | 'scan' | 'switchMap' | 'mergeMap' | 'concatMap' | 'exhaustMap' | 'catchError' | 'finalize'
>;

/** What goes into a pipe, with its callback. */
const operatorsOf = (from: Operators, see: () => void): Record<keyof Operators, OperatorFunction<number, unknown>> => {
  const project = (): Observable<number> => {
    see();
    return of(1);
  };
  const fail = from.tap<number>(() => {
    throw new Error('what an operator throws');
  });
  return {
    map: from.map(see),
    tap: from.tap(see),
    filter: from.filter(() => (see(), true)),
    scan: from.scan(() => see(), undefined),
    switchMap: from.switchMap(project),
    mergeMap: from.mergeMap(project),
    concatMap: from.concatMap(project),
    exhaustMap: from.exhaustMap(project),
    catchError: (source) => source.pipe(fail, from.catchError(project)),
    finalize: from.finalize(see),
  };
};

type Pipe = (source: Observable<number>, see: () => void) => Observable<unknown>;

/** A pipe that was made in `dispatch` and subscribed to in `registration`; its source emits in `trigger`, and ends there. */
const inPipe = (pipe: Pipe): Situation => {
  return async (lab) => {
    for (const times of [1, 2]) {
      const source = lab.in('construction', () => new Subject<number>());
      const piped = lab.in('dispatch', () => pipe(source, lab.see));
      lab.in('registration', () => piped.subscribe());
      lab.in('trigger', () => source.next(1));
      lab.in('trigger', () => source.complete());
      await lab.seen(times);
    }
  };
};

/** A cold source emits for whoever subscribes. */
const inColdPipe = (pipe: Pipe): Situation => {
  return async (lab) => {
    const source = lab.in('construction', () => of(1));
    const piped = lab.in('dispatch', () => pipe(source, lab.see));
    for (const times of [1, 2]) {
      lab.in('trigger', () => piped.subscribe());
      await lab.seen(times);
    }
  };
};

const piped = (module: string, from: Operators): readonly Probe[] => {
  const names = Object.keys(operatorsOf(from, () => undefined)) as (keyof Operators)[];
  return names.flatMap((name) => {
    const pipe: Pipe = (source, see) => source.pipe(operatorsOf(from, see)[name]);
    return [inPipe(pipe), inColdPipe(pipe)].map((free) => ({ ...probe(name, { free }), module }));
  });
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
  ...piped('rxjs', rxjs),
  ...piped('rxjs/operators', operators),
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
