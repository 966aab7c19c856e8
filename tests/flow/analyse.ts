import { createRequire } from 'node:module';
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Linter } from 'eslint';
import { type Flow, shareFlow } from '../../src/flow/index.js';
import type { Node } from '../../src/model/code/nodes.js';
import { getLanguageOptions } from '../rule-tester.js';

/** A piece of code with its flow. */
export interface Analysis {
  readonly flow: Flow;
  /** The calls of functions whose name starts so, in source order. */
  calls(prefix: string): TSESTree.CallExpression[];
  /** The first call of the function so named. */
  call(name: string): TSESTree.CallExpression;
  /** The first node of the type. */
  node(type: string): Node;
}

function createLinter(): Linter {
  const require = createRequire(import.meta.url);
  const major = process.env['ESLINT_MAJOR'] ?? '10';
  const { Linter: Class } = require(major === '10' ? 'eslint' : `eslint-v${major}`);
  return new Class({ configType: 'flat' });
}

/**
 * Lets ESLint walk the code, and answers with what the flow engine recorded.
 *
 * @param code - a module
 * @param isListening - whether the walk is listened to, as on ESLint 8, even where its steps can be had
 * @throws Error when the code does not parse
 */
export function analyse(code: string, isListening = false): Analysis {
  const nodes: Node[] = [];
  let flow: Flow | null = null;
  const rule = {
    create(context: { sourceCode: TSESLint.SourceCode }): TSESLint.RuleListener {
      const { recorder, getFlow } = shareFlow(isListening ? { ast: context.sourceCode.ast } : context.sourceCode);
      return {
        ...recorder?.getListeners(code),
        '*': (node: Node) => nodes.push(node),
        onCodePathEnd(codePath: TSESLint.CodePath) {
          recorder?.endPath(codePath);
          flow = getFlow();
        },
      };
    },
  };
  // Rules see the nodes of the TypeScript parser, ESLint's types speak of ESTree: the same objects at run time.
  const plugins = { flow: { rules: { record: rule } } } as unknown as NonNullable<Linter.Config['plugins']>;
  const filename = 'file.mts';
  const [problem] = createLinter().verify(
    code,
    [
      {
        files: ['**/*.mts'],
        plugins,
        rules: { 'flow/record': 'error' },
        languageOptions: getLanguageOptions(filename),
      },
    ],
    { filename },
  );
  if (problem || !flow) throw new Error(`${problem?.message}\n${code}`);
  return toAnalysis(flow, nodes);
}

function toAnalysis(flow: Flow, nodes: readonly Node[]): Analysis {
  const calls = (prefix: string) =>
    nodes.filter(
      (node): node is TSESTree.CallExpression =>
        node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name.startsWith(prefix),
    );
  const need = <Found>(found: Found | undefined, what: string): Found => {
    if (!found) throw new Error(`The code has no ${what}.`);
    return found;
  };
  return {
    flow,
    calls,
    call: (name) => need(calls(name)[0], `call of ${name}`),
    node: (type) =>
      need(
        nodes.find((node) => node.type === type),
        type,
      ),
  };
}
