import type { Kysely } from 'kysely';
import type { Database } from './database';

export const number = async (db: Kysely<Database>, team: string): Promise<void> => {
  const last = await db.selectFrom('invoices').select(({ fn }) => fn.max('number').as('max')).where('team', '=', team).executeTakeFirst();
  await db.insertInto('invoices').values({ team, number: (last?.max ?? 0) + 1 }).execute(); // race: no-max-plus-one
};

export const numberUnderLock = async (db: Kysely<Database>, team: string): Promise<void> => {
  await db.transaction().execute(async (trx) => {
    await trx.selectFrom('teams').select('id').where('id', '=', team).forUpdate().executeTakeFirstOrThrow();
    const last = await trx.selectFrom('invoices').select(({ fn }) => fn.max('number').as('max')).where('team', '=', team).executeTakeFirst();
    await trx.insertInto('invoices').values({ team, number: (last?.max ?? 0) + 1 }).execute();
  });
};
