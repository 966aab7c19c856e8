import { ATTACHES, BINDS, SCOPES } from './ambient.js';
import { type Node, compareBySource, unwrap } from '../code/nodes.js';
import type { OtelModel } from '../index.js';

/** A span, or its span context, that is given where a context belongs. */
export interface MisplacedSpan {
  readonly node: Node;
  /** The span, without `.spanContext()` behind it; null for a span context of another origin. */
  readonly span: Node | null;
}

/** The calls that take a context first. */
const TAKERS = [...ATTACHES, ...BINDS, ...SCOPES, 'propagation.inject', 'propagation.extract'] as const;

/** Finds what is certainly a span or a span context and stands where a context is looked into, in source order. */
export function findMisplacedSpans(model: OtelModel): readonly MisplacedSpan[] {
  const parents = model.getSpanStarts().flatMap(({ parent, isUncertain }) => (parent && !isUncertain ? [parent] : []));
  const firsts = model.getCallsOf(...TAKERS).flatMap(({ arguments: [context] }) => context ?? []);
  return [...parents, ...firsts]
    .flatMap((node) => describe(node, model))
    .sort((a, b) => compareBySource(a.node, b.node));
}

function describe(node: Node, model: OtelModel): readonly MisplacedSpan[] {
  const expression = unwrap(node);
  const { api, values } = model;
  const value = values.dereference(expression);
  if (api.isCallOf(value, 'Span#spanContext') && value.callee.type === 'MemberExpression') {
    return [{ node: expression, span: value === expression ? value.callee.object : null }];
  }
  if (api.findName(expression) === 'SpanContext') return [{ node: expression, span: null }];
  return isSpan(expression, model) ? [{ node: expression, span: expression }] : [];
}

function isSpan(expression: Node, model: OtelModel): boolean {
  if (model.api.findName(expression) === 'Span') return true;
  if (expression.type !== 'Identifier') return false;
  const start = model.findStartOf(expression);
  const variable = start?.callback ? model.findSpanVariable(start) : null;
  if (!variable || model.bindings.findVariable(expression) !== variable) return false;
  return !variable.references.some((reference) => reference.isWrite());
}
