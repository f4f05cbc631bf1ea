import type { Knex } from 'knex';

export const take = async (db: Knex, sku: string, by: number): Promise<void> => {
  const stock = await db('stock').where({ sku }).first();
  await db('stock').where({ sku }).update({ qty: stock.qty - by }); // race: no-read-modify-write
};

export const takeAtomically = async (db: Knex, sku: string, by: number): Promise<void> => {
  await db('stock').where({ sku }).decrement('qty', by);
  await db('stock').where({ sku }).update({ moves: db.raw('?? + 1', ['moves']) });
};

export const takeLocked = async (db: Knex, sku: string, by: number): Promise<void> => {
  await db.transaction(async (trx) => {
    const stock = await trx('stock').where({ sku }).forUpdate().first();
    await trx('stock').where({ sku }).update({ qty: stock.qty - by });
  });
};
