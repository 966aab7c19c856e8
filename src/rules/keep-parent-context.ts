import { checkFile } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { createOrdinals } from '../fixes/ordinals.js';
import { fixRebuiltContext } from '../fixes/rebuilt-context.js';
import { findRebuiltContexts } from '../model/dispatch/rebuilt-contexts.js';

export const keepParentContext = createRule<'lostValues' | 'useParent'>({
  name: 'keep-parent-context',
  meta: {
    type: 'problem',
    docs: {
      description: 'Require the context of a span to be built on the parent context that the span was started with',
      recommended: 'recommended',
    },
    fixable: 'code',
    hasSuggestions: true,
    schema: [],
    messages: {
      lostValues:
        "'{{base}}' is not the parent of this span (line {{line}}), so the parent's baggage and values are lost. Build on the parent context.",
      useParent: 'Build on the parent context of the span.',
    },
  },
  create: (context) =>
    checkFile(context, (model) => {
      const count = createOrdinals();
      for (const rebuilt of findRebuiltContexts(model)) {
        const repair = fixRebuiltContext(rebuilt, model, () => count(rebuilt.base));
        const edits = repair && toFix(repair.edits);
        context.report({
          node: rebuilt.base,
          messageId: 'lostValues',
          data: { base: model.sourceCode.getText(rebuilt.base), line: rebuilt.start.node.loc.start.line },
          fix: repair?.isSafe ? edits : null,
          suggest: edits && !repair.isSafe ? [{ messageId: 'useParent', fix: edits }] : [],
        });
      }
    }),
});
