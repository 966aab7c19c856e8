import type { TSESLint } from '@typescript-eslint/utils';
import { mentionsOpenTelemetry } from './mention.js';
import { readSettings } from './settings.js';

/** The config that turns a rule on: `recommended` for breaks that are certain, `strict` for everything else. */
export type RuleLevel = 'recommended' | 'strict';

/** The repository that reports, docs and issues lead to. */
const REPOSITORY = 'https://github.com/eslint-plugin-otel-context/eslint-plugin-otel-context';

/** What a rule says about itself beyond what ESLint asks for. */
export interface RuleDocs<Options extends readonly unknown[]> {
  /** The lowest config that has the rule; `strict` contains `recommended`. */
  readonly recommended: RuleLevel;
  /** The options that the `strict` configs give to the rule, where they differ from its defaults. */
  readonly strictOptions?: Partial<Options>;
}

type RuleMeta<MessageIds extends string, Options extends readonly unknown[]> = TSESLint.RuleMetaDataWithDocs<
  MessageIds,
  RuleDocs<Options>,
  Options
>;

/** What a rule file gives to {@link createRule}. */
export interface RuleDefinition<MessageIds extends string, Options extends readonly unknown[]> {
  /** The rule's name without the namespace, which is also the name of its file and of its page. */
  readonly name: string;
  readonly meta: RuleMeta<MessageIds, Options>;
  /**
   * @param context - the rule context of ESLint
   * @param options - the user's options, merged into `meta.defaultOptions` whatever the version of ESLint
   */
  create(context: Readonly<TSESLint.RuleContext<MessageIds, Options>>, options: Options): TSESLint.RuleListener;
}

/** A rule of this plugin, as ESLint runs it. */
export interface OtelRule<
  MessageIds extends string = string,
  Options extends readonly unknown[] = unknown[],
> extends TSESLint.RuleModule<MessageIds, Options, RuleDocs<Options>> {
  readonly name: string;
  readonly meta: RuleMeta<MessageIds, Options>;
}

function isMergeable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mergeValue(byDefault: unknown, given: unknown): unknown {
  if (given === undefined) return byDefault;
  if (!isMergeable(byDefault) || !isMergeable(given)) return given;
  const merged = new Map(Object.entries(byDefault));
  for (const [key, value] of Object.entries(given)) merged.set(key, mergeValue(merged.get(key), value));
  return Object.fromEntries(merged);
}

/**
 * Computes the options that a rule runs with. It follows the merge of ESLint 9.15 and later, so options that ESLint has
 * merged already come out unchanged: objects merge key by key, everything else is replaced.
 *
 * @param byDefault - `meta.defaultOptions`
 * @param given - `context.options`; never written to, since some hosts freeze it
 * @returns one value for every default, followed by the further options given
 */
export function mergeOptions<Options extends readonly unknown[]>(byDefault: Options, given: Options): Options;
export function mergeOptions(byDefault: readonly unknown[], given: readonly unknown[]): readonly unknown[] {
  return [...byDefault.map((value, index) => mergeValue(value, given[index])), ...given.slice(byDefault.length)];
}

/**
 * Creates a rule: adds the address of its page and its language, and merges its default options, which ESLint 8 and
 * ESLint 9 before 9.15 do not. A file that does not mention OpenTelemetry is not looked at.
 *
 * @param definition - the rule's name, meta and `create`
 * @returns the rule as ESLint runs it
 */
export function createRule<MessageIds extends string, Options extends readonly unknown[] = []>(
  definition: RuleDefinition<MessageIds, Options>,
): OtelRule<MessageIds, Options> {
  const { name, meta } = definition;
  const defaults = meta.defaultOptions;
  return {
    name,
    meta: {
      ...meta,
      docs: { ...meta.docs, url: `${REPOSITORY}/blob/main/rules-docs/${name}.md` },
      languages: ['js/js'],
    },
    create(context) {
      if (!mentionsOpenTelemetry(context.sourceCode, readSettings(context.settings))) return {};
      return definition.create(
        context,
        defaults === undefined ? context.options : mergeOptions(defaults, context.options),
      );
    },
  };
}
