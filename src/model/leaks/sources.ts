import { CONNECTS, RETURNS_ITSELF } from '../../boundaries/catalogue/long-lived.js';
import { getSights, isRepeating } from '../../boundaries/matcher.js';
import { findClassMember, findLiteralMember } from '../code/members.js';
import { type CallNode, type FunctionNode, type Node, getStaticName, isFunction, unwrap, wrap } from '../code/nodes.js';
import { findRunFunction } from '../code/promises.js';
import { getReturned } from '../code/returns.js';
import type { Dispatch } from '../dispatch/losses.js';
import { findCalledFunction } from '../dispatch/placements.js';
import type { OtelModel } from '../index.js';

/** A call that makes what handlers are given to, or connects it, and whose context they see on every run. */
export interface Source {
  readonly call: CallNode;
  /** The expressions on the way from the receiver of the handler to the call. */
  readonly holders: readonly Node[];
}

const MAX_STEPS = 100;

/** The calls whose context a handler was measured to see on each of its runs, as the file shows them. */
export function findSources({ call, rows }: Dispatch, model: OtelModel): readonly Source[] {
  const { manager } = model;
  const callee = unwrap(call.callee);
  if (manager === 'unknown' || callee.type !== 'MemberExpression') return [];
  const sights = rows.flatMap((row) => {
    const isMeasured = row.unmeasured === undefined && isRepeating(row);
    return (isMeasured ? getSights(row, manager) : null) ?? ['root' as const];
  });
  const [sight, ...others] = new Set(sights);
  if (others.length > 0) return [];
  if (sight === 'construction') return findMakers(callee.object, model);
  return sight === 'connection' ? findConnections(callee.object, model) : [];
}

/** The calls that connect a receiver: its own `connect()`, or what the whole chain of things that it is made from began with. */
function findConnections(receiver: Node, model: OtelModel): readonly Source[] {
  return findMakers(receiver, model).flatMap(({ call, holders }): readonly Source[] => {
    const connects = holders.flatMap((holder) => getMentions(holder, model)).flatMap(findConnect);
    if (connects.length > 0) return connects.map((connect) => ({ call: connect, holders }));
    const callee = unwrap(call.callee);
    if (callee.type === 'MemberExpression' && CONNECTS.test(getStaticName(callee) ?? '')) return [{ call, holders }];
    const isMethod = callee.type === 'MemberExpression' && model.values.findOrigin(callee.object)?.isInstance === true;
    if (!isMethod) return [{ call, holders }];
    const made = findConnections(callee.object, model);
    return made.map((source) => ({ ...source, holders: [...holders, ...source.holders] }));
  });
}

function findConnect(mention: Node): readonly CallNode[] {
  const object = wrap(mention);
  const member = object.parent;
  if (member?.type !== 'MemberExpression' || member.object !== object) return [];
  const callee = wrap(member);
  const isConnect = CONNECTS.test(getStaticName(member) ?? '');
  return isConnect && callee.parent?.type === 'CallExpression' ? [callee.parent] : [];
}

/** The calls whose values an expression may have, followed through names, fields, parameters and functions of the file. */
export function findMakers(receiver: Node, model: OtelModel): readonly Source[] {
  const found: CallNode[] = [];
  const holders: Node[] = [];
  const seen = new Set<Node>();
  const pending: Node[] = [receiver];
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = pending.pop();
    if (!next) break;
    const node = unwrap(next);
    if (seen.has(node)) continue;
    seen.add(node);
    holders.push(node);
    const origins = follow(node, model);
    if (origins) pending.push(...origins);
    else if (node.type === 'CallExpression' || node.type === 'NewExpression') found.push(node);
  }
  return found.map((call) => ({ call, holders }));
}

/** The expressions that another has its value from; null for one that makes it. */
function follow(node: Node, model: OtelModel): readonly Node[] | null {
  switch (node.type) {
    case 'AwaitExpression':
      return [node.argument];
    case 'AssignmentExpression':
      return [node.right];
    case 'LogicalExpression':
      return [node.left, node.right];
    case 'ConditionalExpression':
      return [node.consequent, node.alternate];
    case 'Identifier':
      return followName(node, model);
    case 'MemberExpression':
      return followMember(node.object, getStaticName(node), model);
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      const isSame = callee.type === 'MemberExpression' && RETURNS_ITSELF.test(getStaticName(callee) ?? '');
      if (isSame && callee.type === 'MemberExpression') return [callee.object];
      const target = findCalledFunction(node, model) ?? findRunFunction(node, model);
      return target && getReturned(target, model.sourceCode);
    }
    default:
      return null;
  }
}

function followName(node: Node, model: OtelModel): readonly Node[] {
  const variable = node.type === 'Identifier' ? model.bindings.findVariable(node) : null;
  if (!variable) return [];
  const [definition] = variable.defs;
  const owner = definition?.type === 'Parameter' && isFunction(definition.node) ? definition.node : null;
  if (owner) return getArguments(owner, owner.params.indexOf(definition?.name as never), model);
  const assigned = model.bindings.findAssigned(variable) ?? [];
  return assigned.flatMap(({ expression, steps }) => (steps.length === 0 ? [expression] : []));
}

/** What a function of the file is given where it is called. */
function getArguments(owner: FunctionNode, index: number, model: OtelModel): readonly Node[] {
  if (index < 0) return [];
  return model.callbacks
    .getUses(owner)
    .flatMap(({ kind, call }) => (kind === 'inline' ? (call.arguments[index] ?? []) : []));
}

function followMember(object: Node, name: string | null, { values, index }: OtelModel): readonly Node[] {
  const owner = name === null ? null : values.evaluate(object);
  if (name === null || !owner) return [];
  if (owner.kind === 'literal') return [findLiteralMember(owner.node, name)].filter((value) => value !== null);
  if (owner.kind !== 'class' && owner.kind !== 'object') return [];
  return findClassMember(owner.node, name, owner.kind === 'class', index.assignments);
}

/** The places where the file names what an expression names, and where that is assigned to. */
export function getMentions(holder: Node, { bindings, index }: OtelModel): readonly Node[] {
  const name = holder.type === 'MemberExpression' ? getStaticName(holder) : null;
  if (name !== null) return index.members.get(name) ?? [];
  const variable = holder.type === 'Identifier' ? bindings.findVariable(holder) : null;
  return variable ? bindings.getReads(variable).map(({ identifier }) => identifier) : [holder];
}
