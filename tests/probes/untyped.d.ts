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
