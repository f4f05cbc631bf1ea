/** Lints a text as if it stood in one of the fixture projects. */
import { fileURLToPath } from 'node:url';
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import plugin from '../../src/index.js';

export const fixtures = fileURLToPath(new URL('fixtures/', import.meta.url));

export interface Options {
  readonly rules?: Linter.RulesRecord;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const configOf = ({ rules = plugin.configs.strict.rules, settings = {} }: Options): Linter.Config[] => [
  { files: ['**'], languageOptions: { parser }, plugins: { 'db-race': plugin }, rules, settings: { 'db-race': { ignore: [], ...settings } } },
];

/** The reports of a text as `rule@line: message`. @param file where it stands, under `fixtures` */
export const reports = (file: string, code: string, options: Options = {}): readonly string[] =>
  new Linter({ cwd: fixtures }).verify(code.replace(/^\n/, ''), configOf(options), { filename: fixtures + file }).map(({ ruleId, line, message }) => `${ruleId?.replace('db-race/', '') ?? 'fatal'}@${String(line)}: ${message}`);

/** The text after the automatic fixes. */
export const fixed = (file: string, code: string, options: Options = {}): string =>
  new Linter({ cwd: fixtures }).verifyAndFix(code.replace(/^\n/, ''), configOf(options), { filename: fixtures + file }).output;

/** The texts after each suggestion of the first report. */
export const suggestions = (file: string, code: string, options: Options = {}): readonly string[] => {
  const text = code.replace(/^\n/, '');
  const [first] = new Linter({ cwd: fixtures }).verify(text, configOf(options), { filename: fixtures + file });
  return (first?.suggestions ?? []).map(({ fix }) => text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]));
};
