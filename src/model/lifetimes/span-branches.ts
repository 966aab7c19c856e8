import { findReleaseGuards, findReturnGuards, getBranches } from '../code/guards.js';
import type { OtelModel } from '../index.js';
import {
  type Node,
  type Variable,
  getEnclosingFunction,
  getStaticName,
  isInside,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { type PresenceBranches, findPresenceBranches } from '../presence.js';
import type { SpanReference } from './span-references.js';
import { findSpentBranches } from './spent-branches.js';

/** The branches that are entered for certain while the variable holds a span that lives, and those that are not. */
export function findSpanBranches(
  variable: Variable,
  references: readonly SpanReference[],
  model: OtelModel,
): PresenceBranches {
  const reads = model.bindings.getReads(variable).map(({ identifier }) => identifier);
  const present = findBranchesOfPresence(variable, model);
  const tests = reads.flatMap((identifier) => [
    ...[findRecordingTest(identifier)].flatMap((test) => (test && findPresenceBranches(test)) ?? []),
    ...findNonRecordingBranches(identifier, model),
    ...findComparedBranches(identifier, variable, model),
  ]);
  const owner = variable.scope.variableScope.block;
  const ends = references.flatMap((reference) => (reference.kind === 'end' ? [reference.node] : []));
  const others = references.flatMap(({ kind, node }) => (kind === 'touch' ? [] : getPlaces(node, owner)));
  const started = variable.references.flatMap(({ writeExpr }) => (writeExpr ? findStarts(writeExpr, model) : []));
  const foreign = ends.filter((end) => getEnclosingFunction(end) !== owner);
  const spent = findSpentBranches([...ends, ...others], started, owner, model);
  return {
    taken: [
      ...present.taken,
      ...tests.flatMap(({ taken }) => taken),
      ...findReleaseGuards(ends, others, started, model),
      ...spent.taken,
    ],
    never: [
      ...present.never,
      ...tests.flatMap(({ never }) => never),
      ...findReturnGuards(foreign, model),
      ...spent.never,
    ],
  };
}

/** The branches that a variable decides by holding something: `if (span)`, and what follows `?.`. */
export function findBranchesOfPresence(variable: Variable, { bindings }: OtelModel): PresenceBranches {
  const reads = bindings.getReads(variable).map(({ identifier }) => identifier);
  const tests = reads.flatMap((identifier) => findPresenceBranches(identifier) ?? []);
  const optional = reads.flatMap(({ parent }) =>
    parent?.type === 'MemberExpression' && parent.optional ? [parent.property] : [],
  );
  return { taken: [...tests.flatMap(({ taken }) => taken), ...optional], never: tests.flatMap(({ never }) => never) };
}

/** True when one of the ends depends on more than whether the variable holds a span. */
export function isEndedOnCondition(variable: Variable, ends: readonly Node[], { bindings }: OtelModel): boolean {
  const taken = bindings.getReads(variable).flatMap(({ identifier }) => findPresenceBranches(identifier)?.taken ?? []);
  return ends.flatMap(getBranches).some(({ branch }) => !taken.includes(branch));
}

/** A node, and the functions around it inside the owner, which stand for it there. */
function getPlaces(node: Node, owner: Node): readonly Node[] {
  const places = [node];
  for (let around = getEnclosingFunction(node); around && around !== owner; around = getEnclosingFunction(around)) {
    places.push(around);
  }
  return places;
}

/** The calls in an expression that start a span. */
function findStarts(expression: Node, model: OtelModel): readonly Node[] {
  if (model.getSpanStart(unwrap(expression))) return [unwrap(expression)];
  return model.getSpanStarts().flatMap(({ node }) => (isInside(node, expression) ? [node] : []));
}

/** The call `span.isRecording()`: a span that does not record needs no end. */
function findRecordingTest(identifier: Node): Node | null {
  const member = wrap(identifier).parent;
  if (member?.type !== 'MemberExpression' || getStaticName(member) !== 'isRecording') return null;
  const callee = wrap(member);
  return callee.parent?.type === 'CallExpression' && callee.parent.callee === callee ? callee.parent : null;
}

/** The branches of `span !== given`: a span that was started here is not what was there before. */
function findComparedBranches(span: Node, variable: Variable, { bindings }: OtelModel): readonly PresenceBranches[] {
  const node = wrap(span);
  const comparison = node.parent;
  if (comparison?.type !== 'BinaryExpression' || !/^[!=]==?$/u.test(comparison.operator)) return [];
  const other = unwrap(comparison.left === node ? comparison.right : comparison.left);
  const given = other.type === 'Identifier' ? bindings.findVariable(other) : null;
  const branches = given && isThereBefore(given, variable) ? findPresenceBranches(comparison) : null;
  if (!branches) return [];
  const { taken, never } = branches;
  return [comparison.operator.startsWith('!') ? branches : { taken: never, never: taken }];
}

/** True for a parameter, or a constant, that has its value before the variable gets a span. */
function isThereBefore(given: Variable, variable: Variable): boolean {
  const [definition] = given.defs;
  const owner = variable.scope.variableScope.block;
  if (!definition || given.references.some((reference) => reference.isWrite() && !reference.init)) return false;
  if (definition.type === 'Parameter') return definition.node === owner || isInside(owner, definition.node);
  const initial = definition.type === 'Variable' ? definition.node.init : null;
  const writes = variable.references.filter((reference) => reference.isWrite());
  const isMade = variable.references.some(({ identifier }) => initial && isInside(identifier, initial));
  return initial !== null && !isMade && writes.every(({ identifier }) => initial.range[1] < identifier.range[0]);
}

/** The branches of a comparison of the span, or of its class, with one that does not record. */
function findNonRecordingBranches(identifier: Node, { sourceCode }: OtelModel): readonly PresenceBranches[] {
  let node = wrap(identifier);
  while (node.parent?.type === 'MemberExpression' && node.parent.object === node) node = wrap(node.parent);
  const comparison = node.parent;
  if (comparison?.type !== 'BinaryExpression' || comparison.operator.startsWith('!')) return [];
  const branches = /NonRecording/u.test(sourceCode.getText(comparison)) ? findPresenceBranches(comparison) : null;
  return branches ? [{ taken: branches.never, never: branches.taken }] : [];
}
