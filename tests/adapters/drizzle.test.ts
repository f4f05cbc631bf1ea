import { describe, expect, it } from 'vitest';
import { handles, operations } from './print-drizzle.js';

const head = `import { and, between, count, desc, eq, inArray, isNull, max, ne, or, sql } from 'drizzle-orm';
import { db } from './db';
import { posts, users } from './schema';
`;

const read = (code: string): readonly string[] => operations(head + code);

describe('select', () => {
  it('predicates', () => {
    expect(read(`await db.select().from(users).where(and(eq(users.email, email), ne(users.state, 'gone'), isNull(users.deletedAt)));
await db.select().from(users).where(or(eq(users.a, 1), inArray(users.b, list)));
await db.select().from(users).where(between(users.age, low, high)).limit(1);
await db.select().from(users).where(flag ? eq(users.a, 1) : undefined);
await db.select().from(users).where(and(...conditions));
await db.select().from(users).where(sql\`\${users.n} < \${max} AND state = 'new'\`);
await db.select().from(users).where(eq(sql\`lower(\${users.email})\`, email));`)).toMatchInlineSnapshot(`
  [
    "read users .select where(email eq email, state ne 'gone', deletedAt isNull) -> rows",
    "read users .select where(|a eq 1, |b in list) -> rows",
    "read users .select where(age gte low, age lte high) limited -> rows",
    "read users .select where(|a eq 1, ?) -> rows",
    "read users .select where(?) -> rows",
    "read users .select where(n lt max, state eq "new") -> rows",
    "read users .select where(email alike email) -> rows",
  ]
`);
  });

  it('selected columns, numbers, order, locks', () => {
    expect(read(`await db.select({ id: users.id, total: users.points }).from(users).orderBy(desc(users.n)).limit(1);
await db.select({ value: count() }).from(users);
await db.select({ team: users.teamId, value: max(users.n) }).from(users).groupBy(users.teamId);
await db.select({ value: sql<number>\`count(*)\` }).from(users);
await db.select().from(users).where(eq(users.id, id)).for('update', { skipLocked: true });
const row = db.select().from(users).where(eq(users.id, id)).get();`)).toMatchInlineSnapshot(`
  [
    "read users .select by n select id, points limited fields total=points -> rows",
    "read users .select -> [{ value: count() }]",
    "read users .select select teamId fields team=teamId -> rows",
    "read users .select -> [{ value: count() }]",
    "read users .select where(id eq id) lock update skip one -> rows",
    "read users .select where(id eq id) one synchronous -> row?",
  ]
`);
  });

  it('joins', () => {
    expect(read(`await db.select().from(posts).innerJoin(users, eq(users.id, posts.userId)).where(eq(users.email, email));
await db.select({ id: posts.id, name: users.name, author: users }).from(posts).leftJoin(users, eq(users.id, posts.userId));`)).toMatchInlineSnapshot(`
  [
    "read posts .select where(users.email eq email) joins users fields users=users user=users posts= post= -> rows",
    "nested users: read users .select where(email eq email, ?) -> row?",
    "read posts .select select id, users joins users fields name=users.name author=users -> rows",
    "nested users: read users .select where(?) -> row?",
  ]
`);
  });

  it('queries that are put together', () => {
    expect(read(`const query = db.select().from(users).where(eq(users.id, id));
await query.limit(1);
let other = db.select().from(users).$dynamic();
other = other.where(eq(users.id, id));
await other;
const part = db.select({ id: posts.userId }).from(posts).as('part');
await db.delete(users).where(inArray(users.id, db.select({ id: posts.userId }).from(posts)));
const prepared = db.select().from(users).prepare('all');`)).toMatchInlineSnapshot(`
  [
    "read users .select where(id eq id) one limited -> rows",
    "read users .select where(?) -> rows",
    "delete users .delete where(id in db.select({ id: posts.userId }).from(posts)) -> { 0: { affectedRows: affected, changedRows: affected, insertId: nothing }, rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, meta: { changes: affected } }",
  ]
`);
  });
});

