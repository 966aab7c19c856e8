import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { type FunctionNode, type Node, getStaticName, isClass, wrap } from '../code/nodes.js';
import { findFunctionName } from './given-functions.js';

type Method = TSESTree.MethodDefinition | TSESTree.PropertyDefinition;

/**
 * The calls that enter a function of the file for certain: of its name, where nothing else is written to that, and of a
 * method of a class by `this` or by the name of the class, where no class of the file has another one of the name.
 */
export function findFactoryCalls(target: FunctionNode, model: OtelModel): readonly TSESTree.CallExpression[] {
  const name = findFunctionName(target, model);
  if (name) {
    const isCertain = name.defs.length === 1 && name.references.every((it) => !it.isWrite() || it.init === true);
    return isCertain ? model.bindings.getReads(name).flatMap(({ identifier }) => findCall(identifier) ?? []) : [];
  }
  const { parent } = target;
  const isMethod = parent.type === 'MethodDefinition' ? parent.kind === 'method' : parent.type === 'PropertyDefinition';
  return isMethod ? findMethodCalls(target, parent as Method, model) : [];
}

function findCall(callee: Node): TSESTree.CallExpression | null {
  const node = wrap(callee);
  const { parent } = node;
  return parent?.type === 'CallExpression' && parent.callee === node ? parent : null;
}

function findMethodCalls(target: FunctionNode, method: Method, model: OtelModel): readonly TSESTree.CallExpression[] {
  const name = getStaticName(method);
  const accesses = name === null ? [] : (model.index.members.get(name) ?? []);
  if (accesses.length === 0 || accesses.some(isWritten) || getRepeatedNames(model).has(name)) return [];
  return accesses.flatMap((access) => {
    const call = isOfClass(access.object, model) ? findCall(access) : null;
    return call && model.values.findFunction(access) === target ? [call] : [];
  });
}

function isWritten(access: Node): boolean {
  const node = wrap(access);
  return node.parent?.type === 'AssignmentExpression' && node.parent.left === node;
}

const repeated = new WeakMap<OtelModel, ReadonlySet<string | null>>();

/** The names that more than one member of the classes of the file has: which of these a call enters is not certain. */
function getRepeatedNames(model: OtelModel): ReadonlySet<string | null> {
  const known = repeated.get(model);
  if (known) return known;
  const blocks = (model.sourceCode.scopeManager?.scopes ?? []).map(({ block }) => block);
  const names = [...new Set(blocks)]
    .filter(isClass)
    .flatMap(({ body }) => body.body.flatMap((member) => ('key' in member ? [getStaticName(member)] : [])));
  const seen = new Set<string | null>();
  const found = new Set(names.filter((name) => seen.size === seen.add(name).size));
  repeated.set(model, found);
  return found;
}

/** `this`, a constant that holds it, or the name of a class. */
function isOfClass(object: Node, { bindings, values }: OtelModel): boolean {
  const node = values.dereference(object);
  if (node.type === 'ThisExpression') return true;
  const [definition] = (node.type === 'Identifier' ? bindings.findVariable(node)?.defs : undefined) ?? [];
  return definition?.type === 'ClassName';
}
