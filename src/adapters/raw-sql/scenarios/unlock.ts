import { Pool } from 'pg';
import postgres from 'postgres';

const pool = new Pool();
const sql = postgres('postgres://localhost/app');

export const releasedWithin = async (id: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_lock(hashtext($1))', [id]);
  try {
    await client.query('UPDATE accounts SET closed = true WHERE id = $1', [id]);
  } finally {
    await client.query('SELECT pg_advisory_unlock(hashtext($1))', [id]); // race: no-unlock-before-commit
  }
  await client.query('COMMIT');
  client.release();
};

export const releasedInCallback = async (id: number): Promise<void> => {
  await sql.begin(async (tx) => {
    await tx`SELECT pg_advisory_lock(${id})`;
    await tx`UPDATE accounts SET closed = true WHERE id = ${id}`;
    await tx`SELECT pg_advisory_unlock(${id})`; // race: no-unlock-before-commit
  });
};

export const releasedAfter = async (id: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('SELECT pg_advisory_lock(hashtext($1))', [id]);
  await client.query('BEGIN');
  await client.query('UPDATE accounts SET closed = true WHERE id = $1', [id]);
  await client.query('COMMIT');
  await client.query('SELECT pg_advisory_unlock(hashtext($1))', [id]);
  client.release();
};
