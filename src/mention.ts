import type { TSESLint } from '@typescript-eslint/utils';
import { getLastName, type OtelSettings } from './settings.js';

type SourceCode = Readonly<TSESLint.SourceCode>;

const MENTION = /opentelemetry|startActiveSpan|startSpan|async_hooks/u;
const mentions = new WeakMap<SourceCode['ast'], boolean>();

/**
 * True when the text can concern OpenTelemetry at all: one search a file, whatever the number of rules. Files of a
 * project that names modules or helpers in its settings are searched for those names, too.
 */
export function mentionsOpenTelemetry(sourceCode: SourceCode, settings: OtelSettings): boolean {
  const known = mentions.get(sourceCode.ast);
  if (known !== undefined) return known;
  const found = MENTION.test(sourceCode.text) || getNames(settings).some((name) => sourceCode.text.includes(name));
  mentions.set(sourceCode.ast, found);
  return found;
}

function getNames(settings: OtelSettings): readonly string[] {
  const { spanStarters, spanEnders, contextRunners, contextAttachers, tracers, apiModules } = settings;
  const specifiers = [...spanStarters, ...spanEnders, ...contextRunners, ...contextAttachers, ...tracers];
  const modules = apiModules.map((module) => module.split('/').at(-1) ?? module);
  return [...specifiers.map(getLastName), ...modules];
}
