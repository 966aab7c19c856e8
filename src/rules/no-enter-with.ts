import { checkFile } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixByRunningStore } from '../fixes/run-store.js';
import { findEnteredStores } from '../model/dispatch/entered-stores.js';

export const noEnterWith = createRule<'enterWith' | 'disable' | 'run'>({
  name: 'no-enter-with',
  meta: {
    type: 'suggestion',
    docs: {
      description: 'Disallow entering or disabling an AsyncLocalStorage where `run` bounds the store to a callback',
      recommended: 'strict',
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      enterWith:
        "'{{callee}}' has no end: the store stays for the caller and for everything that it starts afterwards. Run the work in 'run()'.",
      disable:
        "'{{callee}}' takes the store from all work in flight, not only from this. Run the work in 'run()', which ends by itself.",
      run: 'Run the rest of the function with this store.',
    },
  },
  create: (context) =>
    checkFile(context, (model) => {
      for (const entered of findEnteredStores(model)) {
        const edits = fixByRunningStore(entered, model);
        context.report({
          node: entered.call,
          messageId: entered.method,
          data: { callee: model.sourceCode.getText(entered.call.callee) },
          suggest: edits ? [{ messageId: 'run', fix: toFix(edits) }] : [],
        });
      }
    }),
});
