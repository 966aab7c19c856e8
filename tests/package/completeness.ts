import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// The header that the docs generator writes tells a rule's page from the other pages.
const RULE_PAGE = '<!-- end auto-generated rule header -->';

function getNames(folder: string, extension: string): Set<string> {
  if (!existsSync(folder)) return new Set();
  const files = readdirSync(folder).filter((file) => file.endsWith(extension));
  // A long test is split by topics, which stand behind the name of its rule: `end-span.ownership.test.ts`.
  return new Set(files.map((file) => file.slice(0, file.indexOf('.'))));
}

/**
 * Finds what a rule lacks. A rule is anything that has a file in `src/rules`, a rule page, a test or an export, and it
 * must have all four.
 *
 * @param root - the folder of the repository, or of a copy
 * @param exported - the names of the rules that the plugin object holds
 * @returns one sentence for each gap
 */
export function findGaps(root: string, exported: readonly string[]): string[] {
  const pages = path.join(root, 'rules-docs');
  const files = getNames(path.join(root, 'src/rules'), '.ts');
  files.delete('index');
  const documented = new Set(
    [...getNames(pages, '.md')].filter((name) =>
      readFileSync(path.join(pages, `${name}.md`), 'utf8').includes(RULE_PAGE),
    ),
  );
  const parts = {
    'file in src/rules': files,
    'page in rules-docs': documented,
    'test in tests/rules': getNames(path.join(root, 'tests/rules'), '.test.ts'),
    'line in src/rules/index.ts': new Set(exported),
  };
  const names = new Set(Object.values(parts).flatMap((part) => [...part]));
  return [...names]
    .sort()
    .flatMap((name) =>
      Object.entries(parts).flatMap(([part, having]) => (having.has(name) ? [] : [`${name} has no ${part}.`])),
    );
}
