import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import plugin from '../src/index.js';
import * as ruleExports from '../src/rules/index.js';
import type { OtelRule } from '../src/create-rule.js';

const rules: readonly OtelRule[] = Object.values(ruleExports);
const { configs } = plugin;

function getRuleIds(config: { readonly rules?: object }): string[] {
  return Object.keys(config.rules ?? {}).map((id) => id.replace('otel-context/', ''));
}

describe('the plugin', () => {
  it('takes its name and version from package.json', () => {
    const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
      name: string;
      version: string;
    };
    expect(plugin.meta).toEqual({ name, version, namespace: 'otel-context' });
  });

  it('holds every exported rule under its own name', () => {
    expect(Object.values(plugin.rules)).toEqual(rules);
    expect(Object.keys(plugin.rules)).toEqual(rules.map((rule) => rule.name));
  });
});

describe('the configs', () => {
  it('recommended has the rules of that level', () => {
    const recommended = rules.filter((rule) => rule.meta.docs.recommended === 'recommended');
    expect(getRuleIds(configs.recommended)).toEqual(recommended.map((rule) => rule.name));
  });

  it('strict and all have every rule', () => {
    expect(getRuleIds(configs.strict)).toEqual(rules.map((rule) => rule.name));
    expect(getRuleIds(configs.all)).toEqual(rules.map((rule) => rule.name));
  });

  it('strict trusts no dispatch, where a rule can be told so', () => {
    const trusting = rules.filter((rule) => JSON.stringify(rule.meta.defaultOptions ?? []).includes('"trust"'));
    const severities = trusting.map((rule) => configs.strict.rules?.[`otel-context/${rule.name}`]);
    expect(severities).toEqual(trusting.map(() => ['error', { trust: 'none' }]));
  });

  it('the configs for eslintrc name the plugin, have no name and the same rules', () => {
    expect(configs['legacy-recommended']).toEqual({ plugins: ['otel-context'], rules: configs.recommended.rules });
    expect(configs['legacy-strict']).toEqual({ plugins: ['otel-context'], rules: configs.strict.rules });
  });

  it('the flat configs hold the plugin itself', () => {
    for (const config of [configs.recommended, configs.strict, configs.all]) {
      expect(config.plugins?.['otel-context']).toBe(plugin);
    }
  });
});

describe.each(rules.map((rule) => [rule.name, rule] as const))('the meta of %s', (name, { meta }) => {
  it('leads to its page and states its language', () => {
    expect(meta.docs.url).toMatch(new RegExp(`/rules-docs/${name}\\.md$`, 'u'));
    expect(meta.languages).toEqual(['js/js']);
  });

  it('describes the rule in a sentence that starts with what it does', () => {
    expect(meta.docs.description).toMatch(/^(?:Require|Disallow) .*[^.]$/u);
  });

  it('has messages that are sentences', () => {
    for (const message of Object.values(meta.messages)) expect(message).toMatch(/^[A-Z'{].*\.$/u);
  });

  it('describes every option, keeps its default out of the schema, and takes no other', () => {
    const schemas = Array.isArray(meta.schema) ? meta.schema : [meta.schema];
    for (const schema of schemas) {
      expect(schema).toMatchObject({ type: 'object', additionalProperties: false });
      for (const property of Object.values(schema.properties ?? {})) {
        expect(property).toHaveProperty('description');
        expect(property).not.toHaveProperty('default');
      }
    }
  });
});
