import type { IgnoredParent } from '../model/dispatch/ignored-parents.js';
import type { OtelModel } from '../model/index.js';
import type { SourceCode } from '../model/code/nodes.js';
import type { Edit } from './edits.js';
import { getApiReference } from './imports.js';
import { passParent } from './start-parent.js';

/**
 * Passes what an ignored option holds as the parent: `tracer.startSpan(name, {}, trace.setSpan(context.active(), span))`.
 *
 * @returns null where the options are written elsewhere or hold comments, and where the file lacks a name that is needed
 */
export function fixByPassingOption(ignored: IgnoredParent, model: OtelModel): readonly Edit[] | null {
  const { start, option, parent } = ignored;
  const { sourceCode } = model;
  if (option.parent !== start.options || sourceCode.getCommentsInside(option.parent).length > 0) return null;
  const context = getApiReference('context', start.node, model);
  const trace = getApiReference('trace', start.node, model);
  if (context.edits.length + trace.edits.length > 0) return null;
  const text = sourceCode.getText(parent);
  const isContext = model.describeContext(parent).kind !== 'unknown' || model.api.findName(parent) === 'Context';
  const passed = passParent(
    start,
    isContext ? text : `${trace.text}.setSpan(${context.text}.active(), ${text})`,
    model,
  );
  return passed && [removeProperty(ignored, sourceCode), ...passed];
}

/** The option with a comma, the one behind it where another option follows; all between the braces where it stands alone. */
function removeProperty({ option }: IgnoredParent, sourceCode: SourceCode): Edit {
  const before = sourceCode.getTokenBefore(option);
  const after = sourceCode.getTokenAfter(option);
  const next = after?.value === ',' ? sourceCode.getTokenAfter(after) : after;
  if (!before || !next) return { range: option.range, text: '' };
  if (next.value !== '}') return { range: [option.range[0], next.range[0]], text: '' };
  const start = before.value === ',' ? before.range[0] : before.range[1];
  return { range: [start, before.value === ',' ? option.range[1] : next.range[0]], text: '' };
}
