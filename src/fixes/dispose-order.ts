import type { DetachFault } from '../model/lifetimes/detachments.js';
import type { OtelModel } from '../model/index.js';
import { type Node, getStatement } from '../model/code/nodes.js';
import { isStatementOf } from './rest-of-block.js';
import type { Repair } from './try-finally.js';

/** Swaps two disposals that stand next to each other; null where something is between them. */
export function fixOrder({ node, other }: DetachFault, { sourceCode }: OtelModel): Repair | null {
  if (!other) return null;
  const [early, late] = [getStatement(node), getStatement(other)];
  if (!isStatementOf(node, early) || !isStatementOf(other, late) || !isNextTo(early, late)) return null;
  return {
    edits: [
      { range: node.range, text: sourceCode.getText(other) },
      { range: other.range, text: sourceCode.getText(node) },
    ],
    isCertain: true,
  };
}

function isNextTo(early: Node, late: Node): boolean {
  const { parent } = early;
  if (parent?.type !== 'BlockStatement' && parent?.type !== 'Program') return false;
  const body: readonly Node[] = parent.body;
  return body[body.indexOf(early) + 1] === late;
}
