/** What the parts of a Nest application see that nothing instruments. */
import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import * as rxjs from 'rxjs';
import type { ManagerName } from '../../src/boundaries/boundary.js';
import { createApplication, defineApplication, VERBS, type Part, type Verb } from './harness/nest-application.js';
import type { Probe, Situation } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

const modules = { common, core, rxjs };
const managers: readonly ManagerName[] = ['async-local-storage', 'stack'];

/** The application is defined in `dispatch`, made in `construction`, listens in `registration`; `trigger` asks it twice. */
const requested = (parts: readonly Part[], verb: Verb = 'Get'): Situation => {
  return async (lab) => {
    const visit = (visited: Part): void => void (parts.includes(visited) && lab.see());
    const definition = lab.in('dispatch', () => defineApplication(modules, verb, visit));
    const application = await lab.in('construction', () => createApplication(modules, definition));
    lab.cleanup(() => application.close());
    await lab.in('registration', () => application.listen(0, '127.0.0.1'));
    const { port } = application.getHttpServer().address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/${parts.includes('filter') ? 'error' : ''}`;
    const method = verb === 'All' ? 'GET' : verb.toUpperCase();
    for (const times of [1, 2]) {
      const response = await lab.in('trigger', () => fetch(url, { method, headers: { connection: 'close' } }));
      await response.text();
      await lab.seen(times * parts.length);
    }
  };
};

/** The methods by which Nest calls its parts; an interceptor adds operators to what the handler returns. */
const METHODS: Readonly<Record<string, readonly Part[]>> = {
  'NestMiddleware#use': ['middleware'],
  'CanActivate#canActivate': ['guard'],
  'NestInterceptor#intercept': ['interceptor', 'tap'],
  'PipeTransform#transform': ['pipe'],
  'ExceptionFilter#catch': ['filter'],
};

const probe = (call: string, callback: string, free: Situation): Probe => {
  const version = versionOf('@nestjs/common');
  return { module: '@nestjs/common', call, callback, version, managers, situations: { free } };
};

export const probes: readonly Probe[] = [
  ...VERBS.map((verb) => probe(verb, 'decorated', requested(['handler'], verb))),
  ...Object.entries(METHODS).map(([call, parts]) => probe(call, 'body', requested(parts))),
];
