import { get, request } from 'node:http';
import { type Observable, Subject, of, tap, throwError } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { callbackOutcomes } from '../../src/boundaries/catalogue/outcomes.js';

const POSITIONS = [...new Set(Object.values(callbackOutcomes).flatMap((all) => all.flatMap((it) => it.callbacks)))];

/** The positions of the catalogue among those that were called. */
const known = (seen: ReadonlySet<string>): readonly string[] => POSITIONS.filter((position) => seen.has(position));

const getOutcome = (name: string) => callbackOutcomes[name]?.[0]?.callbacks;

async function readAll(stream: ReadableStream): Promise<void> {
  for await (const chunk of stream as unknown as AsyncIterable<unknown>) void chunk;
}

async function readOne(stream: ReadableStream): Promise<void> {
  const reader = stream.getReader();
  await reader.read();
  await reader.cancel();
}

/** What a `TransformStream` calls behind a source, until a reader has done what it does. */
async function transform(isFailing: boolean, read: (stream: ReadableStream) => Promise<void>) {
  const seen = new Set<string>();
  const source = new ReadableStream({
    start(controller) {
      controller.enqueue(1);
      controller.enqueue(2);
      if (isFailing) setTimeout(() => controller.error(new Error('cut')), 5);
      else controller.close();
    },
  });
  const transformer = { flush: () => void seen.add('0.flush'), cancel: () => void seen.add('0.cancel') };
  const stage = new TransformStream(transformer);
  await read(source.pipeThrough(stage)).catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 5));
  return seen;
}

/** What a `ReadableStream` has called from the first read on. */
async function pull(read: (stream: ReadableStream) => Promise<void>) {
  const calls: string[] = [];
  const stream = new ReadableStream(
    {
      pull(controller) {
        calls.push('0.pull');
        if (calls.length < 4) controller.enqueue(calls.length);
        else controller.close();
      },
      cancel: () => void calls.push('0.cancel'),
    },
    { highWaterMark: 0 },
  );
  await read(stream);
  return calls;
}

/** What `tap` calls when an observable ends by itself. */
function tapAll(source: Observable<unknown>): readonly [functions: ReadonlySet<string>, object: ReadonlySet<string>] {
  const functions = new Set<string>();
  const object = new Set<string>();
  const note = (seen: Set<string>, position: string) => () => void seen.add(position);
  source.pipe(tap(note(functions, '0'), note(functions, '1'), note(functions, '2'))).subscribe({ error: () => null });
  const observer = {
    next: note(object, '0.next'),
    error: note(object, '0.error'),
    complete: note(object, '0.complete'),
  };
  source.pipe(tap({ ...observer, finalize: note(object, '0.finalize') })).subscribe({ error: () => null });
  return [functions, object];
}

describe('TransformStream', () => {
  it('calls flush, and not cancel, when all is read', async () => {
    expect([...(await transform(false, readAll))]).toEqual(['0.flush']);
  });

  it.each([
    ['the reader stops', false, readOne],
    ['the source fails', true, readAll],
  ])('calls cancel alone when %s', async (_, isFailing, read) => {
    const seen = await transform(isFailing, read);
    expect([...seen]).toEqual(['0.cancel']);
    expect(known(seen)).toEqual(getOutcome('global:TransformStream'));
  });
});

describe('ReadableStream', () => {
  it('calls pull to the end when all is read', async () => {
    expect(await pull(readAll)).toEqual(['0.pull', '0.pull', '0.pull', '0.pull']);
  });

  it('calls cancel, and pull no more, when the reader stops', async () => {
    const calls = await pull(readOne);
    expect(calls).toEqual(['0.pull', '0.cancel']);
    expect(getOutcome('global:ReadableStream')).toEqual(['0.start', ...known(new Set(calls))]);
  });
});

describe('tap of rxjs', () => {
  it('calls its error callback and finalize, and nothing else, when the source fails', () => {
    const [functions, object] = tapAll(throwError(() => new Error('failed')));
    expect([...known(functions), ...known(object)]).toEqual(getOutcome('rxjs:tap'));
    expect([...functions, ...object]).toEqual(getOutcome('rxjs:tap'));
  });

  it('calls finalize when the source is at its end', () => {
    const [functions, object] = tapAll(of(1));
    expect([...functions, ...object]).toEqual(['0', '2', '0.next', '0.complete', '0.finalize']);
  });

  it('calls finalize when nobody wants the values any more', () => {
    const seen: string[] = [];
    const values = new Subject();
    values
      .pipe(tap({ complete: () => seen.push('complete'), finalize: () => seen.push('finalize') }))
      .subscribe()
      .unsubscribe();
    expect(seen).toEqual(['finalize']);
  });
});

describe('requests of http', () => {
  it.each([get, request])('calls the callback of no request that fails', async (send) => {
    let isCalled = false;
    const sent = send({ port: 1 }, () => (isCalled = true));
    sent.end();
    await new Promise((resolve) => sent.on('error', resolve));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(isCalled).toBe(false);
    expect(getOutcome(`http:${send.name}`)).toEqual([]);
    expect(getOutcome(`https:${send.name}`)).toEqual([]);
  });
});
