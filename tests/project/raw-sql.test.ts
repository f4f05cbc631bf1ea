/**
 * SQL through modules of the project: a pool, a query function and a transaction helper in a file of their own.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const manifest = JSON.stringify({ name: 'app', dependencies: { pg: '8.0.0', mysql2: '3.0.0' } });

const mysql = `import mysql from 'mysql2/promise';
let pool: mysql.Pool | null = null;
export function getPool(): mysql.Pool {
  if (!pool) pool = mysql.createPool({});
  return pool;
}
export async function query<T>(sql: string, values: unknown[] = []): Promise<T[]> {
  const [rows] = await getPool().execute(sql, values);
  return rows as T[];
}
export const inTransaction = async <T>(work: (connection: mysql.PoolConnection) => Promise<T>): Promise<T> => {
  const connection = await getPool().getConnection();
  await connection.beginTransaction();
  try {
    const result = await work(connection);
    await connection.commit();
    return result;
  } catch (error) {
    await connection.rollback();
    throw error;
  } finally {
    connection.release();
  }
};
`;

const postgresOnly = JSON.stringify({ name: 'app', dependencies: { pg: '8.0.0' } });

/** An interface of the project for what sends SQL, a client's and a transaction's, and functions that are given one. */
const executors: Files = {
  'package.json': postgresOnly,
  'executor.ts': `import { Pool, PoolClient } from 'pg';
export interface Executor {
  select(text: string, values?: unknown[]): Promise<any[]>;
  tx<T>(work: (tx: Executor) => Promise<T>): Promise<T>;
}
export class PgExecutor implements Executor {
  constructor(private readonly client: Pool | PoolClient) {}
  async select(text: string, values?: unknown[]): Promise<any[]> {
    const result = await this.client.query(text, values);
    return result.rows;
  }
  async tx<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    return work(this);
  }
}
export const executor = (pool: Pool): Executor => new PgExecutor(pool);
`,
  'identities.ts': `import type { Executor } from './executor';
export const owner = (qx: Executor, value: string) => qx.select('SELECT owner_id FROM identities WHERE value = $1', [value]);
export async function rename(qx: Executor, id: string, value: string) {
  return qx.select('UPDATE identities SET value = $2 WHERE id = $1 RETURNING id', [id, value]);
}
`,
};

