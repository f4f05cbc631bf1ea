/** SQL through the drivers as the suite of wrong guards writes it: pg, mysql2, and the calls of the package `sqlite` over better-sqlite3. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { Database } from '../databases.js';
import { stepped, type Before, type Layer, type Session } from './layer.js';

const held = new Set(['query', 'execute', 'get', 'run']);
const opening = new Set(['connect', 'getConnection']);

/** A guard that waits for its own lock on another connection ends as an error. */
const lockWait = 2;

/** All failures of constraints have one code there. */
const failing = <Value>(call: () => Value): Value => {
  try {
    return call();
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) throw Object.assign(new Error(error.message), { code: 'SQLITE_CONSTRAINT' });
    throw error;
  }
};

const connectSqlite = (url: string, before: Before): Session => {
  const database = new Sqlite(url);
  const handle = {
    get: (text: string, values: readonly unknown[] = []) => failing(() => database.prepare(text).get(...values)),
    run: (text: string, values: readonly unknown[] = []) => failing(() => database.prepare(text).run(...values)),
  };
  return { handle: stepped(handle, held, opening, before), close: () => Promise.resolve(void database.close()) };
};

const connectPool = (database: Database, language: string | undefined, before: Before): Session => {
  const pool =
    database.kind === 'postgresql'
      ? new pg.Pool({ connectionString: database.url, max: 2, options: `-c lock_timeout=${lockWait}s` })
      : mysql.createPool({ uri: database.url, connectionLimit: 2 });
  const settings = [`innodb_lock_wait_timeout = ${lockWait}`, ...(language === undefined ? [] : [`lc_messages = '${language}'`])];
  if (!(pool instanceof pg.Pool)) pool.on('connection', (connection) => connection.query(`SET ${settings.join(', ')}`));
  return { handle: stepped(pool, held, opening, before), close: () => pool.end() };
};

/** @param language of MariaDB's messages; its own without */
export const driversIn = (language?: string): Layer => ({
  id: 'wrong-guards',
  name: 'SQL (pg, mysql2, better-sqlite3)',
  prepare: (_database, folder) => {
    mkdirSync(join(folder, 'src'), { recursive: true });
  },
  connect: (database, _folder, before) => Promise.resolve(database.kind === 'sqlite' ? connectSqlite(database.url, before) : connectPool(database, language, before)),
});
