import knex from 'knex';

const db = knex({ client: 'pg' });

export async function escapes(id: number) {
  await db.transaction(async (trx) => {
    await trx('accounts').where({ id }).update({ closed: true });
    await db('ledger').insert({ account_id: id }); // race: no-outer-client-in-transaction
  });
}

export async function escapesBetween(id: number) {
  const trx = await db.transaction();
  try {
    await trx('accounts').where({ id }).update({ closed: true });
    await db('ledger').insert({ account_id: id }); // race: no-outer-client-in-transaction
    await trx.commit();
  } catch (error) {
    await trx.rollback();
    throw error;
  }
}

export async function joins(id: number) {
  await db.transaction(async (trx) => {
    await trx('accounts').where({ id }).update({ closed: true });
    await db('ledger').transacting(trx).insert({ account_id: id });
  });
}
