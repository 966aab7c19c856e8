import type { CallbackPosition, Load, ManagerName, Sight } from '../../../src/boundaries/boundary.js';

/**
 * What a callback can be found in: a sight of the catalogue, or `outside`, the context that the harness itself
 * runs a situation in. A callback seen `outside` means that the probe forgot to label something.
 */
export type Label = Sight | 'outside';

/** What a situation works with. */
export interface Lab {
  /** Runs `act` in a context of its own that is labelled `sight`. */
  in<T>(sight: Sight, act: () => T): T;
  /** The callback under measurement: notes the label of the active context each time it runs. */
  readonly see: () => void;
  /** Notes a label that was read elsewhere, such as in a worker thread. */
  note(label: Label): void;
  /** Counts a run of the callback that is not the measured one, such as a worker function's for another job. */
  readonly runOther: () => void;
  /** Resolves when the callback ran `times` times. */
  seen(times?: number): Promise<void>;
  /** Runs after the situation, whatever became of it. */
  cleanup(release: () => unknown): void;
}

/** Puts the callback under measurement into one load of the library. */
export type Situation = (lab: Lab) => unknown;

/** Measures one callback of one call of one version of a library. */
export interface Probe {
  readonly module: string;
  readonly call: string;
  readonly callback: CallbackPosition;
  readonly when?: Readonly<Record<number, string>>;
  /** The version that is measured. */
  readonly version: string;
  readonly situations: Readonly<Partial<Record<Load, Situation>>>;
  /** The managers that it can be measured under, where that is not all of them. */
  readonly managers?: readonly ManagerName[];
  /** Waits on a clock: is run beside the other probes, not before them. */
  readonly waits?: boolean;
}

/** What one situation showed under one manager: the labels in the order of the runs. */
export interface Measurement {
  readonly module: string;
  readonly call: string;
  readonly callback: CallbackPosition;
  readonly when?: Readonly<Record<number, string>>;
  readonly version: string;
  readonly manager: string;
  readonly load: Load;
  readonly seen: readonly Label[];
  /** How often the callback ran, the runs that were not measured included. */
  readonly runs: number;
}

/** A situation that did not come to an end. */
export interface Failure {
  readonly probe: string;
  readonly reason: string;
}

/** A probe file that could not run here, and why. */
export interface Skip extends Failure {
  /** Whether nobody is expected to have what is missing. */
  readonly isOptional: boolean;
}

/** The outcome of one group of probes under one manager. */
export interface Outcome {
  readonly measurements: readonly Measurement[];
  readonly failures: readonly Failure[];
  /** Probe files whose server did not answer, or whose library is not there, with the reason. */
  readonly skipped: readonly Skip[];
}

/** What a probe file exports. */
export interface ProbeFile {
  readonly probes: readonly Probe[] | (() => Promise<readonly Probe[]>);
}
