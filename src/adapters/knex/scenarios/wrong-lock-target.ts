import type { Knex } from 'knex';

export const ship = async (db: Knex, id: string, warehouse: string): Promise<void> => {
  await db.transaction(async (trx) => {
    await trx('warehouses').where({ id: warehouse }).forUpdate().first();
    const order = await trx('orders').where({ id }).first();
    if (order.state !== 'paid') throw new Error('not paid');
    await trx('orders').where({ id }).update({ state: 'shipped', parcel: warehouse }); // race: no-wrong-lock-target
  });
};

export const shipLocked = async (db: Knex, id: string): Promise<void> => {
  await db.transaction(async (trx) => {
    const order = await trx('orders').where({ id }).forUpdate().first();
    if (order.state !== 'paid') throw new Error('not paid');
    await trx('orders').where({ id }).update({ state: 'shipped' });
  });
};
