import { Pool } from 'pg';

const pool = new Pool();

export async function remove(id: number) {
  await pool.query('DELETE FROM comments WHERE post_id = $1', [id]);
  await pool.query('DELETE FROM posts WHERE id = $1', [id]);
}

export async function comment(postId: number, text: string) {
  const { rows } = await pool.query('SELECT id FROM posts WHERE id = $1', [postId]);
  if (rows.length === 0) throw new Error('no such post');
  await pool.query('INSERT INTO comments (post_id, text) VALUES ($1, $2)', [postId, text]); // race: no-check-then-reference
}

export async function commentLocked(postId: number, text: string) {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query('SELECT id FROM posts WHERE id = $1 FOR KEY SHARE', [postId]);
  if (rows.length === 0) throw new Error('no such post');
  await client.query('INSERT INTO comments (post_id, text) VALUES ($1, $2)', [postId, text]);
  await client.query('COMMIT');
}
