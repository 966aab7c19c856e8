import type { CallbackPosition } from '../../../src/boundaries/boundary.js';

interface Subject {
  readonly module: string;
  readonly call: string;
  readonly callback: CallbackPosition;
  readonly when?: Readonly<Record<number, string>>;
}

/** The name of one callback of one call: what a row and a probe of the same thing have in common. */
export function describeSubject({ module, call, callback, when }: Subject): string {
  const condition = Object.entries(when ?? {}).map(([index, value]) => ` when ${index} is '${value}'`);
  return `${module} ${call} callback ${callback}${condition.join('')}`;
}

/** The same with the version that was measured. */
export function describeProbe(probe: Subject & { readonly version: string }): string {
  return `${describeSubject(probe)} (${probe.version})`;
}
