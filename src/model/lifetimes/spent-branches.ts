import type { TSESTree } from '@typescript-eslint/utils';
import { getBranches } from '../code/guards.js';
import type { OtelModel } from '../index.js';
import { type Node, getEnclosingFunction, unwrap } from '../code/nodes.js';
import { type PresenceBranches, findPresenceBranches } from '../presence.js';

/**
 * What a span that lives says about conditions that do not change: behind `if (job) spans.set(job, span);` there is no
 * job, so `if (job) finish(job);` is not entered, and its `else` is.
 *
 * @param places - where the span is ended or gets another owner
 */
export function findSpentBranches(places: readonly Node[], owner: Node, model: OtelModel): PresenceBranches {
  const found = places.flatMap((place) => {
    const [around] = getEnclosingFunction(place) === owner ? getBranches(place) : [];
    return around ? findLaterBranches(around.test, around.branch, model) : [];
  });
  return { taken: found.flatMap(({ taken }) => taken), never: found.flatMap(({ never }) => never) };
}

/** The branches behind another one that depend on the same constant, for the case that the other one was not entered. */
function findLaterBranches(test: Node, branch: Node, { bindings }: OtelModel): readonly PresenceBranches[] {
  const { name, isNegated } = getTested(test);
  const variable = name && bindings.findVariable(name);
  if (!variable?.references.every((reference) => reference.isReadOnly() || reference.init)) return [];
  return variable.references.flatMap(({ identifier }) => {
    const isLater = identifier.type === 'Identifier' && identifier.range[0] > branch.range[1];
    const branches = isLater ? findPresenceBranches(identifier) : null;
    if (!branches) return [];
    const [entered, left] = isNegated ? [branches.taken, branches.never] : [branches.never, branches.taken];
    return [left.length > 0 ? { taken: [], never: left } : { taken: entered, never: [] }];
  });
}

/** `job` in `if (job)` and `if (!job)`. */
function getTested(test: Node): { readonly name: TSESTree.Identifier | null; readonly isNegated: boolean } {
  const node = unwrap(test);
  const isNegated = node.type === 'UnaryExpression' && node.operator === '!';
  const name = isNegated ? unwrap(node.argument) : node;
  return { name: name.type === 'Identifier' ? name : null, isNegated };
}
