/**
 * Small projects of several files: written to a folder of their own, linted file by file as ESLint does, compared with the marks in them.
 *
 * A line that must be reported ends with `// race: rule-name`; all other lines of all files are silent.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { afterAll, vi } from 'vitest';
import plugin from '../../src/index.js';

/** milliseconds; TypeScript reads the libraries for the first project that is linted with types */
vi.setConfig({ testTimeout: 60_000 });

const made: string[] = [];

afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

export type Files = Readonly<Record<string, string>>;

const manifest = JSON.stringify({ name: 'app', dependencies: { '@prisma/client': '7.0.0', '@supabase/supabase-js': '2.0.0', '@mikro-orm/core': '6.0.0', typeorm: '1.0.0' } });

/** Writes one file of a project anew. */
export const change = (folder: string, name: string, text: string): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
};

/** Writes a project to a folder of its own. @returns the folder */
export const write = (files: Files): string => {
  const folder = mkdtempSync(join(tmpdir(), 'db-race-'));
  made.push(folder);
  for (const [name, text] of Object.entries({ 'package.json': manifest, ...files })) change(folder, name, text);
  return folder;
};

const compilerOptions = { target: 'es2024', module: 'esnext', moduleResolution: 'bundler', strict: true, noEmit: true, skipLibCheck: true, types: ['node'], experimentalDecorators: true };

/** Gives a project a tsconfig and the libraries, so that TypeScript can infer its types. */
export const withTypes = (folder: string): void => {
  if (!existsSync(join(folder, 'tsconfig.json'))) writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: compilerOptions, include: ['**/*.ts'] }));
  if (!existsSync(join(folder, 'node_modules'))) symlinkSync(new URL('../../node_modules', import.meta.url).pathname, join(folder, 'node_modules'));
};

/** Lints one file of a project with all rules on. @param typed whether the parser brings TypeScript's type information along */
export const lintIn = (folder: string, name: string, text: string, settings: Readonly<Record<string, unknown>> = {}, typed = false): readonly Linter.LintMessage[] =>
  new Linter({ cwd: folder, configType: 'flat' }).verify(
    text,
    [{ files: ['**/*.{ts,js}'], languageOptions: name.endsWith('.js') ? { sourceType: 'commonjs' } : { parser, parserOptions: typed ? { projectService: true, tsconfigRootDir: folder } : {} }, plugins: { 'db-race': plugin }, rules: plugin.configs.strict.rules, settings: { 'db-race': settings } }],
    { filename: join(folder, name) },
  );

const isSource = (name: string): boolean => /\.[jt]s$/.test(name);

/** `file line rule` of all reports of a project. @param typed whether TypeScript infers types */
export const reportsOf = (files: Files, settings?: Readonly<Record<string, unknown>>, typed = false): readonly string[] => {
  const folder = write(files);
  if (typed) withTypes(folder);
  return Object.entries(files)
    .filter(([name]) => isSource(name))
    .flatMap(([name, text]) => lintIn(folder, name, text, settings, typed).map(({ line, ruleId, message }) => `${name} ${line} ${ruleId?.replace('db-race/', '') ?? message}`))
    .toSorted();
};

const mark = /\/\/ race: ([a-z-]+)$/;

/** `file line rule` of all marks of a project. */
export const marksOf = (files: Files): readonly string[] =>
  Object.entries(files)
    .flatMap(([name, text]) => text.split('\n').flatMap((line, index) => mark.exec(line)?.slice(1).map((rule) => `${name} ${index + 1} ${rule}`) ?? []))
    .toSorted();
