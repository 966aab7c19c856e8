import type { TSESTree } from '@typescript-eslint/utils';
import { findLiteralMember } from '../code/members.js';
import { type Node, type Variable, wrap } from '../code/nodes.js';
import type { OtelModel } from '../index.js';

/** True when the file may put together a remote span context. */
export function mentionsRemote({ sourceCode }: OtelModel): boolean {
  return sourceCode.text.includes('isRemote');
}

/** The declarations of remote span contexts, put together by hand, of which only fields are read. */
export function findRemoteContexts(model: OtelModel): readonly TSESTree.VariableDeclarator[] {
  if (!mentionsRemote(model)) return [];
  const variables = model.sourceCode.scopeManager?.scopes.flatMap((scope) => scope.variables) ?? [];
  return variables.flatMap((variable) => {
    const declarator = findRemoteDeclarator(variable, model);
    const isUnused = model.bindings.getReads(variable).every(({ identifier }) => isFieldRead(identifier));
    return declarator && isUnused ? [declarator] : [];
  });
}

/** The declaration of `{ traceId, spanId, ..., isRemote: true }`. */
function findRemoteDeclarator(variable: Variable, model: OtelModel): TSESTree.VariableDeclarator | null {
  const [definition] = variable.defs;
  if (definition?.type !== 'Variable' || definition.node.id.type !== 'Identifier') return null;
  const literal = model.bindings.findSoleValue(variable);
  if (literal?.type !== 'ObjectExpression') return null;
  const isRemote = findLiteralMember(literal, 'isRemote');
  if (isRemote?.type !== 'Literal' || isRemote.value !== true) return null;
  return findLiteralMember(literal, 'traceId') && findLiteralMember(literal, 'spanId') ? definition.node : null;
}

function isFieldRead(identifier: Node): boolean {
  const node = wrap(identifier);
  return node.parent?.type === 'MemberExpression' && node.parent.object === node;
}
