import type { Knex } from 'knex';

export const underAdvisoryLock = async (db: Knex, slug: string): Promise<void> => {
  await db.transaction(async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(hashtext(?))', [slug]);
    const tag = await trx('tags').where({ slug }).first();
    if (!tag) await trx('tags').insert({ slug });
  });
};

export const inBareTransaction = async (db: Knex, slug: string): Promise<void> => {
  await db.transaction(async (trx) => {
    const tag = await trx('tags').where({ slug }).first();
    if (!tag) await trx('tags').insert({ slug }); // race: no-check-then-create
  });
};

export const byVersion = async (db: Knex, id: string, body: string): Promise<void> => {
  const page = await db('pages').where({ id }).first();
  const updated = await db('pages').where({ id, version: page.version }).update({ body, version: page.version + 1 });
  if (updated === 0) throw new Error('changed meanwhile');
};
