import type { TSESTree } from '@typescript-eslint/utils';
import type { Bindings } from './code/bindings.js';
import { type Node, type Variable, getStaticName, unwrap, wrap } from './code/nodes.js';
import type { Values } from './code/values.js';

/** How many functions of the file a span is followed into. */
const MAX_DEPTH = 3;

interface Model {
  readonly bindings: Bindings;
  readonly values: Values;
}

/**
 * True when the file itself ends what the variable holds, and the variable holds nothing else: `span.end()` in any function
 * that sees it, or in a function of the file that it is handed to. Who has to end a span holds a raw span of OpenTelemetry.
 *
 * @param start - the call that the variable has its value from, when it is no parameter
 */
export function isEndedByFile(variable: Variable, start: Node | null, model: Model): boolean {
  const written = model.bindings.findAssigned(variable) ?? [null];
  const isOnlySpan = written.every(
    (it) => it !== null && it.steps.length === 0 && isSpanOrNothing(it.expression, start),
  );
  return isOnlySpan && isEnded(variable, model, 0);
}

/** The start itself, another one, or the nothing that a variable begins with. */
function isSpanOrNothing(written: Node, start: Node | null): boolean {
  const expression = unwrap(written);
  if (expression === start) return true;
  if (expression.type === 'Literal') return expression.value === null;
  if (expression.type === 'Identifier') return expression.name === 'undefined';
  const callee = expression.type === 'CallExpression' ? unwrap(expression.callee) : null;
  return start !== null && callee?.type === 'MemberExpression' && getStaticName(callee) === 'startSpan';
}

function isEnded(variable: Variable, model: Model, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  return model.bindings.getReads(variable).some(({ identifier }) => {
    const node = wrap(identifier);
    const { parent } = node;
    if (parent?.type === 'MemberExpression' && parent.object === node) return isCallOfEnd(parent);
    if (parent?.type !== 'CallExpression') return false;
    const parameter = findParameter(parent, node, model);
    return parameter !== null && isEnded(parameter, model, depth + 1);
  });
}

/** `span.end()`; `stream.end(chunk, encoding)` takes more than a time. */
function isCallOfEnd(member: TSESTree.MemberExpression): boolean {
  const callee = wrap(member);
  const { parent } = callee;
  const isCalled = parent?.type === 'CallExpression' && parent.callee === callee && parent.arguments.length <= 1;
  return isCalled && getStaticName(member) === 'end';
}

/** The parameter that takes an argument, in a function of the file; the call of a generator runs nothing. */
function findParameter(call: TSESTree.CallExpression, argument: Node, { bindings, values }: Model): Variable | null {
  const position = call.arguments.findIndex((it) => it === argument);
  const target = position < 0 ? null : values.findFunction(call.callee);
  const parameter = target?.generator === false ? target.params[position] : undefined;
  return parameter?.type === 'Identifier' ? bindings.findVariable(parameter) : null;
}
