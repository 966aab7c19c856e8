import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import plugin from '../../src/index.js';
import { getBlocks } from '../../tests/docs-blocks.js';
import type { ProofManager } from '../../tests/proof/observation.js';
import { loadPrograms } from '../../tests/proof/prove.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A correct program. */
export interface Source {
  readonly name: string;
  readonly text: string;
  readonly fileName: string;
  /** `settings['otel-context']`. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Rules and their options, added to those of the plugin's `all`. */
  readonly options: Readonly<Record<string, readonly unknown[]>>;
  /** What runs it; examples and test cases are not run. */
  readonly program?: Runnable;
}

/** How a source is run. */
interface Runnable {
  readonly folder: string;
  /** The file that the source takes the place of. */
  readonly main: string;
  readonly manager: ProofManager;
}

interface Case {
  readonly code: string;
  readonly filename?: string;
  readonly options?: readonly unknown[];
  readonly settings?: { readonly 'otel-context'?: Readonly<Record<string, unknown>> };
}

const DEFAULTS = { contextManager: 'async-local-storage' };

/** Loads the repaired forms of the proofs' programs. */
export async function loadProgramSources(only: string): Promise<Source[]> {
  const programs = await loadPrograms(only);
  const fixed = programs.map(({ name, folder, main, fixed: fileName, proof }): Source => {
    const settings = { contextManager: proof.manager, ...proof.settings };
    const program = { folder, main, manager: proof.manager };
    return { name, text: readFileSync(fileName, 'utf8'), fileName, settings, options: {}, program };
  });
  return [...fixed, ...['by-hand', 'strict'].flatMap((group) => loadRepaired(group, only))];
}

/** Loads the programs that their readers repair, and those of `strict`. */
function loadRepaired(group: string, only: string): Source[] {
  const root = path.join(ROOT, 'tests/proof', group);
  const names = readdirSync(root).filter((name) => name.includes(only));
  return names.sort().map((name): Source => {
    const folder = path.join(root, name);
    const fileName = path.join(folder, 'fixed.js');
    const program = { folder, main: 'main.js', manager: 'async-local-storage' } as const;
    return { name, text: readFileSync(fileName, 'utf8'), fileName, settings: DEFAULTS, options: {}, program };
  });
}

/** Loads the Correct examples of the rules' pages. */
export function loadDocsSources(only: string): Source[] {
  const folder = path.join(ROOT, 'rules-docs');
  return readdirSync(folder).flatMap((page) => {
    const blocks = getBlocks(readFileSync(path.join(folder, page), 'utf8'));
    const correct = blocks.filter(
      ({ headings, language }) => headings.includes('Correct') && /^[cm]?[jt]s$/u.test(language),
    );
    return correct.flatMap(({ code, info, language, line }): Source[] => {
      const name = `${page}:${String(line)}`;
      const given = (info === '' ? {} : JSON.parse(info)) as Record<string, unknown>;
      const fileName = path.join(ROOT, `src/example.${language}`);
      return name.includes(only)
        ? [{ name, text: code, fileName, settings: { ...DEFAULTS, ...given }, options: {} }]
        : [];
    });
  });
}

/** Stands for every module that a file of tests imports but does not need for stating its cases. */
const anything: unknown = new Proxy(() => anything, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => '' : anything),
});

/** Paths that a file of tests puts together from what is not loaded are not needed either. */
const tolerantPath = {
  ...path,
  join: (...parts: readonly unknown[]): string => path.join(...parts.filter((part) => typeof part === 'string')),
};

function getValidCases(file: string): (string | Case)[] {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const found: (string | Case)[] = [];
  const runRule = (_name: string, _rule: unknown, cases: { readonly valid: readonly (string | Case)[] }): void => {
    found.push(...cases.valid);
  };
  const require = createRequire(file);
  const load = (module: string): unknown => {
    if (module.endsWith('/rule-tester.js')) return { runRule };
    if (module === 'node:path') return tolerantPath;
    return module.startsWith('node:') ? require(module) : anything;
  };
  new Function('require', 'exports', outputText)(load, {});
  // A case that is made by what stands in for a module is no text.
  return found.filter((given) => typeof given === 'string' || typeof given.code === 'string');
}

/** Loads the cases of the rules' tests that must not report. */
export function loadCaseSources(only: string): Source[] {
  const folder = path.join(ROOT, 'tests/rules');
  return readdirSync(folder).flatMap((file) => {
    if (!file.includes(only)) return [];
    const rule = Object.keys(plugin.rules).find((name) => file.startsWith(name)) ?? '';
    return getValidCases(path.join(folder, file)).map((given, index): Source => {
      const {
        code,
        filename = 'src/file.ts',
        options,
        settings,
      } = typeof given === 'string' ? { code: given } : (given as Case);
      return {
        name: `${file}#${String(index + 1)}`,
        text: code,
        fileName: path.resolve(ROOT, typeof filename === 'string' ? filename : 'src/file.ts'),
        settings: settings?.['otel-context'] ?? (settings === undefined ? DEFAULTS : {}),
        options: options === undefined ? {} : { [`otel-context/${rule}`]: options },
      };
    });
  });
}
