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

declare module 'express' {
  import type { RequestListener, Server, ServerResponse } from 'node:http';
  type Response = ServerResponse & { send(body: string): void };
  type Handler = (request: unknown, response: Response, next: () => void) => void;
  export default function express(): RequestListener & {
    get(path: string, handler: Handler): void;
    use(handler: Handler): void;
    listen(port: number, host: string, ready: () => void): Server;
  };
}

declare module 'koa' {
  import type { RequestListener, Server } from 'node:http';
  export default class Koa {
    use(middleware: (state: { body: unknown }, next: () => Promise<void>) => unknown): this;
    callback(): RequestListener;
    listen(port: number, host: string, ready: () => void): Server;
  }
}

declare module 'mysql' {
  type Done = () => void;
  interface Connection {
    query(sql: string, done: Done): void;
    release(): void;
    destroy(): void;
  }
  interface Pool {
    query(sql: string, done: Done): void;
    getConnection(use: (error: unknown, connection: Connection) => void): void;
    end(done: Done): void;
  }
  const mysql: {
    createConnection(server: { host: string; user: string }): Connection;
    createPool(server: { host: string; user: string; connectionLimit: number }): Pool;
  };
  export default mysql;
}

declare module 'redis-3' {
  interface Client {
    get(key: string, done: () => void): void;
    subscribe(channel: string, done: () => void): void;
    on(event: string, listener: () => void): this;
    end(flush: boolean): void;
  }
  const redis: { createClient(): Client };
  export default redis;
}

declare module 'bee-queue' {
  export default class Queue {
    constructor(name: string, settings: { redis: object });
    process(handler: () => Promise<void>): void;
    createJob(data: object): { save(): Promise<unknown> };
    close(): Promise<void>;
  }
}

declare module 'stompit' {
  export interface Client {
    subscribe(destination: string, listener: (error: unknown, message: { resume(): void }) => void): unknown;
    send(headers: { destination: string }): { end(body: string): void };
    destroy(): void;
  }
  type Connected = (error: Error | null, client: Client) => void;
  const stompit: { connect(options: { port: number; host: string }, connected: Connected): void };
  export default stompit;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(buffer: Buffer);
    readInt16(): number;
    readInt32(): number;
    readInt64(): bigint;
    readString(): string;
    readBytes(): Buffer;
    readArray<T>(read: () => T): T[];
    forward(bytes: number): void;
  }
}

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    readonly buffer: Buffer;
    size(): number;
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeInt64(value: number): this;
    writeString(value: string): this;
    writeBytes(value: Buffer): this;
    writeArray(values: readonly (number | Encoder)[], type?: 'int32'): this;
    writeEncoder(value: Encoder): this;
  }
}

declare module 'oracledb' {
  export type Done<T> = (error: Error | null, result: T) => void;
  export interface PoolAttributes {
    connectString: string;
    externalAuth: boolean;
    poolMin?: number;
    poolMax?: number;
  }
  export interface Connection {
    execute(statement: string): Promise<unknown>;
    execute(statement: string, done: Done<unknown>): void;
    commit(done: Done<void>): void;
    close(): Promise<void>;
  }
  export interface Pool {
    getConnection(): Promise<Connection>;
    getConnection(done: Done<Connection>): void;
    close(drainTime: number): Promise<void>;
  }
  const oracledb: {
    getConnection(options: PoolAttributes): Promise<Connection>;
    getConnection(options: PoolAttributes, done: Done<Connection>): void;
    createPool(options: PoolAttributes): Promise<Pool>;
    createPool(options: PoolAttributes, done: Done<Pool>): void;
  };
  export default oracledb;
}
