import type { Boundary } from '../../../src/boundaries/boundary.js';
import { browser } from '../../../src/boundaries/catalogue/browser.js';
import { isRuntimeModule } from './compare.js';
import type { ZoneBuild } from './managers.js';

/** A probe file and the modules whose rows it measures: `module@versions` for those of its rows that hold for these. */
export interface ProbeFileEntry {
  readonly name: string;
  readonly url: string;
  readonly modules: readonly string[];
}

/** A probe file, and the modules that it measures if they have other names. */
export function entry(name: string, ...modules: readonly string[]): ProbeFileEntry {
  const url = new URL(`../${name}.ts`, import.meta.url).href;
  return { name, url, modules: modules.length > 0 ? modules : [name] };
}

/** Probe files that share a process. */
export interface ProbeGroup {
  readonly zoneBuild: ZoneBuild;
  readonly files: readonly ProbeFileEntry[];
}

/** Probe files that need nothing but their process. */
export const inProcess: readonly ProbeGroup[] = [
  {
    zoneBuild: 'browser',
    files: [
      entry('p-queue'),
      entry('p-limit'),
      entry('fastq'),
      entry('async'),
      entry('bottleneck'),
      entry('node-cron'),
      entry(
        'promise-helpers',
        'p-map',
        'p-retry',
        'p-debounce',
        'p-throttle',
        'lodash',
        'lodash/debounce',
        'lodash/throttle',
        'lodash-es',
        'lodash.debounce',
        'lodash.throttle',
      ),
      entry(
        'resources',
        'async-mutex',
        'async-sema',
        'better-queue',
        'generic-pool',
        'tarn',
        'lru-cache',
        'node-cache',
        'opossum',
      ),
      entry('emitters', 'mitt', 'eventemitter3', 'emittery'),
      entry('rxjs', 'rxjs', 'rxjs/operators'),
      entry('schedulers', 'node-schedule', 'cron', 'croner', 'toad-scheduler'),
      entry('nest-schedule', '@nestjs/schedule'),
      entry('node-timers', 'node'),
      entry('node-events', 'node'),
      entry('node-streams', 'node'),
    ],
  },
  {
    zoneBuild: 'node',
    files: [
      entry('dataloader'),
      entry('piscina'),
      entry('thread-pools', 'bree', 'tinypool', 'poolifier', 'jest-worker', 'workerpool', 'threads'),
      entry('node-workers', 'node'),
      entry('node-processes', 'node'),
      entry('node-network', 'node'),
      entry('node-http-messages', 'node'),
      entry('node-https', 'node'),
      entry('node-misc', 'node'),
      entry('node-watchers', 'node'),
      entry('hono'),
      entry('mongodb'),
      entry('kafkajs'),
      entry('memcached'),
      entry('oracledb'),
      entry('lru-memoizer'),
      entry('rhea'),
      entry('stompit'),
      entry('nest', '@nestjs/common'),
      entry('sqs', '@aws-sdk/client-sqs', 'sqs-consumer'),
      entry(
        'frameworks',
        'express',
        'koa',
        'fastify',
        '@hapi/hapi',
        'graphql',
        'graphql-subscriptions',
        'socket.io',
        'socket.io-client',
        'ws',
      ),
    ],
  },
];

/** Probe files that need a server on its standard local port, a package that is no dependency, or a file system at rest. */
export const services: readonly ProbeGroup[] = [
  {
    zoneBuild: 'node',
    files: [
      entry('chokidar'),
      entry('redis', 'ioredis', 'redis', 'bullmq', 'bull', 'bee-queue'),
      entry('rabbitmq', 'amqplib', 'amqplib/callback_api'),
      entry('messaging', 'nats', 'mqtt'),
      entry('sqlite3'),
      entry('better-sqlite3'),
      entry('pubsub', '@google-cloud/pubsub'),
      entry('service-bus', '@azure/service-bus'),
      entry('node-rdkafka'),
      entry('confluent-kafka', '@confluentinc/kafka-javascript'),
      entry('mysql', 'mysql', 'mysql2'),
      entry('mssql'),
      entry('postgres', 'pg', 'pg-boss', 'graphile-worker', 'knex'),
      entry('agenda', 'agenda@>=6'),
      entry('agenda-5', 'agenda@<6'),
    ],
  },
];

/** The probes that run in a browser, not in a process of Node.js. */
export const browserFile: ProbeFileEntry = { name: 'browser', url: 'browser', modules: ['browser'] };

/** The rows that `files` measure; the rows of Node.js and of the globals belong to several files. */
export function selectRows(rows: readonly Boundary[], files: readonly ProbeFileEntry[]): readonly Boundary[] {
  const modules = new Set(files.flatMap((file) => file.modules));
  const isOfBrowser = (row: Boundary): boolean => browser.includes(row);
  return rows.filter((row) => {
    if (!isRuntimeModule(row.module)) return modules.has(row.module) || modules.has(`${row.module}@${row.versions}`);
    return isOfBrowser(row) ? modules.has('browser') : modules.has('node') || modules.has('browser');
  });
}
