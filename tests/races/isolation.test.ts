/** What isolation levels are worth, by database and kind of pair: the table of `src/races/isolation.ts`, both ways. */
import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';

/** SERIALIZABLE protects; whether its failures are tried again is another rule's business. */
const rules = { ...plugin.configs.strict.rules, 'db-race/require-transaction-retry': 'off' } as const;

const linter = new Linter({ cwd: '/app' });

const lint = (code: string, database: string | undefined): readonly Linter.LintMessage[] =>
  linter.verify(
    `import type { Knex } from 'knex';\n${code}`,
    [{ files: ['**'], languageOptions: { parser }, plugins: { 'db-race': plugin }, rules, settings: { 'db-race': database === undefined ? {} : { database } } }],
    { filename: '/app/src/app.ts' },
  );

const rulesOf = (code: string, database: string | undefined): readonly (string | null)[] => lint(code, database).map(({ ruleId }) => ruleId);

const inTransaction = (body: string, level: string | undefined): string =>
  `export const run = (db: Knex, id: string, team: string, user: string) => db.transaction(async (trx) => { ${body} }${level === undefined ? '' : `, { isolationLevel: '${level}' }`});`;

const oneRow = "const wallet = await trx('wallets').where({ id }).first(); await trx('wallets').where({ id }).update({ balance: wallet.balance - 1 });";
const aSet = "const [{ size }] = await trx('members').where({ team }).count('* as size'); if (Number(size) >= 5) throw new Error('full'); await trx('members').insert({ team, user });";
const lock = "await trx('teams').where({ id: team }).forUpdate().first();";
const otherRead = "const found = await trx('users').where({ id: user }).first(); if (!found) throw new Error('unknown');";

describe('one row that is read and written', () => {
  it.each([
    ['repeatable read', 'postgresql', []],
    ['repeatable read', 'cockroachdb', []],
    ['repeatable read', 'sqlserver', []],
    ['repeatable read', 'mysql', ['db-race/no-read-modify-write']],
    ['repeatable read', 'mariadb', ['db-race/no-read-modify-write']],
    // which database it is isn't known: silent
    ['repeatable read', undefined, []],
    ['read committed', 'postgresql', ['db-race/no-read-modify-write']],
    [undefined, 'postgresql', ['db-race/no-read-modify-write']],
    ['serializable', 'mysql', []],
    // a transaction that has read an older state can't write
    [undefined, 'sqlite', []],
    [undefined, undefined, ['db-race/no-read-modify-write']],
  ])('at %s on %s', (level, database, expected) => {
    expect(rulesOf(inTransaction(oneRow, level), database)).toEqual(expected);
  });
});

describe('a set that is counted and grows', () => {
  it.each([
    ['repeatable read', 'postgresql', ['db-race/no-racy-limit-check']],
    ['repeatable read', 'mysql', ['db-race/no-racy-limit-check']],
    ['serializable', 'postgresql', []],
    [undefined, 'sqlite', []],
  ])('at %s on %s', (level, database, expected) => {
    expect(rulesOf(inTransaction(aSet, level), database)).toEqual(expected);
  });
});

describe('a set that is replaced', () => {
  const replaced = "await trx('tags').where({ post: id }).delete(); await trx('tags').insert({ post: id, user });";
  const apart = `import knex from 'knex'; const db = knex({}); export const run = async (id: string, user: string) => { ${replaced.replaceAll('trx', 'db')} };`;

  it.each([
    // the second delete waits for the first commit, or one of the two is a deadlock
    [undefined, 'mysql', []],
    [undefined, 'mariadb', []],
    ['repeatable read', 'mysql', []],
    ['read committed', 'mysql', ['db-race/no-racy-replace-all']],
    [undefined, 'sqlite', []],
    [undefined, 'postgresql', ['db-race/no-racy-replace-all']],
    ['repeatable read', 'postgresql', ['db-race/no-racy-replace-all']],
    [undefined, undefined, ['db-race/no-racy-replace-all']],
  ])('at %s on %s', (level, database, expected) => {
    expect(rulesOf(inTransaction(replaced, level), database)).toEqual(expected);
  });

  it('is two sets on MySQL and SQLite too where each statement stands for itself', () => {
    expect(rulesOf(apart, 'mysql')).toEqual(['db-race/no-racy-replace-all']);
    expect(rulesOf(apart, 'sqlite')).toEqual(['db-race/no-racy-replace-all']);
  });
});

describe('a lock, and what is read behind it', () => {
  it.each([
    // the snapshot is taken by the statement that waits
    ['repeatable read', 'postgresql', lock + aSet, ['db-race/no-wrong-lock-target']],
    [undefined, 'postgresql', lock + aSet, []],
    [undefined, 'postgresql', otherRead + lock + aSet, []],
    // the snapshot is taken by the first plain read
    [undefined, 'mysql', lock + aSet, []],
    [undefined, 'mysql', otherRead + lock + aSet, ['db-race/no-wrong-lock-target']],
    ['repeatable read', 'mysql', otherRead + lock + aSet, ['db-race/no-wrong-lock-target']],
    ['read committed', 'mysql', otherRead + lock + aSet, []],
    [undefined, 'mysql', lock + otherRead + aSet, []],
    // a locking read sees the newest rows
    [undefined, 'mysql', otherRead + lock + aSet.replace(".count(", ".forUpdate().count("), []],
    // not known
    [undefined, undefined, otherRead + lock + aSet, []],
  ])('at %s on %s: %s', (level, database, body, expected) => {
    expect(rulesOf(inTransaction(body, level), database)).toEqual(expected);
  });

  it('says that the lock is right and the snapshot old', () => {
    const [message] = lint(inTransaction(otherRead + lock + aSet, undefined), 'mysql');
    expect(message?.messageId).toBe('snapshot');
    expect(message?.message).toContain('is the right one');
    expect(message?.message).toContain('older than the lock');
    expect(message?.message).not.toMatch(/\{\{|undefined| {2}/);
  });
});
