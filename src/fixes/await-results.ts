import type { OtelModel } from '../model/index.js';
import { type Node, getChildren, getStaticName, isFunction, isInTry, unwrap } from '../model/code/nodes.js';
import type { OwnedSpan } from '../model/lifetimes/span-lifetimes.js';
import { type Edit, insertBefore } from './edits.js';
import type { Repair } from './try-finally.js';

/**
 * Awaits what an async function returns from inside the `try`, so that `finally` waits for it. Null where a function
 * that is not async returns a call's result: that may be a promise, whose work the span would not cover. What is
 * returned after the end that is there now is left as it is.
 */
export function awaitResults(
  { owner, acquire, ownership }: OwnedSpan,
  covered: readonly Node[],
  model: OtelModel,
): Repair | null {
  const region = ownership.getLiveRegion(owner, acquire, true);
  const isAsync = isFunction(owner) && owner.async && !owner.generator;
  const edits: Edit[] = [];
  let isCertain = true;
  const stack: Node[] = [...covered];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (isFunction(node)) continue;
    if (
      node.type === 'ReturnStatement' &&
      node.argument &&
      region.isLiveAt(node) &&
      mayBePromise(node.argument, model)
    ) {
      if (!isAsync) return null;
      if (unwrap(node.argument).type === 'CallExpression') edits.push(insertBefore(node.argument, 'await '));
      else isCertain = false;
      isCertain &&= !isInTry(node, true);
    }
    stack.push(...getChildren(node, model.sourceCode));
  }
  return { edits, isCertain };
}

/** Methods of texts, arrays and collections: what they return is no promise. */
const SYNCHRONOUS = new Set(
  'join slice trim toString concat includes indexOf filter some every split replace has keys values entries stringify'.split(
    ' ',
  ),
);

function mayBePromise(argument: Node, model: OtelModel): boolean {
  const node = model.values.dereference(argument);
  switch (node.type) {
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      return callee.type !== 'MemberExpression' || !SYNCHRONOUS.has(getStaticName(callee) ?? '');
    }
    case 'NewExpression':
      return true;
    case 'ConditionalExpression':
      return mayBePromise(node.consequent, model) || mayBePromise(node.alternate, model);
    case 'LogicalExpression':
      return mayBePromise(node.left, model) || mayBePromise(node.right, model);
    default:
      return false;
  }
}
