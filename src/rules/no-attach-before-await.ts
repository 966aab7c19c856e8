import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixByWith } from '../fixes/with-scope.js';
import { findCallerLeak, trackAttachments } from '../model/lifetimes/detachments.js';

export const noAttachBeforeAwait = createRule({
  name: 'no-attach-before-await',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow attaching a context in an async function before its first `await`',
      recommended: 'recommended',
    },
    fixable: 'code',
    schema: [],
    messages: {
      leakAtAwait:
        'The caller continues this trace from the `await` at line {{line}} on, even once the token is disposed of. Run the code in `context.with()` instead.',
      leakAtYield:
        'The consumer of this generator continues this trace from the `yield` at line {{line}} on. Run each step in `context.with()` instead.',
    },
  },
  create: (context) =>
    checkFlow(context, (model, flow) => {
      for (const attachment of trackAttachments(model, flow)) {
        const leak = findCallerLeak(attachment, flow);
        if (!leak) continue;
        const edits = leak.kind === 'await' ? fixByWith(attachment, model) : null;
        context.report({
          node: attachment.node,
          messageId: leak.kind === 'await' ? 'leakAtAwait' : 'leakAtYield',
          data: { line: leak.suspension.loc.start.line },
          fix: edits && toFix(edits),
        });
      }
    }),
});
