import type { TSESTree } from '@typescript-eslint/utils';
import { isRequest } from '../../boundaries/catalogue/requests.js';
import { maySendContext } from '../../boundaries/instrumentations.js';
import {
  type CallNode,
  type Node,
  getEnclosingFunction,
  getOwnNodes,
  getStaticName,
  isFunction,
  unwrap,
  wrap,
} from '../code/nodes.js';
import { getReactionName } from '../code/promise-chains.js';
import type { OtelModel } from '../index.js';
import type { SpanStart } from '../spans.js';
import type { OwnedSpan } from './span-lifetimes.js';

/** What is done while a span lives that would be done under it if it were active. */
export interface Work {
  /** Spans start, the context is injected, a request is sent, or a function runs that was handed in from outside. */
  readonly kind: 'starts' | 'injects' | 'requests' | 'runs';
  /** The call in the function of the span; for an `inject` that stands there itself, the read of the active context. */
  readonly node: CallNode;
  /** The span that the call itself starts. */
  readonly child: SpanStart | null;
  /** True for the read of the active context that an `inject` in the function of the span takes. */
  readonly isCarried: boolean;
}

/** Work by the call that leads to it. */
export type WorkByCall = ReadonlyMap<Node, readonly Work[]>;

/** The beginnings of names of parameters that compute a value or report an outcome, rather than do the work. */
const NO_WORK =
  /^(?:cb|callback|done|resolve|reject|get|is|has|to|on|as|should|format|parse|log|map|create|build|make|sleep|delay|wait|accepts?|clock|compare|decode|encode|filter|now|predicate|serializer?)(?:[A-Z\d_]|$)/u;

/** What is called when the work is all that it can be for: a method of what a function was given. */
const HANDLES = /^(?:handler|handle|resolver|fn)$/u;

/** By function: what it does with what it was given is the same for each of its spans. */
const works = new WeakMap<Node, WorkByCall>();

/**
 * The calls by which the function of a span sends requests that an instrumentation may see, or runs what it, or a function around it, was given, and waits for
 * that. The span of a call to another process stands for the request, or for the act of the client, itself.
 */
export function findOutsideWork({ start, owner }: OwnedSpan, model: OtelModel): WorkByCall {
  if (!isFunction(owner) || isOfClient(start, model)) return new Map();
  let found = works.get(owner);
  if (!found) {
    const calls = getOwnNodes(owner, model.sourceCode).flatMap((node) => {
      const kind = node.type === 'CallExpression' ? findKind(node, model) : null;
      return kind && node.type === 'CallExpression' ? [{ kind, node, child: null, isCarried: false }] : [];
    });
    works.set(owner, (found = new Map(calls.map((work) => [work.node, [work]]))));
  }
  return found;
}

function findKind(call: TSESTree.CallExpression, model: OtelModel): 'runs' | 'requests' | null {
  if (isGivenCall(call, model)) return 'runs';
  const origin = model.values.findOrigin(call.callee);
  const isSent = origin !== null && isRequest(origin.module, origin.path) && maySendContext(model.filename);
  return isSent ? 'requests' : null;
}

/** True for the span of a call to another process, around the function of a client: what that does is one act. */
function isOfClient({ options }: SpanStart, { values }: OtelModel): boolean {
  const literal = options && values.dereference(options);
  if (literal?.type !== 'ObjectExpression') return false;
  return literal.properties.some((property) => {
    if (property.type !== 'Property' || getStaticName(property) !== 'kind') return false;
    const kind = unwrap(property.value);
    return kind.type === 'MemberExpression' && /^(?:CLIENT|PRODUCER)$/u.test(getStaticName(kind) ?? '');
  });
}

/** `await handler()`, `return handler.call(this, request)`, `await route.handler(request)`. */
function isGivenCall(call: TSESTree.CallExpression, model: OtelModel): boolean {
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? (getStaticName(callee) ?? '') : '';
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object) : callee;
  if (/^(?:call|apply)$/u.test(name)) return isGivenFunction(object, model);
  if (isContinuation(call, model)) return true;
  const isGiven = HANDLES.test(name) ? isParameter(object, model) : name === '' && isGivenFunction(callee, model);
  return isGiven && isWaitedFor(call);
}

/** `next()` of a middleware: what comes after it runs before that returns, or is begun there. */
function isContinuation({ callee, arguments: given }: TSESTree.CallExpression, { bindings }: OtelModel): boolean {
  if (callee.type !== 'Identifier' || callee.name !== 'next' || given.length > 0) return false;
  const [definition] = bindings.findVariable(callee)?.defs ?? [];
  return definition?.type === 'Parameter' && isFunction(definition.node) && definition.node.params.length > 1;
}

/** A parameter, or the method that a decorator wraps: `const original = descriptor.value`. */
function isGivenFunction(node: Node, model: OtelModel): boolean {
  if (node.type !== 'Identifier' || NO_WORK.test(node.name)) return false;
  const value = model.values.dereference(node);
  if (value.type === 'MemberExpression' && isReplaced(value, node, model)) return true;
  const isWrapped = value.type === 'MemberExpression' && getStaticName(value) === 'value';
  return isParameter(isWrapped ? unwrap(value.object) : node, model);
}

/** True for a method in whose place the function stands that calls it: `client.send = function () { ... original.apply(...) }`. */
function isReplaced(method: Node, call: Node, { sourceCode }: OtelModel): boolean {
  const text = sourceCode.getText(method);
  for (let around = getEnclosingFunction(call); around; around = getEnclosingFunction(around)) {
    const { parent } = wrap(around);
    if (parent?.type === 'AssignmentExpression' && sourceCode.getText(parent.left) === text) return true;
  }
  return false;
}

function isParameter(node: Node, { bindings }: OtelModel): boolean {
  const variable = node.type === 'Identifier' ? bindings.findVariable(node) : null;
  return variable?.defs.some((definition) => definition.type === 'Parameter') === true;
}

function isWaitedFor(call: Node): boolean {
  const node = wrap(call);
  const { parent } = node;
  switch (parent?.type) {
    case 'AwaitExpression':
    case 'ReturnStatement':
      return true;
    case 'CallExpression': {
      const callee = unwrap(parent.callee);
      const isResolved = callee.type === 'MemberExpression' && getStaticName(callee) === 'resolve';
      return isResolved && parent.arguments[0] === node && isWaitedFor(parent);
    }
    case 'MemberExpression': {
      const reaction = wrap(parent).parent;
      const isReaction = reaction?.type === 'CallExpression' && unwrap(reaction.callee) === parent;
      if (!isReaction) return false;
      // The observable of a handler, which an interceptor returns with what ends the span.
      if (getStaticName(parent) === 'pipe') return isWaitedFor(reaction);
      return /^(?:then|catch|finally)$/u.test(getReactionName(reaction) ?? '');
    }
    default:
      return false;
  }
}
