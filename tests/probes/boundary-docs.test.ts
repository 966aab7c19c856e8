import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ADVICE, adviceFor, SECTIONS } from '../../scripts/boundary-advice.js';
import { PAGE, renderPage } from '../../scripts/boundary-docs.js';
import type { Boundary } from '../../src/boundaries/boundary.js';
import { catalogue } from '../../src/boundaries/catalogue/index.js';

it('is what the catalogue says: run `tsx scripts/boundary-docs.ts` after a change', async () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(await renderPage());
});

it('shows every row once', () => {
  expect(new Set(SECTIONS.flatMap(({ rows }) => rows))).toEqual(new Set(catalogue));
  expect(SECTIONS.flatMap(({ rows }) => rows)).toHaveLength(catalogue.length);
});

it('gives each kind of boundary the hand-off of its class', () => {
  const find = (module: string, call: string): Boundary => {
    const row = catalogue.find((one) => one.module === module && [one.call].flat().includes(call));
    if (!row) throw new Error(`There is no row of ${module} ${call}.`);
    return row;
  };
  expect(adviceFor(find('global', 'setTimeout'))).toBe('nothing to do');
  expect(adviceFor(find('global', 'setInterval'))).toBe('new root');
  expect(adviceFor(find('p-queue', 'default#add'))).toBe('bind');
  expect(adviceFor(find('fastq', 'default'))).toBe('context in the job');
  expect(adviceFor(find('events', 'EventEmitter#on'))).toBe('as it is');
  expect(adviceFor(find('dataloader', 'default'))).toBe('links');
  expect(adviceFor(find('bullmq', 'Worker'))).toBe('inject and extract');
  expect(adviceFor(find('kafkajs', 'Consumer#run'))).toBe('inject and extract');
  expect(adviceFor(find('global', 'function*'))).toBe('each step');
  expect(new Set(catalogue.map(adviceFor))).toEqual(new Set(Object.keys(ADVICE)));
});
