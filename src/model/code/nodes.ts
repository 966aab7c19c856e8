import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

export type Node = TSESTree.Node;
export type SourceCode = TSESLint.SourceCode;
export type Variable = TSESLint.Scope.Variable;
export type FunctionNode =
  TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
export type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

/** True when the node is a function that has a body. */
export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    node?.type === 'ArrowFunctionExpression' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'FunctionDeclaration'
  );
}

/** True when the node is a class declaration or expression. */
export function isClass(node: Node | null | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}

const LOOPS = new Set<string>([
  'DoWhileStatement',
  'ForInStatement',
  'ForOfStatement',
  'ForStatement',
  'WhileStatement',
]);

/** True when the node is a loop. */
export function isLoop(node: Node): boolean {
  return LOOPS.has(node.type);
}

/** True when a loop of its own function is or stands around the node. */
export function isInLoop(node: Node): boolean {
  for (let current: Node | undefined = node; current && !isFunction(current); current = current.parent) {
    if (isLoop(current)) return true;
  }
  return false;
}

/** True for a node that suspends an async function: `await`, `for await` and `await using`. */
export function isAwait(node: Node): boolean {
  const isUsing = node.type === 'VariableDeclaration' && node.kind === 'await using';
  return node.type === 'AwaitExpression' || isUsing || (node.type === 'ForOfStatement' && node.await);
}

/** The nearest function around a node, not the node itself; null at the top level of the file. */
export function getEnclosingFunction(node: Node): FunctionNode | null {
  let current = node.parent;
  while (current && !isFunction(current)) current = current.parent;
  return current ?? null;
}

/** True in the block of a `try`, or, with `isCaught`, of one that has a `catch`. */
export function isInTry(node: Node, isCaught = false): boolean {
  const owner = getEnclosingFunction(node);
  for (let current = node; current.parent && current !== owner; current = current.parent) {
    const { parent } = current;
    if (parent.type === 'TryStatement' && parent.block === current && (!isCaught || parent.handler)) return true;
  }
  return false;
}

/** The expression below everything that does not change its value: type assertions, `!`, optional chains. */
export function unwrap(node: Node): Node {
  let current = node;
  for (;;) {
    switch (current.type) {
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'TSSatisfiesExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ChainExpression':
        current = current.expression;
        break;
      default:
        return current;
    }
  }
}

/** The outermost node that stands for the same value: the inverse of {@link unwrap}. */
export function wrap(node: Node): Node {
  let current = node;
  while (current.parent && current.parent.type !== 'Program' && unwrap(current.parent) === unwrap(current)) {
    current = current.parent;
  }
  return current;
}

/** The name of a member access or of a property key when it is known by syntax, else null. */
export function getStaticName(node: TSESTree.MemberExpression | { computed: boolean; key: Node }): string | null {
  const key = 'key' in node ? node.key : node.property;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (!node.computed && key.type === 'Identifier') return key.name;
  return getStringValue(key);
}

/** The name that a callee is written with: its own, or that of the property; null for any other expression. */
export function getWrittenName(callee: Node): string | null {
  const node = unwrap(callee);
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? getStaticName(node) : null;
}

/** What a member chain starts from, and its names from there on; null when a part is computed. */
export function getMemberChain(node: Node): { readonly root: Node; readonly names: readonly string[] } | null {
  const names: string[] = [];
  let current = unwrap(node);
  while (current.type === 'MemberExpression') {
    const name = getStaticName(current);
    if (name === null) return null;
    names.unshift(name);
    current = unwrap(current.object);
  }
  return { root: current, names };
}

/** The value of a string literal or of a template without expressions, else null. */
export function getStringValue(node: Node | null | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? null;
  return null;
}

/** The nearest statement around a node, the node itself included. */
export function getStatement(node: Node): Node {
  let current = node;
  while (current.parent && !isStatementPosition(current)) current = current.parent;
  return current;
}

/** True when the node stands where a statement stands: in a block, a program, a `case` or as a body. */
function isStatementPosition(node: Node): boolean {
  const { parent } = node;
  if (!parent) return true;
  switch (parent.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
      return true;
    case 'SwitchCase':
      return parent.test !== node;
    default:
      return node.type.endsWith('Statement') || node.type === 'VariableDeclaration' ? !isLoopHead(node, parent) : false;
  }
}

function isLoopHead(node: Node, parent: Node): boolean {
  return (
    (parent.type === 'ForStatement' && parent.init === node) ||
    ((parent.type === 'ForOfStatement' || parent.type === 'ForInStatement') && parent.left === node) ||
    (parent.type === 'ExportNamedDeclaration' && parent.declaration === node)
  );
}

/** The order of the source; of two nodes that begin together, the outer one comes first. */
export function compareBySource(a: Node, b: Node): number {
  return a.range[0] - b.range[0] || b.range[1] - a.range[1];
}

/** True when `inner` is `outer` or stands inside it. */
export function isInside(inner: Node, outer: Node): boolean {
  return inner.range[0] >= outer.range[0] && inner.range[1] <= outer.range[1];
}

/** The child nodes of a node in source order. */
export function getChildren(node: Node, sourceCode: SourceCode): readonly Node[] {
  const children: Node[] = [];
  for (const key of sourceCode.visitorKeys[node.type] ?? []) {
    const child: unknown = Reflect.get(node, key);
    for (const item of Array.isArray(child) ? child : [child]) if (isNode(item)) children.push(item);
  }
  return children;
}

/** True for a node of the tree, among the values of another node's properties. */
function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}

/** The nodes below a node, without those of the functions in it. */
export function getOwnNodes(owner: Node, sourceCode: SourceCode): readonly Node[] {
  const found: Node[] = [];
  const stack: Node[] = [...getChildren(owner, sourceCode)];
  for (let node = stack.pop(); node; node = stack.pop()) {
    found.push(node);
    if (!isFunction(node)) stack.push(...getChildren(node, sourceCode));
  }
  return found;
}
