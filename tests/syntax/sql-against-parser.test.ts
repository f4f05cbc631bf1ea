/**
 * What our reader says of a statement is what the database's own parser says, or is left open: PostgreSQL against libpg-query, MySQL and SQLite
 * against datafusion's parser. The statements are combinations of the parts below.
 */
import { init } from '@guanmingchiu/sqlparser-ts';
import { loadModule } from 'libpg-query';
import { beforeAll, describe, expect, it } from 'vitest';
import { differences, type StatementFacts } from './oracles/facts.js';
import { ourFacts } from './oracles/ours.js';
import { postgresFacts } from './oracles/postgres.js';
import { sqlparserFacts } from './oracles/sqlparser.js';

/** All ways to put one of each list after the other. */
const combine = (...lists: readonly (readonly string[])[]): readonly string[] =>
  lists.reduce<readonly string[]>((before, next) => before.flatMap((start) => next.map((end) => `${start}${end}`)), ['']);

const disagreements = (statements: readonly string[], oracle: (text: string) => StatementFacts): readonly string[] =>
  statements.flatMap((text) => differences(ourFacts(text), oracle(text)).map((difference) => `${text}\n  ${difference}`));

beforeAll(async () => {
  await loadModule();
  await init();
});

const conditions = [
  '', ' WHERE id = $1', ' WHERE $1 = id', " WHERE u.email = $1 AND state = 'open'", ' WHERE id = $1 AND gone IS NULL', ' WHERE a = 1 AND (b = $1 AND c = $2)', ' WHERE a = $2 OR b = $1', ' WHERE a = $1 AND (b = 2 OR c = 3)',
  ' WHERE NOT a = $1', ' WHERE a <> $1 AND b = $2', ' WHERE n BETWEEN $1 AND $2 AND a = $3', ' WHERE id IN ($1, $2)', ' WHERE id = ANY($1)', ' WHERE lower(email) = $1', ' WHERE active', ' WHERE active IS TRUE AND b = $1', ' WHERE (a, b) = ($1, $2)',
  ' WHERE a = $1::int', " WHERE a = 'it''s'", ' WHERE a LIKE $1 AND b = false', ' WHERE a = -1', ' WHERE EXISTS (SELECT 1 FROM t WHERE t.id = $1) AND b = $2', ' WHERE id = (SELECT x FROM t WHERE y = $1) AND c = $2', ' WHERE a = now() AND b = $1',
];

describe('PostgreSQL', () => {
  it('SELECT', () => {
    const statements = [
      ...combine(['SELECT * FROM users u', 'SELECT u.id, count(*) AS n FROM app.users AS u', 'SELECT a FROM "Users" u JOIN teams t ON t.id = u.team AND t.open = $4', 'SELECT DISTINCT a FROM users u LEFT JOIN (SELECT 1 AS x) s ON true'], conditions),
      ...combine(['SELECT id FROM users u'], [' WHERE id = $1', " WHERE state = 'idle'"], ['', ' ORDER BY n DESC', ' ORDER BY u.a, b NULLS LAST LIMIT 1', ' LIMIT $2'], ['', ' FOR UPDATE', ' FOR UPDATE NOWAIT', ' FOR NO KEY UPDATE', ' FOR SHARE', ' FOR KEY SHARE OF u', ' FOR UPDATE OF u SKIP LOCKED']),
    ];
    expect(statements.length).toBeGreaterThan(140);
    expect(disagreements(statements, postgresFacts)).toEqual([]);
  });

  it('UPDATE', () => {
    const sets = ['n = n + $5', 'n = u.n - 1', 'n = $5 + n', 'n = n * 2, a = $5', "state = 'open', at = now()", 'a = b', '(a, b) = ($5, 2)', 'n = COALESCE(n, 0) + 1', 'n = (SELECT max(x) FROM t)', 'a = NULL', 'n = n::int + 1'];
    const statements = [
      ...combine(['UPDATE users u SET '], sets, [' WHERE id = $1', ' FROM teams t WHERE t.id = u.team AND t.name = $1', ' WHERE id = (SELECT id FROM users WHERE state = $1 FOR UPDATE SKIP LOCKED LIMIT 1) RETURNING *']),
      ...combine(['UPDATE ONLY app.users AS u SET a = $5'], conditions, ['', ' RETURNING id']),
    ];
    expect(statements.length).toBeGreaterThan(70);
    expect(disagreements(statements, postgresFacts)).toEqual([]);
  });

  it('INSERT', () => {
    const statements = combine(
      ['INSERT INTO users (a, b) ', 'INSERT INTO "app"."users" AS u (a, "b") '],
      ['VALUES ($1, $2)', "VALUES ($1, 'x'), (3, now())", 'VALUES ($1, DEFAULT)', 'SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM users WHERE a = $1)', 'SELECT x, 1 FROM t WHERE t.id = $1'],
      ['', ' ON CONFLICT DO NOTHING', ' ON CONFLICT (a) DO NOTHING', ' ON CONFLICT (a, b) DO UPDATE SET b = EXCLUDED.b', ' ON CONFLICT (a) DO UPDATE SET b = users.b + 1, c = $3 WHERE users.c < 2', ' ON CONFLICT ON CONSTRAINT k DO UPDATE SET b = 1'],
      ['', ' RETURNING *'],
    );
    expect(statements.length).toBeGreaterThan(100);
    expect(disagreements(statements, postgresFacts)).toEqual([]);
  });

  it('DELETE, CTEs, locks, transactions', () => {
    const statements = [
      ...combine(['DELETE FROM users u'], conditions, ['', ' RETURNING *']),
      ...combine(['DELETE FROM users USING teams t WHERE t.id = users.team AND '], ['users.id = $1', "t.name = 'x'"]),
      ...combine(['WITH old AS (SELECT * FROM t WHERE a = $1) ', 'WITH RECURSIVE old (x) AS MATERIALIZED (SELECT 1 FROM t), more AS (DELETE FROM t WHERE b = 2 RETURNING *) '], ['UPDATE users SET n = n + 1 WHERE id = $2', 'DELETE FROM users WHERE id = $2', 'INSERT INTO users (a) VALUES ($2)', 'SELECT * FROM users WHERE id = $2 FOR UPDATE']),
      ...combine(['LOCK TABLE users IN '], ['EXCLUSIVE', 'SHARE ROW EXCLUSIVE', 'ACCESS EXCLUSIVE'], [' MODE']),
      'BEGIN', 'BEGIN ISOLATION LEVEL SERIALIZABLE', 'START TRANSACTION', 'COMMIT', 'END', 'ROLLBACK', 'ROLLBACK TO SAVEPOINT a', 'SAVEPOINT a', 'RELEASE SAVEPOINT a', 'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE', 'ANALYZE users',
    ];
    expect(statements.length).toBeGreaterThan(70);
    expect(disagreements(statements, postgresFacts)).toEqual([]);
  });
});