const cases: Readonly<Record<string, Files>> = {
  'Race because the functions that are given the handle of a transaction send through it, also behind an interface of the project': {
    ...executors,
    'change.ts': `import type { Pool } from 'pg';
import { executor } from './executor';
import { owner, rename } from './identities';
export async function change(pool: Pool, id: string, value: string) {
  const qx = executor(pool);
  return qx.tx(async (tx) => {
    try {
      await rename(tx, id, value);
    } catch (error) {
      const [other] = await owner(tx, value); // race: no-query-after-constraint-error
      throw new Error('taken by ' + other);
    }
  });
}
`,
  },
  'Safe because the handler asks through the client outside of the transaction': {
    ...executors,
    'change.ts': `import type { Pool } from 'pg';
import { executor } from './executor';
import { owner, rename } from './identities';
export async function change(pool: Pool, id: string, value: string) {
  const qx = executor(pool);
  return qx.tx(async (tx) => {
    try {
      await rename(tx, id, value);
    } catch (error) {
      const [other] = await owner(qx, value);
      throw new Error('taken by ' + other);
    }
  });
}
`,
  },
  'Race because the imported function sends what it is given, and gives the rows': {
    'db.ts': mysql,
    'coupons.ts': `import { query } from './db';
export async function redeem(code: string) {
  const [coupon] = await query<{ used: number }>('SELECT used FROM coupons WHERE code = ?', [code]);
  await query('UPDATE coupons SET used = ? WHERE code = ?', [coupon!.used + 1, code]); // race: no-read-modify-write
}
export const redeemAtOnce = (code: string) => query('UPDATE coupons SET used = used + 1 WHERE code = ?', [code]);
`,
  },
  'Race because the helper opens a transaction and nothing locks; safe where the row is locked in it': {
    'db.ts': mysql,
    'coupons.ts': `import { inTransaction } from './db';
export const redeem = (code: string) => inTransaction(async (connection) => {
  const [rows] = await connection.query<any[]>('SELECT used, cap FROM coupons WHERE code = ?', [code]);
  if (rows[0].used >= rows[0].cap) throw new Error('used up');
  await connection.query('UPDATE coupons SET used = used + 1 WHERE code = ?', [code]); // race: no-check-then-update
});
export const redeemLocked = (code: string) => inTransaction(async (connection) => {
  const [rows] = await connection.query<any[]>('SELECT used, cap FROM coupons WHERE code = ? FOR UPDATE', [code]);
  if (rows[0].used >= rows[0].cap) throw new Error('used up');
  await connection.query('UPDATE coupons SET used = used + 1 WHERE code = ?', [code]);
});
`,
  },
  'Race because a CommonJS module exports the pool\'s query under its own name': {
    'db.js': `const { Pool } = require('pg');
const pool = new Pool();
module.exports = { query: (text, values) => pool.query(text, values), getClient: () => pool.connect() };
`,
    'users.js': `const db = require('./db');
exports.register = async (email) => {
  const found = await db.query('SELECT id FROM users WHERE email = $1', [email]);
  if (found.rows.length) throw new Error('taken');
  await db.query('INSERT INTO users (email) VALUES ($1)', [email]); // race: no-check-then-create
};
exports.pay = async (id, amount) => {
  const client = await db.getClient();
  await client.query('BEGIN');
  const { rows } = await client.query('SELECT balance FROM accounts WHERE id = $1 FOR UPDATE', [id]);
  if (rows[0].balance < amount) throw new Error('poor');
  await client.query('UPDATE accounts SET balance = balance - $2 WHERE id = $1', [id, amount]);
  await client.query('COMMIT');
};
`,
  },
  'Race because the functions are in an object that the module exports as its default': {
    'package.json': postgresOnly,
    'db.ts': `import { Pool } from 'pg';
const pool = new Pool();
async function query(text: string, values?: unknown[]) {
  return pool.query(text, values);
}
async function one(text: string, values?: unknown[]) {
  const { rows } = await query(text, values);
  return rows[0];
}
const describe = (text: string) => ({ text });
export default { query, one, describe };
`,
    'guests.ts': `import db from './db';
export async function invite(email: string) {
  const known = await db.query('SELECT id FROM guests WHERE email = $1', [email]);
  if (known.rowCount > 0) throw new Error('invited');
  await db.query('INSERT INTO guests (email) VALUES ($1)', [email]); // race: no-check-then-create
}
export function shown(email: string) {
  const known = db.describe('SELECT id FROM guests WHERE email = $1');
  if (known) db.describe('INSERT INTO guests (email) VALUES ($1)');
  return email;
}
`,
  },
  'Race because the statements are kept in another file': {
    'queries.ts': `export const users = { find: 'SELECT id FROM users WHERE email = $1', add: 'INSERT INTO users (email) VALUES ($1)' };
export const FORGET = 'DELETE FROM visits WHERE email = $1';
`,
    'pool.ts': `import { Pool } from 'pg';
const kept = globalThis as unknown as { pool?: Pool };
export default kept.pool ?? new Pool();
`,
    'register.ts': `import pool from './pool';
import { FORGET, users } from './queries';
export const count = () => pool.query('SELECT count(*) FROM users');
export async function register(email: string) {
  const { rows } = await pool.query(users.find, [email]);
  if (rows.length > 0) throw new Error('taken');
  await pool.query(FORGET, [email]);
  await pool.query(users.add, [email]); // race: no-check-then-create
}
`,
  },
  'Race because a function that reads, too, sends a statement that a constant holds': {
    'queries.ts': `export const ADD_VISIT = 'INSERT INTO visits (email) VALUES ($1)';
`,
    'visits.ts': `import { Pool } from 'pg';
import { ADD_VISIT } from './queries';
const pool = new Pool();
export async function findVisit(email: string) {
  const { rows } = await pool.query('SELECT id FROM visits WHERE email = $1', [email]);
  return rows[0] ?? null;
}
export async function addVisit(email: string) {
  await pool.query(ADD_VISIT, [email]);
  const { rows } = await pool.query('SELECT count(*) FROM members');
  return rows[0];
}
`,
    'visit.ts': `import { addVisit, findVisit } from './visits';
export async function visit(email: string) {
  if ((await findVisit(email)) === null) await addVisit(email); // race: no-check-then-create
}
`,
  },
  'Race because the repository is injected, and waits once': {
    'users.repository.ts': `import { Pool } from 'pg';
export class Users {
  constructor(private readonly pool: Pool) {}
  async find(email: string) {
    const result = await this.pool.query('SELECT * FROM users WHERE email = $1', [email]);
    return result.rows[0] ?? null;
  }
  async create(email: string) {
    const { rows } = await this.pool.query('INSERT INTO users (email) VALUES ($1) RETURNING *', [email]);
    return rows[0];
  }
}
`,
    'users.service.ts': `import { Users } from './users.repository';
export class Registration {
  constructor(private readonly users: Users) {}
  async register(email: string) {
    const known = await this.users.find(email);
    if (known) throw new Error('taken');
    return this.users.create(email); // race: no-check-then-create
  }
}
`,
  },
};

describe('SQL across files', () => {
  it.each(Object.entries(cases))('%s', (_, files) => {
    expect(reportsOf({ 'package.json': manifest, ...files })).toEqual(marksOf(files));
    expect(reportsOf({ 'package.json': manifest, ...files }, {}, true)).toEqual(marksOf(files));
  });
});
