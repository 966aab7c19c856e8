import { describeSubject } from './describe.js';
import type { Label, Measurement } from './probe.js';

function sentence(labels: readonly Label[]): string {
  return [...new Set(labels)].join(' and then ');
}

/** One line for each callback, version and manager: what each load showed, in the order of the measurements. */
export function summarize(measurements: readonly Measurement[]): readonly string[] {
  const byCallback = new Map<string, Measurement[]>();
  for (const measurement of measurements) {
    const key = `${describeSubject(measurement)} (${measurement.version}) ${measurement.manager}`;
    byCallback.set(key, [...(byCallback.get(key) ?? []), measurement]);
  }
  return [...byCallback].map(([key, loads]) => {
    const seen = loads.map((measurement) => `${measurement.load}: ${sentence(measurement.seen)}`);
    const answers = new Set(loads.map((measurement) => sentence(measurement.seen)));
    const runs = Math.max(...loads.map((measurement) => measurement.runs));
    return `${key} x${runs}  ${answers.size === 1 ? [...answers].join() : seen.join(', ')}`;
  });
}
