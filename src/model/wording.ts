import { getWrittenPath } from './api.js';
import type { CallNode, Node, SourceCode } from './code/nodes.js';

const MAX_LENGTH = 40;

/** What a call names, for a message: the callee on one line, `new` before a constructor; a long one by its last names. */
export function getCalleeText(call: CallNode, sourceCode: SourceCode): string {
  const text = getShortText(call.callee, sourceCode);
  return call.type === 'NewExpression' ? `new ${text}` : text;
}

/** An expression on one line, short enough for a message. */
function getShortText(node: Node, sourceCode: SourceCode): string {
  const text = sourceCode.getText(node).replace(/\s+/gu, ' ');
  if (text.length <= MAX_LENGTH && !sourceCode.getText(node).includes('\n')) return text;
  const path = getWrittenPath(node) ?? [];
  for (const names of [path, path.slice(-2), path.slice(-1)]) {
    const short = names.join('.');
    if (short !== '' && short.length <= MAX_LENGTH) return short;
  }
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 3)}...`;
}
