import { describe, expect, it } from 'vitest';
import { dialect } from '../../src/adapters/raw-sql/index.js';
import { factsOf } from './print-facts.js';

const facts = (code: string): readonly string[] => factsOf(dialect, code);

describe('pg', () => {
  const inFunction = (body: string): readonly string[] => facts(`import { Pool } from 'pg';\nconst pool = new Pool();\nexport const f = async (id: string, email: string, values: string[]) => {\n${body}\n};`);

  it('text with values, an object of both, a template with holes, a sum of strings', () => {
    expect(inFunction(`await pool.query('SELECT id FROM app.users u WHERE u.email = $1 AND gone IS NULL', [email]);
await pool.query({ text: 'INSERT INTO users (id, email) VALUES ($1, $2)', values: [id, email] });
await pool.query(\`DELETE FROM users WHERE id = \${id}\`);
await pool.query('UPDATE users SET n = n + $2 ' + 'WHERE id = $1', [id, 3]);`)).toEqual([
      'read sql:users where(email eq email, gone isNull) -> object',
      'insert sql:users set(id=id, email=email) -> object',
      'delete sql:users where(id eq id) -> object',
      'update sql:users where(id eq id) set(n=increment(3)) -> object',
    ]);
  });

  it('a list of values that is made elsewhere leaves them unknown', () => {
    expect(inFunction(`await pool.query('SELECT id FROM users WHERE id = $1', values);`)).toEqual(['read sql:users where(id eq) -> object']);
  });

  it('text that isn\'t in view, or no statement, is no operation', () => {
    expect(inFunction(`await pool.query(email); await pool.query('ANALYZE users'); await pool.query(\`\${email} FROM users\`);`)).toEqual([]);
  });

  it('BEGIN on a connection begins a transaction, on a pool it doesn\'t', () => {
    expect(inFunction(`const client = await pool.connect();
await client.query('BEGIN ISOLATION LEVEL SERIALIZABLE');
await client.query('SELECT id FROM users WHERE id = $1 FOR UPDATE', [id]);
await client.query('SAVEPOINT a');
await client.query('ROLLBACK TO SAVEPOINT a');
await client.query('COMMIT');
await pool.query('BEGIN');`)).toEqual(['begin serializable', 'read sql:users where(id eq id) lock update [either] -> object', 'commit']);
  });

  it('the isolation level by a statement of its own', () => {
    expect(inFunction(`const client = await pool.connect();
await client.query('BEGIN');
await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
await client.query('ROLLBACK');`)).toEqual(['begin repeatable-read', 'rollback']);
  });

  it('a connection that begins nothing and is handed to nobody is a client', () => {
    expect(inFunction(`const client = await pool.connect();
await client.query('SELECT id FROM users WHERE id = $1', [id]);
client.release();`)).toEqual(['read sql:users where(id eq id) -> object']);
  });

  it('a connection that a function is given may be in a transaction, a pool isn\'t', () => {
    expect(facts(`import type { Pool, PoolClient } from 'pg';
export const f = (client: PoolClient, id: string) => client.query('DELETE FROM users WHERE id = $1', [id]);
export const g = (pool: Pool, id: string) => pool.query('DELETE FROM users WHERE id = $1', [id]);`)).toEqual(['delete sql:users where(id eq id) [either] -> object', 'delete sql:users where(id eq id) -> object']);
  });
});

