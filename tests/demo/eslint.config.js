import * as parser from '@typescript-eslint/parser';
import { defineConfig } from 'eslint/config';
import dbRace from 'eslint-plugin-db-race';

export default defineConfig({
  files: ['src/**/*.ts'],
  languageOptions: { parser },
  plugins: { 'db-race': dbRace },
  extends: ['db-race/recommended'],
});
