import type { TSESTree } from '@typescript-eslint/utils';
import { type Node, getEnclosingFunction, getStaticName, getWrittenName, isFunction, unwrap, wrap } from './nodes.js';

const EXPECTATIONS = new Set(['expect', 'throws', 'doesNotThrow', 'rejects', 'doesNotReject', 'notThrows']);
const HOOKS = new Set([
  ...['beforeEach', 'beforeAll', 'before', 'setup', 'afterEach', 'afterAll', 'after', 'teardown'],
  ...['describe', 'context', 'suite', 'it', 'test', 'specify'],
]);

/** What may stand behind such a name: `it.only`, `it.each(table)`; `context.with` is another matter. */
const MODIFIERS = new Set(['concurrent', 'each', 'failing', 'fails', 'for', 'only', 'sequential', 'serial', 'skip']);
/** What a file of tests consists of. Behind these stands what a project adds, too: `describe.withDatabase('orders', ...)`. */
const SUITES = new Set(['describe', 'suite', 'it', 'test', 'specify']);
/** Packages that tests are written with, or their own files: `after` of `next/server` is no hook. */
const TEST_MODULE = /^[./#~]|^@\/|test|spec|mocha|jest|jasmine|cypress|bdd|japa|qunit|uvu|^(?:ava|tap|tape|tstyche)$/u;

/** True inside a function that a test hands to an expectation: the call is made to see whether it throws. */
export function isExpectation(node: Node): boolean {
  return isInCallbackOf(node, (callee) => EXPECTATIONS.has(getWrittenName(callee) ?? ''));
}

/** True inside a test or one of its hooks, and for what stands beside them in the same file. */
export function isTestCode(node: Node): boolean {
  const file = getFile(node);
  return (
    file.isOfTests ||
    isInCallbackOf(node, (callee) => {
      const name = getRootName(callee) ?? '';
      return HOOKS.has(name) && !file.others.has(name);
    })
  );
}

/** What a file says about tests. */
interface File {
  /** Whether suites and tests stand in it on their own. */
  readonly isOfTests: boolean;
  /** What hooks are called elsewhere, and is something else here. */
  readonly others: ReadonlySet<string>;
}

const files = new WeakMap<Node, File>();

function getFile(node: Node): File {
  let root = node;
  while (root.parent) root = root.parent;
  let file = files.get(root);
  if (!file) {
    const statements = root.type === 'Program' ? root.body : [];
    const others = new Set(statements.flatMap(getOtherNames));
    files.set(root, (file = { isOfTests: statements.some((it) => isSuite(it, others)), others }));
  }
  return file;
}

/** The names of a function of the file, and of what it imports from where no tests come from. */
function getOtherNames(statement: TSESTree.ProgramStatement): readonly string[] {
  if (statement.type === 'ImportDeclaration' && !TEST_MODULE.test(statement.source.value))
    return statement.specifiers.map(({ local }) => local.name);
  const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  return declared?.type === 'FunctionDeclaration' && declared.id ? [declared.id.name] : [];
}

/** `describe('orders', () => {})` */
function isSuite(statement: TSESTree.ProgramStatement, others: ReadonlySet<string>): boolean {
  if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'CallExpression') return false;
  const { callee, arguments: given } = statement.expression;
  const [title] = given;
  const isTitled = title?.type === 'Literal' || title?.type === 'TemplateLiteral';
  if (!given.some((argument) => isFunction(argument))) return false;
  const name = getRootName(unwrap(callee)) ?? (isTitled ? getObjectName(unwrap(callee)) : null);
  return name !== null && SUITES.has(name) && !others.has(name);
}

/** `describe` for `describe.withDatabase`. */
function getObjectName(callee: Node): string | null {
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : null;
  return object?.type === 'Identifier' ? object.name : null;
}

/** True when a function around the node is given, where it is written, to a call that fits. */
function isInCallbackOf(node: Node, isWanted: (callee: Node) => boolean): boolean {
  for (let around = getEnclosingFunction(node); around; around = getEnclosingFunction(around)) {
    const argument = wrap(around);
    const call = argument.parent;
    if (call?.type === 'CallExpression' && call.callee !== argument && isWanted(unwrap(call.callee))) return true;
  }
  return false;
}

/** `it` for `it`, `it.only` and `it.each(table)`; `test` for `suite.test`. */
function getRootName(callee: Node): string | null {
  let current = callee;
  for (;;) {
    if (current.type === 'MemberExpression') {
      const name = getStaticName(current);
      if (name === 'test') return name;
      if (!MODIFIERS.has(name ?? '')) return null;
      current = unwrap(current.object);
    } else if (current.type === 'CallExpression') current = unwrap(current.callee);
    else if (current.type === 'TaggedTemplateExpression') current = unwrap(current.tag);
    else return current.type === 'Identifier' ? current.name : null;
  }
}
