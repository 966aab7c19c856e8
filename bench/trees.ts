import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findTarget } from '../scripts/field/targets.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = path.join(ROOT, '.field');

/** A source text, and the path that it is linted under. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Files larger than this are generated tables, which would drown the others. */
const MAX_BYTES = 60_000;

/** Installed code that does not know OpenTelemetry, and every how many files one is taken. */
const WITHOUT = [
  { folder: 'node_modules/eslint/lib/rules', every: 3 },
  { folder: 'node_modules/eslint/lib/shared', every: 1 },
  { folder: 'node_modules/eslint/lib/linter', every: 1 },
  { folder: 'node_modules/async', every: 4 },
  { folder: 'node_modules/semver', every: 3 },
] as const;

/**
 * Published packages that do little but start spans and carry contexts: the first three ship TypeScript, the others the
 * JavaScript that TypeScript made. Their files have the size that files with spans have in practice; the demonstration
 * programs of this repository are short, and alone would measure what a file costs and not what its code costs.
 */
const DENSE = [
  '@arizeai/openinference-core@2.7.1',
  '@arizeai/openinference-instrumentation-openai@4.2.7',
  '@temporalio/interceptors-opentelemetry@1.24.0',
  '@google-cloud/pubsub@5.3.1',
  '@opentelemetry/instrumentation-amqplib@0.70.0',
  '@opentelemetry/instrumentation-aws-lambda@0.75.0',
  '@opentelemetry/instrumentation-aws-sdk@0.78.0',
  '@opentelemetry/instrumentation-dataloader@0.40.0',
  '@opentelemetry/instrumentation-express@0.71.1',
  '@opentelemetry/instrumentation-fs@0.42.0',
  '@opentelemetry/instrumentation-graphql@0.71.0',
  '@opentelemetry/instrumentation-hapi@0.69.0',
  '@opentelemetry/instrumentation-http@0.223.0',
  '@opentelemetry/instrumentation-kafkajs@0.32.0',
  '@opentelemetry/instrumentation-koa@0.71.0',
  '@opentelemetry/instrumentation-mongodb@0.76.0',
  '@opentelemetry/instrumentation-mysql2@0.69.0',
  '@opentelemetry/instrumentation-pg@0.76.0',
  '@opentelemetry/instrumentation-redis@0.71.0',
  '@opentelemetry/instrumentation-undici@0.33.0',
  'bullmq-otel@1.0.1',
  'nestjs-otel@7.0.1',
] as const;

const OPENTELEMETRY = /opentelemetry/iu;
const SPANS_OR_CONTEXTS = /\b(?:startSpan|startActiveSpan|setSpan|context\.(?:active|attach|bind|with))\b/u;

export type TreeName = 'without' | 'dense';

function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return listSources(file);
      return /(?<!\.d)\.[cm]?[jt]s$/u.test(entry.name) ? [file] : [];
    });
}

// ESLint passes over node_modules and folders with a dot, so the text is linted under another name.
function readSource(file: string): Source {
  const name = path.relative(ROOT, file).replaceAll(/node_modules|\.field/gu, 'packages');
  return { path: path.join(ROOT, 'bench/tree', name), text: readFileSync(file, 'utf8') };
}

function readWithout(): Source[] {
  const files = WITHOUT.flatMap(({ folder, every }) =>
    listSources(path.join(ROOT, folder)).filter((_file, index) => index % every === 0),
  );
  return files.map(readSource).filter(({ text }) => !OPENTELEMETRY.test(text));
}

function readDense(): Source[] {
  const files = DENSE.flatMap((name) => findTarget(name, PACKAGES).files);
  const sources = [...listSources(path.join(ROOT, 'fixtures')), ...files].map(readSource);
  return sources.filter(({ text }) => OPENTELEMETRY.test(text) && SPANS_OR_CONTEXTS.test(text));
}

/**
 * Reads the sources of a tree. Those of `without` do not name OpenTelemetry. Those of `dense` start spans or handle
 * contexts, each of them: the programs in `fixtures`, and such files of published packages, which are downloaded the
 * first time.
 *
 * @throws when a folder is not installed or a package cannot be downloaded
 */
export function readTree(name: TreeName): Source[] {
  const sources = name === 'dense' ? readDense() : readWithout();
  return sources.filter(({ text }) => text.length <= MAX_BYTES);
}