describe('writes', () => {
  it('insert and conflicts', () => {
    expect(read(`await db.insert(users).values({ email, name: undefined });
await db.insert(users).values([{ email }, row]).returning();
await db.insert(users).values(rows).onConflictDoNothing({ target: users.email });
await db.insert(users).values({ email, n: 1 }).onConflictDoUpdate({ target: [users.email], set: { n: sql\`\${users.n} + 1\` } });
await db.insert(users).values({ email }).onDuplicateKeyUpdate({ set: { email } });`)).toMatchInlineSnapshot(`
  [
    "insert users .insert set(email=email) one -> { 0: { affectedRows: affected, changedRows: affected, insertId: nothing }, rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, meta: { changes: affected } }",
    "insert users .insert set(email=email, ...row) -> rows",
    "insert users .insert set(...rows) on conflict ignore one -> { 0: { affectedRows: affected, changedRows: affected, insertId: nothing }, rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, meta: { changes: affected } }",
    "upsert users .insert where(email eq email) set(email=email, n=1) update(n=increment()) on conflict update one -> { 0: { affectedRows: affected, changedRows: affected, insertId: nothing }, rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, meta: { changes: affected } }",
    "upsert users .insert where(?) set(email=email) update(email=email) on conflict update one -> { 0: { affectedRows: affected, changedRows: affected, insertId: nothing }, rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, meta: { changes: affected } }",
  ]
`);
  });

  it('update and delete', () => {
    expect(read(`await db.update(users).set({ n: sql\`\${users.n} + \${by}\`, at: sql\`now()\`, ...patch }).where(eq(users.id, id));
await db.update(users).set({ state: 'done' }).where(and(eq(users.id, id), eq(users.state, 'new'))).returning({ id: users.id });
await db.delete(users).where(eq(users.email, email));`)).toMatchInlineSnapshot(`
  [
    "update users .update where(id eq id) set(n=increment(by), at=opaque, ...patch) one -> { 0: { affectedRows: affected, changedRows: affected, insertId: nothing }, rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, meta: { changes: affected } }",
    "update users .update where(id eq id, state eq 'new') set(state='done') one -> rows",
    "delete users .delete where(email eq email) -> { 0: { affectedRows: affected, changedRows: affected, insertId: nothing }, rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, meta: { changes: affected } }",
  ]
`);
  });
});

describe('relational queries, counts, SQL text', () => {
  it('relational queries', () => {
    expect(read(`await db.query.users.findFirst({ where: eq(users.id, id), with: { posts: true, team: { columns: { id: true } } } });
await db.query.users.findMany({ where: (table, { eq: equals, and: both }) => both(equals(table.a, 1), equals(table.b, b)), columns: { id: true } });
await db.query.users.findFirst({ where: { id, n: { gt: 3 }, OR: [{ a: 1 }, { b: 2 }] }, orderBy: { n: 'desc' } });
await db.$count(users, eq(users.teamId, id));`)).toMatchInlineSnapshot(`
  [
    "read users .findFirst where(id eq id) joins users.posts, users.team one -> row?",
    "nested posts: read users.posts .findFirst where(?) -> rows",
    "nested team: read users.team .findFirst where(?) -> row?",
    "read users .findMany where(a eq 1, b eq b) select id -> rows",
    "read users .findFirst where(id eq id, n gt 3, |a eq 1, |b eq 2) by n one -> row?",
    "read users .$count where(teamId eq id) -> count()",
  ]
`);
  });

  it('SQL text', () => {
    expect(read(`await db.execute(sql\`SELECT * FROM \${users} WHERE \${users.email} = \${email} FOR UPDATE\`).then((r) => r.rows);
await db.execute(sql\`UPDATE users SET n = n + 1 WHERE id = \${id}\`);
await db.execute(sql\`INSERT INTO \${users} (email) VALUES (\${email}) ON CONFLICT (email) DO NOTHING\`);
await db.execute(sql\`SELECT pg_advisory_xact_lock(\${key})\`);
const found = db.get(sql\`SELECT max(n) AS n FROM users\`);`)).toMatchInlineSnapshot(`
  [
    "read users .execute where(email eq email) lock update -> { 0: row?, rows: rows, length: count(), rowCount: count() }",
    "update users .execute where(id eq id) set(n=increment()) -> { 0: row?, rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, length: affected, rows: rows }",
    "insert users .execute set(email=email) on conflict ignore one -> { 0: row?, rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, length: affected, rows: rows }",
    "lock ? .execute lock update key(key) transaction -> nothing",
    "read users .get -> { n: max(n) }",
  ]
`);
  });
});

describe('handles', () => {
  it('clients, transactions, either', () => {
    expect(handles(`import { eq } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { PgTransaction } from 'drizzle-orm/pg-core';
import { users } from './schema';
const db = drizzle(url);
await db.delete(users);
await db.transaction(async (tx) => { await tx.delete(users); await tx.transaction(async (inner) => { await inner.delete(users); }); }, { isolationLevel: 'serializable' });
const f = async (tx: PgTransaction, maybe: NodePgDatabase, given?: PgTransaction) => { await tx.delete(users); await maybe.delete(users); await (given ?? db).delete(users); };
class Service { constructor(private readonly db: NodePgDatabase) {} run() { return this.db.delete(users); } }
const g = ({ ctx }) => ctx.db.insert(users).values({});
await db.batch([db.delete(users)]);`)).toMatchInlineSnapshot(`
  [
    "client drizzle:client db",
    "callback serializable drizzle:param#1",
    "transaction drizzle:param#1 tx",
    "callback default drizzle:param#2",
    "transaction drizzle:param#2 inner",
    "transaction drizzle:param#3 tx",
    "either drizzle:param#4 maybe",
    "either drizzle:param#5 given ?? db",
    "client drizzle:client this.db",
    "client drizzle:client ctx.db",
    "batch default drizzle:client",
    "client drizzle:client db",
  ]
`);
  });
});
