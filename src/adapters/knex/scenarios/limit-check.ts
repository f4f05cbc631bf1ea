import type { Knex } from 'knex';

export const join = async (db: Knex, team: string, user: string): Promise<void> => {
  const [{ count }] = await db('members').where({ team }).count({ count: '*' });
  if (Number(count) >= 5) throw new Error('full');
  await db('members').insert({ team, user }); // race: no-racy-limit-check
};

export const joinSerially = async (db: Knex, team: string, user: string): Promise<void> => {
  await db.transaction( // race: require-transaction-retry
    async (trx) => {
      const [{ count }] = await trx('members').where({ team }).count({ count: '*' });
      if (Number(count) >= 5) throw new Error('full');
      await trx('members').insert({ team, user });
    },
    { isolationLevel: 'serializable' },
  );
};
