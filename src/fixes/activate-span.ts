import type { InactiveSpan } from '../model/lifetimes/inactive-spans.js';
import type { Work } from '../model/lifetimes/outside-work.js';
import type { OtelModel } from '../model/index.js';
import { wrap } from '../model/code/nodes.js';
import { type Edit, insertAfter, insertBefore, replaceText } from './edits.js';
import { getApiReference } from './imports.js';
import { canBeDeferred } from './root-context.js';
import { passParent } from './start-parent.js';
import { isVisibleAt } from './visibility.js';

/**
 * Puts the work under the span: `context.with(trace.setSpan(context.active(), span), () => work())`; the start of a
 * single span is given the parent, an `inject` the context.
 *
 * @returns null where one of the calls cannot stand in a function of its own, and where the span's own parent is an
 *   expression that must not be evaluated again
 */
export function fixByActivating({ span, works }: InactiveSpan, model: OtelModel): readonly Edit[] | null {
  const { parent } = span.start;
  const { variable } = span.ownership;
  if (parent && parent.type !== 'Identifier') return null;
  if (works.some(({ node }) => !isVisibleAt(variable, node, model))) return null;
  const place = works[0].node;
  const trace = getApiReference('trace', place, model);
  const context = getApiReference('context', place, model);
  const base = parent ? parent.name : `${context.text}.active()`;
  const derived = `${trace.text}.setSpan(${base}, ${variable.name})`;
  const needsContext = !parent || works.some((work) => !work.isCarried && work.child?.method !== 'startSpan');
  const placed = works.map((work) => putUnder(work, derived, `${context.text}.with`, model));
  if (placed.some((edits) => edits === null)) return null;
  return [...trace.edits, ...(needsContext ? context.edits : []), ...placed.flatMap((edits) => edits ?? [])];
}

function putUnder(work: Work, derived: string, run: string, model: OtelModel): readonly Edit[] | null {
  if (work.isCarried) return [replaceText(work.node, derived, model.sourceCode)];
  if (work.child?.method === 'startSpan') return passParent(work.child, derived, model);
  const node = wrap(work.node);
  if (!canBeDeferred(node, model)) return null;
  return [insertBefore(node, `${run}(${derived}, () => `), insertAfter(node, ')')];
}
