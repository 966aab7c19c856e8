import type { Exit, Flow } from '../../flow/index.js';
import { findPlacement } from '../dispatch/placements.js';
import type { OtelModel } from '../index.js';
import { isHarmless } from '../code/harmless.js';
import {
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  getOwnNodes,
  getStaticName,
  getWrittenName,
  isFunction,
  isInside,
  wrap,
} from '../code/nodes.js';
import { type PresenceBranches, findPresenceBranches } from '../presence.js';
import type { SpanOwnership } from './ownership.js';
import { findSpanBranches } from './span-branches.js';
import { isErrorWrite } from './span-references.js';

const MAX_DEPTH = 10;
const NONE: PresenceBranches = { taken: [], never: [] };
const FINAL = /(?:ReceiveStatus|Complete|Completed|Done|End|Ended|Finish|Finished|Settled)$/u;
const REPEATING = /^on$|subscri|consume|listen|watch|each|poll|stream|process/iu;
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
  const failed = isCalledOnce(callback, model) ? NONE : findErrorBranches(callback, model);
  const isLast = isFinal(callback);
  if (isHidden || callback.generator || (callback.async && !isLast)) return null;
  const living = findSpanBranches(ownership.variable, ownership.references, model);
  const findLeaving = (acquire: Node, { taken, never }: PresenceBranches) => {
    const region = flow.getLiveRegion({
      acquire,
      releases: ends,
      escapes: [...escapes, ...lends, ...ownership.getWrites(null)],
      ignoresExceptions: true,
      taken: [...living.taken, ...taken],
      never: [...living.never, ...never],
    });
    return region.getExits().find(({ kind }) => kind !== 'throw') ?? null;
  };
  const exit = failed && !callback.async ? findLeaving(callback, failed) : null;
  if (exit) return exit;
  const isAnswered = failed !== null && failed !== NONE && (isLast || isAnsweredOnce(callback));
  const succeeded = isAnswered ? findLeaving(callback, { taken: failed.never, never: failed.taken }) : null;
  const error = !succeeded && isLast && ends.length > 0 ? findUnendedError(ownership, callback, model) : null;
  return succeeded ?? (error && findLeaving(error, NONE));
}

/** A member that is called when the work is over: `executionDidEnd`, `onReceiveStatus`. */
function isFinal(callback: FunctionNode): boolean {
  const { parent } = wrap(callback);
  return parent?.type === 'Property' && FINAL.test(getStaticName(parent) ?? '');
}

/** True for the last argument of a call whose name does not say that it calls back more than once. */
function isAnsweredOnce(callback: FunctionNode): boolean {
  const node = wrap(callback);
  const call = node.parent;
  if (call?.type !== 'CallExpression' || call.arguments.at(-1) !== node) return false;
  return !REPEATING.test(getWrittenName(call.callee) ?? '');
}

/**
 * What records an error in the branch of an `if` whose other branch ends the span: it does nothing else there that could
 * lead to an end.
 */
function findUnendedError({ references }: SpanOwnership, callback: FunctionNode, model: OtelModel): Node | null {
  const own = references.filter(({ node }) => getEnclosingFunction(node) === callback);
  const found = own.find((reference) => {
    const branch = isErrorWrite(reference, model) ? findBranch(reference.node) : null;
    const other = branch && getOtherBranch(branch);
    if (!branch || !other || other.type === 'IfStatement') return false;
    const isEnded = own.some(({ kind, node }) => kind === 'end' && isInside(node, other));
    const calls = getOwnNodes(branch, model.sourceCode).filter(({ type }) => type === 'CallExpression');
    return isEnded && calls.every((call) => isHarmless(call, model) || own.some(({ node }) => node === call));
  });
  return found?.node ?? null;
}

function findBranch(node: Node): Node | null {
  let current = node;
  while (current.parent && !isFunction(current)) {
    if (current.parent.type === 'IfStatement') return current.parent.test === current ? null : current;
    current = current.parent;
  }
  return null;
}

/** The other one of two branches; null where there are more. */
function getOtherBranch(branch: Node): Node | null {
  if (branch.parent?.type !== 'IfStatement' || branch.parent.parent.type === 'IfStatement') return null;
  return branch.parent.consequent === branch ? branch.parent.alternate : branch.parent.consequent;
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
