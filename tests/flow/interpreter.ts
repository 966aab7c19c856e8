import { type Block, type Statement, type Target, findTarget } from './programs.js';

/** What a run knows at one moment: whether the resource lives, and whether a `use` was passed. */
export interface State {
  readonly isLive: boolean;
  readonly hasUsed: boolean;
}

const STATES: readonly State[] = [
  { isLive: false, hasUsed: false },
  { isLive: false, hasUsed: true },
  { isLive: true, hasUsed: false },
  { isLive: true, hasUsed: true },
];

function toState(isLive: boolean, hasUsed: boolean): State {
  const state = STATES.find((candidate) => candidate.isLive === isLive && candidate.hasUsed === hasUsed);
  if (!state) throw new Error('There are four states.');
  return state;
}

/**
 * What may throw: nothing; calls of `use` and `work`, before they have an effect; every statement inside `try`, before or
 * after its effect.
 */
export type Throwing = 'nothing' | 'calls' | 'statements';

/** True for calls that may throw where calls may. */
export function canThrow(name: string): boolean {
  return name.startsWith('use') || name.startsWith('work');
}

/** How control left a statement, and the states in which it did: by its end, or by a jump. */
type Completions = Map<string, Set<State>>;

const END = 'end';
const THROW = 'throw';

function add(completions: Completions, way: string, states: Iterable<State>): boolean {
  const known = completions.get(way) ?? new Set();
  const before = known.size;
  for (const state of states) known.add(state);
  if (known.size > 0) completions.set(way, known);
  return known.size > before;
}

function merge(into: Completions, from: Completions, except: readonly string[] = []): void {
  for (const [way, states] of from) if (!except.includes(way)) add(into, way, states);
}

/**
 * Runs a program with every value of its conditions at once, following the meaning of each statement: no graph, no
 * segments. A run has four states, so loops come to rest.
 */
export class Interpreter {
  /** The states in which each call was reached. */
  readonly reached = new Map<string, Set<State>>();
  /** The states in which the function was left. */
  readonly left = new Set<State>();
  readonly #acquire: string | null;
  readonly #throwing: Throwing;

  /**
   * @param acquire - the call that acquires the resource
   * @param throwing - what may throw besides `throw`
   */
  constructor(program: Block, acquire: string | null, throwing: Throwing) {
    this.#acquire = acquire;
    this.#throwing = throwing;
    for (const states of this.#runBlock(program, new Set([toState(false, false)]), [], false).values()) {
      for (const state of states) this.left.add(state);
    }
  }

  #runBlock(block: Block, states: ReadonlySet<State>, targets: readonly Target[], isTried: boolean): Completions {
    const completions: Completions = new Map();
    let current = states;
    const mayThrow = isTried && this.#throwing === 'statements';
    if (mayThrow) add(completions, THROW, states);
    for (const statement of block) {
      const step = this.#run(statement, current, targets, isTried);
      merge(completions, step, [END]);
      current = step.get(END) ?? new Set();
      if (mayThrow) add(completions, THROW, current);
    }
    add(completions, END, current);
    return completions;
  }

  #run(statement: Statement, states: ReadonlySet<State>, targets: readonly Target[], isTried: boolean): Completions {
    const completions: Completions = new Map();
    if (states.size === 0) return completions;
    switch (statement.kind) {
      case 'call': {
        const after = [...states].map((state) => this.#call(statement.name, state));
        add(completions, END, after);
        if (this.#throwing === 'calls' && canThrow(statement.name)) add(completions, THROW, states);
        return completions;
      }
      case 'if':
        merge(completions, this.#runBlock(statement.then, states, targets, isTried));
        merge(completions, this.#runBlock(statement.otherwise ?? [], states, targets, isTried));
        return completions;
      case 'while':
      case 'do':
      case 'for-of':
        return this.#runLoop(statement, states, targets, isTried);
      case 'block': {
        const inner = [{ label: statement.label, isLoop: false }, ...targets];
        return leaveLabel(this.#runBlock(statement.body, states, inner, isTried), statement.label);
      }
      case 'switch':
        return this.#runSwitch(statement, states, targets, isTried);
      case 'try':
        return this.#runTry(statement, states, targets, isTried);
      case 'break':
      case 'continue': {
        const target = findTarget(statement, targets);
        add(completions, target === null ? END : `${statement.kind} ${target}`, states);
        return completions;
      }
      default:
        add(completions, statement.kind, states);
        return completions;
    }
  }

  #call(name: string, state: State): State {
    const known = this.reached.get(name) ?? new Set();
    this.reached.set(name, known.add(state));
    if (name === this.#acquire) return toState(true, state.hasUsed);
    if (name.startsWith('release')) return toState(false, state.hasUsed);
    return name.startsWith('use') ? toState(state.isLive, true) : state;
  }

  #runLoop(
    statement: { kind: 'while' | 'do' | 'for-of'; label: string; body: Block },
    states: ReadonlySet<State>,
    targets: readonly Target[],
    isTried: boolean,
  ): Completions {
    const { kind, label, body } = statement;
    const completions: Completions = new Map();
    const atBody = new Set(states);
    if (kind !== 'do') add(completions, END, states);
    for (let hasChanged = true; hasChanged;) {
      const round = this.#runBlock(body, new Set(atBody), [{ label, isLoop: true }, ...targets], isTried);
      const again = [...(round.get(END) ?? []), ...(round.get(`continue ${label}`) ?? [])];
      hasChanged = again.some((state) => !atBody.has(state));
      for (const state of again) atBody.add(state);
      add(completions, END, again);
      merge(completions, round, [END, `continue ${label}`]);
    }
    return leaveLabel(completions, label);
  }

  #runSwitch(
    statement: { label: string; cases: readonly Block[]; hasDefault: boolean },
    states: ReadonlySet<State>,
    targets: readonly Target[],
    isTried: boolean,
  ): Completions {
    const { label, cases, hasDefault } = statement;
    const completions: Completions = new Map();
    let falling: ReadonlySet<State> = new Set();
    for (const block of cases) {
      const step = this.#runBlock(
        block,
        new Set([...states, ...falling]),
        [{ label, isLoop: false }, ...targets],
        isTried,
      );
      merge(completions, step, [END]);
      falling = step.get(END) ?? new Set();
    }
    add(completions, END, falling);
    if (!hasDefault) add(completions, END, states);
    return leaveLabel(completions, label);
  }

  #runTry(
    statement: { block: Block; handler: Block | null; finalizer: Block | null },
    states: ReadonlySet<State>,
    targets: readonly Target[],
    isTried: boolean,
  ): Completions {
    const tried = this.#runBlock(statement.block, states, targets, true);
    if (statement.handler) {
      const thrown = tried.get(THROW) ?? new Set();
      tried.delete(THROW);
      merge(tried, this.#runBlock(statement.handler, thrown, targets, isTried || statement.finalizer !== null));
    }
    if (!statement.finalizer) return tried;
    const completions: Completions = new Map();
    for (const [way, ending] of tried) {
      const step = this.#runBlock(statement.finalizer, ending, targets, isTried);
      add(completions, way, step.get(END) ?? []);
      merge(completions, step, [END]);
    }
    return completions;
  }
}

function leaveLabel(completions: Completions, label: string): Completions {
  const states = completions.get(`break ${label}`);
  completions.delete(`break ${label}`);
  if (states) add(completions, END, states);
  return completions;
}
