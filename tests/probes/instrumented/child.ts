/** Runs every handler of the table under the instrumentations that the command line names, and tells the parent. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import 'reflect-metadata';
import type * as hapi from '@hapi/hapi';
import type * as nestCommon from '@nestjs/common';
import type * as nestCore from '@nestjs/core';
import type express from 'express';
import type { fastify } from 'fastify';
import type * as honoServer from '@hono/node-server';
import type * as hono from 'hono';
import type * as graphql from 'graphql';
import type Koa from 'koa';
import type * as rxjs from 'rxjs';
import type { SpanSight } from '../../../src/boundaries/catalogue/instrumented.js';
import { createApplication, defineApplication, type Part } from '../harness/nest-application.js';
import { callUnderSpan, install, load, request } from './setup.js';

type Sight = SpanSight | 'nothing';

/** What each handler found active, by module and handler. */
const found: Record<string, Sight> = {};
let look = (): Sight => 'nothing';

function visit(module: string, handler: string): void {
  found[`${module} ${handler}`] = look();
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

async function ask(port: number, path?: string): Promise<void> {
  await callUnderSpan((lookNow) => {
    look = lookNow;
    return request(port, path);
  });
}

async function serve(listen: (ready: () => void) => Server): Promise<void> {
  const server = await new Promise<Server>((resolve) => {
    const listening: Server = listen(() => resolve(listening));
  });
  await ask(portOf(server));
  await new Promise((resolve) => server.close(resolve));
}

async function runExpress(): Promise<void> {
  const app = load<typeof express>('express')();
  app.use((_request, response, next) => {
    visit('express', 'default()#use');
    response.on('finish', () => visit('express', "response.on('finish')"));
    next();
  });
  app.get('/', (_request, response) => {
    visit('express', 'default()#get');
    response.send('answer');
  });
  await serve((ready) => app.listen(0, '127.0.0.1', () => ready()));
}

async function runKoa(): Promise<void> {
  const app = new (load<typeof Koa>('koa'))();
  app.use(async (_state, next) => {
    await next();
    visit('koa', 'after await next()');
  });
  app.use((state) => {
    visit('koa', 'default#use');
    state.body = 'answer';
  });
  await serve((ready) => app.listen(0, '127.0.0.1', ready));
}

async function runFastify(): Promise<void> {
  const app = load<typeof fastify>('fastify')();
  app.addHook('onRequest', async () => visit('fastify', 'default()#addHook'));
  app.get('/', async () => {
    visit('fastify', 'default()#get');
    return 'answer';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  await ask(portOf(app.server));
  await app.close();
}

async function runHono(): Promise<void> {
  const app = new (load<typeof hono>('hono').Hono)();
  app.use(async (_state, next) => {
    visit('hono', 'Hono#use');
    await next();
    visit('hono', 'after await next()');
  });
  app.get('/', (state) => {
    visit('hono', 'Hono#get');
    return state.text('answer');
  });
  const { serve: start } = load<typeof honoServer>('@hono/node-server');
  await serve((ready) => start({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => ready()) as Server);
}

async function runHapi(): Promise<void> {
  const server = load<typeof hapi>('@hapi/hapi').server({ port: 0, host: '127.0.0.1' });
  server.ext('onPreHandler', (_request, toolkit) => {
    visit('@hapi/hapi', 'server()#ext');
    return toolkit.continue;
  });
  const handler = (): string => {
    visit('@hapi/hapi', 'server()#route');
    return 'answer';
  };
  server.route({ method: 'GET', path: '/', handler });
  await server.start();
  await ask(Number(server.info.port));
  await server.stop();
}

const PARTS: Readonly<Record<Part, string>> = {
  middleware: 'NestMiddleware#use',
  guard: 'CanActivate#canActivate',
  interceptor: 'NestInterceptor#intercept',
  tap: 'next.handle().pipe(tap())',
  pipe: 'PipeTransform#transform',
  handler: 'Get',
  filter: 'ExceptionFilter#catch',
};

async function runNest(): Promise<void> {
  const modules = {
    common: load<typeof nestCommon>('@nestjs/common'),
    core: load<typeof nestCore>('@nestjs/core'),
    rxjs: load<typeof rxjs>('rxjs'),
  };
  const definition = defineApplication(modules, 'Get', (part) => visit('@nestjs/common', PARTS[part]));
  const application = await createApplication(modules, definition);
  await application.listen(0, '127.0.0.1');
  const port = portOf(application.getHttpServer() as Server);
  await ask(port);
  await ask(port, '/error');
  await application.close();
}

async function runGraphql(): Promise<void> {
  const { graphql: execute, GraphQLObjectType, GraphQLSchema, GraphQLString } = load<typeof graphql>('graphql');
  const resolve = (): string => {
    visit('graphql', 'resolve of a field');
    return 'answer';
  };
  const query = new GraphQLObjectType({ name: 'Query', fields: { field: { type: GraphQLString, resolve } } });
  await callUnderSpan((lookNow) => {
    look = lookNow;
    return execute({ schema: new GraphQLSchema({ query }), source: '{ field }' });
  });
}

install(process.argv[2] === 'http' ? 'http' : 'framework');
for (const run of [runExpress, runKoa, runFastify, runHono, runHapi, runNest, runGraphql]) await run();
process.send?.(found, () => process.exit(0));
