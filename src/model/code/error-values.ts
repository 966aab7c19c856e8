import type { TSESTree } from '@typescript-eslint/utils';
import type { OtelModel } from '../index.js';
import { type Node, getStaticName, wrap } from './nodes.js';

/** The methods that tell which of the two a Result is. Sources: `neverthrow` 8, `oxide.ts` 1, `true-myth` 9, `ts-results` 3. */
const QUESTIONS = new Set<string | null>(['isErr', 'isOk']);
const ERROR_NAME = /^(?:e|err|error)$|(?:Err|Error)$/u;

/**
 * True for an `await` whose code takes what went wrong from the value: `result.isErr()`, `const [error, order] = ...`,
 * `const { data, error } = ...`. Work that is called so keeps to it, and does not reject.
 */
export function givesErrorsAsValues(event: TSESTree.AwaitExpression, model: OtelModel): boolean {
  const { parent } = wrap(event);
  if (parent?.type !== 'VariableDeclarator' || event.argument.type !== 'CallExpression') return false;
  switch (parent.id.type) {
    case 'ArrayPattern':
      return parent.id.elements.some((it) => it?.type === 'Identifier' && ERROR_NAME.test(it.name));
    case 'ObjectPattern':
      // What a body holds is another matter: reading it fails.
      return !isBody(event.argument) && parent.id.properties.some(isError);
    case 'Identifier':
      return isAsked(parent.id, isNext(event.argument, model), model);
    default:
      return false;
  }
}

function isError(property: Node): boolean {
  return property.type === 'Property' && getStaticName(property) === 'error';
}

/** `response.json()` */
function isBody({ callee }: TSESTree.CallExpression): boolean {
  return callee.type === 'MemberExpression' && getStaticName(callee) === 'json';
}

/**
 * `const result = await next(); if (!result.ok)`: the `next` of tRPC's middleware reports failures in what it resolves to.
 * Source: `MiddlewareResult` of `@trpc/server` 10 and 11.
 */
function isNext({ callee }: TSESTree.CallExpression, { sourceCode }: OtelModel): boolean {
  return /(?:^|\.)next$/u.test(sourceCode.getText(callee));
}

function isAsked(name: TSESTree.Identifier, hasOk: boolean, { bindings }: OtelModel): boolean {
  const variable = bindings.findVariable(name);
  const reads = variable ? bindings.getReads(variable) : [];
  return reads.some(({ identifier }) => {
    const { parent } = wrap(identifier);
    const property = parent?.type === 'MemberExpression' && parent.object === identifier ? getStaticName(parent) : null;
    return QUESTIONS.has(property) || (hasOk && property === 'ok');
  });
}
