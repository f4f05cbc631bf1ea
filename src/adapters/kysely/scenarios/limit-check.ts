import type { Kysely } from 'kysely';
import type { Database } from './database';

export const join = async (db: Kysely<Database>, team: string, user: string): Promise<void> => {
  const [{ count }] = await db.selectFrom('members').select((eb) => eb.fn.count('id').as('count')).where('team', '=', team).execute();
  if (Number(count) >= 5) throw new Error('full');
  await db.insertInto('members').values({ team, user }).execute(); // race: no-racy-limit-check
};

export const joinSerially = async (db: Kysely<Database>, team: string, user: string): Promise<void> => {
  await db.transaction().setIsolationLevel('serializable').execute(async (trx) => { // race: require-transaction-retry
    const [{ count }] = await trx.selectFrom('members').select((eb) => eb.fn.count('id').as('count')).where('team', '=', team).execute();
    if (Number(count) >= 5) throw new Error('full');
    await trx.insertInto('members').values({ team, user }).execute();
  });
};
