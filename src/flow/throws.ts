import type { Node } from '../model/code/nodes.js';

/**
 * True for an event that can end its function by an exception: calls, awaited promises, resumed generators, `throw`.
 * Code paths do not show these outside `try`, and inside it only at its first event and at its end.
 */
export function canThrow(event: Node): boolean {
  switch (event.type) {
    case 'CallExpression':
    case 'NewExpression':
    case 'TaggedTemplateExpression':
    case 'ImportExpression':
    case 'AwaitExpression':
    case 'YieldExpression':
    case 'ForOfStatement':
    case 'ThrowStatement':
    case 'VariableDeclaration':
      return true;
    default:
      return false;
  }
}
