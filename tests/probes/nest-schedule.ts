/** The decorators of `@nestjs/schedule` are called as functions: the probes are compiled without decorators. */
import 'reflect-metadata';
import { Injectable, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Cron, Interval, ScheduleModule, Timeout } from '@nestjs/schedule';
import { nextSeconds } from './harness/clock.js';
import type { Lab, Probe, Situation } from './harness/probe.js';
import { versionOf } from './harness/versions.js';

/** An application whose one service has a scheduled method. */
async function startApplication(lab: Lab, decorator: MethodDecorator): Promise<INestApplicationContext> {
  class Service {
    tick(): void {
      lab.see();
    }
  }
  class Application {}
  lab.in('dispatch', () => {
    const descriptor = Object.getOwnPropertyDescriptor(Service.prototype, 'tick');
    if (descriptor) decorator(Service.prototype, 'tick', descriptor);
    Injectable()(Service);
    Module({ imports: [ScheduleModule.forRoot()], providers: [Service] })(Application);
  });
  return lab.in('registration', () => NestFactory.createApplicationContext(Application, { logger: false }));
}

const scheduled = (decorate: () => MethodDecorator | Promise<MethodDecorator>, times: number): Situation => {
  return async (lab) => {
    const application = await startApplication(lab, await decorate());
    lab.cleanup(() => application.close());
    await lab.seen(times);
  };
};

const probe = (call: string, free: Situation): Probe => ({
  module: '@nestjs/schedule',
  call,
  callback: 'decorated',
  version: versionOf('@nestjs/schedule'),
  waits: true,
  situations: { free },
});

export const probes: readonly Probe[] = [
  probe(
    'Cron',
    scheduled(async () => Cron(await nextSeconds()), 2),
  ),
  probe(
    'Interval',
    scheduled(() => Interval(5), 2),
  ),
  probe(
    'Timeout',
    scheduled(() => Timeout(5), 1),
  ),
];
