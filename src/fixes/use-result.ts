import type { TSESTree } from '@typescript-eslint/utils';
import type { Fates } from '../model/code/fates.js';
import type { OtelModel } from '../model/index.js';
import { type Variable, wrap } from '../model/code/nodes.js';
import type { Derivation } from '../model/code/results.js';
import type { EmptyScope } from '../model/dispatch/empty-scopes.js';
import { type Edit, insertBefore } from './edits.js';
import { getApiReference } from './imports.js';
import { fixByRunningRest } from './run-rest.js';

/**
 * `ctx = trace.setSpan(ctx, span)`: gives the result to the variable that it was made from, which may have to be no `const`.
 *
 * @returns null where there is no such variable, where it cannot be assigned, and where nothing would read it
 */
export function fixByAssigningBack({ call, base }: Derivation, model: OtelModel, fates: Fates): readonly Edit[] | null {
  const statement = wrap(call).parent;
  const variable = base?.type === 'Identifier' ? model.bindings.findVariable(base) : null;
  if (statement?.type !== 'ExpressionStatement' || !variable || !fates.isReadAfter(variable, call)) return null;
  const freed = freeToAssign(variable);
  return freed && [...freed, insertBefore(statement, `${variable.name} = `)];
}

/**
 * `context.with(trace.setSpan(...), () => { ... })`: runs the rest of the function with the result as the active context.
 *
 * @returns null where the rest of the function cannot be the callback
 */
export function fixByRunningWithResult({ call }: Derivation, model: OtelModel): readonly Edit[] | null {
  const statement = findOwnStatement(call, model);
  if (!statement) return null;
  const { text, edits } = getApiReference('context', statement, model);
  const opening = `${text}.with(${model.sourceCode.getText(call)}, `;
  const running = fixByRunningRest(statement, opening, model.sourceCode);
  return running && [...edits, ...running];
}

/**
 * `context.with(ctx, () => {})` takes the rest of the function as its callback.
 *
 * @returns null where the rest of the function cannot be the callback
 */
export function fixByFillingScope({ call, callback }: EmptyScope, { sourceCode }: OtelModel): readonly Edit[] | null {
  const statement = wrap(call).parent;
  if (statement?.type !== 'ExpressionStatement' || sourceCode.getCommentsInside(statement).length > 0) return null;
  const opening = sourceCode.text.slice(call.range[0], callback.range[0]);
  return fixByRunningRest(statement, opening, sourceCode);
}

/** What lets a variable be assigned to: nothing, or `let` where it is declared alone by `const`; null where nothing does. */
function freeToAssign({ defs }: Variable): readonly Edit[] | null {
  const edits: Edit[] = [];
  for (const definition of defs) {
    if (definition.type === 'Parameter') continue;
    if (definition.type !== 'Variable') return null;
    const { kind, declarations, range } = definition.parent;
    if (kind === 'let' || kind === 'var') continue;
    const isAlone = kind === 'const' && declarations.length === 1 && definition.node.id.type === 'Identifier';
    if (!isAlone || !definition.node.init || isExported(definition.parent)) return null;
    edits.push({ range: [range[0], range[0] + kind.length], text: 'let' });
  }
  return edits;
}

function isExported({ parent }: TSESTree.Node): boolean {
  return parent?.type === 'ExportNamedDeclaration';
}

/** The statement that is nothing but the call, or nothing but a variable that holds it and that is never named again. */
function findOwnStatement(call: TSESTree.Node, { bindings }: OtelModel): TSESTree.Node | null {
  const { parent } = wrap(call);
  if (parent?.type === 'ExpressionStatement') return parent;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return null;
  const references = bindings.findVariable(parent.id)?.references ?? [];
  return parent.parent.declarations.length === 1 && references.length === 1 ? parent.parent : null;
}
