import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node } from '../../src/model/code/nodes.js';
import { analyse } from './analyse.js';
import { Interpreter, type Throwing, canThrow } from './interpreter.js';
import { type Block, isInFinally, programs, render } from './programs.js';

interface Answers {
  /** Whether the function can be left while the resource lives. */
  readonly leaks: boolean;
  /** The calls that can run while it lives. */
  readonly live: readonly string[];
  /** The calls that can run before any `use`. */
  readonly early: readonly string[];
}

function askFlow(code: string, isListening = false): Answers {
  const { flow, calls } = analyse(code, isListening);
  const [acquire] = calls('acquire');
  const all = [...calls('acquire'), ...calls('release'), ...calls('use'), ...calls('work')];
  const uses = calls('use');
  const getNames = (found: typeof all) =>
    found.map((call) => (call.callee.type === 'Identifier' ? call.callee.name : '')).sort();
  const region = acquire && flow.getLiveRegion({ acquire, releases: calls('release'), escapes: [] });
  return {
    leaks: (region?.getExits().length ?? 0) > 0,
    live: getNames(all.filter((call) => region?.isLiveAt(call))),
    early: getNames(all.filter((call) => flow.isReachable(call) && !flow.isDominatedBy(call, uses))),
  };
}

/** Whether the function can be left while the resource lives, by an exception of a call or in any other way. */
function asksForLeak(code: string): boolean {
  const { flow, calls } = analyse(code);
  const [acquire] = calls('acquire');
  if (!acquire) return false;
  const life = flow.getLiveRegion({ acquire, releases: calls('release'), escapes: [], ignoresExceptions: true });
  return life.getExits().length > 0 || life.findThrow(isThrowing) !== null;
}

function isThrowing(event: Node): boolean {
  if (event.type !== 'CallExpression') return false;
  return event.callee.type === 'Identifier' && canThrow(event.callee.name);
}

function interpret(program: Block, throwing: Throwing): Answers {
  const [acquire = null] = /acquire\d+/u.exec(render(program)) ?? [];
  const { reached, left } = new Interpreter(program, acquire, throwing);
  const names = (isWanted: (state: { isLive: boolean; hasUsed: boolean }) => boolean) =>
    [...reached].flatMap(([name, states]) => ([...states].some(isWanted) ? [name] : [])).sort();
  return {
    leaks: [...left].some((state) => state.isLive),
    live: names((state) => state.isLive),
    early: names((state) => !state.hasUsed),
  };
}

describe('the flow of a program', () => {
  it('is what running every path gives, where nothing throws implicitly', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const code = render(program);
        fc.pre(!code.includes('try'));
        expect(askFlow(code)).toEqual(interpret(program, 'nothing'));
      }),
      { numRuns: 300 },
    );
  });

  it('has every path of a run in which calls return, and none that no run takes in which all may throw', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const code = render(program);
        const answers = askFlow(code);
        const least = interpret(program, 'nothing');
        const most = interpret(program, 'statements');
        expect(answers.live).toEqual(expect.arrayContaining([...least.live]));
        expect(answers.early).toEqual(expect.arrayContaining([...least.early]));
        expect(most.live).toEqual(expect.arrayContaining([...answers.live]));
        expect(most.early).toEqual(expect.arrayContaining([...answers.early]));
        if (least.leaks) expect(answers.leaks).toBe(true);
        if (answers.leaks) expect(most.leaks).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('is left alive by an exception just where running it with one is', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const code = render(program);
        const [acquire = null] = /acquire\d+/u.exec(code) ?? [];
        const { reached, left } = new Interpreter(program, acquire, 'calls');
        // ESLint takes a `try` that is empty for one that can throw, so what runs after it only then is not looked at.
        fc.pre(acquire !== null && reached.has(acquire) && !isInFinally(program, acquire));
        expect(asksForLeak(code)).toBe([...left].some((state) => state.isLive));
      }),
      { numRuns: 300 },
    );
  });

  it('is the same when it is listened to as when it is read from the steps of the walk', () => {
    fc.assert(
      fc.property(programs, (program) => {
        const code = render(program);
        expect(askFlow(code, true)).toEqual(askFlow(code));
      }),
      { numRuns: 300 },
    );
  });
});
