import { findLiteralMember } from '../code/members.js';
import { type CallNode, type Node, getStaticName, unwrap } from '../code/nodes.js';
import { findPassed } from '../dispatch/verdicts.js';
import type { OtelModel } from '../index.js';

/** The signal in an object among the arguments of a call, which stops what the call starts. */
export function findSignal(call: CallNode, { values }: OtelModel): Node | null {
  for (const argument of call.arguments) {
    const literal = values.dereference(argument);
    const signal = literal.type === 'ObjectExpression' ? findLiteralMember(literal, 'signal') : null;
    if (signal) return signal;
  }
  return null;
}

/** The expression that holds the controller of `controller.signal`; null where the file does not show one. */
export function findController(signal: Node, model: OtelModel): Node | null {
  const name = unwrap(signal);
  const [passed, ...others] = name.type === 'Identifier' ? findPassed(name, model) : [];
  const member = model.values.dereference(passed && others.length === 0 ? passed : signal);
  const isSignal = member.type === 'MemberExpression' && getStaticName(member) === 'signal';
  return isSignal && isController(member.object, model) ? unwrap(member.object) : null;
}

/** True for an `AbortController`. */
export function isController(node: Node, { values }: OtelModel): boolean {
  const origin = values.findOrigin(node);
  return origin?.isInstance === true && origin.module === 'global' && origin.path === 'AbortController';
}
