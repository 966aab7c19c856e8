import { parseForESLint } from '@typescript-eslint/parser';
import type { TSESTree } from '@typescript-eslint/utils';

type Node = TSESTree.Node;

/** A node and what stands around it. */
export interface Site {
  readonly node: Node;
  /** Outermost first; the last is the node's parent. */
  readonly ancestors: readonly Node[];
}

/** A parsed text and all its nodes. */
export interface Syntax {
  readonly text: string;
  readonly program: TSESTree.Program;
  /** In the order of their start. */
  readonly sites: readonly Site[];
}

type Keys = ReturnType<typeof parseForESLint>['visitorKeys'];

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'range' in value;
}

function getSites(root: Node, keys: Keys): Site[] {
  const sites: Site[] = [];
  const visit = (node: Node, ancestors: readonly Node[]): void => {
    sites.push({ node, ancestors });
    const children = (keys[node.type] ?? []).flatMap((key): unknown => Reflect.get(node, key)).filter(isNode);
    for (const child of children) visit(child, [...ancestors, node]);
  };
  visit(root, []);
  return sites;
}

/**
 * Parses JavaScript or TypeScript.
 *
 * @param fileName - its extension chooses between modules and CommonJS
 * @returns null for a text that does not parse
 */
export function parse(text: string, fileName: string): Syntax | null {
  try {
    const sourceType = /\.c[jt]s$/u.test(fileName) ? 'script' : 'module';
    const { ast, visitorKeys } = parseForESLint(text, { range: true, loc: true, sourceType });
    return { text, program: ast, sites: getSites(ast, visitorKeys) };
  } catch {
    return null;
  }
}

/** Gets the source of a node. */
export function getText({ text }: Syntax, node: Node): string {
  return text.slice(...node.range);
}

/** Finds the call that an expression is, also one behind `?.`. */
export function findCall(node: Node | null | undefined): TSESTree.CallExpression | null {
  const inner = node?.type === 'ChainExpression' ? node.expression : node;
  return inner?.type === 'CallExpression' ? inner : null;
}

/** Gets the name of the method that a call calls, empty for other calls. */
export function getMethod(call: TSESTree.CallExpression): string {
  const { callee } = call;
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : '';
}

/** Finds the object whose method a call calls. */
export function findReceiver(call: TSESTree.CallExpression): TSESTree.Expression | null {
  return call.callee.type === 'MemberExpression' ? call.callee.object : null;
}

/** Gets the last name of `a.b.c`, empty for what is no name. */
export function getLastName(node: Node | null): string {
  if (node?.type === 'Identifier') return node.name;
  return node?.type === 'MemberExpression' ? getLastName(node.property) : '';
}

/** Tells whether a node is a function. */
export function isFunction(
  node: Node,
): node is TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression | TSESTree.FunctionDeclaration {
  return /^(?:ArrowFunctionExpression|FunctionExpression|FunctionDeclaration)$/u.test(node.type);
}

/** Finds the statement around a node that stands in a list of statements, without leaving the node's function. */
export function findStatement({ node, ancestors }: Site): Node | null {
  const chain = [...ancestors, node];
  for (let index = chain.length - 1; index > 0; index -= 1) {
    const parent = chain[index - 1];
    if (parent?.type === 'BlockStatement' || parent?.type === 'Program') return chain[index] ?? null;
    const outer = chain[index];
    if (outer !== undefined && isFunction(outer)) return null;
  }
  return null;
}

/** Gets the source between the braces of a block. */
export function getContents(syntax: Syntax, block: TSESTree.BlockStatement): string {
  return getText(syntax, block).slice(1, -1).trim();
}

/** The last name of what has the methods of the context API. */
export const CONTEXT_API = /context$/iu;

/** Tells whether an expression calls a method of something, both by their last names. */
export function isCallOf(node: Node | null, receiver: RegExp, method: RegExp): boolean {
  const call = findCall(node);
  return call !== null && method.test(getMethod(call)) && receiver.test(getLastName(findReceiver(call)));
}

/** Finds the call that a statement consists of, as its expression or as the value of its variable. */
export function findStatementCall(statement: Node): TSESTree.CallExpression | null {
  if (statement.type === 'ExpressionStatement') return findCall(statement.expression);
  if (statement.type !== 'VariableDeclaration') return null;
  return findCall(statement.declarations[0]?.init);
}
