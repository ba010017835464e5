// The habits of this code base as lint rules; the import law between floors lives in .dependency-cruiser.mjs.
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

const CLOCK =
  'Time comes from the Clock that service/service.ts hands out; only src/runtime/clock.ts reads it.';
const clockGlobals = ['setTimeout', 'setInterval', 'setImmediate', 'performance'].map((name) => ({
  name,
  message: CLOCK,
}));
const clockProperties = [
  { object: 'Date', property: 'now', message: CLOCK },
  { object: 'performance', property: 'now', message: CLOCK },
];
const environment = {
  object: 'process',
  property: 'env',
  message: 'The environment is read in src/settings/ only (and handed in by the entry points).',
};

export default tseslint.config(
  { ignores: ['dist', 'coverage', 'node_modules'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-console': 'error',
      complexity: ['error', 15],
      'max-depth': ['error', 4],
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', ...clockGlobals],
      'no-restricted-properties': ['error', ...clockProperties, environment],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/runtime/clock.ts'],
    rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': ['error', environment] },
  },
  {
    files: ['src/settings/process-environment.ts'],
    rules: { 'no-restricted-properties': ['error', ...clockProperties] },
  },
  {
    // Decisions: no clock, no chance, no waiting. What they import is held by .dependency-cruiser.mjs.
    files: ['src/**/*.rules.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'AwaitExpression', message: 'A rule decides from what it is given, and does not wait.' },
        {
          selector: ':function[async=true]',
          message: 'A rule decides from what it is given, and does not wait.',
        },
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: CLOCK },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Chance is handed in.',
        },
      ],
    },
  },
  // The page lives in a browser, which has its own clock.
  { files: ['src/ui/**/*.ts'], rules: { 'no-restricted-globals': 'off', 'no-restricted-properties': 'off' } },
  { files: ['src/domain/error-codes.ts', 'src/settings/schema.ts'], rules: { 'max-lines': 'off' } },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts', '.ci/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['*.js', '*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-restricted-exports': 'off' },
  },
  prettier,
);
