import { checkFile } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixLateParent } from '../fixes/late-parent.js';
import { createOrdinals } from '../fixes/ordinals.js';
import { fixByPassingOption } from '../fixes/parent-option.js';
import { fixByContextOfSpan } from '../fixes/span-context.js';
import { findIgnoredParents } from '../model/dispatch/ignored-parents.js';
import { findMisplacedSpans } from '../model/dispatch/misplaced-spans.js';
import { type LateParent, findLateParents } from '../model/dispatch/parents.js';

/** A message for every way in which the missing parent shows, and one for the suggestions. */
type MessageId = LateParent['kind'] | 'option' | 'noContext' | 'passParent' | 'putIntoContext';

export const attachBeforeSpan = createRule<MessageId>({
  name: 'attach-before-span',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require the context that is the parent of a span to be known before the span is started',
      recommended: 'recommended',
    },
    fixable: 'code',
    hasSuggestions: true,
    schema: [],
    messages: {
      attach:
        'This span is started before the {{origin}} context is attached (line {{line}}), so it is not part of that trace. Start it with that context.',
      with: 'This span is started before the {{origin}} context becomes active (line {{line}}), so it is not part of that trace. Start it with that context.',
      callback:
        'This span is started before its callback makes the {{origin}} context active (line {{line}}), so it is not part of that trace. Start it with that context.',
      set: 'This span is put into the {{origin}} context (line {{line}}) but was not started with it, so its parent is missing. Start it with that context.',
      unused:
        'The context extracted on line {{line}} is never used, so this span is not part of that trace. Start it with that context.',
      remote:
        'The remote span context of line {{line}} is never put into a context, so this span is not part of that trace. Start it with that parent.',
      option:
        "A span has no option '{{option}}': it is ignored, and the active context is the parent. Pass a context that holds the parent behind the options.",
      noContext:
        'A span is no context: the SDK throws where it looks for the active span in it. Pass a context that holds it, `trace.setSpan(context.active(), span)`.',
      passParent: 'Pass the context as the parent of the span.',
      putIntoContext: 'Put the span into a context.',
    },
  },
  create: (context) =>
    checkFile(context, (model) => {
      const count = createOrdinals();
      for (const late of findLateParents(model)) {
        const repair = fixLateParent(late, model, () => count(late.start.node));
        const edits = repair && toFix(repair.edits);
        context.report({
          node: late.start.node.callee,
          messageId: late.kind,
          data: { origin: late.origin, line: late.shownBy.loc.start.line },
          fix: repair?.isSafe ? edits : null,
          suggest: edits && !repair.isSafe ? [{ messageId: 'passParent', fix: edits }] : [],
        });
      }
      for (const ignored of findIgnoredParents(model)) {
        const edits = fixByPassingOption(ignored, model);
        context.report({
          node: ignored.option,
          messageId: 'option',
          data: { option: ignored.name },
          suggest: edits ? [{ messageId: 'passParent', fix: toFix(edits) }] : [],
        });
      }
      for (const misplaced of findMisplacedSpans(model)) {
        const edits = fixByContextOfSpan(misplaced, model);
        context.report({
          node: misplaced.node,
          messageId: 'noContext',
          suggest: edits ? [{ messageId: 'putIntoContext', fix: toFix(edits) }] : [],
        });
      }
    }),
});
