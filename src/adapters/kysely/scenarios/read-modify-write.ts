import type { Kysely } from 'kysely';
import type { Database } from './database';

export const take = async (db: Kysely<Database>, sku: string, by: number): Promise<void> => {
  const stock = await db.selectFrom('stock').selectAll().where('sku', '=', sku).executeTakeFirstOrThrow();
  await db.updateTable('stock').set({ qty: stock.qty - by }).where('sku', '=', sku).execute(); // race: no-read-modify-write
};

export const takeAtomically = async (db: Kysely<Database>, sku: string, by: number): Promise<void> => {
  await db.updateTable('stock').set((eb) => ({ qty: eb('qty', '-', by) })).where('sku', '=', sku).execute();
};

export const takeLocked = async (db: Kysely<Database>, sku: string, by: number): Promise<void> => {
  await db.transaction().execute(async (trx) => {
    const stock = await trx.selectFrom('stock').selectAll().where('sku', '=', sku).forUpdate().executeTakeFirstOrThrow();
    await trx.updateTable('stock').set({ qty: stock.qty - by }).where('sku', '=', sku).execute();
  });
};
