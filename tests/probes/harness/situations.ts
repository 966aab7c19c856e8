import { createGate, ignoreRejection, settle } from './pool.js';
import { activeLabel } from './lab.js';
import type { Lab, Label, Situation } from './probe.js';

/** The callback is handed over in `dispatch`, and nobody else takes part; it has to run `times` times. */
export function handedOver(hand: (see: () => void, lab: Lab) => unknown, times = 1): Situation {
  return async (lab) => {
    lab.in('dispatch', () => ignoreRejection(hand(lab.see, lab)));
    await lab.seen(times);
  };
}

/** The code after `await`, which stands in `dispatch`. */
export function awaited(start: (lab: Lab) => PromiseLike<unknown>): Situation {
  return (lab) =>
    lab.in('dispatch', async () => {
      await start(lab);
      lab.see();
    });
}

/**
 * A listener is added in `dispatch` to what was made in `construction`, and hears two events that are emitted in
 * `trigger`; `times` is 1 for a listener that hears the first alone.
 */
export function listened<T>(
  make: (lab: Lab) => T,
  listen: (source: T, see: () => void) => unknown,
  emit: (source: T) => unknown,
  times = 2,
): Situation {
  return async (lab) => {
    const source = lab.in('construction', () => make(lab));
    lab.in('dispatch', () => listen(source, lab.see));
    await settle();
    lab.in('trigger', () => ignoreRejection(emit(source)));
    await lab.seen();
    lab.in('trigger', () => ignoreRejection(emit(source)));
    await lab.seen(times);
  };
}

/** Makes what is called later; `fn` is the callback under measurement. */
export type Wrap = (fn: () => void) => () => unknown;

/** What a function wrapped in `dispatch` returns is called in `trigger`, twice, the second time when the first is done. */
export function wrapped(wrap: Wrap): Situation {
  return async (lab) => {
    const fn = lab.in('dispatch', () => wrap(lab.see));
    lab.in('trigger', () => ignoreRejection(fn()));
    await lab.seen();
    await settle();
    lab.in('trigger', () => ignoreRejection(fn()));
    await lab.seen(2);
  };
}

/**
 * The same, called by two callers in one tick, whose calls may share one run: which of them does the last run see? The
 * last is `trigger`, the other `first-caller`. A run that comes later than `pause` milliseconds after the first is missed.
 */
export function coalesced(wrap: Wrap, pause = 10): Situation {
  return async (lab) => {
    const labels: Label[] = [];
    const fn = lab.in('dispatch', () => wrap(() => labels.push(activeLabel())));
    lab.in('first-caller', () => ignoreRejection(fn()));
    lab.in('trigger', () => ignoreRejection(fn()));
    while (labels.length === 0) await settle();
    await new Promise((resolve) => setTimeout(resolve, pause));
    labels.slice(1).forEach(lab.runOther);
    lab.note(labels.at(-1) ?? 'outside');
  };
}

/** A mapper runs for a second item when the first, which held the only slot, is through in `trigger`. */
export function secondItem(map: (mapper: (item: number) => Promise<void>) => unknown): Situation {
  return async (lab) => {
    const gate = createGate();
    lab.in('dispatch', () =>
      map(async (item) => {
        if (item > 0) return lab.see();
        lab.runOther();
        return gate.passed;
      }),
    );
    await settle();
    lab.in('trigger', gate.open);
    await lab.seen();
  };
}

/** A client of a server, or a pool of one connection. */
export interface Driver {
  /** Asks the server something; `done` is the callback under measurement. */
  call(done: () => void): unknown;
  close(): unknown;
}

/**
 * A callback that waits for a server: on the first call, on a connection that an earlier call (`connection`) opened,
 * and behind another call (`trigger`) on that connection.
 */
export function driverSituations(make: () => Driver): Record<'free' | 'reused' | 'saturated', Situation> {
  const open = (lab: Lab): Driver => {
    const driver = lab.in('construction', make);
    lab.cleanup(() => driver.close());
    return driver;
  };
  const warm = async (lab: Lab): Promise<Driver> => {
    const driver = open(lab);
    await lab.in('connection', () => new Promise<void>((resolve) => driver.call(resolve)));
    await settle();
    return driver;
  };
  return {
    free: async (lab) => {
      const driver = open(lab);
      lab.in('dispatch', () => driver.call(lab.see));
      await lab.seen();
    },
    reused: async (lab) => {
      const driver = await warm(lab);
      lab.in('dispatch', () => driver.call(lab.see));
      await lab.seen();
    },
    saturated: async (lab) => {
      const driver = await warm(lab);
      lab.in('trigger', () => driver.call(() => undefined));
      lab.in('dispatch', () => driver.call(lab.see));
      await lab.seen();
    },
  };
}

/** A consumer that is set up in `dispatch` and receives what is sent in `trigger`, twice. */
export function consumed(consume: (see: () => void, lab: Lab) => unknown, send: (lab: Lab) => unknown): Situation {
  return async (lab) => {
    await lab.in('dispatch', () => consume(lab.see, lab));
    await settle();
    await lab.in('trigger', () => send(lab));
    await lab.seen();
    await lab.in('trigger', () => send(lab));
    await lab.seen(2);
  };
}
