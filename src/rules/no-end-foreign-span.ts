import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { findForeignEnds } from '../model/lifetimes/foreign-spans.js';

export const noEndForeignSpan = createRule<'activeSpan' | 'ownedByCaller'>({
  name: 'no-end-foreign-span',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow ending a span that other code started and still uses',
      recommended: 'strict',
    },
    schema: [],
    messages: {
      activeSpan:
        'This ends the active span, which other code started: what that code records afterwards is lost. Leave the ending to it, or start a span here.',
      ownedByCaller:
        'This ends a span that its owner still uses (line {{line}}): what is recorded from here on is lost. Leave the ending to the owner.',
    },
  },
  create: (context) =>
    checkFlow(context, (model, flow) => {
      for (const { call, ownerUse } of findForeignEnds(model, flow)) {
        context.report(
          ownerUse
            ? { node: call, messageId: 'ownedByCaller', data: { line: ownerUse.loc.start.line } }
            : { node: call, messageId: 'activeSpan' },
        );
      }
    }),
});
