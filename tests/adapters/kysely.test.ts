import { expect, it } from 'vitest';
import { dialect } from '../../src/adapters/kysely/index.js';
import { factsOf } from './print-facts.js';

const facts = (code: string): readonly string[] => factsOf(dialect, `import { sql } from 'kysely';\nimport { db } from './db';\nexport const f = async (id, email) => {\n${code}\n};`);

it('reads', () => {
  expect(facts(`await db.selectFrom('app.users as u').selectAll().where('u.email', '=', email).where('gone', 'is', null).executeTakeFirst();
await db.selectFrom('users').select('id').where((eb) => eb.or([eb('a', '=', 1), eb('b', '=', 2)])).forUpdate().execute();
await db.selectFrom('users').select(({ fn }) => fn.max('n').as('m')).executeTakeFirstOrThrow();
await db.selectFrom('users').selectAll().$if(true, (qb) => qb.where('id', '=', id)).where(sql\`lower(email) = \${email}\`).execute();`)).toEqual([
    'read kysely:users where(email eq email, gone isNull) -> row',
    'read kysely:users where(|a eq 1, |b eq 2) lock update -> rows',
    'read kysely:users -> object',
    'read kysely:users where(email alike email, ?) -> rows',
  ]);
});

it('writes', () => {
  expect(facts(`await db.insertInto('users').values({ email }).onConflict((oc) => oc.column('email').doNothing()).execute();
await db.insertInto('users').values({ email, n: 1 }).onConflict((oc) => oc.columns(['email']).doUpdateSet({ n: 1 })).execute();
await db.updateTable('users').set((eb) => ({ n: eb('n', '+', 2) })).where('id', '=', id).executeTakeFirst();
await db.updateTable('users').set({ n: sql\`n - \${2}\` }).where('id', '=', id).returningAll().executeTakeFirst();
await db.deleteFrom('users').where('id', '=', id).execute();
await sql\`delete from users where id = \${id}\`.execute(db);`)).toEqual([
    'insert kysely:users set(email=email) on conflict ignore -> tuple',
    'upsert kysely:users where(email eq email) set(email=email, n=1) on conflict update -> tuple',
    'update kysely:users where(id eq id) set(n=increment(2)) -> object',
    'update kysely:users where(id eq id) set(n=decrement(2)) -> written',
    'delete kysely:users where(id eq id) -> tuple',
    'delete kysely:users where(id eq id) -> object',
  ]);
});

it('transactions', () => {
  expect(facts(`await db.transaction().setIsolationLevel('serializable').execute(async (trx) => { await trx.deleteFrom('users').execute(); });
const trx = await db.startTransaction().execute();
await trx.deleteFrom('users').execute();
await trx.rollback().execute();`)).toEqual(['callback serializable', 'delete kysely:users [transaction] -> tuple', 'begin default', 'delete kysely:users [transaction] -> tuple', 'rollback']);
});

it('a builder that nobody executes, and others\' execute, are silent', () => {
  expect(facts(`await db.selectFrom('users').selectAll();
await command.execute();
await qb.insert().into(User).values({ id }).execute();
await db.with('recent', (qb) => qb.selectFrom('users').selectAll()).selectFrom('recent').selectAll().execute();`)).toEqual(['read ? -> rows']);
});
