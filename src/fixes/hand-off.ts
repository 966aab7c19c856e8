import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../model/index.js';
import type { Dispatch } from '../model/dispatch/losses.js';
import {
  type FunctionNode,
  type Node,
  getEnclosingFunction,
  isFunction,
  isInside,
  unwrap,
} from '../model/code/nodes.js';
import { type Edit, insertAfter, insertBefore } from './edits.js';
import { getApiReference } from './imports.js';
import type { PassNames } from './pass-names.js';
import { findCaptureStatement, insertStatementBefore, usesOwnBindings } from './statements.js';
import { isVisibleAt } from './visibility.js';
import { wrapInAttach } from './wrap-attach.js';
import { wrapInWith } from './wrap-with.js';

/** What a hand-off is written with. */
export interface Shape {
  /** The text that names the API's `context`. */
  readonly api: string;
  /** The name of the captured context. */
  readonly captured: string;
  readonly target: FunctionNode | null;
  readonly model: OtelModel;
}

/**
 * Hands the active context over at a dispatch, in the shape of `settings.handOff`. A shape that the callback cannot
 * take gives way to the next: `attach` to `with` for asynchronous callbacks, `with` to `bind` where no statement can
 * hold the capture, and for a callback that is not written at the dispatch and may be another one, or use `this`, later;
 * `bind` to `with` where it would lose the types of parameters.
 *
 * @param names - what the fixes of the pass declare
 * @returns null when no shape can carry the context: for generators, whose bodies run wherever `next()` is called
 */
export function fixHandOff(dispatch: Dispatch, model: OtelModel, names: PassNames): readonly Edit[] | null {
  const { callback, call } = dispatch;
  const target = model.values.findFunction(callback);
  // What is handed over in an object is bound where that is made, if the same context is active there.
  const place = isInside(callback, call) ? call : callback;
  const isElsewhere = getEnclosingFunction(place) !== getEnclosingFunction(call);
  if (target?.generator || isMethodShorthand(callback) || isElsewhere) return null;
  const statement = findCaptureStatement(place, model.sourceCode);
  const isBound =
    (model.settings.handOff === 'bind' && !takesTypesFromCall(callback, model)) ||
    !isRepeatable(callback, target, model);
  return isBound || !statement
    ? fixWithBind(callback, place, model)
    : fixWithCapture(callback, statement, target, names, model);
}

/**
 * Binds the callback where it is declared, so that it stays one function for all that add and remove it.
 *
 * @returns null unless it is a constant of the function that dispatches: elsewhere another context may be active
 */
export function fixAtDeclaration({ callback, call }: Dispatch, model: OtelModel): readonly Edit[] | null {
  const expression = unwrap(callback);
  const variable = expression.type === 'Identifier' ? model.bindings.findVariable(expression) : null;
  const written = variable && model.bindings.findSoleValue(variable);
  const isOwn = isFunction(written) && getEnclosingFunction(written) === getEnclosingFunction(call);
  return isOwn && !written.generator ? fixWithBind(written, written, model) : null;
}

function isMethodShorthand(node: Node): boolean {
  return node.parent?.type === 'Property' && node.parent.method;
}

/** `{ run }` has to become `{ run: ... }`. */
function getKeyPrefix(callback: Node): string {
  const { parent } = callback;
  return parent?.type === 'Property' && parent.shorthand && callback.type === 'Identifier' ? `${callback.name}: ` : '';
}

/**
 * True for a function of a TypeScript file that has the types of its parameters from the call. Bound, it is an argument
 * of a generic call, and the compiler infers `any` for them where the call is overloaded.
 */
function takesTypesFromCall(callback: Node, { filename, sourceCode }: OtelModel): boolean {
  const written = unwrap(callback);
  if (!/\.[cm]?tsx?$/u.test(filename) || !isFunction(written)) return false;
  const isArrow = written.type === 'ArrowFunctionExpression';
  return written.params.some(isUntyped) && (isArrow || !usesOwnBindings(written, sourceCode));
}

function isUntyped(parameter: TSESTree.Parameter): boolean {
  if (parameter.type === 'TSParameterProperty') return false;
  return (parameter.type === 'AssignmentPattern' ? parameter.left : parameter).typeAnnotation === undefined;
}

/** True when the callback's text means the same later as it does at the dispatch, and asks for no `this`. */
function isRepeatable(callback: Node, target: FunctionNode | null, { bindings, sourceCode }: OtelModel): boolean {
  const written = unwrap(callback);
  if (isFunction(written)) return true;
  if (written.type !== 'Identifier' || !target || usesOwnBindings(target, sourceCode)) return false;
  const variable = bindings.findVariable(written);
  const writes = variable?.references.filter((reference) => reference.isWrite()) ?? [];
  return variable !== null && writes.every((reference) => reference.init);
}

/** `context.bind(context.active(), callback)` */
function fixWithBind(callback: Node, call: Node, model: OtelModel): readonly Edit[] {
  const { text, edits } = getApiReference('context', call, model);
  const prefix = `${getKeyPrefix(callback)}${text}.bind(${text}.active(), `;
  return [...edits, insertBefore(callback, prefix), insertAfter(callback, ')')];
}

function fixWithCapture(
  callback: Node,
  statement: TSESTree.Statement,
  target: FunctionNode | null,
  names: PassNames,
  model: OtelModel,
): readonly Edit[] {
  const { sourceCode, settings } = model;
  const written = unwrap(callback);
  const place = isFunction(written) ? written.body : written;
  const api = getApiReference('context', place, model);
  const known = findCaptureBefore(statement, place, model);
  const captured = known ?? names.claimCapture(statement);
  const capture = `const ${captured} = ${api.text}.active()`;
  const shape: Shape = { api: api.text, captured, target, model };
  const wrapped = (settings.handOff === 'attach' ? wrapInAttach(callback, shape) : null) ?? wrapInWith(callback, shape);
  const key = getKeyPrefix(callback);
  return [
    ...api.edits,
    ...(known === null ? [insertStatementBefore(statement, capture, sourceCode)] : []),
    ...(key === '' ? [] : [insertBefore(callback, key)]),
    ...wrapped,
  ];
}

/** The name of a context that the statement directly before has captured. */
function findCaptureBefore(statement: TSESTree.Statement, place: Node, model: OtelModel): string | null {
  const { parent } = statement;
  if (parent.type !== 'BlockStatement' && parent.type !== 'Program') return null;
  const siblings: readonly Node[] = parent.body;
  const before = siblings[siblings.indexOf(statement) - 1];
  if (before?.type !== 'VariableDeclaration' || before.kind !== 'const') return null;
  const [declarator, ...others] = before.declarations;
  if (declarator?.id.type !== 'Identifier' || others.length > 0) return null;
  const variable = model.bindings.findVariable(declarator.id);
  const isCapture = model.api.isCallOf(declarator.init, 'context.active');
  return isCapture && variable && isVisibleAt(variable, place, model) ? variable.name : null;
}
