import { isFinalizer } from './finalizers.js';
import type { OtelModel } from '../index.js';
import { type Node, type Variable, getEnclosingFunction, isFunction, unwrap } from './nodes.js';

const OPTION_NAME = /end|finish|clos|own|done|manual|auto|complet|settled|record|sampl|enabled/iu;

/**
 * The branches that hold nothing but a release and depend on who has to release: a flag (`if (!ended) span.end()`), an
 * option (`if (endOnExit) span.end()`), a caught value that is an error (`if (error instanceof Error)`), since hardly
 * anything else is thrown, any condition in a `finally`, the condition under which the span was started, or
 * the opposite of one under which something else happens to it. Whoever writes these has thought of the other case.
 *
 * @param others - what else happens to the resource, in branches that may depend on a flag as well
 */
export function findReleaseGuards(
  releases: readonly Node[],
  others: readonly Node[],
  acquired: readonly Node[],
  model: OtelModel,
): readonly Node[] {
  const conditions = new Set([
    ...acquired.flatMap(getConditions).map((condition) => describe(condition, model)),
    ...others.flatMap(getConditions).map(({ test, holds }) => describe({ test, holds: !holds }, model)),
  ]);
  return [
    ...releases.flatMap((release) =>
      getBranches(release).filter(
        ({ branch, test }) =>
          conditions.has(model.sourceCode.getText(test)) || isInFinally(branch) || isFlag(test, model),
      ),
    ),
    ...others.flatMap(getBranches).filter(({ test }) => isVariableFlag(test, model) || isErrorTest(test, model)),
  ].map(({ branch }) => branch);
}

interface Branch {
  readonly branch: Node;
  readonly test: Node;
}

/** The branches without an alternative around a node, in its function. */
export function getBranches(inner: Node): readonly Branch[] {
  const branches: Branch[] = [];
  for (let node: Node | undefined = inner; node?.parent; node = node.parent) {
    const test = getTest(node);
    if (test) branches.push({ branch: node, test });
    if (isFunction(node.parent)) break;
  }
  return branches;
}

/** The branches `if (ended) return;` in front of a release: the span does not live when they are entered. */
export function findReturnGuards(releases: readonly Node[], model: OtelModel): readonly Node[] {
  return releases.flatMap((release) => {
    const body = getEnclosingFunction(release)?.body;
    if (body?.type !== 'BlockStatement') return [];
    return body.body.flatMap((statement) =>
      statement.type === 'IfStatement' &&
      statement.range[1] <= release.range[0] &&
      isEmptyReturn(statement.consequent) &&
      isFlag(statement.test, model)
        ? [statement.consequent]
        : [],
    );
  });
}

function isEmptyReturn(node: Node): boolean {
  const only = node.type === 'BlockStatement' && node.body.length === 1 ? node.body[0] : node;
  return only?.type === 'ReturnStatement' && only.argument === null;
}

/** The condition under which a branch without an alternative is taken; null when the node is no such branch. */
function getTest(node: Node): Node | null {
  const { parent } = node;
  if (parent?.type === 'IfStatement' && parent.consequent === node && !parent.alternate) return parent.test;
  if (parent?.type === 'LogicalExpression' && parent.operator === '&&' && parent.right === node) return parent.left;
  return null;
}

function isInFinally(node: Node): boolean {
  for (let current = node; current.parent && !isFunction(current); current = current.parent) {
    if (isFinalizer(current)) return true;
  }
  return false;
}

/** A condition, and whether it holds. */
export interface Condition {
  readonly test: Node;
  readonly holds: boolean;
}

/** A condition as code writes it: `job`, `!job`. */
function describe({ test, holds }: Condition, { sourceCode }: OtelModel): string {
  if (holds) return sourceCode.getText(test);
  return test.type === 'UnaryExpression' && test.operator === '!'
    ? sourceCode.getText(unwrap(test.argument))
    : `!${sourceCode.getText(test)}`;
}

/** The conditions under which a node is evaluated, in its function: `given` does not hold in `given ?? start()`. */
export function getConditions(inner: Node): readonly Condition[] {
  const conditions: Condition[] = [];
  for (let node = inner; node.parent && !isFunction(node); node = node.parent) {
    const { parent } = node;
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') {
      if (parent.test !== node) conditions.push({ test: parent.test, holds: parent.consequent === node });
    } else if (parent.type === 'LogicalExpression' && parent.right === node) {
      conditions.push({ test: unwrap(parent.left), holds: parent.operator === '&&' });
    }
  }
  return conditions;
}

/** `error instanceof Error` and `isError(error)`, for what a `catch` has caught. */
function isErrorTest(test: Node, { bindings }: OtelModel): boolean {
  const node = unwrap(test);
  const isInstance = node.type === 'BinaryExpression' && node.operator === 'instanceof';
  const name = isInstance ? node.right : node.type === 'CallExpression' ? node.callee : null;
  if (name?.type !== 'Identifier' || !/^(?:isError|Error)$/u.test(name.name)) return false;
  const tested = isInstance ? node.left : node.type === 'CallExpression' ? node.arguments[0] : undefined;
  const variable = tested?.type === 'Identifier' ? bindings.findVariable(tested) : null;
  return variable?.defs[0]?.type === 'CatchClause';
}

/** True for a condition that is made of flags and options only. */
function isFlag(test: Node, model: OtelModel): boolean {
  const node = unwrap(test);
  switch (node.type) {
    case 'UnaryExpression':
      return node.operator === '!' && isFlag(node.argument, model);
    case 'LogicalExpression':
      return isFlag(node.left, model) || isFlag(node.right, model);
    case 'BinaryExpression':
      return isFlag(node.left, model) || isFlag(node.right, model);
    case 'CallExpression':
      return isFlag(node.callee, model);
    case 'MemberExpression':
      return node.property.type === 'Identifier' && OPTION_NAME.test(node.property.name);
    case 'Identifier': {
      const variable = model.bindings.findVariable(node);
      return OPTION_NAME.test(node.name) || (variable !== null && isBoolean(variable, model));
    }
    default:
      return false;
  }
}

/** `if (isSent)`, for a variable that is only ever `true` or `false`, and changes. */
function isVariableFlag(test: Node, model: OtelModel): boolean {
  const node = unwrap(test);
  const operand = node.type === 'UnaryExpression' && node.operator === '!' ? unwrap(node.argument) : node;
  const variable = operand.type === 'Identifier' ? model.bindings.findVariable(operand) : null;
  return variable !== null && isBoolean(variable, model);
}

/** True for a variable that is only ever `true` or `false`, and changes. */
function isBoolean(variable: Variable, { bindings }: OtelModel): boolean {
  const assigned = bindings.findAssigned(variable) ?? [];
  return (
    assigned.length > 1 &&
    assigned.every(({ expression }) => expression.type === 'Literal' && typeof expression.value === 'boolean')
  );
}
