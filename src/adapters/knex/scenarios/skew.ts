import knex from 'knex';

const db = knex({ client: 'pg' });

export async function cancel(id: number) {
  await db('orders').where({ id }).update({ status: 'cancelled' });
  await db('payments').where({ order_id: id }).update({ state: 'refunded' });
}

export async function pay(id: number) {
  const order = await db('orders').where({ id }).first();
  if (order?.status !== 'open') throw new Error('not open');
  await db('payments').insert({ order_id: order.id }); // race: no-write-skew
}

export const payLocked = (id: number) =>
  db.transaction(async (trx) => {
    const order = await trx('orders').where({ id }).forShare().first();
    if (order?.status !== 'open') throw new Error('not open');
    await trx('payments').insert({ order_id: order.id });
  });
