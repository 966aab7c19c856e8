import { beforeAll, describe, expect, it } from 'vitest';
import type { Boundary } from '../../src/boundaries/boundary.js';
import { catalogue } from '../../src/boundaries/catalogue/index.js';
import { compare } from './harness/compare.js';
import { browserFile, inProcess, selectRows, services } from './harness/files.js';
import { measureAll } from './harness/measure.js';
import type { Measurement, Outcome } from './harness/probe.js';

const files = inProcess.flatMap((group) => group.files);

describe('the catalogue', () => {
  let outcome: Outcome;
  beforeAll(async () => {
    outcome = await measureAll(inProcess);
  }, 180_000);

  it('lets every probe come to its end', () => {
    expect(outcome.failures).toEqual([]);
    expect(outcome.measurements.length).toBeGreaterThan(0);
  });

  it('says what was measured, no more and no less', () => {
    expect(compare(selectRows(catalogue, files), outcome.measurements)).toEqual([]);
  });

  it('has no row that is neither measured by a probe nor marked unmeasured', () => {
    const probed = new Set(selectRows(catalogue, [...files, browserFile, ...services.flatMap((group) => group.files)]));
    const unfounded = catalogue.filter((row) => !probed.has(row) && row.unmeasured === undefined);
    expect(unfounded).toEqual([]);
  });

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(catalogue))).toEqual(catalogue);
  });
});

describe('the comparison of rows and measurements', () => {
  const row: Boundary = {
    module: 'library',
    call: ['run', 'start'],
    callback: 0,
    runs: 'once',
    versions: '>=2',
    sees: {
      'async-local-storage': { free: 'dispatch', saturated: 'trigger' },
      zone: { free: 'dispatch', saturated: 'root' },
      stack: 'root',
    },
    measured: ['2.0.0'],
  };
  const measurement = (
    call: string,
    manager: string,
    load: 'free' | 'saturated',
    seen: Measurement['seen'][number],
  ) => {
    return { module: 'library', call, callback: 0, version: '2.0.0', manager, load, seen: [seen], runs: 1 };
  };
  const measurements: readonly Measurement[] = ['run', 'start'].flatMap((call) => [
    measurement(call, 'async-local-storage', 'free', 'dispatch'),
    measurement(call, 'async-local-storage', 'saturated', 'trigger'),
    measurement(call, 'zone', 'free', 'dispatch'),
    measurement(call, 'zone', 'saturated', 'root'),
    measurement(call, 'stack', 'free', 'root'),
    measurement(call, 'stack', 'saturated', 'root'),
  ]);
  const [first] = measurements;
  const withFirst = (change: Partial<Measurement>): readonly Measurement[] =>
    measurements.map((one) => (one === first ? { ...one, ...change } : one));

  it('finds no difference where there is none', () => {
    expect(compare([row], measurements)).toEqual([]);
  });

  it('names what the row says and what was measured', () => {
    expect(compare([row], withFirst({ seen: ['trigger'] }))).toEqual([
      'library run callback 0 (2.0.0) free under async-local-storage: the row says dispatch, measured trigger',
    ]);
  });

  it('takes two runs that saw different contexts for a difference', () => {
    expect(compare([row], withFirst({ seen: ['dispatch', 'trigger'] }))).toEqual([
      expect.stringContaining('the row says dispatch, measured dispatch and then trigger'),
    ]);
  });

  it('finds a label that the probe forgot', () => {
    expect(compare([row], withFirst({ seen: ['outside'] }))).toHaveLength(1);
  });

  it('finds a row without a probe', () => {
    const lonely = measurements.filter((one) => one.call === 'run');
    expect(compare([row], lonely)).toEqual(['library start callback 0: the row has no probe']);
  });

  it('finds a measurement without a row', () => {
    expect(compare([{ ...row, call: 'run' }], measurements)).toContain(
      'library start callback 0 (2.0.0): measured, and has no row',
    );
  });

  it('finds a measured version that is outside the range of the row', () => {
    expect(compare([{ ...row, versions: '>=3' }], measurements)).toContain(
      'library run callback 0 (2.0.0): measured, and has no row',
    );
  });

  it('finds two rows that hold for one measurement', () => {
    expect(compare([row, { ...row, versions: '>=1' }], measurements)).toContain(
      'library run callback 0 (2.0.0): measured, and several rows hold',
    );
  });

  it('finds a load or a manager that the row leaves out', () => {
    const silent: Boundary = { ...row, sees: { 'async-local-storage': { free: 'dispatch' }, zone: 'dispatch' } };
    const differences = compare([silent], measurements).filter((difference) => difference.includes(' run '));
    expect(differences).toEqual([
      expect.stringContaining('saturated under async-local-storage: the row says nothing, measured trigger'),
      expect.stringContaining('saturated under zone: the row says dispatch, measured root'),
      expect.stringContaining('free under stack: the row says nothing, measured root'),
      expect.stringContaining('saturated under stack: the row says nothing, measured root'),
    ]);
  });

  it('finds a load or a manager that nothing measured', () => {
    const withoutStack = measurements.filter((one) => one.manager !== 'stack');
    expect(compare([row], withoutStack)).toContain(
      'library run callback 0: the row speaks of stack, under which nothing was measured',
    );
    const withoutSaturated = measurements.filter((one) => one.load === 'free');
    expect(compare([row], withoutSaturated)).toContain(
      'library run callback 0: the row speaks of saturated under zone, which no probe measures',
    );
  });

  it('finds versions that only the row or only the probe knows', () => {
    expect(compare([{ ...row, measured: ['2.0.0', '2.1.0'] }], measurements)).toContain(
      'library run callback 0: the row lists 2.1.0, which no probe measures',
    );
    expect(compare([{ ...row, measured: [] }], measurements)).toContain(
      'library run callback 0: measured on 2.0.0, which the row does not list',
    );
  });

  it('finds a measured version that the row itself excludes', () => {
    expect(compare([{ ...row, measured: ['2.0.0', '1.0.0'] }], measurements)).toContain(
      'library run callback 0: the row lists 1.0.0, which is not within >=2',
    );
  });

  it('finds a callback that runs more or less often than the row says', () => {
    expect(compare([row], withFirst({ runs: 2 }))).toEqual([
      expect.stringContaining('the row says that it runs once, it ran 2 times'),
    ]);
    expect(compare([{ ...row, runs: 'many' }], measurements)).toContain(
      'library run callback 0: the row says that it runs many times, it ran once',
    );
  });

  it('asks a row of another Node.js neither for its probe nor for its answer', () => {
    const rows: readonly Boundary[] = [
      { ...row, node: '<24', sees: 'root' },
      { ...row, node: '>=24' },
    ];
    expect(compare(rows, measurements, '24.21.0')).toEqual([]);
    expect(compare(rows, measurements, '22.23.3')).toContain(
      'library run callback 0 (2.0.0) free under async-local-storage: the row says root, measured dispatch',
    );
    expect(compare(rows, [], '22.23.3')).toEqual([
      'library run callback 0: the row has no probe',
      'library start callback 0: the row has no probe',
    ]);
  });

  it('wants no probe for a row that is unmeasured, and none beside it', () => {
    const unmeasured: Boundary = { ...row, measured: [], unmeasured: 'needs a cloud account' };
    expect(compare([unmeasured], [])).toEqual([]);
    expect(compare([unmeasured], measurements)).toContain(
      'library run callback 0: the row says unmeasured, and a probe measures it',
    );
  });
});
