import { describe, expect, it } from 'vitest';
import {
  type Origin,
  getAncestry,
  getInstance,
  getMember,
  getModuleOrigin,
  getResult,
} from '../../src/model/code/origin.js';

function getPath(specifier: string, ...names: readonly string[]): Origin | null {
  return names.reduce<Origin | null>((origin, name) => origin && getMember(origin, name), getModuleOrigin(specifier));
}

describe('the origin of a value', () => {
  it('is written as JSDoc writes it', () => {
    expect(getPath('x', 'a', 'b')).toEqual({ module: 'x', path: 'a.b', isInstance: false });
    expect(getMember(getInstance(getModuleOrigin('x', 'A')), 'b')).toMatchObject({ path: 'A#b' });
    expect(getResult(getModuleOrigin('x', 'a'))).toEqual({ module: 'x', path: 'a()', isInstance: true });
    expect(getMember(getResult(getModuleOrigin('x', 'a')), 'b')).toMatchObject({ path: 'a()#b' });
  });

  it('takes node: for no part of a name, and default for the namespace', () => {
    expect(getPath('node:fs', 'promises')).toEqual(getPath('fs', 'promises'));
    expect(getPath('x', 'default', 'a')).toEqual(getPath('x', 'a'));
    expect(getResult(getModuleOrigin('x'))).toMatchObject({ path: 'default()' });
    expect(getInstance(getModuleOrigin('x'))).toMatchObject({ path: 'default' });
  });

  it('takes the objects that hold all globals for nothing', () => {
    expect(getMember(getModuleOrigin('global', 'globalThis'), 'setTimeout')).toMatchObject({ path: 'setTimeout' });
    expect(getPath('global', 'process', 'nextTick')).toMatchObject({ path: 'process.nextTick' });
    expect(getPath('x', 'self', 'a')).toMatchObject({ path: 'self.a' });
  });

  it('is known for what functions of the API return', () => {
    const tracer = getResult(getModuleOrigin('@opentelemetry/api', 'trace.getTracer'));
    expect(tracer).toEqual({ module: '@opentelemetry/api', path: 'Tracer', isInstance: true });
    const startSpan = getMember(tracer, 'startSpan');
    expect(startSpan && getResult(startSpan)).toMatchObject({ path: 'Span', isInstance: true });
  });

  it('has the keys of the classes that it extends, the own first', () => {
    const on = getMember(getInstance(getModuleOrigin('stream', 'Transform')), 'on');
    expect(on && getAncestry(on)).toEqual([
      'stream:Transform#on',
      'stream:Duplex#on',
      'stream:Readable#on',
      'events:EventEmitter#on',
    ]);
  });

  it('knows the properties that hold instances', () => {
    const signal = getMember(getInstance(getModuleOrigin('global', 'AbortController')), 'signal');
    expect(signal).toEqual({ module: 'global', path: 'AbortSignal', isInstance: true });
  });

  it('does not grow without end', () => {
    let origin: Origin | null = getModuleOrigin('x');
    let steps = 0;
    while (origin && steps < 1000) {
      origin = getMember(origin, 'name');
      steps++;
    }
    expect(origin).toBeNull();
  });

  it('takes names of Object.prototype for ordinary names', () => {
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(getPath(name, name)).toEqual({ module: name, path: name, isInstance: false });
      expect(getAncestry(getModuleOrigin(name, name))).toEqual([`${name}:${name}`]);
      expect(getResult(getModuleOrigin(name, name))).toMatchObject({ path: `${name}()` });
    }
  });
});
