import type { ObservedSpan } from './observation.js';

/** One line of a drawn trace. */
export interface TraceLine {
  readonly span: ObservedSpan;
  /** 0 for the root of a trace. */
  readonly depth: number;
  /** Whether the span has a parent that is not among the spans of the run. */
  readonly hasUnknownParent: boolean;
}

/**
 * Computes the order in which spans are drawn: every root by its start, and below it its children by theirs.
 *
 * @param spans - in the order of their start
 */
export function computeTraceLines(spans: readonly ObservedSpan[]): TraceLine[] {
  const ids = new Set(spans.map((span) => span.id));
  const children = new Map<string | undefined, ObservedSpan[]>();
  for (const span of spans) {
    const parent = span.parentId !== undefined && ids.has(span.parentId) ? span.parentId : undefined;
    children.set(parent, [...(children.get(parent) ?? []), span]);
  }
  const linesBelow = (parent: string | undefined, depth: number): TraceLine[] =>
    (children.get(parent) ?? []).flatMap((span) => [
      { span, depth, hasUnknownParent: depth === 0 && span.parentId !== undefined },
      ...linesBelow(span.id, depth + 1),
    ]);
  return linesBelow(undefined, 0);
}

function getDetails({ span, hasUnknownParent }: TraceLine, names: ReadonlyMap<string, string>): string[] {
  const attributes = Object.entries(span.attributes).map(([key, value]) => `${key}=${String(value)}`);
  return [
    ...(attributes.length > 0 ? [`{${attributes.join(', ')}}`] : []),
    ...(span.events.length > 0 ? [`[${span.events.join(', ')}]`] : []),
    ...(span.error === undefined ? [] : [`error: ${span.error}`]),
    ...span.links.map((id) => `-> ${names.get(id) ?? 'a span elsewhere'}`),
    ...(span.exported ? [] : ['(never ended)']),
    ...(hasUnknownParent ? ['(parent elsewhere)'] : []),
  ];
}

/**
 * Draws traces as indented text, one span a line: `name {attributes} [events] error: message -> linked span`. A line
 * without indentation is the root of a trace.
 *
 * @param spans - in the order of their start
 */
export function drawTraces(spans: readonly ObservedSpan[]): string {
  const names = new Map(spans.map((span) => [span.id, span.name]));
  return computeTraceLines(spans)
    .map((line) => ['  '.repeat(line.depth) + line.span.name, ...getDetails(line, names)].join(' '))
    .join('\n');
}
