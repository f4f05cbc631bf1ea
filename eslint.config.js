import { existsSync } from 'node:fs';
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import tseslint from 'typescript-eslint';
import internal from './tests/tools/internal-rules.mjs';

// our own plugin, as users load it; before the first build the rest of the lint works without it
const built = new URL('./dist/src/index.js', import.meta.url);
const own = existsSync(built) ? [(await import(built.href)).default.configs.recommended] : [];

export default defineConfig([
  globalIgnores(['dist/', 'tests/demo/', 'tests/**/fixtures/', 'src/adapters/*/scenarios/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // `node.type === 'CallExpression'` narrows without importing the enum at run time
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      'no-undef': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    languageOptions: { globals: Object.fromEntries(['console', 'process', 'performance', 'URL'].map((name) => [name, 'readonly'])) },
  },
  {
    files: ['rules/**/*.ts'],
    extends: [eslintPlugin.configs.recommended],
    rules: {
      // reports are built in src/report, out of these rules' sight; ESLint itself throws when the meta lacks what they use
      'eslint-plugin/require-meta-fixable': 'off',
      'eslint-plugin/require-meta-has-suggestions': 'off',
      'eslint-plugin/no-unused-message-ids': 'off',
    },
  },
  { files: ['src/**/*.ts', 'rules/**/*.ts'], plugins: { internal }, rules: { 'internal/layers': 'error' } },
  own,
]);
