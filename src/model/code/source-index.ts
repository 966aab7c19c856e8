import type { TSESTree } from '@typescript-eslint/utils';
import { type ThisAssignments, findThisClass } from './members.js';
import {
  type CallNode,
  type ClassNode,
  type Node,
  type SourceCode,
  getStaticName,
  getStringValue,
  getWrittenName,
  getChildren,
  unwrap,
} from './nodes.js';
import { readWalk } from './steps.js';

/** What one pass over a file collects for every question that the model answers. */
export interface SourceIndex {
  /** Calls and constructions in source order. */
  readonly calls: readonly CallNode[];
  /** Calls and constructions by the name, or the name of the property, that is called. */
  readonly callsByName: ReadonlyMap<string, readonly CallNode[]>;
  /** Calls and constructions of anything but a property, such as a name, which can be an alias. */
  readonly directCalls: readonly CallNode[];
  readonly assignments: ThisAssignments;
  /** Member accesses by the name of the property. */
  readonly members: ReadonlyMap<string, readonly TSESTree.MemberExpression[]>;
  /** The arguments of `require`. */
  readonly requires: readonly string[];
}

/** Reads the whole file once. */
export function indexSource(sourceCode: SourceCode): SourceIndex {
  const calls: CallNode[] = [];
  const callsByName = new Map<string, CallNode[]>();
  const directCalls: CallNode[] = [];
  const assignments = new Map<ClassNode, Map<string, Node[]>>();
  const members: TSESTree.MemberExpression[] = [];
  forEachNode(sourceCode, (node) => {
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      calls.push(node);
      const name = getWrittenName(node.callee);
      if (name !== null) file(callsByName, name, node);
      if (unwrap(node.callee).type !== 'MemberExpression') directCalls.push(node);
    } else if (node.type === 'AssignmentExpression') collectAssignment(node, assignments);
    else if (node.type === 'MemberExpression') members.push(node);
  });
  let byName: SourceIndex['members'] | undefined;
  return {
    calls,
    callsByName,
    directCalls,
    assignments,
    // Few files lead to a question about members, so they are sorted when it comes.
    get members() {
      byName ??= fileMembers(members);
      return byName;
    },
    requires: calls.flatMap(findRequired),
  };
}

function fileMembers(members: readonly TSESTree.MemberExpression[]): SourceIndex['members'] {
  const byName = new Map<string, TSESTree.MemberExpression[]>();
  for (const member of members) {
    const name = getStaticName(member);
    if (name !== null) file(byName, name, member);
  }
  return byName;
}

/** Visits every node before those below it, in source order. */
function forEachNode(sourceCode: SourceCode, visit: (node: Node) => void): void {
  if (readWalk(sourceCode, visit)) return;
  // Without recursion, so that deep nesting cannot overflow the stack.
  const stack: Node[] = [sourceCode.ast];
  for (let node = stack.pop(); node; node = stack.pop()) {
    visit(node);
    for (const child of getChildren(node, sourceCode).toReversed()) stack.push(child);
  }
}

/** Adds an item to those that are filed under its name. */
export function file<Name, Item>(filed: Map<Name, Item[]>, name: Name, item: Item): void {
  const items = filed.get(name);
  if (items) items.push(item);
  else filed.set(name, [item]);
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
