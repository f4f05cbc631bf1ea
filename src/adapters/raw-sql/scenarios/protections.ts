import { Pool, type PoolClient } from 'pg';

const pool = new Pool();

export const registerCaught = async (email: string): Promise<void> => {
  const { rows } = await pool.query('SELECT id FROM users WHERE email = $1', [email]);
  if (rows.length > 0) throw new Error('taken');
  try {
    await pool.query('INSERT INTO users (email) VALUES ($1)', [email]);
  } catch (error) {
    if ((error as { code?: string }).code === '23505') throw new Error('taken');
    throw error;
  }
};

export const registerCaughtWrongly = async (email: string): Promise<void> => {
  const { rows } = await pool.query('SELECT id FROM users WHERE email = $1', [email]);
  if (rows.length > 0) throw new Error('taken');
  try {
    await pool.query('INSERT INTO users (email) VALUES ($1)', [email]); // race: no-check-then-create
  } catch (error) {
    if ((error as { code?: string }).code === '23503') throw new Error('no such team');
    throw error;
  }
};

export const underAdvisoryLock = async (slug: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [slug]);
  const { rows } = await client.query('SELECT id FROM tags WHERE slug = $1', [slug]);
  if (rows.length === 0) await client.query('INSERT INTO tags (slug) VALUES ($1)', [slug]);
  await client.query('COMMIT');
};

export const underAnotherLock = async (slug: string, user: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [user]);
  const { rows } = await client.query('SELECT id FROM tags WHERE slug = $1', [slug]);
  if (rows.length === 0) await client.query('INSERT INTO tags (slug) VALUES ($1)', [slug]); // race: no-check-then-create
  await client.query('COMMIT');
};

export const underSessionLock = async (slug: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('SELECT pg_advisory_lock(hashtext($1))', [slug]);
  try {
    await client.query('BEGIN');
    const { rows } = await client.query('SELECT id FROM tags WHERE slug = $1', [slug]);
    if (rows.length === 0) await client.query('INSERT INTO tags (slug) VALUES ($1)', [slug]);
    await client.query('COMMIT');
  } finally {
    await client.query('SELECT pg_advisory_unlock(hashtext($1))', [slug]);
    client.release();
  }
};

export const serially = async (slug: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE'); // race: require-transaction-retry
  const { rows } = await client.query('SELECT id FROM tags WHERE slug = $1', [slug]);
  if (rows.length === 0) await client.query('INSERT INTO tags (slug) VALUES ($1)', [slug]);
  await client.query('COMMIT');
};

export const lockedInAnotherTransaction = async (id: string): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows: [job] } = await client.query('SELECT * FROM jobs WHERE id = $1 FOR UPDATE', [id]);
  await client.query('COMMIT');
  if (job.state !== 'idle') throw new Error('busy');
  await client.query('BEGIN');
  await client.query("UPDATE jobs SET state = 'running', started_by = $2 WHERE id = $1", [id, job.owner]); // race: no-check-then-update
  await client.query('COMMIT');
};

export const lockedBeforeBegin = async (id: string): Promise<void> => {
  const client = await pool.connect();
  const { rows: [job] } = await client.query('SELECT * FROM jobs WHERE id = $1 FOR UPDATE', [id]);
  await client.query('BEGIN');
  if (job.state !== 'idle') throw new Error('busy');
  await client.query("UPDATE jobs SET state = 'running', started_by = $2 WHERE id = $1", [id, job.owner]); // race: no-check-then-update
  await client.query('COMMIT');
};

export const lockedByCaller = async (client: PoolClient, id: string): Promise<void> => {
  const { rows: [job] } = await client.query('SELECT * FROM jobs WHERE id = $1 FOR UPDATE', [id]);
  if (job.state !== 'idle') throw new Error('busy');
  await client.query("UPDATE jobs SET state = 'running' WHERE id = $1", [id]);
};

export const byVersion = async (id: string, body: string): Promise<void> => {
  const { rows: [page] } = await pool.query('SELECT version FROM pages WHERE id = $1', [id]);
  const { rowCount } = await pool.query('UPDATE pages SET body = $3, version = $4 WHERE id = $1 AND version = $2', [id, page.version, body, page.version + 1]);
  if (rowCount === 0) throw new Error('changed meanwhile');
};

const inTransaction = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
};

export const lockedInHelper = async (id: string): Promise<void> => {
  await inTransaction(async (client) => {
    const { rows: [job] } = await client.query('SELECT * FROM jobs WHERE id = $1 FOR UPDATE', [id]);
    if (job.state !== 'idle') throw new Error('busy');
    await client.query("UPDATE jobs SET state = 'running' WHERE id = $1", [id]);
  });
};

export const unlockedInHelper = async (id: string): Promise<void> => {
  await inTransaction(async (client) => {
    const { rows: [job] } = await client.query('SELECT * FROM jobs WHERE id = $1', [id]);
    if (job.state !== 'idle') throw new Error('busy');
    await client.query("UPDATE jobs SET state = 'running', started_by = $2 WHERE id = $1", [id, job.owner]); // race: no-check-then-update
  });
};

/** Each call of a pool may take another connection: the lock is gone when its statement ends. */
export const lockedThroughPool = async (id: string, by: number): Promise<void> => {
  await pool.query('BEGIN');
  const { rows: [wallet] } = await pool.query('SELECT balance FROM wallets WHERE id = $1 FOR UPDATE', [id]);
  await pool.query('UPDATE wallets SET balance = $2 WHERE id = $1', [id, wallet.balance - by]); // race: no-read-modify-write
  await pool.query('COMMIT');
};

export const lockedBehindSavepoint = async (id: string, by: number): Promise<void> => {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SAVEPOINT before');
  const { rows: [wallet] } = await client.query('SELECT balance FROM wallets WHERE id = $1 FOR UPDATE', [id]);
  await client.query('UPDATE wallets SET balance = $2 WHERE id = $1', [id, wallet.balance - by]);
  await client.query('RELEASE SAVEPOINT before');
  await client.query('COMMIT');
};

export const lockedWhereGiven = async (id: string, by: number, client?: PoolClient): Promise<void> => {
  const db = client ?? pool;
  const { rows: [wallet] } = await db.query('SELECT balance FROM wallets WHERE id = $1 FOR UPDATE', [id]);
  await db.query('UPDATE wallets SET balance = $2 WHERE id = $1', [id, wallet.balance - by]);
};
