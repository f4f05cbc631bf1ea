/**
 * Repairs of TypeORM code, tested: RuleTester for the exact outputs; for each output that it parses, keeps the comments and makes the rule silent; for near misses that
 * nothing is offered, and why.
 */
import * as parser from '@typescript-eslint/parser';
import { RuleTester } from '@typescript-eslint/rule-tester';
import { Linter } from 'eslint';
import { afterAll, describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { rules } from '../../src/rules.generated.js';

RuleTester.afterAll = afterAll;
RuleTester.describe = describe;
RuleTester.it = it;
RuleTester.itOnly = it.only.bind(it);

const head = `import { DataSource, EntityManager, In, IsNull, Not, QueryFailedError, Repository } from 'typeorm';
import { dataSource, Job, Setting, User, Wallet } from './database';
const db: DataSource = dataSource;
const users: Repository<User> = db.getRepository(User);
const settings: Repository<Setting> = db.getRepository(Setting);
const wallets: Repository<Wallet> = db.getRepository(Wallet);
const jobs: Repository<Job> = db.getRepository(Job);
`;

export type RuleName = keyof typeof rules;

/** A repair that is offered. Codes without an import get the file's head, which declares the handles. */
export interface Offered {
  readonly name: string;
  readonly rule: RuleName;
  readonly code: string;
  /** a fix, which is applied by itself */
  readonly fixed?: string;
  /** suggestions, in their order */
  readonly suggested?: readonly string[];
}

/** A near miss: nothing is offered, and the message says why. */
export interface Refused {
  readonly name: string;
  readonly rule: RuleName;
  readonly code: string;
  readonly because: string;
}

const file = (code: string): string => (/^(?:import|const) /.test(code) ? code : head + code);

interface Finding {
  readonly message: string;
  readonly offers: readonly string[];
}

/** What a rule finds in a text, and the texts that its repairs make. */
export const lint = (rule: RuleName, text: string): readonly Finding[] => {
  const messages = new Linter().verify(text, [{ files: ['**/*.ts'], languageOptions: { parser }, plugins: { 'db-race': plugin }, rules: { [`db-race/${rule}`]: 'error' } }], { filename: 'src/file.ts' });
  const fatal = messages.find((message) => message.fatal === true);
  if (fatal) throw new Error(`${fatal.message} in\n${text}`);
  return messages.map(({ message, fix, suggestions }) => ({
    message,
    offers: [...(fix ? [fix] : []), ...(suggestions ?? []).map((suggestion) => suggestion.fix)].map(({ range, text: by }) => text.slice(0, range[0]) + by + text.slice(range[1])),
  }));
};

const comments = (text: string): readonly string[] => parser.parseForESLint(text, { comment: true, range: true, loc: true }).ast.comments.map(({ value }) => value.trim());

const countOf = (list: readonly string[], item: string): number => list.filter((other) => other === item).length;

/** Tests the repairs that are offered. */
export const testOffered = (cases: readonly Offered[]): void => {
  const tester = new RuleTester({ languageOptions: { parser } });
  for (const { name, rule, code, fixed, suggested } of cases) {
    const suggestions = (suggested ?? []).map((output) => ({ messageId: 'repair' as const, output: file(output) }));
    // the rules' message ids differ; all of them have these two
    const module = rules[rule];
    if (!module) throw new TypeError(`no rule is called ${rule}`);
    tester.run(rule, module, {
      valid: [],
      invalid: [{ name, code: file(code), ...(fixed === undefined ? {} : { output: file(fixed) }), errors: [{ messageId: 'race', suggestions }] }],
    });
  }
  describe('every output', () => {
    it.each(cases)('$rule: $name: parses, keeps the comments and is silent', ({ rule, code }) => {
      const before = comments(file(code));
      const offers = lint(rule, file(code)).flatMap((finding) => finding.offers);
      expect(offers.length).toBeGreaterThan(0);
      for (const output of offers) {
        const after = comments(output);
        for (const comment of before) expect(countOf(after, comment)).toBeGreaterThanOrEqual(countOf(before, comment));
        expect(lint(rule, output)).toEqual([]);
      }
    });
  });
};

/** Whether a row lock in a transaction of its own is what is offered: the last resort, whatever else is refused. */
const opensTransaction = (output: string, code: string): boolean => output.split('.transaction(').length > code.split('.transaction(').length;

/** Tests the near misses. */
export const testRefused = (cases: readonly Refused[]): void => {
  describe('near misses', () => {
    it.each(cases)('$rule: $name', ({ rule, code, because }) => {
      const findings = lint(rule, file(code));
      expect(findings).toHaveLength(1);
      expect(findings[0]?.offers.filter((output) => !opensTransaction(output, file(code)))).toEqual([]);
      expect(findings[0]?.message).toContain(because);
      expect(findings[0]?.message).toMatch(/\.$/);
    });
  });
};
