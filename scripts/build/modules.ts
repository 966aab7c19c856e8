/** What the build puts in the place of a module of the source. */
import { catalogue } from '../../src/boundaries/catalogue/index.js';
import * as rules from '../../src/rules/index.js';

/** The part of a plugin of rolldown that is used here. */
interface ModulePlugin {
  readonly name: string;
  load(id: string): string | null;
}

function replaceModule(name: string, path: RegExp, getCode: () => string): ModulePlugin {
  return { name, load: (id) => (path.test(id.replaceAll('\\', '/')) ? getCode() : null) };
}

/** What only the documentation reads. */
const DOCUMENTATION = new Set(['note', 'measured']);

/** The rows as a text of JSON, parsed when the first question comes: as code they take longer to load. */
export const rowsAsJson = replaceModule('rows-as-json', /\/src\/boundaries\/catalogue\/index\.ts$/u, () => {
  const rows = JSON.stringify(catalogue, (key, value: unknown) => (DOCUMENTATION.has(key) ? undefined : value));
  return `export const getCatalogue = () => JSON.parse(${JSON.stringify(rows)});`;
});

/** Rules that know what they are called, say and accept, and load what they do when a file concerns them. */
export const deferredRules = replaceModule('deferred-rules', /\/src\/rules\/index\.ts$/u, () => {
  const definitions = Object.entries(rules).map(([exported, { name, meta }]) => {
    const create = `(context, options) => load().${exported}.create(context, options)`;
    return `export const ${exported} = createRule({ name: '${name}', meta: ${JSON.stringify(meta)}, create: ${create} });`;
  });
  return [
    "import { createRule } from '../create-rule.js';",
    "const load = () => require('../rules.cjs');",
    ...definitions,
  ].join('\n');
});

/** The rules as they were defined, for {@link deferredRules} to create rules of. */
export const bareDefinitions = replaceModule(
  'bare-definitions',
  /\/src\/create-rule\.ts$/u,
  () => 'export const createRule = (definition) => definition;',
);

/** `import` gives the object that `require` gives: ESLint takes two objects of one name for two plugins. */
export const requireOnly = replaceModule(
  'require-only',
  /\/src\/index\.ts$/u,
  () => "export { default } from './index.cjs';",
);
