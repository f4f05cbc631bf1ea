import { Pool } from 'pg';

const pool = new Pool();

export const spend = async (id: string, by: number): Promise<void> => {
  const { rows: [wallet] } = await pool.query('SELECT balance FROM wallets WHERE id = $1', [id]);
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT id FROM wallets WHERE id = $1 FOR UPDATE', [id]);
  await client.query('UPDATE wallets SET balance = $2 WHERE id = $1', [id, wallet.balance - by]); // race: no-stale-read-before-lock
  await client.query('COMMIT');
  client.release();
};

export const spendUnderLock = async (id: string, by: number): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows: [wallet] } = await client.query('SELECT balance FROM wallets WHERE id = $1 FOR UPDATE', [id]);
  await client.query('UPDATE wallets SET balance = $2 WHERE id = $1', [id, wallet.balance - by]);
  await client.query('COMMIT');
  client.release();
};
