import type { Knex } from 'knex';

export const number = async (db: Knex, team: string): Promise<void> => {
  const last = await db('invoices').where({ team }).max('number as max').first();
  await db('invoices').insert({ team, number: (last?.max ?? 0) + 1 }); // race: no-max-plus-one
};

export const numberUnderLock = async (db: Knex, team: string): Promise<void> => {
  await db.transaction(async (trx) => {
    await trx('teams').where({ id: team }).forUpdate().first('id');
    const last = await trx('invoices').where({ team }).max('number as max').first();
    await trx('invoices').insert({ team, number: (last?.max ?? 0) + 1 });
  });
};
