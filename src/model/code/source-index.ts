import type { TSESTree } from '@typescript-eslint/utils';
import { type ThisAssignments, findThisClass } from './members.js';
import {
  type CallNode,
  type ClassNode,
  type Node,
  type SourceCode,
  getStaticName,
  getStringValue,
  isNode,
} from './nodes.js';

/** What one pass over a file collects for every question that the model answers. */
export interface SourceIndex {
  /** Calls and constructions in source order. */
  readonly calls: readonly CallNode[];
  readonly assignments: ThisAssignments;
  /** Member accesses by the name of the property. */
  readonly members: ReadonlyMap<string, readonly TSESTree.MemberExpression[]>;
  /** The arguments of `require`. */
  readonly requires: readonly string[];
}

/** Reads the whole file once, without recursion so that deep nesting cannot overflow the stack. */
export function indexSource(sourceCode: SourceCode): SourceIndex {
  const calls: CallNode[] = [];
  const assignments = new Map<ClassNode, Map<string, Node[]>>();
  const members = new Map<string, TSESTree.MemberExpression[]>();
  const stack: Node[] = [sourceCode.ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') calls.push(node);
    else if (node.type === 'AssignmentExpression') collectAssignment(node, assignments);
    else if (node.type === 'MemberExpression') collectMember(node, members);
    pushChildren(node, sourceCode, stack);
  }
  return { calls, assignments, members, requires: calls.flatMap(findRequired) };
}

/** What holds no call and no assignment. */
const SKIPPED = new Set<string>([
  'Literal',
  'TemplateElement',
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSTypeAnnotation',
  'TSTypeParameterDeclaration',
  'TSTypeParameterInstantiation',
]);

/** Puts the children of a node on the stack, the first of them on top. */
function pushChildren(node: Node, { visitorKeys }: SourceCode, stack: Node[]): void {
  const keys = visitorKeys[node.type] ?? [];
  for (let index = keys.length - 1; index >= 0; index--) {
    const child: unknown = Reflect.get(node, keys[index] ?? '');
    if (!Array.isArray(child)) pushChild(child, stack);
    else for (let item = child.length - 1; item >= 0; item--) pushChild(child[item], stack);
  }
}

function pushChild(child: unknown, stack: Node[]): void {
  if (isNode(child) && !SKIPPED.has(child.type)) stack.push(child);
}

function collectAssignment(
  node: TSESTree.AssignmentExpression,
  assignments: Map<ClassNode, Map<string, Node[]>>,
): void {
  if (node.operator !== '=' || node.left.type !== 'MemberExpression' || node.left.object.type !== 'ThisExpression')
    return;
  const name = getStaticName(node.left);
  const owner = name === null ? null : findThisClass(node.left.object);
  if (name === null || !owner) return;
  const members = assignments.get(owner.node) ?? new Map<string, Node[]>();
  assignments.set(owner.node, members);
  members.set(name, [...(members.get(name) ?? []), node.right]);
}

function findRequired(node: CallNode): readonly string[] {
  if (node.callee.type !== 'Identifier' || node.callee.name !== 'require') return [];
  const source = getStringValue(node.arguments[0]);
  return source === null ? [] : [source];
}

function collectMember(node: TSESTree.MemberExpression, members: Map<string, TSESTree.MemberExpression[]>): void {
  const name = getStaticName(node);
  if (name === null) return;
  const filed = members.get(name);
  if (filed) filed.push(node);
  else members.set(name, [node]);
}
