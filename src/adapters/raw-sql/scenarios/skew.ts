import { Pool } from 'pg';

const pool = new Pool();

export async function cancel(id: number) {
  await pool.query("UPDATE orders SET status = 'cancelled' WHERE id = $1", [id]);
  await pool.query("UPDATE payments SET state = 'refunded' WHERE order_id = $1", [id]);
}

export async function pay(orderId: number) {
  const { rows } = await pool.query('SELECT status FROM orders WHERE id = $1', [orderId]);
  if (rows[0].status !== 'open') throw new Error('not open');
  await pool.query('INSERT INTO payments (order_id) VALUES ($1)', [orderId]); // race: no-write-skew
}

export async function payLocked(orderId: number) {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query('SELECT status FROM orders WHERE id = $1 FOR SHARE', [orderId]);
  if (rows[0].status !== 'open') throw new Error('not open');
  await client.query('INSERT INTO payments (order_id) VALUES ($1)', [orderId]);
  await client.query('COMMIT');
}
