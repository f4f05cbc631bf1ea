import { Pool } from 'pg';

const pool = new Pool();

export const findOrCreate = async (slug: string): Promise<unknown> => {
  const found = await pool.query('SELECT id FROM tags WHERE slug = $1', [slug]);
  if (found.rows.length > 0) return found.rows[0];
  const created = await pool.query('INSERT INTO tags (slug) VALUES ($1) RETURNING id', [slug]); // race: no-check-then-create
  return created.rows[0];
};

export const register = async (email: string, name: string): Promise<void> => {
  const { rowCount } = await pool.query('SELECT 1 FROM users WHERE email = $1', [email]);
  if (rowCount && rowCount > 0) throw new Error('taken');
  await pool.query({ text: 'INSERT INTO users (name, email) VALUES ($1, $2)', values: [name, email] }); // race: no-check-then-create
};

export const registerCounted = async (email: string): Promise<void> => {
  const { rows: [{ count }] } = await pool.query('SELECT count(*) FROM users WHERE email = $1', [email]);
  if (Number(count) > 0) throw new Error('taken');
  await pool.query('INSERT INTO users (email) VALUES ($1)', [email]); // race: no-check-then-create
};

export const registerAsked = async (email: string): Promise<void> => {
  const { rows } = await pool.query('SELECT EXISTS (SELECT 1 FROM users WHERE email = $1) AS taken', [email]);
  if (rows[0].taken) throw new Error('taken');
  await pool.query('INSERT INTO users (email) VALUES ($1)', [email]); // race: no-check-then-create
};

export const savePreference = async (user: string, theme: string): Promise<void> => {
  const { rows: [row] } = await pool.query('SELECT p.id FROM preferences p WHERE p.user_id = $1', [user]);
  if (row) await pool.query('UPDATE preferences SET theme = $2 WHERE user_id = $1', [user, theme]);
  else await pool.query('INSERT INTO preferences (user_id, theme) VALUES ($1, $2)', [user, theme]); // race: no-check-then-create
};

export const inBareTransaction = async (email: string): Promise<void> => {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query('SELECT id FROM users WHERE email = $1', [email]);
    if (rows.length === 0) await client.query('INSERT INTO users (email) VALUES ($1)', [email]); // race: no-check-then-create
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
};

export const otherKey = async (email: string, name: string): Promise<void> => {
  const { rows } = await pool.query('SELECT id FROM teams WHERE name = $1', [name]);
  if (rows.length === 0) throw new Error('no such team');
  await pool.query('INSERT INTO users (email) VALUES ($1)', [email]);
};

export const savePreferenceAtOnce = async (user: string, theme: string): Promise<void> => {
  const { rows: [row] } = await pool.query('SELECT id FROM preferences WHERE user_id = $1', [user]);
  if (!row) await pool.query('INSERT INTO preferences (user_id, theme) VALUES ($1, $2) ON CONFLICT (user_id) DO UPDATE SET theme = EXCLUDED.theme', [user, theme]);
};

export const findOrCreateAtOnce = async (slug: string): Promise<unknown> => {
  const found = await pool.query('SELECT id FROM tags WHERE slug = $1', [slug]);
  if (found.rows.length > 0) return found.rows[0];
  await pool.query('INSERT INTO tags (slug) VALUES ($1) ON CONFLICT (slug) DO NOTHING', [slug]);
  const created = await pool.query('SELECT id FROM tags WHERE slug = $1', [slug]);
  return created.rows[0];
};
