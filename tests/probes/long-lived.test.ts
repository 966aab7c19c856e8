import http, { get } from 'node:http';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { server as createHapi } from '@hapi/hapi';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { CronJob } from 'cron';
import express from 'express';
import fastify from 'fastify';
import { createPool } from 'generic-pool';
import { createAdaptorServer, serve as serveHono } from '@hono/node-server';
import { Hono } from 'hono';
import Koa from 'koa';
import { Consumer } from 'sqs-consumer';
import * as toad from 'toad-scheduler';
import { expect, it } from 'vitest';
import { adders, openers, starters } from '../../src/boundaries/catalogue/long-lived.js';

const manager = new AsyncLocalStorageContextManager().enable();
const key = createContextKey('place');

/** Runs code in a context that is labelled with the place. */
function at<T>(place: string, run: () => T): T {
  return manager.with(ROOT_CONTEXT.setValue(key, place), run);
}

const seen: unknown[] = [];
const see = (): void => void seen.push(manager.active().getValue(key));
const portOf = (server: net.Server): number => (server.address() as AddressInfo).port;

function request(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', agent: false };
    at('client', () => get(options, (response) => response.resume().on('end', resolve))).on('error', reject);
  });
}

function dial(port: number): Promise<void> {
  return new Promise((resolve) => {
    at('client', () => net.connect(port, '127.0.0.1').on('close', resolve).resume());
  });
}

function requestHttp2(port: number): Promise<void> {
  return new Promise((resolve) => {
    const session = at('client', () => http2.connect(`http://127.0.0.1:${String(port)}`));
    session
      .request()
      .on('close', () => session.close(resolve))
      .resume();
  });
}

type Visit = (port: number) => Promise<void>;

interface Listener {
  listen(port: number, host: string, ready: () => void): net.Server;
}

/** Visits a server twice that listens in a context of its own. */
async function serve(listener: Listener, visit: Visit): Promise<void> {
  const opened = await at('opening', () => {
    return new Promise<net.Server>((resolve) => {
      const server = listener.listen(0, '127.0.0.1', () => resolve(server));
    });
  });
  await visit(portOf(opened));
  await visit(portOf(opened));
  await new Promise((resolve) => opened.close(resolve));
}

/** Each makes a server or a job in one context, and sets it going in another. */
const measurements: Readonly<Record<string, () => Promise<void>>> = {
  'net:Server#listen': () =>
    serve(
      at('creation', () => net.createServer((socket) => (see(), socket.end()))),
      dial,
    ),
  'http:Server#listen': () =>
    serve(
      at('creation', () => http.createServer((_request, response) => (see(), response.end()))),
      request,
    ),
  'http2:Http2Server#listen': () =>
    serve(
      at('creation', () => http2.createServer((_request, response) => (see(), response.end()))),
      requestHttp2,
    ),
  'express:default()#listen': () => {
    const app = at('creation', () => express());
    at('creation', () => app.get('/', (_request, response) => (see(), response.send(''))));
    return serve(app as unknown as Listener, request);
  },
  'koa:default#listen': () => {
    const app = at('creation', () => new Koa());
    at('creation', () => app.use((state) => (see(), void (state.body = ''))));
    return serve(app as unknown as Listener, request);
  },
  'fastify:default()#listen': async () => {
    const app = at('creation', () => fastify().get('/', async () => (see(), '')));
    await at('opening', () => app.listen({ port: 0, host: '127.0.0.1' }));
    await request(portOf(app.server));
    await request(portOf(app.server));
    await app.close();
  },
  '@hapi/hapi:server()#start': async () => {
    const server = at('creation', () => createHapi({ port: 0, host: '127.0.0.1' }));
    at('creation', () => server.route({ method: 'GET', path: '/', handler: () => (see(), '') }));
    await at('opening', () => server.start());
    await request(Number(server.info.port));
    await request(Number(server.info.port));
    await server.stop();
  },
  '@hono/node-server:createAdaptorServer()#listen': () => {
    const app = at('creation', () => new Hono().get('/', (state) => (see(), state.text(''))));
    return serve(at('creation', () => createAdaptorServer({ fetch: app.fetch })) as Listener, request);
  },
  'sqs-consumer:Consumer#start': async () => {
    const handleMessage = async (): Promise<undefined> => {
      see();
      if (seen.length === 2) consumer.stop();
      return undefined;
    };
    const options = { queueUrl: 'https://queue', sqs: queue as unknown as SQSClient, shouldDeleteMessages: false };
    const consumer = at('creation', () => Consumer.create({ ...options, handleMessage, pollingWaitTimeMs: 5 }));
    at('opening', () => consumer.start());
    await new Promise((resolve) => consumer.once('stopped', resolve));
  },
  'cron:CronJob#start': async () => {
    const job = at('creation', () => new CronJob('* * * * * *', see));
    at('opening', () => job.start());
    await expect.poll(() => seen.length, { timeout: 4000 }).toBe(2);
    await job.stop();
  },
};

