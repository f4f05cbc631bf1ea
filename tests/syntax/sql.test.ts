import type { TSESTree } from '@typescript-eslint/utils';
import { describe, expect, it } from 'vitest';
import { scanSql } from '../../src/syntax/sql.js';
import type { SqlAssignment, SqlPart, SqlPredicate, SqlStatement, SqlValue } from '../../src/syntax/sql-facts.js';

/** Holes are told apart by name only. */
const hole = (name: string): TSESTree.Node => ({ type: 'Identifier', name }) as unknown as TSESTree.Node;
const nameOf = (node: TSESTree.Node | undefined): string => (node?.type === 'Identifier' ? `\${${node.name}}` : '${?}');

const sql = (chunks: TemplateStringsArray, ...names: readonly string[]): readonly string[] =>
  scanSql(chunks.flatMap((chunk, index): SqlPart[] => (names[index] === undefined ? [chunk] : [chunk, hole(names[index])]))).map(print);

const bound = (text: string, ...names: readonly string[]): readonly string[] => scanSql([text], { positional: names.map(hole) }).map(print);
const named = (text: string, ...names: readonly string[]): readonly string[] =>
  scanSql([text], { named: new Map(names.map((name) => [name, hole(name)])) }).map(print);

const printValue = (value: SqlValue | undefined): string => {
  switch (value?.kind) {
    case undefined:
      return '…';
    case 'hole':
      return nameOf(value.node);
    case 'literal':
      return JSON.stringify(value.value);
    case 'column':
      return value.table === undefined ? value.column : `${value.table}.${value.column}`;
    case 'proposed':
      return `proposed ${value.column}`;
    case 'subselect':
      return `(${print(value.statement)})`;
    case 'expression':
      return `expr(${[...value.columns.map((column) => column.column), ...value.holes.map(nameOf)].join(' ')})`;
  }
};

const printWhere = (where: SqlPredicate): string =>
  [
    ...where.terms.map((term) => `${term.disjunct ? 'or ' : ''}${term.table === undefined ? '' : `${term.table}.`}${term.column} ${term.op} ${printValue(term.value)}`),
    ...(where.open ? ['open'] : []),
  ].join(', ');

const printSet = (set: SqlAssignment): string => `${set.column} := ${set.atomic === undefined ? printValue(set.value) : `${set.atomic} ${printValue(set.operand)}`}`;

const print = (statement: SqlStatement): string => {
  const tables = statement.tables.map((table) => `${table.role === 'target' ? '' : `${table.role} `}${table.name ?? '?'}${table.alias === undefined ? '' : ` as ${table.alias}`}`);
  const parts: readonly (string | undefined)[] = [
    statement.verb,
    tables.join(', '),
    statement.select.length === 0 ? undefined : `list ${statement.select.map((item) => `${item.kind}${item.column === undefined ? '' : ` ${item.column}`}${item.alias === undefined || item.alias === item.column ? '' : ` as ${item.alias}`}`).join(', ')}`,
    statement.where.terms.length === 0 && !statement.where.open ? undefined : `where ${printWhere(statement.where)}`,
    statement.sets.length === 0 ? undefined : `set ${statement.sets.map(printSet).join(', ')}`,
    statement.setsOpen ? 'sets open' : undefined,
    statement.verb === 'insert' ? statement.rows : undefined,
    statement.conflict === undefined ? undefined : `conflict ${statement.conflict.action}(${statement.conflict.columns?.join(' ') ?? '*'}) ${statement.conflict.sets.map(printSet).join(', ')}`.trim(),
    statement.lock === undefined ? undefined : `lock ${statement.lock.strength} ${statement.lock.onLocked}${statement.lock.of.length === 0 ? '' : ` of ${statement.lock.of.join(' ')}`}`,
    ...statement.keyLocks.map((lock) => `${lock.takes ? 'key' : 'unkey'} ${lock.scope} ${lock.strength} ${lock.wait} ${lock.keys.map(printValue).join(' ')} [${lock.holes.map(nameOf).join(' ')}]`),
    statement.returning ? 'returning' : undefined,
    statement.orderBy.length === 0 ? undefined : `order ${statement.orderBy.join(' ')}`,
    statement.limit === undefined ? undefined : `limit ${statement.limit}`,
    statement.grouped ? 'grouped' : undefined,
    statement.isolation === undefined ? undefined : `isolation ${statement.isolation}`,
    ...statement.ctes.map((cte) => `with ${cte.name} = { ${print(cte.statement)} }`),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' | ');
};

