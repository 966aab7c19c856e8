import type { TSESTree } from '@typescript-eslint/utils';
import { type Condition, getBranches, getConditions } from '../code/guards.js';
import type { OtelModel } from '../index.js';
import { type Node, type Variable, getEnclosingFunction, unwrap } from '../code/nodes.js';
import { type PresenceBranches, findPresenceBranches } from '../presence.js';

/**
 * What a span that lives says about conditions that do not change: behind `if (job) spans.set(job, span);` there is no
 * job, so `if (job) finish(job);` is not entered, and its `else` is. So it is behind `job?.span ?? start()`.
 *
 * @param places - where the span is ended or gets another owner
 * @param starts - where it is started
 */
export function findSpentBranches(
  places: readonly Node[],
  starts: readonly Node[],
  owner: Node,
  model: OtelModel,
): PresenceBranches {
  const isOwn = (node: Node) => getEnclosingFunction(node) === owner;
  const left = places.filter(isOwn).flatMap((place) => {
    const [around] = getBranches(place);
    return around ? findDecided({ test: around.test, holds: false }, around.branch, model) : [];
  });
  const started = starts
    .filter(isOwn)
    .flatMap((start) => getConditions(start).flatMap((condition) => findDecided(condition, start, model, true)));
  const found = [...left, ...started];
  return { taken: found.flatMap(({ taken }) => taken), never: found.flatMap(({ never }) => never) };
}

/**
 * The branches behind a place that a condition on a constant decides.
 *
 * @param isStart - whether the place starts the span: then `let span = given; if (!span)` is about what was given
 */
function findDecided(
  { test, holds }: Condition,
  place: Node,
  model: OtelModel,
  isStart = false,
): readonly PresenceBranches[] {
  const { name, isNegated } = getTested(test);
  const tested = name && model.bindings.findVariable(name);
  const variable = isStart && tested && !isConstant(tested) ? findInitial(tested, model) : tested;
  if (!variable || !isConstant(variable)) return [];
  const isThere = holds !== isNegated;
  return variable.references.flatMap(({ identifier }) => {
    const isLater = identifier.type === 'Identifier' && identifier.range[0] > place.range[1];
    const branches = isLater ? findPresenceBranches(identifier) : null;
    if (!branches) return [];
    const [entered, left] = isThere ? [branches.taken, branches.never] : [branches.never, branches.taken];
    return [left.length > 0 ? { taken: [], never: left } : { taken: entered, never: [] }];
  });
}

function isConstant({ references }: Variable): boolean {
  return references.every((reference) => reference.isReadOnly() || reference.init);
}

/** The variable that another one begins with. */
function findInitial({ defs }: Variable, { bindings }: OtelModel): Variable | null {
  const [definition] = defs;
  const initial = definition?.type === 'Variable' ? definition.node.init : null;
  return initial?.type === 'Identifier' ? bindings.findVariable(initial) : null;
}

/** `job` in `if (job)` and `if (!job)`. */
function getTested(test: Node): { readonly name: TSESTree.Identifier | null; readonly isNegated: boolean } {
  const node = unwrap(test);
  const isNegated = node.type === 'UnaryExpression' && node.operator === '!';
  const name = isNegated ? unwrap(node.argument) : node;
  return { name: name.type === 'Identifier' ? name : null, isNegated };
}
