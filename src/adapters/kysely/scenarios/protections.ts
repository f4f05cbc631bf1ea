import { sql, type Kysely } from 'kysely';
import type { Database } from './database';

export const underAdvisoryLock = async (db: Kysely<Database>, slug: string): Promise<void> => {
  await db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${slug}))`.execute(trx);
    const tag = await trx.selectFrom('tags').select('id').where('slug', '=', slug).executeTakeFirst();
    if (!tag) await trx.insertInto('tags').values({ slug }).execute();
  });
};

export const inBareTransaction = async (db: Kysely<Database>, slug: string): Promise<void> => {
  await db.transaction().execute(async (trx) => {
    const tag = await trx.selectFrom('tags').select('id').where((eb) => eb.and({ slug })).executeTakeFirst();
    if (!tag) await trx.insertInto('tags').values({ slug }).execute(); // race: no-check-then-create
  });
};

export const byVersion = async (db: Kysely<Database>, id: string, body: string): Promise<void> => {
  const page = await db.selectFrom('pages').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const result = await db.updateTable('pages').set({ body, version: page.version + 1 }).where('id', '=', id).where('version', '=', page.version).executeTakeFirst();
  if (!result.numUpdatedRows) throw new Error('changed meanwhile');
};

export const retried = async (db: Kysely<Database>, slug: string): Promise<unknown> => {
  for (let tries = 0; tries < 3; tries++) {
    const tag = await db.selectFrom('tags').selectAll().where('slug', '=', slug).executeTakeFirst();
    if (tag) return tag;
    try {
      await db.insertInto('tags').values({ slug }).execute();
    } catch {
      continue;
    }
  }
  return undefined;
};
