import type { Knex } from 'knex';

export const start = async (db: Knex, id: string): Promise<void> => {
  const job = await db('jobs').where({ id }).first();
  if (job.state !== 'idle') throw new Error('busy');
  await db('jobs').where({ id }).update({ state: 'running', tries: 0 }); // race: no-check-then-update
};

export const startOnce = async (db: Knex, id: string): Promise<void> => {
  const job = await db('jobs').where({ id }).first();
  if (job.state !== 'idle') throw new Error('busy');
  const updated = await db('jobs').where({ id, state: 'idle' }).update({ state: 'running', tries: 0 });
  if (updated === 0) throw new Error('busy');
};

export const rename = async (db: Knex, id: string, name: string): Promise<void> => {
  const job = await db('jobs').where({ id }).first();
  if (!job) throw new Error('not found');
  await db('jobs').where({ id }).update({ name });
};
