import { checkFlow } from '../check-file.js';
import { createRule } from '../create-rule.js';
import { toFix } from '../fixes/edits.js';
import { fixByAssigningBack, fixByFillingScope, fixByRunningWithResult } from '../fixes/use-result.js';
import { type Fate, Fates } from '../model/code/fates.js';
import type { OtelModel } from '../model/index.js';
import { type Derivation, type Product, getDerivations } from '../model/code/results.js';
import { isExpectation, isTestCode } from '../model/code/test-code.js';
import { findEmptyScopes } from '../model/dispatch/empty-scopes.js';

const MESSAGES = {
  context: 'lostContext',
  baggage: 'lostBaggage',
  newBaggage: 'unusedBaggage',
  function: 'lostFunction',
} as const satisfies Record<Product, string>;

export const noDiscardedContext = createRule<(typeof MESSAGES)[Product] | 'emptyScope' | 'assignBack' | 'runRest'>({
  name: 'no-discarded-context',
  meta: {
    type: 'problem',
    docs: {
      description: 'Disallow dropping the result of an operation on a Context or Baggage, which is all that it does',
      recommended: 'recommended',
    },
    hasSuggestions: true,
    schema: [],
    messages: {
      lostContext:
        "'{{callee}}' activates nothing: it returns a new Context, which {{fate}}. Run the work in 'context.with()' with it.",
      lostBaggage: "'{{callee}}' leaves the Baggage as it is and returns a new one, which {{fate}}. Use the new one.",
      unusedBaggage:
        "'{{callee}}' only makes a Baggage, which {{fate}}. Put it into a Context with 'propagation.setBaggage()'.",
      lostFunction:
        "'{{callee}}' leaves the function as it is and returns a bound one, which {{fate}}. Hand the bound one over.",
      emptyScope:
        "'{{callee}}' makes this Context active for its callback only, which does nothing: what follows runs without it. Run the work in the callback.",
      assignBack: "Assign the result to '{{name}}'.",
      runRest: 'Run the rest of the function with this Context active.',
    },
  },
  create: (context) =>
    checkFlow(context, (model, flow) => {
      const fates = new Fates(model, flow);
      for (const derivation of getDerivations(model).values()) {
        const fate = fates.getFate(derivation.call);
        if (fate.kind === 'used' || isExpectation(derivation.call)) continue;
        context.report({
          node: derivation.call,
          messageId: MESSAGES[derivation.product],
          data: { callee: model.sourceCode.getText(derivation.call.callee), fate: describeFate(fate) },
          suggest: getSuggestions(derivation, model, fates),
        });
      }
      for (const scope of findEmptyScopes(model)) {
        if (isExpectation(scope.call) || isTestCode(scope.call)) continue;
        const filled = fixByFillingScope(scope, model);
        context.report({
          node: scope.call,
          messageId: 'emptyScope',
          data: { callee: model.sourceCode.getText(scope.call.callee) },
          suggest: filled ? [{ messageId: 'runRest', fix: toFix(filled) }] : [],
        });
      }
    }),
});

function describeFate(fate: Fate): string {
  if (fate.kind !== 'unread') return 'is dropped here';
  const { name } = fate.variable;
  return fate.isTested ? `nothing uses: '${name}' is only tested` : `nothing reads from '${name}'`;
}

function getSuggestions(derivation: Derivation, model: OtelModel, fates: Fates) {
  const assigned = fixByAssigningBack(derivation, model, fates);
  if (assigned) {
    const name = model.sourceCode.getText(derivation.base ?? derivation.call);
    return [{ messageId: 'assignBack' as const, data: { name }, fix: toFix(assigned) }];
  }
  const running = derivation.product === 'context' ? fixByRunningWithResult(derivation, model) : null;
  return running ? [{ messageId: 'runRest' as const, fix: toFix(running) }] : [];
}