const questions = [
  '', ' WHERE id = ?', ' WHERE ? = id', " WHERE u.email = ? AND state = 'open'", ' WHERE id = ? AND gone IS NULL', ' WHERE a = 1 AND (b = ? AND c = ?)', ' WHERE a = ? OR b = ?', ' WHERE a = ? AND (b = 2 OR c = ?)', ' WHERE NOT a = ?', ' WHERE a <> ? AND b = ?',
  ' WHERE n BETWEEN ? AND ? AND a = ?', ' WHERE id IN (?, ?) AND b = ?', ' WHERE lower(email) = ? AND c = ?', ' WHERE active', ' WHERE (a, b) = (?, ?)', ' WHERE a LIKE ? AND b = false', ' WHERE EXISTS (SELECT 1 FROM t WHERE t.id = ?) AND b = ?',
];

describe('MySQL', () => {
  const agrees = (statements: readonly string[]): void => { expect(disagreements(statements, (text) => sqlparserFacts(text, 'mysql'))).toEqual([]); };

  it('SELECT, UPDATE, DELETE', () => {
    agrees([
      ...combine(['SELECT * FROM `users` u', 'SELECT u.id AS n FROM app.users AS u', 'SELECT a FROM users u JOIN teams t ON t.id = u.team'], questions, ['', ' FOR UPDATE', ' FOR SHARE', ' FOR UPDATE SKIP LOCKED']),
      ...combine(['UPDATE users u SET '], ['n = n + ?', 'n = n - 1, a = ?', "state = 'open'", 'a = b', '`n` = `n` * ?'], questions),
      ...combine(['DELETE FROM users'], questions.filter((text) => !text.includes('u.'))),
    ]);
  });

  it('INSERT', () => {
    agrees(combine(
      ['INSERT INTO users (a, b) VALUES (?, ?)', 'INSERT IGNORE INTO `users` (`a`, `b`) VALUES (?, 1), (2, ?)', 'REPLACE INTO users (a) VALUES (?)', 'INSERT INTO users SET a = ?, b = 2'],
      [''],
    ));
    agrees(combine(['INSERT INTO users (a, b) VALUES (?, ?) ON DUPLICATE KEY UPDATE '], ['b = VALUES(b)', 'n = n + 1', 'a = ?, b = b + ?', "b = 'x'"]));
    agrees(['START TRANSACTION', 'COMMIT', 'ROLLBACK']);
  });
});

describe('SQLite', () => {
  it('all of them', () => {
    const statements = [
      ...combine(['SELECT * FROM users u', 'UPDATE users AS u SET n = n + ?', 'DELETE FROM users AS u'], questions),
      ...combine(['INSERT ', 'INSERT OR IGNORE ', 'INSERT OR REPLACE ', 'REPLACE '], ['INTO users (a, b) VALUES (?, ?)', 'INTO "users" (a) VALUES (1), (?)']),
      ...combine(['INSERT INTO users (a, b) VALUES (?, ?) ON CONFLICT (a) '], ['DO NOTHING', 'DO UPDATE SET b = excluded.b', 'DO UPDATE SET n = n + 1, b = ?']),
      'BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK',
    ];
    expect(disagreements(statements, (text) => sqlparserFacts(text, 'sqlite'))).toEqual([]);
  });
});
