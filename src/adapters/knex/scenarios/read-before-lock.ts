import type { Knex } from 'knex';

export const spend = async (db: Knex, id: string, by: number): Promise<void> => {
  const wallet = await db('wallets').where({ id }).first();
  await db.transaction(async (trx) => {
    await trx('wallets').where({ id }).forUpdate().first('id');
    await trx('wallets').where({ id }).update({ balance: wallet.balance - by }); // race: no-stale-read-before-lock
  });
};

export const spendUnderLock = async (db: Knex, id: string, by: number): Promise<void> => {
  await db.transaction(async (trx) => {
    const wallet = await trx('wallets').where({ id }).forUpdate().first();
    await trx('wallets').where({ id }).update({ balance: wallet.balance - by });
  });
};
