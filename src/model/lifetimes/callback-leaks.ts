import type { Exit, Flow } from '../../flow/index.js';
import { findPlacement } from '../dispatch/placements.js';
import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, wrap } from '../code/nodes.js';
import { type PresenceBranches, findPresenceBranches } from '../presence.js';
import type { SpanOwnership } from './ownership.js';
import { findSpanBranches } from './span-branches.js';

const MAX_DEPTH = 10;
const ERROR_NAME = /^(?:e|er|err|error|\w+(?:Err|Error))$/u;

/**
 * Where a callback returns without ending the span that it alone can end: on the branch of its error, by the convention
 * of Node.js that it is called once; or anywhere, when the catalogue says that it is called once.
 */
export function findCallbackExit(ownership: SpanOwnership, owner: Node, model: OtelModel, flow: Flow): Exit | null {
  let current: Node = owner;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const { escapes, lends, runs, callbacks } = ownership.getUses(current);
    const [only, ...others] = escapes;
    if (!only || others.length > 0 || lends.length > 0 || isEndedBehind(only, ownership, current, flow)) return null;
    const callback = callbacks.find(({ node }) => node === only);
    const exit = callback ? findExit(ownership, callback.target, model, flow) : null;
    if (exit) return exit;
    const inner = callback ?? runs.find(({ call }) => call === only);
    if (!inner || !ownership.mentions(inner.target)) return null;
    current = inner.target;
  }
  return null;
}

function isEndedBehind(escape: Node, ownership: SpanOwnership, owner: Node, flow: Flow): boolean {
  return ownership.getUses(owner).ends.some((end) => flow.reaches(escape, end));
}

function findExit(ownership: SpanOwnership, callback: FunctionNode, model: OtelModel, flow: Flow): Exit | null {
  const { ends, escapes, lends, isHidden } = ownership.getUses(callback);
  const failed = isCalledOnce(callback, model) ? { taken: [], never: [] } : findErrorBranches(callback, model);
  if (!failed || isHidden || callback.async || callback.generator) return null;
  const living = findSpanBranches(ownership.variable, ownership.references, model);
  const region = flow.getLiveRegion({
    acquire: callback,
    releases: ends,
    escapes: [...escapes, ...lends, ...ownership.getWrites(null)],
    ignoresExceptions: true,
    taken: [...living.taken, ...failed.taken],
    never: [...living.never, ...failed.never],
  });
  return region.getExits().find(({ kind }) => kind !== 'throw') ?? null;
}

/** The branches that depend on the error that a callback is given first; null when it does not ask for it. */
function findErrorBranches(callback: FunctionNode, { bindings }: OtelModel): PresenceBranches | null {
  const [error] = callback.params;
  if (error?.type !== 'Identifier' || !ERROR_NAME.test(error.name)) return null;
  const variable = bindings.findVariable(error);
  const reads = variable ? bindings.getReads(variable) : [];
  const branches = reads.flatMap(({ identifier }) => findPresenceBranches(identifier) ?? []);
  // `if (error && error.retry) return;` tells of some errors only.
  const isPartial = branches.some(({ taken, never }) =>
    [...taken, ...never].some(({ parent }) => parent?.type === 'LogicalExpression' && parent.operator === '&&'),
  );
  return branches.length === 0 || isPartial
    ? null
    : { taken: branches.flatMap(({ taken }) => taken), never: branches.flatMap(({ never }) => never) };
}

function isCalledOnce(callback: FunctionNode, model: OtelModel): boolean {
  const node = wrap(callback);
  const call = node.parent;
  if (call?.type !== 'CallExpression') return false;
  const index = call.arguments.findIndex((argument) => argument === node);
  const placement = index < 0 ? null : findPlacement(call, index, node, model);
  return (
    placement?.kind === 'boundary' && placement.rows.every(({ runs, unmeasured }) => runs === 'once' && !unmeasured)
  );
}