describe('template tags', () => {
  it('postgres.js: statements, helpers, transactions', () => {
    expect(facts(`import postgres from 'postgres';
const sql = postgres('x');
export const f = async (id: string, user: object, ids: string[]) => {
  await sql<{ id: string }[]>\`select * from users where id = \${id} \${id ? sql\`and open\` : sql\`\`}\`;
  await sql\`insert into users \${sql({ id, name: 'x' })}\`;
  await sql\`insert into users \${sql(user)}\`;
  await sql\`update \${sql('users')} set \${sql(user, 'name')} where id in \${sql(ids)}\`;
  await sql.begin('isolation level serializable', async (tx) => { await tx\`update users set n = n + 1 where id = \${id}\`; });
  await sql.unsafe('select 1 from users where id = $1', [id]);
};`)).toEqual([
      'read sql:users where(id eq id, ?) -> rows',
      'insert sql:users set(id=id, name=\'x\') -> rows',
      'insert sql:users set(...user) -> rows',
      'update sql:users where(id in ids) set(...user) -> rows',
      'callback serializable',
      'update sql:users where(id eq id) set(n=increment()) [transaction] -> rows',
      'read sql:users where(id eq id) -> rows',
    ]);
  });

  it('a fragment is part of the statement that it stands in', () => {
    expect(facts(`import postgres from 'postgres';
const sql = postgres('x');
export const f = (id: string) => { const open = sql\`select id from teams where id = \${id}\`; return sql\`delete from users where team in (\${sql\`select id from teams\`})\`; };`)).toEqual([
      'read sql:teams where(id eq id) -> rows', 'delete sql:users where(?) -> rows',
    ]);
  });

  it('slonik: the tag is text, the pool sends it', () => {
    expect(facts(`import { createPool, sql } from 'slonik';
export const f = async (id: string) => {
  const pool = await createPool('x');
  const text = sql.unsafe\`SELECT * FROM users WHERE id = \${id}\`;
  await pool.transaction(async (t) => {
    await t.maybeOne(text);
    await t.query(sql.type(row)\`INSERT INTO \${sql.identifier(['app', 'users'])} (id) VALUES (\${id})\`);
  });
};`)).toEqual(['callback default', 'read sql:users where(id eq id) [transaction] -> row', 'insert sql:users set(id=id) [transaction] -> object']);
  });

  it('Bun, Neon, Vercel', () => {
    expect(facts(`import { sql } from 'bun';\nimport { sql as vercel } from '@vercel/postgres';\nimport { neon } from '@neondatabase/serverless';
const query = neon('x');
export const f = (id: string) => [sql\`DELETE FROM a WHERE id = \${id}\`, vercel\`DELETE FROM a WHERE id = \${id}\`, query\`DELETE FROM a WHERE id = \${id}\`];`)).toEqual([
      'delete sql:a where(id eq id) -> rows', 'delete sql:a where(id eq id) -> object', 'delete sql:a where(id eq id) -> rows',
    ]);
  });
});

describe('MySQL', () => {
  it('pairs, names, whole rows, conflicts', () => {
    expect(facts(`import mysql from 'mysql2/promise';
const pool = mysql.createPool({});
export const f = async (id: string) => {
  const [rows] = await pool.query('SELECT * FROM ?? WHERE id = ? LOCK IN SHARE MODE', ['users', id]);
  const connection = await pool.getConnection();
  await connection.beginTransaction();
  await connection.execute('UPDATE \`users\` SET n = ? WHERE id = ?', [1, id]);
  await connection.query('INSERT INTO users SET ?', { id });
  await connection.query('INSERT IGNORE INTO users (id) VALUES (?)', [id]);
  await connection.query('INSERT INTO users (id, n) VALUES (?, 1) ON DUPLICATE KEY UPDATE n = n + 1', id);
  await connection.rollback();
};`)).toEqual([
      'read ? where(id eq id) lock share -> tuple',
      'begin default',
      'update sql:users where(id eq id) set(n=1) [either] -> tuple',
      'insert sql:users set(id=id) [either] -> tuple',
      'insert sql:users set(id=id) on conflict ignore [either] -> tuple',
      'upsert sql:users where(?) set(id=id, n=opaque) on conflict update [either] -> tuple',
      'rollback',
    ]);
  });
});

describe('SQLite', () => {
  it('prepared statements, also kept ones, by position and by name', () => {
    expect(facts(`import Database from 'better-sqlite3';
const db = new Database('x');
const find = db.prepare('SELECT * FROM users WHERE id = ?');
class Users { private readonly add = db.prepare('INSERT INTO users (id, name) VALUES (@id, @name)'); save(id: string, name: string) { this.add.run({ id, name }); } }
export const f = (id: string) => { find.get(id); find.all([id]); db.exec('DELETE FROM users'); };`)).toEqual([
      'insert sql:users set(id=id, name=name) -> object', 'read sql:users where(id eq id) -> row', 'read sql:users where(id eq id) -> rows', 'delete sql:users -> nothing',
    ]);
  });

  it('D1 and libsql wait', () => {
    expect(facts(`import { createClient } from '@libsql/client';
const client = createClient({ url: 'x' });
export const f = async (env: { DB: D1Database }, id: string) => {
  await env.DB.prepare('SELECT id FROM users WHERE id = ?').bind(id).first();
  await client.execute({ sql: 'DELETE FROM users WHERE id = ?', args: [id] });
};`)).toEqual(['read sql:users where(id eq id) -> row', 'delete sql:users where(id eq id) -> object']);
  });
});