describe('SELECT', () => {
  it.each([
    [sql`SELECT id, "name" FROM "User" WHERE id = ${'id'}`, 'select | User | list column id, column name | where id eq ${id}'],
    [sql`select u.* from public.users u where u.email = ${'email'} and deleted_at is null limit 1`, 'select | users as u | list all | where u.email eq ${email}, deleted_at isNull … | limit 1'],
    [sql`SELECT count(*)::int AS total FROM seat WHERE room_id = ${'room'}::uuid`, 'select | seat | list count as total | where room_id eq ${room}'],
    [sql`SELECT COALESCE(MAX(no), 0) + 1 AS next FROM invoice WHERE "orgId" = ${'org'}`, 'select | invoice | list max no as next | where orgId eq ${org}'],
    [sql`SELECT sum(amount) total FROM entry`, 'select | entry | list sum amount as total'],
    [sql`SELECT 1 FROM a WHERE x = 1 OR y = ${'y'}`, 'select | a | list other | where or x eq 1, or y eq ${y}'],
    [sql`SELECT 1 FROM a WHERE (x = 1 AND NOT y = 2) AND n BETWEEN ${'lo'} AND ${'hi'} AND z <> 'q'`, 'select | a | list other | where x eq 1, y ne 2, n gte ${lo}, n lte ${hi}, z ne "q"'],
    [sql`SELECT 1 FROM a WHERE NOT (x = 1 AND y = 2)`, 'select | a | list other | where open'],
    [sql`SELECT 1 FROM a WHERE x IN (${'xs'}) AND s IN ('A', 'B') AND t IN ('A') AND u = ANY(${'us'}::text[])`, 'select | a | list other | where x in ${xs}, s in …, t eq "A", u in ${us}'],
    [sql`SELECT 1 FROM a WHERE x = ${'x'} ${'more'} AND b = 2`, 'select | a | list other | where x eq ${x}, b eq 2, open'],
    [sql`${'ctes'} SELECT 1 FROM a WHERE x IS NULL ${'more'}`, 'select | a | list other | where x isNull …, open'],
    [sql`SELECT 1 FROM a WHERE ${'cond'} AND b = 2`, 'select | a | list other | where b eq 2, open'],
    [sql`SELECT 1 FROM a WHERE (x, y) = (${'x'}, ${'y'}) AND ${'lo'} < n`, 'select | a | list other | where x eq ${x}, y eq ${y}, n gt ${lo}'],
    [sql`SELECT 1 FROM a WHERE lower(email) = lower(${'e'}) AND name ILIKE ${'n'} AND flag`, 'select | a | list other | where email alike ${e}, name alike ${n}, flag eq true'],
    [sql`SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.a = a.id)`, 'select | a, subselect b | list other | where open'],
    [sql`SELECT EXISTS(SELECT 1 FROM a WHERE x = ${'x'}) AS "has"`, 'select | a | list exists as has | where x eq ${x}'],
    [sql`SELECT (EXISTS(SELECT 1 FROM a WHERE x = 1) OR EXISTS(SELECT 1 FROM b)) AS "has"`, 'select | subselect a, subselect b | list exists as has | where open'],
    [sql`SELECT * FROM a JOIN b AS bb ON bb.a_id = a.id AND bb.kind = 'k' LEFT JOIN c USING (id) WHERE a.id = ${'id'}`, 'select | a, join b as bb, join c | list all | where a.id eq ${id}, bb.a_id eq a.id, bb.kind eq "k"'],
    [sql`SELECT * FROM a, b WHERE a.id = b.id`, 'select | a, join b | list all | where a.id eq b.id'],
    [sql`SELECT DISTINCT x FROM a`, 'select | a | list column x | grouped'],
    [sql`SELECT no FROM a WHERE org = ${'o'} ORDER BY no DESC, "createdAt" LIMIT 1`, 'select | a | list column no | where org eq ${o} | order no createdAt | limit 1'],
    [sql`SELECT x FROM a UNION ALL SELECT y FROM b`, 'select | a, join b | list column x | grouped'],
    [sql`SELECT x FROM (SELECT * FROM inner_t WHERE k = 1) s WHERE x = 2`, 'select | subselect inner_t | list column x | where x eq 2'],
    [sql`SELECT id FROM logs_${'year'} WHERE id = 1`, 'select | ? | list column id | where id eq 1'],
    [sql`SELECT id FROM ${'schema'}."User" WHERE a IS DISTINCT FROM ${'x'}`, 'select | User | list column id | where a ne ${x}'],
    [sql`SELECT id -- note: it's ${'skipped'}
      FROM a /* x = ${'skipped'} */ WHERE id = ${'id'}`, 'select | a | list column id | where id eq ${id}'],
    [sql`SELECT id FROM a WHERE n = '${'n'}' AND m LIKE '%${'m'}%'`, 'select | a | list column id | where n eq ${n}, m alike ${?}'],
    [sql`SELECT a.data->>'k' FROM a WHERE data->>'k' = ${'v'} AND n = -1`, 'select | a | list other | where data other ${v}, n eq -1'],
  ])('%#: %s', (actual, expected) => {
    expect(actual).toEqual([expected]);
  });
});

