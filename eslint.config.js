import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';

const svelteFiles = ['**/*.svelte', '**/*.svelte.ts'];

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'test-results/', '.cache/', 'tests/fixtures/']),
  js.configs.recommended,
  ts.configs.recommendedTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node },
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      /* The compiler knows which names exist, and in which folder. */
      'no-undef': 'off',
      eqeqeq: 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      /* Numbers in texts are wanted here: offsets, lengths, identifiers. */
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    files: svelteFiles,
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      /* Routes live in the hash; there is no base path to resolve. */
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    /* The declaration of a virtual module has no other way to name a type of ours. */
    files: ['**/*.d.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
  {
    /* Programs for a terminal: printing is what they do. */
    files: [
      'server/cli/**/*.ts',
      'server/main.ts',
      'server/dev.ts',
      'bench/**/*.ts',
      'tests/setup/**/*.ts',
      'tests/fuzz/main.ts',
      'tests/soak/main.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['bin/**/*.js'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.js'],
    extends: [ts.configs.disableTypeChecked],
  },
);
