import type { Kysely } from 'kysely';
import type { Database } from './database';

export const set = async (db: Kysely<Database>, name: string, content: string): Promise<void> => {
  const result = await db.updateTable('settings').set({ content }).where('name', '=', name).executeTakeFirst();
  if (result.numUpdatedRows === 0n) await db.insertInto('settings').values({ name, content }).execute(); // race: no-update-then-create
};

export const setAtOnce = async (db: Kysely<Database>, name: string, content: string): Promise<void> => {
  await db.insertInto('settings').values({ name, content }).onConflict((oc) => oc.column('name').doUpdateSet({ content })).execute();
};