/** A queue that always has a message. */
const queue = { send: async () => ({ Messages: [{ MessageId: '1', ReceiptHandle: '1', Body: 'message' }] }) };

/** A job of every kind, made in one context, with a task that was made in it, too. */
const jobs: Readonly<Record<string, (scheduler: toad.ToadScheduler, task: toad.Task) => () => void>> = {
  addSimpleIntervalJob: (scheduler, task) => {
    const job = new toad.SimpleIntervalJob({ milliseconds: 5 }, task);
    return () => scheduler.addSimpleIntervalJob(job);
  },
  addIntervalJob: (scheduler, task) => {
    const job = new toad.SimpleIntervalJob({ milliseconds: 5 }, task);
    return () => scheduler.addIntervalJob(job);
  },
  addLongIntervalJob: (scheduler, task) => {
    const job = new toad.LongIntervalJob({ milliseconds: 5 }, task);
    return () => scheduler.addLongIntervalJob(job);
  },
  addCronJob: (scheduler, task) => {
    const job = new toad.CronJob({ cronExpression: '* * * * * *' }, task);
    return () => scheduler.addCronJob(job);
  },
};

/** Calls that are given a job, and calls that make one and start it at once. */
const beginnings: Readonly<Record<string, () => Promise<void>>> = {
  ...Object.fromEntries(
    Object.entries(jobs).map(([method, make]) => [
      `toad-scheduler:ToadScheduler#${method}`,
      async () => {
        const scheduler = at('creation', () => new toad.ToadScheduler());
        at(
          'opening',
          at('creation', () => make(scheduler, new toad.Task('task', see))),
        );
        await twice();
        scheduler.stop();
      },
    ]),
  ),
  '@hono/node-server:serve': async () => {
    const app = at('creation', () => new Hono().get('/', (state) => (see(), state.text(''))));
    const server = await new Promise<net.Server>((resolve) => {
      const options = { fetch: app.fetch, port: 0, hostname: '127.0.0.1' };
      const started = at('opening', () => serveHono(options, () => resolve(started as net.Server)));
    });
    await request(portOf(server));
    await request(portOf(server));
    server.close();
  },
  'cron:CronJob': async () => {
    const job = at('opening', () => new CronJob('* * * * * *', see, null, true));
    await twice();
    await job.stop();
  },
  'cron:CronJob.from': async () => {
    const job = at('opening', () => CronJob.from({ cronTime: '* * * * * *', onTick: see, start: true }));
    await twice();
    await job.stop();
  },
  // The evictor destroys what is idle, and makes anew what it then lacks.
  'generic-pool:createPool': async () => {
    const factory = { create: async () => (see(), {}), destroy: async () => see() };
    const pool = at('opening', () =>
      createPool(factory, { min: 1, idleTimeoutMillis: 5, evictionRunIntervalMillis: 10 }),
    );
    await expect.poll(() => seen.length, { timeout: 4000 }).toBeGreaterThan(4);
    await pool.drain();
  },
};

async function twice(): Promise<void> {
  await expect.poll(() => seen.length, { timeout: 4000, interval: 2 }).toBeGreaterThanOrEqual(2);
}

/** What the table calls by another name: the class of what a factory returns. */
const SAME: Readonly<Record<string, string>> = {
  'fastify:fastify()#listen': 'fastify:default()#listen',
  '@hapi/hapi:Server#start': '@hapi/hapi:server()#start',
  '@hapi/hapi:default.server()#start': '@hapi/hapi:server()#start',
};

it.each(Object.keys(measurements))('%s gives its context to every handler', async (call) => {
  seen.length = 0;
  await measurements[call]?.();
  expect(seen).toEqual(['opening', 'opening']);
});

it.each(Object.keys(beginnings))('%s gives its context to every run', async (call) => {
  seen.length = 0;
  await beginnings[call]?.();
  expect(new Set(seen)).toEqual(new Set(['opening']));
});

it('every call that begins a job is measured', () => {
  const added = Object.entries(adders).flatMap(([owner, methods]) => methods.map((method) => `${owner}#${method}`));
  expect(Object.keys(beginnings).sort()).toEqual([...added, ...Object.keys(starters)].sort());
});

it('every call of the table is measured', () => {
  const calls = Object.entries(openers).flatMap(([owner, methods]) => methods.map((method) => `${owner}#${method}`));
  expect(calls.filter((call) => !Object.hasOwn(measurements, SAME[call] ?? call))).toEqual([]);
});
