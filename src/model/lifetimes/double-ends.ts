import type { Flow } from '../../flow/index.js';
import { getConditions } from '../code/guards.js';
import { type Node, getEnclosingFunction, getOwnNodes, getStatement, isInside, isLoop } from '../code/nodes.js';
import type { OtelModel } from '../index.js';
import type { LateUse } from './ended-spans.js';
import type { EndedSpan } from './span-ends.js';
import type { Run } from './span-uses.js';

const JUMPS = new Set<string>(['BreakStatement', 'ReturnStatement', 'ThrowStatement']);

/** The ends behind which another one follows, whatever path the code takes from there, and those in every round of a loop. */
export function findEndedTwice(span: EndedSpan, model: OtelModel, flow: Flow): LateUse[] {
  const { ownership, owner, ends } = span;
  const own = ownership.references.flatMap(({ kind, node }) => (kind === 'end' ? [node] : []));
  return ends
    .filter((end) => own.includes(end) && flow.isReachable(end))
    .flatMap((end): LateUse[] => {
      if (isInEveryRound(end, span, model)) {
        return [{ kind: 'each-round', node: end, name: 'end', line: end.loc.start.line }];
      }
      const others = ends.filter((other) => other !== end);
      const writes = ownership.getWrites(null).filter((write) => isInside(write, owner));
      const escapes = [...ownership.getUses(owner).escapes, ...writes];
      const region = flow.getLiveRegion({ acquire: end, releases: others, escapes, ignoresExceptions: true });
      const isClosed = region.getExits().length > 0 || escapes.some((node) => region.isLiveAt(node));
      const next = isClosed ? undefined : others.find((other) => region.isLiveAt(other));
      return next ? [{ kind: 'ended-later', node: end, name: 'end', line: next.loc.start.line }] : [];
    });
}

/** True for a statement of a loop that every round comes to, and that a round can follow, where no round has a span of its own. */
function isInEveryRound(end: Node, { ownership, owner }: EndedSpan, { sourceCode }: OtelModel): boolean {
  const statement = getStatement(end);
  const { parent } = statement;
  const loop = parent?.type === 'BlockStatement' ? parent.parent : parent;
  if (statement.type !== 'ExpressionStatement' || !loop || !isLoop(loop) || getConditions(end).length > 0) return false;
  if (loop.type === 'DoWhileStatement' && loop.test.type === 'Literal') return false;
  const isOwn = ownership.variable.identifiers.some((identifier) => isInside(identifier, loop));
  if (isOwn || ownership.getWrites(null).some((write) => isInside(write, loop))) return false;
  if (getEnclosingFunction(loop) !== getEnclosingFunction(end) || !isInside(loop, owner)) return false;
  const statements = parent?.type === 'BlockStatement' ? parent.body : [];
  if (statements.some(({ type }) => JUMPS.has(type))) return false;
  return !getOwnNodes(loop, sourceCode).some((node) => node.type === 'ContinueStatement');
}

/** The ends in a `finally` whose `try` waits for a function of the file which ends the span, under no condition, as well. */
export function findEndedByCallee({ ownership, owner, ends, settled }: EndedSpan): LateUse[] {
  const { runs } = ownership.getUses(owner);
  return ends.flatMap((final): LateUse[] => {
    const statement = getStatement(final);
    const block = statement.parent;
    const around = block?.parent;
    if (around?.type !== 'TryStatement' || around.finalizer !== block || statement.type !== 'ExpressionStatement') {
      return [];
    }
    const early = settled.find(
      (call) => isInside(call, around.block) && runs.some((run) => run.call === call && endsForCertain(run)),
    );
    return early ? [{ kind: 'second-end', node: final, name: 'end', line: early.loc.start.line }] : [];
  });
}

function endsForCertain({ ownership, target }: Run): boolean {
  return (ownership?.references ?? []).some(
    ({ kind, node }) => kind === 'end' && getEnclosingFunction(node) === target && getConditions(node).length === 0,
  );
}
