import knex from 'knex';

const db = knex({ client: 'pg' });

export async function once(id: number) {
  await db.transaction( // race: require-transaction-retry
    async (trx) => {
      await trx('accounts').where({ id }).update({ closed: true });
    },
    { isolationLevel: 'serializable' },
  );
}

export async function answered(id: number) {
  try {
    await db.transaction(
      async (trx) => {
        await trx('accounts').where({ id }).update({ closed: true });
      },
      { isolationLevel: 'serializable' },
    );
  } catch (error) {
    if (error.code === '40001') return { status: 409 };
    throw error;
  }
}
