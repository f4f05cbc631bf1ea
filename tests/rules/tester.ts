/**
 * Runs literal cases against one rule, with all rules of the plugin switched on as a user of `strict` has them.
 *
 * The tokens that must be reported stand between tildes (`prisma.user.~create~(…)`): they are the exact ranges, and there may be no other
 * report. Repairs have tests of their own (tests/repairs); what is offered here is held to what every repair owes (tests/repairs/properties.ts).
 */
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { repairFaults } from '../repairs/properties.js';

export interface ValidCase {
  /** opens with "Safe because …" */
  readonly name: string;
  readonly code: string;
  /** `ts` by default; `js` is a CommonJS file, parsed by ESLint's own parser */
  readonly language?: 'ts' | 'tsx' | 'js';
  /** rules that have something else to say of this code, and are off */
  readonly without?: readonly string[];
}

export interface InvalidCase extends Omit<ValidCase, 'name'> {
  /** opens with "Race because …" */
  readonly name: string;
  /** what the messages say: columns, lines, calls */
  readonly says: readonly string[];
  /** the message of a rule that has several */
  readonly messageId?: string;
  /** only the rule under test is switched on */
  readonly alone?: true;
}

export interface Cases {
  readonly invalid: readonly InvalidCase[];
  readonly valid: readonly ValidCase[];
  /** what should be reported, or shouldn't, and isn't yet: a case that has come right must move to its list */
  readonly knownGaps?: { readonly invalid?: readonly InvalidCase[]; readonly valid?: readonly ValidCase[] };
}

interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number | undefined;
  readonly endColumn: number | undefined;
}

/** far from the plugin's own manifest, which names all data layers */
const cwd = '/app';
const linter = new Linter({ cwd });

/** Lints a text as users do, with a preset's rules or some of them. */
export const lint = (code: string, language: ValidCase['language'] = 'ts', rules: Linter.RulesRecord = plugin.configs.strict.rules): readonly Linter.LintMessage[] => {
  const languageOptions: Linter.LanguageOptions = language === 'js' ? { sourceType: 'commonjs' } : { parser, parserOptions: { ecmaFeatures: { jsx: language === 'tsx' } } };
  return linter.verify(code, [{ files: ['**'], languageOptions, plugins: { 'db-race': plugin }, rules }], { filename: `${cwd}/src/app.${language}` });
};

/** Takes the tildes out of a text. */
const parseMarks = (marked: string): { readonly code: string; readonly ranges: readonly Range[] } => {
  const ranges: Range[] = [];
  const lines = marked.split('\n').map((text, index) => {
    let line = '';
    for (const [at, part] of text.split('~').entries()) {
      if (at % 2 === 1) ranges.push({ line: index + 1, column: line.length + 1, endLine: index + 1, endColumn: line.length + part.length + 1 });
      line += part;
    }
    return line;
  });
  return { code: lines.join('\n'), ranges };
};

const show = (messages: readonly Linter.LintMessage[]): readonly string[] => messages.map(({ ruleId, line, column, message }) => `${line}:${column} ${ruleId ?? 'fatal'} ${message}`);

const strictWithout = (without: readonly string[] = []): Linter.RulesRecord => ({ ...plugin.configs.strict.rules, ...Object.fromEntries(without.map((rule) => [`db-race/${rule}`, 'off'] as const)) });

const reports = (ruleId: string, { name: title, code: marked, says, language, alone, without, messageId = 'race' }: InvalidCase): void => {
  expect(title).toMatch(/^Race because /);
  const { code, ranges } = parseMarks(marked);
  expect(ranges.length, 'marked tokens').toBeGreaterThan(0);
  const messages = lint(code, language, alone ? { [ruleId]: 'error' } : strictWithout(without));
  const found = messages.map(({ line, column, endLine, endColumn }): Range => ({ line, column, endLine, endColumn }));
  expect(found, show(messages).join('\n')).toEqual(ranges);
  for (const message of messages) {
    expect(message.ruleId).toBe(ruleId);
    expect(message.messageId).toBe(messageId);
    expect(message.message).toMatch(/\.$/);
    expect(message.message).not.toMatch(/\{\{|undefined|NaN| {2}/);
  }
  const text = messages.map(({ message }) => message).join('\n');
  for (const part of says) expect(text).toContain(part);
  expect(repairFaults(code, language)).toEqual([]);
};

const isSilent = ({ name: title, code, language, without }: ValidCase): void => {
  expect(title).toMatch(/^Safe because /);
  expect(show(lint(code, language, strictWithout(without)))).toEqual([]);
};

/** Defines the tests of a rule. */
export const raceTester = (name: string, { invalid, valid, knownGaps }: Cases): void => {
  const ruleId = `db-race/${name}`;

  describe(`${name}: invalid`, () => {
    it.each(invalid)('$name', (one) => reports(ruleId, one));
  });

  describe(`${name}: valid`, () => {
    it.each(valid)('$name', isSilent);
  });

  describe.runIf(knownGaps)(`${name}: known gaps`, () => {
    it.fails.each(knownGaps?.invalid ?? [])('$name', (one) => reports(ruleId, one));
    it.fails.each(knownGaps?.valid ?? [])('$name', isSilent);
  });

  it(`${name}: has no two cases with one name, or one code`, () => {
    const all: readonly ValidCase[] = [...invalid, ...valid, ...(knownGaps?.invalid ?? []), ...(knownGaps?.valid ?? [])];
    const names = all.map((one) => one.name);
    expect(names).toEqual([...new Set(names)]);
    const codes = all.map((one) => one.code);
    expect(codes).toEqual([...new Set(codes)]);
  });
};
