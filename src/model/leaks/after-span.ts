import { type Node, getEnclosingFunction, getStaticName, getWrittenName, unwrap, wrap } from '../code/nodes.js';
import type { OtelModel } from '../index.js';
import type { ActiveSpan } from '../lifetimes/active-spans.js';

const DISPOSERS = new Set(['dispose', 'asyncDispose']);

/** True in a function that cannot run before the span has ended: the span's callback returns it, or the end of the process calls it. */
export function isAfterSpan(place: Node, { extent }: ActiveSpan, model: OtelModel): boolean {
  let around = getEnclosingFunction(place);
  for (; around && around !== extent; around = getEnclosingFunction(around)) {
    if (isReturnedBy(around, extent) || isGivenToProcess(around, model)) return true;
  }
  return false;
}

/** True for a value that the span's own function returns, alone or in an object: whoever gets it gets it after the end of the span. */
export function isReturnedAfter(value: Node, { extent, ends }: ActiveSpan): boolean {
  return ends.every((end) => getEnclosingFunction(end) === extent) && isReturnedBy(value, extent);
}

/** True for what the span's own function returns, be it as one of the elements that it has `map` make. */
export function isReturnedLate(value: Node, { extent }: ActiveSpan): boolean {
  const around = getEnclosingFunction(value);
  if (around === extent || !around) return around === extent;
  const { parent } = wrap(around);
  const isMapped = parent?.type === 'CallExpression' && getWrittenName(parent.callee) === 'map';
  return isMapped && parent.arguments[0] === wrap(around) && isReturnedBy(parent, extent);
}

/** `return () => clearInterval(timer)`, `return { stop() { clearInterval(timer); } }` */
function isReturnedBy(inner: Node, extent: Node): boolean {
  let node = wrap(inner);
  while (node.parent?.type === 'Property' && node.parent.value === node) node = wrap(node.parent.parent);
  const { parent } = node;
  if (parent === extent) return true;
  return parent?.type === 'ReturnStatement' && getEnclosingFunction(parent) === extent;
}

function isGivenToProcess(inner: Node, { values }: OtelModel): boolean {
  const { parent } = wrap(inner);
  const callee = parent?.type === 'CallExpression' ? unwrap(parent.callee) : null;
  const origin = callee?.type === 'MemberExpression' ? values.findOrigin(callee.object) : null;
  return origin?.path === 'process' && origin.module === 'global';
}

/** True in a method such as `[Symbol.dispose]() {}`, which `using` calls without a word. */
export function isInDisposer(place: Node): boolean {
  const method = getEnclosingFunction(place)?.parent;
  const isMethod = method?.type === 'MethodDefinition' || method?.type === 'Property';
  const key = isMethod && method.computed ? unwrap(method.key) : null;
  return key?.type === 'MemberExpression' && DISPOSERS.has(getStaticName(key) ?? '');
}
