import { connect } from 'amqplib';
import { Pool } from 'pg';

const pool = new Pool();

export const sentBetween = async (id: string): Promise<void> => {
  const channel = await (await connect('amqp://localhost')).createChannel();
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('UPDATE accounts SET closed = true WHERE id = $1', [id]);
  channel.sendToQueue('closed', Buffer.from(id)); // race: no-effects-before-commit
  await client.query('COMMIT');
  client.release();
};

export const sentAfter = async (id: string): Promise<void> => {
  const channel = await (await connect('amqp://localhost')).createChannel();
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('UPDATE accounts SET closed = true WHERE id = $1', [id]);
  await client.query('COMMIT');
  channel.sendToQueue('closed', Buffer.from(id));
  client.release();
};
