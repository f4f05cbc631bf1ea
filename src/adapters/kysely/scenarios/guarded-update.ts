import type { Kysely } from 'kysely';
import type { Database } from './database';

export const start = async (db: Kysely<Database>, id: string): Promise<void> => {
  const job = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (job.state !== 'idle') throw new Error('busy');
  await db.updateTable('jobs').set({ state: 'running', tries: 0 }).where('id', '=', id).execute(); // race: no-check-then-update
};

export const startOnce = async (db: Kysely<Database>, id: string): Promise<void> => {
  const job = await db.selectFrom('jobs').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  if (job.state !== 'idle') throw new Error('busy');
  const result = await db.updateTable('jobs').set({ state: 'running', tries: 0 }).where('id', '=', id).where('state', '=', 'idle').executeTakeFirst();
  if (result.numUpdatedRows === 0n) throw new Error('busy');
};

export const rename = async (db: Kysely<Database>, id: string, name: string): Promise<void> => {
  const job = await db.selectFrom('jobs').select('id').where('id', '=', id).executeTakeFirst();
  if (!job) throw new Error('not found');
  await db.updateTable('jobs').set({ name }).where('id', '=', id).execute();
};
