/** @type {import('eslint-doc-generator').GenerateOptions} */
export default {
  configEmoji: [
    ['recommended', '✅'],
    ['strict', '🔒'],
  ],
  ignoreConfig: ['all', 'legacy-recommended', 'legacy-strict'],
  pathRuleDoc: 'rules-docs/{name}.md',
  ruleDocSectionInclude: ['Incorrect', 'Correct'],
  ruleDocTitleFormat: 'name',
  ruleListColumns: ['name', 'description', 'configsError', 'fixable', 'hasSuggestions'],
  urlConfigs: 'https://github.com/eslint-plugin-otel-context/eslint-plugin-otel-context#configs',
};
