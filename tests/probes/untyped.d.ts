/** What the probes use of libraries that come without types. */

declare module 'zone.js' {}

declare module 'zone.js/node' {}

declare module 'async' {
  type Done = (error?: Error | null) => void;
  interface Queue<T> {
    push(task: T, callback?: Done): void;
    unshift(task: T, callback?: Done): void;
    drain(callback: () => void): void;
  }
  interface PriorityQueue<T> {
    push(task: T, priority: number, callback?: Done): void;
  }
  const async: {
    queue<T>(worker: (task: T, done: Done) => void, concurrency: number): Queue<T>;
    priorityQueue<T>(worker: (task: T, done: Done) => void, concurrency: number): PriorityQueue<T>;
    cargo<T>(worker: (tasks: T[], done: Done) => void, payload: number): Queue<T>;
  };
  export default async;
}

declare module 'async-2' {
  import async from 'async';
  export default async;
}

declare module 'node-cron-3' {
  import cron from 'node-cron';
  export default cron;
}

declare module 'lodash' {
  type Coalesce = (fn: () => void, wait: number) => () => void;
  const lodash: { debounce: Coalesce; throttle: Coalesce };
  export default lodash;
}

declare module 'lodash/debounce.js' {
  import type lodash from 'lodash';
  const debounce: typeof lodash.debounce;
  export default debounce;
}

declare module 'lodash/throttle.js' {
  import type lodash from 'lodash';
  const throttle: typeof lodash.throttle;
  export default throttle;
}

declare module 'better-queue' {
  export default class Queue<T> {
    constructor(work: (task: T, done: () => void) => void, options: { concurrent: number });
    push(task: T, done?: () => void): unknown;
  }
}

declare module 'opossum' {
  export default class CircuitBreaker {
    constructor(action: () => Promise<unknown>, options?: { volumeThreshold: number });
    fire(): Promise<unknown>;
    fallback(fn: () => unknown): this;
    on(event: string, listener: () => void): this;
  }
}

declare module 'node-schedule' {
  const schedule: {
    scheduleJob(rule: string | Date, job: () => void): { cancel(): boolean };
  };
  export default schedule;
}

declare module 'threads' {
  export class Worker {
    constructor(path: string);
  }
  export function spawn<T>(worker: Worker): Promise<T>;
  export function Pool(
    start: () => Promise<unknown>,
    size: number,
  ): { queue(task: () => Promise<void>): PromiseLike<void>; terminate(): Promise<void> };
}

declare module 'lodash-es' {
  import type lodash from 'lodash';
  export const debounce: typeof lodash.debounce;
  export const throttle: typeof lodash.throttle;
}

declare module 'lodash.debounce' {
  import type lodash from 'lodash';
  const debounce: typeof lodash.debounce;
  export default debounce;
}

declare module 'lodash.throttle' {
  import type lodash from 'lodash';
  const throttle: typeof lodash.throttle;
  export default throttle;
}
