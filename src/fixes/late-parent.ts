import type { OtelModel } from '../model/index.js';
import { type Node, type Variable, getStatement, isFunction, unwrap } from '../model/code/nodes.js';
import type { LateParent } from '../model/dispatch/parents.js';
import { getRebuiltBases } from '../model/dispatch/rebuilt-contexts.js';
import { type Edit, replaceText } from './edits.js';
import { getApiReference } from './imports.js';
import { type Repair, moveContextUp, moveStartDown } from './move-start.js';
import { getFreshName } from './names.js';
import { passParent } from './start-parent.js';
import { isSettledAt, isVisibleAt } from './visibility.js';

/**
 * Starts a span with the parent that it misses. A context that is at hand is passed as it is; one that is made after the
 * start is made before it: the start moves below it, or it moves out of the callback of `startActiveSpan`.
 *
 * @param count - answers how many contexts were given a name before this one, so that their names differ
 * @returns null when no edit keeps every name and every value
 */
export function fixLateParent(late: LateParent, model: OtelModel, count: () => number): Repair | null {
  const { start, kind, parent } = late;
  const variable = findVariable(parent, model);
  const isAtHand = variable !== null && isVisibleAt(variable, start.node, model) && isSettledAt(variable, start.node);
  if (kind === 'remote') return isAtHand ? passRemote(late, variable, model) : null;
  const name = variable?.name ?? getFreshName(`${late.origin}Context`, model.sourceCode, count());
  const uses = passContext(late, name, model);
  const made = isAtHand ? parent : variable ? findDeclared(variable, model) : parent;
  if (!uses || !made) return null;
  if (isAtHand) return { edits: uses, isSafe: !isConditional(late) };
  const block = isFunction(start.callback) ? start.callback.body : getStatement(start.node).parent;
  if (variable && getStatement(made).parent !== block) return null;
  const context = { start, variable, name, made, uses };
  const repair = moveContextUp(context, model) ?? moveStartDown(context, model);
  return repair && { ...repair, isSafe: repair.isSafe && !isConditional(late) };
}

function findVariable(node: Node, { bindings }: OtelModel): Variable | null {
  const expression = unwrap(node);
  return expression.type === 'Identifier' ? bindings.findVariable(expression) : null;
}

/** The expression that a constant is declared with, when that is all its statement does. */
function findDeclared(variable: Variable, { bindings }: OtelModel): Node | null {
  const value = bindings.findSoleValue(variable);
  const statement = value && getStatement(value);
  return statement?.type === 'VariableDeclaration' && statement.declarations.length === 1 ? value : null;
}

/** True when the context becomes active in a branch only. */
function isConditional({ start, shownBy }: LateParent): boolean {
  const block = isFunction(start.callback) ? start.callback.body : getStatement(start.node).parent;
  for (let node: Node | undefined = shownBy; node && node !== block; node = node.parent) {
    if (/^(?:If|SwitchCase|Conditional|Logical|Catch)/u.test(node.type)) return true;
  }
  return false;
}

/** The edits that put the context's name into the start and into every context that is made for the span. */
function passContext(late: LateParent, name: string, model: OtelModel): readonly Edit[] | null {
  const passed = passParent(late.start, name, model);
  const rebuilt = getRebuiltBases(late.start, model).map((base) => replaceText(base, name, model.sourceCode));
  return passed && [...passed, ...rebuilt, ...activateSpan(late, name, model)];
}

/** The context that is made active, by its name; in the callback of `startActiveSpan` it has to hold the span. */
function activateSpan({ start, kind, parent }: LateParent, name: string, model: OtelModel): readonly Edit[] {
  const span = kind === 'callback' ? model.findSpanVariable(start) : null;
  if (span && isVisibleAt(span, parent, model)) {
    const { text, edits } = getApiReference('trace', parent, model);
    return [...edits, { range: parent.range, text: `${text}.setSpan(${name}, ${span.name})` }];
  }
  const isWritten = kind === 'unused' || model.sourceCode.getText(parent) === name;
  return isWritten ? [] : [{ range: parent.range, text: name }];
}

/** Whether a remote span context is valid is known at run time only, so this is never safe. */
function passRemote({ start }: LateParent, remote: Variable, model: OtelModel): Repair | null {
  const [trace, context] = [getApiReference('trace', start.node, model), getApiReference('context', start.node, model)];
  const passed = passParent(start, `${trace.text}.setSpanContext(${context.text}.active(), ${remote.name})`, model);
  return passed && { edits: [...trace.edits, ...context.edits, ...passed], isSafe: false };
}