describe('locks', () => {
  it.each([
    [sql`SELECT id FROM "Room" WHERE id = ${'id'} FOR UPDATE`, 'select | Room | list column id | where id eq ${id} | lock update wait'],
    [sql`SELECT id FROM r JOIN s ON s.r = r.id FOR NO KEY UPDATE OF r, s SKIP LOCKED`, 'select | r, join s | list column id | where s.r eq r.id | lock no-key-update skip of r s'],
    [sql`SELECT id FROM r FOR SHARE NOWAIT`, 'select | r | list column id | lock share nowait'],
    [sql`SELECT id FROM r FOR KEY SHARE`, 'select | r | list column id | lock key-share wait'],
    [sql`SELECT id FROM r LOCK IN SHARE MODE`, 'select | r | list column id | lock share wait'],
    [sql`LOCK TABLE "Room" IN SHARE ROW EXCLUSIVE MODE`, 'lock | Room | lock update wait'],
    [sql`SELECT pg_advisory_xact_lock(${'id'})`, 'select | list other as pg_advisory_xact_lock | key transaction update wait ${id} [${id}]'],
    [sql`SELECT pg_advisory_xact_lock(hashtext('order:' || ${'id'}), 7)::text`, 'select | list other | key transaction update wait expr(${id}) 7 [${id}]'],
    [sql`select pg_try_advisory_lock_shared(42) as ok`, 'select | list other as ok | key session share try 42 []'],
    [sql`SELECT GET_LOCK(${'name'}, 10)`, 'select | list other | key session update try ${name} [${name}]'],
    [sql`SELECT pg_advisory_unlock(${'id'})`, 'select | list other | unkey session update wait ${id} [${id}]'],
  ])('%#: %s', (actual, expected) => {
    expect(actual.map((text) => text.replace(' as pg_advisory_xact_lock', ''))).toEqual([expected.replace(' as pg_advisory_xact_lock', '')]);
  });
});

describe('INSERT', () => {
  it.each([
    [sql`INSERT INTO "Tag" (slug, label) VALUES (${'slug'}, 'x')`, 'insert | Tag | set slug := ${slug}, label := "x" | one'],
    [sql`INSERT INTO t (a) VALUES (${'a'}), (${'b'})`, 'insert | t | set a := ${a}, a := ${b} | many'],
    [sql`INSERT INTO t (a, at) VALUES (${'a'}, NOW()) ON CONFLICT (a, "b") DO NOTHING RETURNING id`, 'insert | t | set a := ${a}, at := expr() | one | conflict ignore(a b) | returning'],
    [sql`INSERT INTO t (a) VALUES (${'a'}) ON CONFLICT DO NOTHING`, 'insert | t | set a := ${a} | one | conflict ignore(*)'],
    [sql`INSERT INTO t (a, n) VALUES (${'a'}, 1) ON CONFLICT (a) DO UPDATE SET n = t.n + EXCLUDED.n, m = EXCLUDED.m`, 'insert | t | set a := ${a}, n := 1 | one | conflict update(a) n := increment proposed n, m := proposed m'],
    [sql`INSERT INTO t (a) VALUES (${'a'}) ON DUPLICATE KEY UPDATE n = n + 1, m = VALUES(m)`, 'insert | t | set a := ${a} | one | conflict update(*) n := increment 1, m := proposed m'],
    [sql`INSERT IGNORE INTO t (a) VALUES (1)`, 'insert | t | set a := 1 | one | conflict ignore(*)'],
    [sql`INSERT OR IGNORE INTO t (a) VALUES (1)`, 'insert | t | set a := 1 | one | conflict ignore(*)'],
    [sql`REPLACE INTO t (a) VALUES (1)`, 'insert | t | set a := 1 | one | conflict replace(*)'],
    [sql`INSERT INTO t SET a = ${'a'}, b = 2`, 'insert | t | set a := ${a}, b := 2 | one'],
    [sql`INSERT INTO t (a, b) SELECT ${'a'}, x FROM s WHERE NOT EXISTS (SELECT 1 FROM t WHERE a = 1)`, 'insert | t, subselect s, subselect t | set a := ${a}, b := x | many'],
    [sql`INSERT INTO t (a) VALUES ${'rows'}`, 'insert | t | sets open | many'],
    [sql`INSERT INTO t VALUES (1, 2)`, 'insert | t | sets open | one'],
  ])('%#: %s', (actual, expected) => {
    expect(actual).toEqual([expected]);
  });
});

