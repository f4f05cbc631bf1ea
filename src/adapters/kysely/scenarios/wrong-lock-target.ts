import type { Kysely } from 'kysely';
import type { Database } from './database';

export const ship = async (db: Kysely<Database>, id: string, warehouse: string): Promise<void> => {
  await db.transaction().execute(async (trx) => {
    await trx.selectFrom('warehouses').select('id').where('id', '=', warehouse).forUpdate().executeTakeFirstOrThrow();
    const order = await trx.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    if (order.state !== 'paid') throw new Error('not paid');
    await trx.updateTable('orders').set({ state: 'shipped', parcel: warehouse }).where('id', '=', id).execute(); // race: no-wrong-lock-target
  });
};
