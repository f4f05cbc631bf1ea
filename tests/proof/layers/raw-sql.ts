/** SQL through the drivers: a pool of pg on PostgreSQL and of mysql2 on MariaDB, held before each statement, also those of a connection that it gives. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { Database } from '../databases.js';
import { createTables } from '../tables.js';
import { stepped, type Layer } from './layer.js';

const drivers = { postgresql: 'pg', mariadb: 'mysql2' } as const;

/** A project with its tables in a migration, which says which keys are unique. */
const prepare = ({ kind }: Database, folder: string): void => {
  if (kind === 'sqlite') throw new TypeError('statements run one by one in the process of better-sqlite3: nothing to race');
  mkdirSync(join(folder, 'src'), { recursive: true });
  mkdirSync(join(folder, 'migrations'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'scenarios', type: 'module', dependencies: { [drivers[kind]]: '*' } }));
  writeFileSync(join(folder, 'migrations/0001_tables.sql'), createTables(kind).map((statement) => `${statement};\n`).join(''));
};

export const rawSql: Layer = {
  id: 'raw-sql',
  name: 'SQL (pg, mysql2)',
  prepare,
  connect: (database, _folder, before) => {
    const pool = database.kind === 'postgresql' ? new pg.Pool({ connectionString: database.url, max: 2 }) : mysql.createPool({ uri: database.url, connectionLimit: 2 });
    return Promise.resolve({ handle: stepped(pool, new Set(['query', 'execute']), new Set(['connect', 'getConnection']), before), close: () => pool.end() });
  },
};