describe('UPDATE and DELETE', () => {
  it.each([
    [sql`UPDATE "Wallet" SET coins = coins - ${'n'}, "updatedAt" = NOW() WHERE id = ${'id'} AND coins >= ${'n'}`, 'update | Wallet | where id eq ${id}, coins gte ${n} | set coins := decrement ${n}, updatedAt := expr()'],
    [sql`UPDATE t SET n = n + 1, m = COALESCE(m, 0) + ${'m'}, p = p || 'x', q = r, s = ${'s'}`, 'update | t | set n := increment 1, m := increment ${m}, p := expression …, q := expression …, s := ${s}'],
    [sql`UPDATE t AS x SET (a, b) = (${'a'}, 2) FROM u WHERE u.id = x.u_id RETURNING *`, 'update | t as x, from u | where u.id eq x.u_id | set a := ${a}, b := 2 | returning'],
    [sql`UPDATE job SET state = 'run' WHERE id = (SELECT id FROM job WHERE state = 'new' ORDER BY id FOR UPDATE SKIP LOCKED LIMIT 1)`, 'update | job, subselect job | where id eq (select | job | list column id | where state eq "new" | lock update skip | order id | limit 1) | set state := "run"'],
    [sql`UPDATE t SET ${'sets'} WHERE id = 1`, 'update | t | where id eq 1 | sets open'],
    [sql`DELETE FROM t WHERE id = ${'id'}`, 'delete | t | where id eq ${id}'],
    [sql`DELETE FROM t USING u WHERE t.u = u.id`, 'delete | t, from u | where t.u eq u.id'],
    [sql`WITH c AS (SELECT id FROM job FOR UPDATE SKIP LOCKED), d AS MATERIALIZED (SELECT 1) UPDATE job SET s = 1 FROM c WHERE c.id = job.id`, 'update | job | where c.id eq job.id | set s := 1 | with c = { select | job | list column id | lock update skip } | with d = { select | list other }'],
    [sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`, 'other | isolation REPEATABLE READ'],
    [sql`BEGIN ISOLATION LEVEL SERIALIZABLE`, 'begin | isolation SERIALIZABLE'],
  ])('%#: %s', (actual, expected) => {
    expect(actual).toEqual([expected]);
  });
});

describe('placeholders', () => {
  it('reads $1 by number', () => {
    expect(bound('UPDATE t SET a = $2 WHERE b = $1 AND c = $3', 'x', 'y')).toEqual(['update | t | where b eq ${x}, c eq ${?} | set a := ${y}']);
  });
  it('reads ? by position', () => {
    expect(bound("INSERT INTO t (a, b) VALUES (?, '?')", 'x')).toEqual(['insert | t | set a := ${x}, b := "?" | one']);
  });
  it('reads :name, not ::cast', () => {
    expect(named('SELECT 1 FROM t WHERE a = :a::int AND b IN (:...b)', 'a', 'b')).toEqual(['select | t | list other | where a eq ${a}, b in ${b}']);
  });
  it('reads several statements', () => {
    expect(bound('BEGIN; DELETE FROM t; COMMIT')).toEqual(['begin', 'delete | t', 'commit']);
  });
});

describe('tolerance', () => {
  it.each(['', '(', ')', 'SELECT', 'SELECT FROM WHERE', "SELECT '", 'INSERT INTO', 'UPDATE SET = , WHERE AND OR', 'WITH a AS', 'DELETE', 'SELECT ((((', ';;', 'FOR UPDATE', '$$'])('survives %j', (text) => {
    expect(() => scanSql([text])).not.toThrow();
  });
});
