import type { TSESLint } from '@typescript-eslint/utils';
import { type Flow, shareFlow } from './flow/index.js';
import { getOtelModel, mentionsOpenTelemetry, type OtelModel } from './model/index.js';
import { readSettings } from './settings.js';

type Context = Pick<Readonly<TSESLint.RuleContext<string, readonly unknown[]>>, 'sourceCode' | 'filename' | 'settings'>;

/**
 * Runs a rule's question once, when the whole file has been walked. A file that does not mention
 * OpenTelemetry is not looked at.
 *
 * @returns the listeners that the rule's `create` returns
 */
export function checkFile(context: Context, check: (model: OtelModel) => void): TSESLint.RuleListener {
  if (!mentionsOpenTelemetry(context.sourceCode, readSettings(context.settings))) return {};
  return {
    // The code path without an outer one is the file's own; it ends last, when every other is complete.
    onCodePathEnd(codePath: TSESLint.CodePath) {
      if (codePath.upper === null) check(getOtelModel(context));
    },
  };
}

/**
 * Runs a rule's question once, when the whole file has been walked, with the paths through its functions. All rules
 * share one recording.
 *
 * @returns the listeners that the rule's `create` returns
 */
export function checkFlow(context: Context, check: (model: OtelModel, flow: Flow) => void): TSESLint.RuleListener {
  if (!mentionsOpenTelemetry(context.sourceCode, readSettings(context.settings))) return {};
  const { recorder, getFlow } = shareFlow(context.sourceCode);
  return {
    ...recorder?.getListeners(context.sourceCode.text),
    onCodePathEnd(codePath: TSESLint.CodePath) {
      recorder?.endPath(codePath);
      const flow = codePath.upper === null ? getFlow() : null;
      if (flow) check(getOtelModel(context), flow);
    },
  };
}
