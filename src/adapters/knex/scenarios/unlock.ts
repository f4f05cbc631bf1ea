import knex from 'knex';
import Redlock from 'redlock';

const db = knex({ client: 'mysql2' });
const redlock = new Redlock([]);

export async function releasedWithin(id: number) {
  const trx = await db.transaction();
  await trx.raw('SELECT GET_LOCK(?, 10)', [id]);
  await trx('accounts').where({ id }).update({ closed: true });
  await trx.raw('SELECT RELEASE_LOCK(?)', [id]); // race: no-unlock-before-commit
  await trx.commit();
}

export async function heldAround(id: number) {
  await redlock.using([String(id)], 5000, async () => {
    await db.transaction(async (trx) => {
      await trx('accounts').where({ id }).update({ closed: true });
    });
  });
}
