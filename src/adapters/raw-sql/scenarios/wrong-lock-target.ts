import { Pool } from 'pg';

const pool = new Pool();

export const ship = async (id: string, warehouse: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT * FROM warehouses WHERE id = $1 FOR UPDATE', [warehouse]);
  const { rows: [order] } = await client.query('SELECT * FROM orders WHERE id = $1', [id]);
  if (order.state !== 'paid') throw new Error('not paid');
  await client.query('UPDATE orders SET state = $2, parcel = $3 WHERE id = $1', [id, 'shipped', warehouse]); // race: no-wrong-lock-target
  await client.query('COMMIT');
};

export const shipLocked = async (id: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows: [order] } = await client.query('SELECT * FROM orders WHERE id = $1 FOR UPDATE', [id]);
  if (order.state !== 'paid') throw new Error('not paid');
  await client.query('UPDATE orders SET state = $2 WHERE id = $1', [id, 'shipped']);
  await client.query('COMMIT');
};
