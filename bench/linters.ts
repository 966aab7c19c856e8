import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as parser from '@typescript-eslint/parser';
import { ESLint, type Linter } from 'eslint';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = path.join(ROOT, 'dist/index.mjs');

interface BuiltPlugin extends ESLint.Plugin {
  readonly configs: { readonly recommended: Linter.Config };
}

/** Loads the plugin as it is published. */
export async function loadBuiltPlugin(): Promise<BuiltPlugin> {
  const { default: plugin }: { default: BuiltPlugin } = await import(pathToFileURL(BUILT).href);
  return plugin;
}

/** The same rules under the same names, of which none looks at anything. */
export function createIdleConfig({ rules }: Linter.Config): Linter.Config {
  const names = Object.keys(rules ?? {}).map((name) => path.posix.basename(name));
  const idle = Object.fromEntries(names.map((name) => [name, { meta: { schema: [] }, create: () => ({}) }]));
  return {
    plugins: { idle: { rules: idle } },
    rules: Object.fromEntries(names.map((name) => [`idle/${name}`, 'error'])),
  };
}

/**
 * Creates an ESLint that lints texts with the TypeScript parser and nothing but the given config.
 *
 * @param config - rules to run; none without it
 * @param stats - whether ESLint times each rule, which costs time itself
 */
export function createLinter(config?: Linter.Config, stats = false): ESLint {
  const files = ['**/*.{js,mjs,cjs,ts,mts,cts}'];
  return new ESLint({
    cwd: ROOT,
    allowInlineConfig: false,
    stats,
    overrideConfigFile: true,
    overrideConfig: [
      {
        files,
        languageOptions: { parser },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
      },
      ...(config === undefined ? [] : [{ ...config, files }]),
    ],
  });
}