describe('callbacks', () => {
  it('are given what others wait for', () => {
    expect(facts(`import mysql from 'mysql2';
import sqlite3 from 'sqlite3';
const pool = mysql.createPool({});
const db = new sqlite3.Database('x');
export const f = (id: string) => {
  pool.getConnection((error, connection) => {
    connection.query('SELECT id FROM users WHERE id = ?', [id], (failure, rows) => rows);
  });
  db.get('SELECT id FROM users WHERE id = ?', [id], (error, row) => row);
};`)).toEqual(['read sql:users where(id eq id) [either] -> rows', 'read sql:users where(id eq id) -> row']);
  });
});

describe('pg-promise', () => {
  it('methods by the rows that they give, values by name', () => {
    expect(facts(`import pgPromise from 'pg-promise';
const db = pgPromise()('x');
export const f = async (id: string) => {
  await db.oneOrNone('SELECT * FROM users WHERE id = $1', id);
  await db.none('INSERT INTO users (id) VALUES ($(id))', { id });
  await db.tx(async (t) => t.result('DELETE FROM users WHERE id = $<id>', { id }));
};`)).toEqual(['read sql:users where(id eq id) -> row', 'insert sql:users set(id=id) -> nothing', 'callback default', 'delete sql:users where(id eq id) [transaction] -> object']);
  });
});

describe('functions of the project', () => {
  it('hand their text on', () => {
    expect(facts(`import { Pool, type PoolClient } from 'pg';
const pool = new Pool();
const query = (text: string, values: unknown[]) => pool.query(text, values);
const one = async (client: PoolClient, text: string, values: unknown[]) => { const { rows } = await client.query(text, values); return rows[0] ?? null; };
export const f = async (client: PoolClient, id: string) => {
  await query('SELECT id FROM users WHERE id = $1', [id]);
  await one(client, 'SELECT id FROM users WHERE id = $1', [id]);
};`)).toEqual(['read sql:users where(id eq id) -> object', 'read sql:users where(id eq id) [either] -> row']);
  });

  it('that aren\'t in view count by a whole statement', () => {
    expect(facts(`import { pool, query } from './db';
export class Users {
  async f(executor: QueryExecutor, id: string) {
    await query('SELECT * FROM users WHERE id = $1', [id]);
    await pool.query('SELECT * FROM users WHERE id = $1', [id]);
    await executor.selectOneOrNone('SELECT * FROM users WHERE id = $(id)', { id });
    const [rows] = await this.db.execute('SELECT id FROM users WHERE id = ?', [id]);
    return rows.length;
  }
}`)).toEqual(['read sql:users where(id eq id) -> rows', 'read sql:users where(id eq id) -> rows', 'read sql:users where(id eq id) [either] -> row', 'read sql:users where(id eq id) -> tuple']);
  });

  it('a transaction\'s callback is given its connection', () => {
    expect(facts(`import { Pool, type PoolClient } from 'pg';
const pool = new Pool();
const inTransaction = async (work: (client: PoolClient) => Promise<void>) => { const client = await pool.connect(); await client.query('BEGIN'); await work(client); await client.query('COMMIT'); };
export const f = (id: string) => inTransaction(async (client) => { await client.query('DELETE FROM users WHERE id = $1', [id]); });`)).toEqual([
      'begin default', 'commit', 'delete sql:users where(id eq id) [either] -> object',
    ]);
  });
});

describe('statements of several parts', () => {
  const query = (text: string): readonly string[] => facts(`import { Pool } from 'pg';\nconst pool = new Pool();\nexport const f = (id: string) => pool.query(\`${text}\`, [id]);`);

  it('a write in a CTE, UPDATE … FROM, INSERT … SELECT, advisory locks', () => {
    expect(query('WITH gone AS (DELETE FROM carts WHERE id = $1 RETURNING *) INSERT INTO archive (id) SELECT id FROM gone')).toEqual(['delete sql:carts where(id eq id) -> object', 'insert sql:archive set(id=opaque) -> object']);
    expect(query('UPDATE stock s SET n = s.n - i.n FROM items i WHERE i.sku = s.sku AND i.id = $1')).toEqual(['update sql:stock where(items.id eq id) set(n=decrement()) -> object']);
    expect(query('INSERT INTO tags (slug) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM tags WHERE slug = $1)')).toEqual(['insert sql:tags set(slug=id) -> object']);
    expect(query('INSERT INTO tags (slug) VALUES ($1) ${id === "" ? "" : "ON CONFLICT DO NOTHING"}')).toEqual(['insert sql:tags set(slug=id) on conflict ignore -> object']);
    expect(query('SELECT pg_advisory_xact_lock($1)')).toEqual(['lock ? lock update -> nothing']);
  });
});
