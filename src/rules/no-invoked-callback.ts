import { checkFile } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixByPassingCallback } from '../fixes/pass-callback.js';
import { findEmptyCallbacks, findInvokedCallbacks } from '../model/dispatch/invoked-callbacks.js';
import { unwrap } from '../model/code/nodes.js';

export const noInvokedCallback = createRule<'invoked' | 'alreadyStarted' | 'startedBefore' | 'passFunction'>({
  name: 'no-invoked-callback',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow calling the callback of a context scope instead of passing it',
      recommended: 'recommended',
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      invoked:
        "'{{argument}}' runs before '{{runner}}' does, outside the context, and what it returns is no function. Pass a function.",
      alreadyStarted:
        "'{{argument}}' holds work that was started outside the context of '{{runner}}', and it is no function. Start the work in a function that is passed here.",
      startedBefore:
        "'{{argument}}' only returns work that was started outside the context of '{{runner}}', so nothing runs in it. Start the work in this function.",
      passFunction: 'Pass a function that does the work.',
    },
  },
  create: (context) =>
    checkFile(context, (model) => {
      for (const invoked of findInvokedCallbacks(model)) {
        const { argument, runner } = invoked;
        const edits = fixByPassingCallback(invoked, model);
        context.report({
          node: argument,
          messageId: unwrap(argument).type === 'Identifier' ? 'alreadyStarted' : 'invoked',
          data: {
            argument: getFirstLine(model.sourceCode.getText(argument)),
            runner: model.sourceCode.getText(runner.callee),
          },
          suggest: edits ? [{ messageId: 'passFunction', fix: toFix(edits) }] : [],
        });
      }
      for (const { argument, runner } of findEmptyCallbacks(model)) {
        context.report({
          node: argument,
          messageId: 'startedBefore',
          data: {
            argument: getFirstLine(model.sourceCode.getText(argument)),
            runner: model.sourceCode.getText(runner.callee),
          },
        });
      }
    }),
});

/** Work that is written out in place would fill the message. */
function getFirstLine(text: string): string {
  const [first = '', ...more] = text.split(/\r?\n/u);
  return more.length > 0 ? `${first} ...` : first;
}
