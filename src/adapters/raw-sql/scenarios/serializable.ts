import { Pool } from 'pg';
import postgres from 'postgres';

const pool = new Pool();
const sql = postgres('postgres://localhost/app');

export const once = async (id: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE'); // race: require-transaction-retry
  await client.query('UPDATE accounts SET closed = true WHERE id = $1', [id]);
  await client.query('COMMIT');
  client.release();
};

export const onceInCallback = async (id: number): Promise<void> => {
  await sql.begin('isolation level serializable', async (tx) => { // race: require-transaction-retry
    await tx`UPDATE accounts SET closed = true WHERE id = ${id}`;
  });
};

const isFailure = (error: unknown): boolean => (error as { code?: string }).code === '40001';

export const again = async (id: number): Promise<void> => {
  let done = false;
  while (!done) {
    try {
      await sql.begin('isolation level serializable', async (tx) => {
        await tx`UPDATE accounts SET closed = true WHERE id = ${id}`;
      });
      done = true;
    } catch (error) {
      if (!isFailure(error)) throw error;
    }
  }
};
