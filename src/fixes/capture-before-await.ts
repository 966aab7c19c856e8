import type { TSESTree } from '@typescript-eslint/utils';
import type { AwaitedReads } from '../model/dispatch/awaited-reads.js';
import type { OtelModel } from '../model/index.js';
import type { FunctionNode } from '../model/code/nodes.js';
import type { ContextRead } from '../model/dispatch/reads.js';
import { type Edit, replaceText } from './edits.js';
import { getApiReference } from './imports.js';
import type { PassNames } from './pass-names.js';
import { passParent } from './start-parent.js';
import { insertStatementBefore } from './statements.js';

/** What reads from a given context what a function of the API reads from the active one. */
const EXPLICIT = new Map([
  ['trace.getActiveSpan', ['trace', 'getSpan']],
  ['propagation.getActiveBaggage', ['propagation', 'getBaggage']],
] as const);

/**
 * Captures the active context where a function begins, and reads that one after each `await`.
 *
 * @returns null where the function has no block for the capture, or a read cannot be given a context
 */
export function fixByCapturingFirst(
  { owner, reads }: AwaitedReads,
  model: OtelModel,
  names: PassNames,
): readonly Edit[] | null {
  const first = findFirstStatement(owner);
  if (!first) return null;
  const name = names.claimCapture(first);
  const { text, edits } = getApiReference('context', first, model);
  const replaced = reads.map((read) => fixRead(read, name, model));
  const isComplete = replaced.every((edit) => edit !== null);
  if (!isComplete) return null;
  const capture = insertStatementBefore(first, `const ${name} = ${text}.active()`, model.sourceCode);
  return [...edits, capture, ...replaced.flat()];
}

/** The first statement of a function's block, behind its directives. */
function findFirstStatement({ body }: FunctionNode): TSESTree.Statement | null {
  if (body.type !== 'BlockStatement') return null;
  return body.body.find((node) => !(node.type === 'ExpressionStatement' && node.directive)) ?? null;
}

function fixRead({ node }: ContextRead, captured: string, model: OtelModel): readonly Edit[] | null {
  const start = model.getSpanStart(node);
  if (start) return passParent(start, captured, model);
  const name = model.api.findName(node.callee);
  if (name === 'context.active') return [replaceText(node, captured, model.sourceCode)];
  const explicit = [...EXPLICIT].find(([key]) => key === name)?.[1];
  if (!explicit) return null;
  const [namespace, method] = explicit;
  const { text, edits } = getApiReference(namespace, node, model);
  return [...edits, replaceText(node, `${text}.${method}(${captured})`, model.sourceCode)];
}
