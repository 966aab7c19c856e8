/** The context managers that a program can run under. */
export type ProofManager = 'async-local-storage' | 'stack';

/** A span as the SDK exported it, or as it was started when it never ended. */
export interface ObservedSpan {
  readonly id: string;
  readonly name: string;
  readonly parentId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly string[];
  /** The message of an error status; undefined without one. */
  readonly error: string | undefined;
  /** The ids of the linked spans. */
  readonly links: readonly string[];
  /** Whether the exporter received it. */
  readonly exported: boolean;
  /** Whether its parent had ended before it did. */
  readonly outlivesParent: boolean;
}

/** What the child process sends home. */
export interface Report {
  /** In the order of their start. */
  readonly spans: readonly ObservedSpan[];
  /** What `run()` returned or threw, as text. */
  readonly outcome: string;
}

/** Everything that can be seen of one run. */
export interface Observation extends Report {
  readonly stdout: string;
  readonly stderr: string;
}
