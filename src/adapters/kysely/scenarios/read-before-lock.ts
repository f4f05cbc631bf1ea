import type { Kysely } from 'kysely';
import type { Database } from './database';

export const spend = async (db: Kysely<Database>, id: string, by: number): Promise<void> => {
  const wallet = await db.selectFrom('wallets').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  await db.transaction().execute(async (trx) => {
    await trx.selectFrom('wallets').select('id').where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
    await trx.updateTable('wallets').set({ balance: wallet.balance - by }).where('id', '=', id).execute(); // race: no-stale-read-before-lock
  });
};
