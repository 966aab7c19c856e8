import type { EnteredStore } from '../model/dispatch/entered-stores.js';
import type { OtelModel } from '../model/index.js';
import { wrap } from '../model/code/nodes.js';
import type { Edit } from './edits.js';
import { fixByRunningRest } from './run-rest.js';

/**
 * `storage.run(store, () => { ... })`: enters the store for the rest of the function only.
 *
 * @returns null where the rest of the function cannot be the callback
 */
export function fixByRunningStore({ call, method, storage }: EnteredStore, model: OtelModel): readonly Edit[] | null {
  const [store] = call.arguments;
  const statement = wrap(call).parent;
  const isOptional = call.callee.type !== 'MemberExpression' || call.callee.optional;
  if (method !== 'enterWith' || !store || statement?.type !== 'ExpressionStatement' || isOptional) return null;
  const { sourceCode } = model;
  if (sourceCode.getCommentsInside(statement).length > 0) return null;
  const opening = `${sourceCode.getText(storage)}.run(${sourceCode.getText(store)}, `;
  return fixByRunningRest(statement, opening, sourceCode);
}
