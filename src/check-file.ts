import type { TSESLint } from '@typescript-eslint/utils';
import { type Flow, shareFlow } from './flow/index.js';
import { getOtelModel, type OtelModel } from './model/index.js';

type Context = Pick<Readonly<TSESLint.RuleContext<string, readonly unknown[]>>, 'sourceCode' | 'filename' | 'settings'>;

/**
 * Runs a rule's question once, when the whole file has been walked.
 *
 * @returns the listeners that the rule's `create` returns
 */
export function checkFile(context: Context, check: (model: OtelModel) => void): TSESLint.RuleListener {
  return { 'Program:exit': () => check(getOtelModel(context)) };
}

/**
 * Runs a rule's question once, when the whole file has been walked, with the paths through its functions. All rules
 * share one recording.
 *
 * @returns the listeners that the rule's `create` returns
 */
export function checkFlow(context: Context, check: (model: OtelModel, flow: Flow) => void): TSESLint.RuleListener {
  const { recorder, isReplayed, getFlow } = shareFlow(context.sourceCode);
  const checkWalked = (): void => {
    const flow = getFlow();
    if (flow) check(getOtelModel(context), flow);
  };
  // Heard once a rule, where the end of a code path is heard for every function.
  if (isReplayed) return { 'Program:exit': checkWalked };
  return {
    ...recorder?.getListeners(context.sourceCode.text),
    onCodePathEnd(codePath: TSESLint.CodePath) {
      recorder?.endPath(codePath);
      // The code path without an outer one is the file's own; it ends last, when every other is complete.
      if (codePath.upper === null) checkWalked();
    },
  };
}
