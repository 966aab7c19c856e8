import { format, resolveConfig } from 'prettier';

/** @type {import('eslint-doc-generator').GenerateOptions} */
export default {
  configEmoji: [
    ['recommended', '✅'],
    ['strict', '🔒'],
  ],
  ignoreConfig: ['all', 'legacy-recommended', 'legacy-strict'],
  pathRuleDoc: 'rules-docs/{name}.md',
  // The pages come out as the formatter would leave them, so that both checks can pass.
  postprocess: async (content, file) => format(content, { ...(await resolveConfig(file)), filepath: file }),
  ruleDocSectionInclude: ['Incorrect', 'Correct'],
  ruleDocTitleFormat: 'name',
  ruleListColumns: ['name', 'description', 'configsError', 'fixable', 'hasSuggestions'],
  urlConfigs: 'https://github.com/eslint-plugin-otel-context/eslint-plugin-otel-context#configs',
};
