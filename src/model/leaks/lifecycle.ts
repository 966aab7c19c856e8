import { type FunctionNode, type Node, getEnclosingFunction, getStaticName } from '../code/nodes.js';

const LAST_WORDS =
  /^#?_*(?:disable|shut_?down|stop|close|destroy|dispose|tear_?down|reset|unregister|uninstall|unload|unpatch|cleanup|exit)/iu;

/** True in a function that by its name takes down what serves the whole process. */
export function isShutdown(node: Node): boolean {
  for (let around = getEnclosingFunction(node); around; around = getEnclosingFunction(around)) {
    if (LAST_WORDS.test(getFunctionName(around) ?? '')) return true;
  }
  return false;
}

/** The name that a function is declared, assigned or filed under. */
export function getFunctionName(node: FunctionNode): string | null {
  if (node.id) return node.id.name;
  const { parent } = node;
  switch (parent?.type) {
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'Property':
      return getStaticName(parent);
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : null;
    case 'AssignmentExpression':
      return parent.left.type === 'MemberExpression' ? getStaticName(parent.left) : null;
    default:
      return null;
  }
}
