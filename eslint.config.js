import eslintPlugin from 'eslint-plugin-eslint-plugin';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Imports go one way: rules -> model, flow, fixes -> boundaries -> settings. A layer may import those below it only.
const ABOVE = {
  // What loads with the configuration: the analysis waits for the first file that it concerns.
  'src/{create-rule,mention}.ts': ['boundaries', 'flow', 'fixes', 'model', 'rules'],
  // The settings take rows of the catalogue's shape, so they know the type of a row.
  'src/settings{.ts,/**}': ['boundaries(?!/boundary\\.js)', 'flow', 'fixes', 'model', 'rules'],
  'src/boundaries/**': ['flow', 'fixes', 'model', 'rules'],
  'src/flow/**': ['rules'],
  'src/fixes/**': ['rules'],
  'src/model/**': ['rules'],
  'src/rules/*.ts': ['rules'],
};

const importZones = Object.entries(ABOVE).map(([file, layers]) => ({
  files: [file],
  ignores: ['src/rules/index.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: file.startsWith('src/rules/') ? '^\\./' : `^\\.{1,2}/(?:${layers.join('|')})/`,
            message: 'Imports go one way: rules -> model, flow, fixes -> boundaries -> settings.',
          },
          {
            regex: '^(?:@typescript-eslint/|@opentelemetry/|eslint$)',
            allowTypeImports: true,
            message: 'Import types only: the plugin loads nothing that its user may not have.',
          },
        ],
      },
    ],
  },
}));

export default defineConfig(
  globalIgnores(['dist', 'coverage', '.field', 'fixtures', 'tests/proof/programs', 'tests/package/fixtures']),
  {
    files: ['**/*.{js,ts}'],
    extends: [tseslint.configs.recommended, tseslint.configs.stylistic],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
      'object-shorthand': 'error',
      'prefer-template': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'max-lines': ['error', 250],
      'max-lines-per-function': ['error', 60],
    },
  },
  {
    files: ['src/rules/*.ts'],
    extends: [eslintPlugin.configs.all],
    rules: {
      'max-lines': ['error', 200],
      // The creator adds these two for every rule, and the tests of the package check that it did.
      'eslint-plugin/require-meta-docs-url': 'off',
      'eslint-plugin/require-meta-languages': 'off',
      'eslint-plugin/require-meta-docs-description': ['error', { pattern: '^(?:Require|Disallow) ' }],
      'eslint-plugin/require-meta-docs-recommended': ['error', { allowNonBoolean: true }],
      'eslint-plugin/report-message-format': ['error', "^[A-Z'{].*\\.$"],
    },
  },
  ...importZones,
);
