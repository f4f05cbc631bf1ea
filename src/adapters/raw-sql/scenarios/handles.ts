import pgPromise from 'pg-promise';
import postgres from 'postgres';
import { Pool } from 'pg';

const pool = new Pool();
const db = pgPromise()('postgres://localhost/app');

const query = async <T>(text: string, values: unknown[]): Promise<T[]> => {
  const result = await pool.query(text, values);
  return result.rows as T[];
};

export const throughFunction = async (name: string): Promise<void> => {
  const rooms = await query('SELECT id FROM rooms WHERE name = $1', [name]);
  if (rooms.length === 0) await query('INSERT INTO rooms (name) VALUES ($1)', [name]); // race: no-check-then-create
};

class Rooms {
  constructor(private readonly pool: Pool) {}

  private async one(text: string, values: unknown[]): Promise<unknown> {
    const { rows } = await this.pool.query(text, values);
    return rows[0] ?? null;
  }

  async add(name: string): Promise<void> {
    const room = await this.one('SELECT id FROM rooms WHERE name = $1', [name]);
    if (room) throw new Error('taken');
    await this.pool.query('INSERT INTO rooms (name) VALUES ($1)', [name]); // race: no-check-then-create
  }
}

export const rooms = new Rooms(pool);

export const byName = async (name: string): Promise<void> => {
  const room = await db.oneOrNone('SELECT id FROM rooms WHERE name = $(name)', { name });
  if (room === null) await db.none('INSERT INTO rooms (name) VALUES ($<name>)', { name }); // race: no-check-then-create
};

export const inTask = async (id: string): Promise<void> => {
  await db.tx(async (t) => {
    const job = await t.one('SELECT * FROM jobs WHERE id = $1 FOR UPDATE', [id]);
    if (job.state !== 'idle') throw new Error('busy');
    await t.none("UPDATE jobs SET state = 'running' WHERE id = $1", [id]);
  });
};

export const given = async (sql: postgres.Sql | postgres.TransactionSql, id: string): Promise<void> => {
  const [job] = await sql`SELECT * FROM jobs WHERE id = ${id}`;
  if (job?.state !== 'idle') return;
  await sql`UPDATE jobs SET state = 'running', started_by = ${job.owner} WHERE id = ${id}`; // race: no-check-then-update
};

export const outside = async (id: string): Promise<void> => {
  const sql = postgres('postgres://localhost/app');
  await sql.begin(async (tx) => {
    const [job] = await sql`SELECT * FROM jobs WHERE id = ${id} FOR UPDATE`;
    if (job?.state !== 'idle') return;
    await tx`UPDATE jobs SET state = 'running', started_by = ${job.owner} WHERE id = ${id}`; // race: no-check-then-update
  });
};

export const concatenated = async (name: string): Promise<void> => {
  const text = 'SELECT id ' + 'FROM rooms ' + 'WHERE name = $1';
  const found = (await pool.query(text, [name])).rows;
  if (!found.length) await pool.query('INSERT INTO rooms (name) ' + 'VALUES ($1)', [name]); // race: no-check-then-create
};

export const unreadable = async (table: string, name: string, values: unknown[]): Promise<void> => {
  const { rows } = await pool.query(`SELECT id FROM ${table} WHERE name = $1`, [name]);
  if (rows.length === 0) await pool.query(`INSERT INTO ${table} (name) VALUES ($1)`, [name]);
  const { rows: others } = await pool.query('SELECT id FROM rooms WHERE name = $1', values);
  if (others.length === 0) await pool.query('INSERT INTO rooms (name) VALUES ($1)', [name]);
};
