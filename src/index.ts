import type { ESLint, Linter } from 'eslint';
import { name, version } from '../package.json';
import type { OtelRule } from './create-rule.js';
import * as ruleExports from './rules/index.js';

const NAMESPACE = 'otel-context';

const otelRules: readonly OtelRule[] = Object.values(ruleExports);

type RuleEntries = Record<string, 'error' | ['error', ...unknown[]]>;

function getRecommendedRules(): RuleEntries {
  const recommended = otelRules.filter((rule) => rule.meta.docs.recommended === 'recommended');
  return Object.fromEntries(recommended.map((rule) => [`${NAMESPACE}/${rule.name}`, 'error']));
}

function getStrictRules(): RuleEntries {
  return Object.fromEntries(
    otelRules.map((rule) => {
      const options = rule.meta.docs.strictOptions;
      return [`${NAMESPACE}/${rule.name}`, options === undefined ? 'error' : ['error', ...options]];
    }),
  );
}

function getAllRules(): RuleEntries {
  return Object.fromEntries(otelRules.map((rule) => [`${NAMESPACE}/${rule.name}`, 'error']));
}

interface OtelPlugin extends ESLint.Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: NonNullable<ESLint.Plugin['rules']>;
  readonly configs: {
    readonly recommended: Linter.Config;
    readonly strict: Linter.Config;
    readonly all: Linter.Config;
    readonly 'legacy-recommended': Linter.LegacyConfig;
    readonly 'legacy-strict': Linter.LegacyConfig;
  };
}

function createFlatConfig(configName: string, rules: RuleEntries): Linter.Config {
  return {
    name: `${NAMESPACE}/${configName}`,
    // A getter, since the plugin object that the config names contains the config.
    plugins: {
      get [NAMESPACE]() {
        return plugin;
      },
    },
    rules,
  };
}

// eslintrc rejects a config with a `name`, and names plugins instead of holding them.
function createLegacyConfig(rules: RuleEntries): Linter.LegacyConfig {
  return { plugins: [NAMESPACE], rules };
}

/**
 * The plugin: its rules, and configs derived from what each rule's meta says. `recommended` has the rules of that level;
 * `strict` has every rule, with the rule's `strictOptions`; `all` has every rule with its default options; the
 * `legacy-` configs are the same for eslintrc.
 */
const plugin: OtelPlugin = {
  meta: { name, version, namespace: NAMESPACE },
  // Rules see the nodes of typescript-eslint, ESLint's types speak of ESTree: the same objects at run time.
  rules: Object.fromEntries(otelRules.map((rule) => [rule.name, rule])) as unknown as OtelPlugin['rules'],
  configs: {
    recommended: createFlatConfig('recommended', getRecommendedRules()),
    strict: createFlatConfig('strict', getStrictRules()),
    all: createFlatConfig('all', getAllRules()),
    'legacy-recommended': createLegacyConfig(getRecommendedRules()),
    'legacy-strict': createLegacyConfig(getStrictRules()),
  },
};

export default plugin;
