/**
 * A boundary is a call that hands a function over to run later, elsewhere, or both.
 * One row states which function it takes and which context that function sees.
 */

/** The context managers that a row speaks of; the names are those of `settings.contextManager`. */
export const MANAGERS = ['async-local-storage', 'zone', 'stack'] as const;
export type ManagerName = (typeof MANAGERS)[number];

/**
 * Whose context a callback sees:
 * - `dispatch`: the call that handed the callback over;
 * - `trigger`: whoever makes it run (the `emit`, the task that frees the slot, the publish);
 * - `registration`, `construction`, `connection`: the moment a long-lived consumer was set up;
 * - `first-caller`: the first of several callers that share one run (batching, coalescing);
 * - `root`: nobody's, the root context.
 */
export const SIGHTS = [
  'dispatch',
  'trigger',
  'registration',
  'construction',
  'connection',
  'first-caller',
  'root',
] as const;
export type Sight = (typeof SIGHTS)[number];

/**
 * The loads under which a pool or a queue is measured: with a free slot, with every slot taken,
 * several calls in one tick, after a task that rejected, and on a resource that an earlier call opened.
 */
export const LOADS = ['free', 'saturated', 'burst', 'rejected', 'reused'] as const;
export type Load = (typeof LOADS)[number];

/** What was seen: one answer for every load, or one for each load that was measured. */
export type Sights = Sight | Partial<Record<Load, Sight>>;

/**
 * Where the callback stands among the arguments: an index (`-1` is the last argument), or a path
 * into an object argument such as `0.eachMessage`; `*` in a path stands for every element of an array (`0.*`).
 * Four positions are no argument: `await` is the code after `await`, or in the body of `for await`, of what the call
 * returns; `worker` is the function that runs in another thread or process; `decorated` is the method that the
 * call decorates; `body` is that of the function itself.
 */
export type CallbackPosition = number | string;

export interface Boundary {
  /** The import specifier without `node:`; `global` for globals. */
  readonly module: string;
  /**
   * What is called, in the notation of JSDoc name paths: `setTimeout`, `promises.setTimeout`,
   * `EventEmitter#on` for a method of an instance, `queue()#push` for a method of what `queue()`
   * returns, `default` for the default export (or what `require` returns), `default()` for the function it returns.
   */
  readonly call: string | readonly string[];
  /** Where the callbacks stand. */
  readonly callback: CallbackPosition | readonly CallbackPosition[];
  /** The value that an argument must have, by index: `{ 0: 'upgrade' }` holds for `on('upgrade', ...)` alone. */
  readonly when?: Readonly<Record<number, string>>;
  /** Whether one call of the boundary runs the callback once, or again and again. */
  readonly runs: 'once' | 'many';
  /** True where the runs come to an end by themselves: one for each item, each try or each piece of a file. */
  readonly finite?: boolean;
  /** The versions of the package (of Node.js, for its own modules) that the row holds for, as a semver range. */
  readonly versions?: string;
  /** The versions of Node.js that the row holds for, as a semver range, where a package does not do the same on all. */
  readonly node?: string;
  /** What the callback sees, under every manager or by manager. */
  readonly sees: Sights | Readonly<Partial<Record<ManagerName, Sights>>>;
  /** The versions that a probe of this repository ran. A catalogue row has this or `unmeasured`. */
  readonly measured?: readonly string[];
  /** Why no probe could run, and the source that was read instead. Such a row gives no finding in `recommended`. */
  readonly unmeasured?: string;
  /** A sentence for the published table where the columns do not say enough. */
  readonly note?: string;
}
