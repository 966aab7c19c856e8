import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as parser from '@typescript-eslint/parser';
import { ESLint, type Linter, type Rule } from 'eslint';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BUILT = path.join(ROOT, 'dist/index.mjs');

interface BuiltPlugin extends ESLint.Plugin {
  readonly configs: { readonly recommended: Linter.Config };
}

interface AnyNode {
  readonly type: string;
  readonly [key: string]: unknown;
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

/** {@link createIdleConfig}, and one rule that visits every node of a file once, which any analysis of the file has to. */
export function createVisitingConfig(idle: Linter.Config): Linter.Config {
  const visiting: Rule.RuleModule = {
    meta: { schema: [] },
    create: ({ sourceCode }) => ({
      'Program:exit': (program) => {
        const unvisited = [program as object as AnyNode];
        for (let node = unvisited.pop(); node; node = unvisited.pop()) {
          for (const key of sourceCode.visitorKeys[node.type] ?? []) {
            const value = node[key] as AnyNode | readonly (AnyNode | null)[] | null | undefined;
            if (Array.isArray(value)) {
              for (const child of value as readonly (AnyNode | null)[]) if (child) unvisited.push(child);
            } else if (value) unvisited.push(value as AnyNode);
          }
        }
      },
    }),
  };
  return {
    plugins: { ...idle.plugins, visiting: { rules: { visiting } } },
    rules: { ...idle.rules, 'visiting/visiting': 'error' },
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
