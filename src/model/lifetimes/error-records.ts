import { SPAN_WRITERS } from '../api-types.js';
import type { OtelModel } from '../index.js';
import {
  type CallNode,
  type Node,
  getChildren,
  getStaticName,
  getStringValue,
  getWrittenName,
  unwrap,
} from '../code/nodes.js';
import { findReceiver } from './given-spans.js';
import type { SpanLifetimes } from './span-lifetimes.js';
import type { SpanReference } from './span-references.js';

/** What of an error is recorded on a span. */
export interface Records {
  readonly exception: boolean;
  readonly status: boolean;
  /** Anything else that is written to the span: an attribute, an event. */
  readonly note: boolean;
}

const NONE: Records = { exception: false, status: false, note: false };
const BOTH: Records = { exception: true, status: true, note: false };
const MAX_DEPTH = 3;
/** Names of functions elsewhere that by their name record an error, on a span that they find by themselves. */
const RECORDER = /span|record_?(?:error|exception|failure)|(?:mark|set)_?(?:as_?)?(?:error|failed|failure)/iu;

/** What one of two places records, or the other. */
export function joinRecords(records: readonly Records[]): Records {
  return {
    exception: records.some(({ exception }) => exception),
    status: records.some(({ status }) => status),
    note: records.some(({ note }) => note),
  };
}

/** What a mention of a span records on it; whoever gets the span may record everything. */
export function getRecordsOf(reference: SpanReference, model: OtelModel, lifetimes: SpanLifetimes, depth = 0): Records {
  switch (reference.kind) {
    case 'touch':
      return getRecordsOfCall(reference.node, reference.name);
    case 'end':
      // A helper of the settings that is given more than the span is given the error.
      return model.api.isNamedByAny(reference.node.callee, model.settings.spanEnders) &&
        reference.node.arguments.length > 1
        ? BOTH
        : NONE;
    case 'pass': {
      const variable = findReceiver(reference, model);
      if (!variable || depth >= MAX_DEPTH) return BOTH;
      const { references } = lifetimes.getOwnership(variable);
      return joinRecords(references.map((inner) => getRecordsOf(inner, model, lifetimes, depth + 1)));
    }
    case 'closure':
      return getRecordsIn(reference.target, model);
    case 'unbound':
    case 'uncalled':
      return NONE;
    default:
      return BOTH;
  }
}

/** What the code of a handler records on any span, by itself or through functions of the file. */
export function getRecordsIn(place: Node, model: OtelModel, depth = 0): Records {
  const records: Records[] = [];
  const stack: Node[] = [place];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.type === 'CallExpression') records.push(judgeCall(node, model, depth));
    stack.push(...getChildren(node, model.sourceCode));
  }
  return joinRecords(records);
}

function judgeCall(call: CallNode, model: OtelModel, depth: number): Records {
  const callee = unwrap(call.callee);
  const name = getWrittenName(callee);
  if (name === null) return NONE;
  const own = callee.type === 'MemberExpression' ? getRecordsOfCall(call, name) : NONE;
  if (own.exception || own.status || own.note) return own;
  const target = model.values.findFunction(callee);
  if (target) return depth < MAX_DEPTH ? getRecordsIn(target, model, depth + 1) : BOTH;
  const isKnown =
    model.api.findName(callee) !== null ||
    model.getSpanStart(call) !== null ||
    model.api.isNamedByAny(callee, model.settings.spanEnders);
  return !isKnown && RECORDER.test(name) ? BOTH : NONE;
}

/** What a method of a span records. */
function getRecordsOfCall(call: CallNode, name: string): Records {
  if (name === 'recordException') return { ...NONE, exception: true };
  const [argument] = call.arguments;
  if (name === 'addEvent') return { ...NONE, exception: getStringValue(argument) === 'exception', note: true };
  if (name === 'setStatus') return { ...NONE, exception: argument !== undefined && isTelling(argument), status: true };
  return { ...NONE, note: SPAN_WRITERS.has(name) };
}

/**
 * True for a status that says all there is to say: its message tells of the error, or it states that there is none. What
 * is no literal may well do so.
 */
function isTelling(status: Node): boolean {
  if (status.type !== 'ObjectExpression') return true;
  return status.properties.some((property) => {
    if (property.type !== 'Property') return true;
    const code = unwrap(property.value);
    const isNoError = code.type === 'MemberExpression' && /^(?:OK|UNSET)$/u.test(getStaticName(code) ?? '');
    return getStaticName(property) === 'message' || isNoError;
  });
}
