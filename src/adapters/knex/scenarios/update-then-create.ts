import type { Knex } from 'knex';

export const set = async (db: Knex, name: string, content: string): Promise<void> => {
  const updated = await db('settings').where({ name }).update({ content });
  if (updated === 0) await db('settings').insert({ name, content }); // race: no-update-then-create
};

export const setAtOnce = async (db: Knex, name: string, content: string): Promise<void> => {
  await db('settings').insert({ name, content }).onConflict('name').merge();
};
