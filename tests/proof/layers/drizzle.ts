/** Drizzle: tables in its words, and a pool whose queries can be held, also those of transactions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drizzle as onMysql } from 'drizzle-orm/mysql2';
import { drizzle as onPostgres } from 'drizzle-orm/node-postgres';
import mysql from 'mysql2/promise';
import pg from 'pg';
import type { Database } from '../databases.js';
import { stepped, type Layer } from './layer.js';

const postgresTables = `import { integer, pgTable, unique, varchar } from 'drizzle-orm/pg-core';

const id = () => integer('id').primaryKey().generatedByDefaultAsIdentity();

export const accounts = pgTable('account', { id: id(), email: varchar('email').notNull().unique(), name: varchar('name').notNull() });
export const settings = pgTable('setting', { id: id(), owner: varchar('owner').notNull(), name: varchar('name').notNull(), value: varchar('value').notNull() }, (table) => [unique().on(table.owner, table.name)]);
export const tags = pgTable('tag', { id: id(), slug: varchar('slug').notNull().unique(), label: varchar('label').notNull() });
export const wallets = pgTable('wallet', { id: id(), points: integer('points').notNull(), note: varchar('note').notNull() });
export const jobs = pgTable('job', { id: id(), state: varchar('state').notNull(), worker: varchar('worker'), tries: integer('tries').notNull() });
`;

const mysqlTables = `import { int, mysqlTable, varchar } from 'drizzle-orm/mysql-core';

export const wallets = mysqlTable('wallet', { id: int('id').primaryKey().autoincrement(), points: int('points').notNull(), note: varchar('note', { length: 100 }).notNull() });
`;

/** How a project declares its database, and the type that scenarios take. */
const declarations = {
  postgresql: `import { drizzle } from 'drizzle-orm/node-postgres';\nexport const connect = (url: string) => drizzle(url);\nexport type Db = ReturnType<typeof connect>;\n`,
  mariadb: `import { drizzle } from 'drizzle-orm/mysql2';\nexport const connect = (url: string) => drizzle(url);\nexport type Db = ReturnType<typeof connect>;\n`,
} as const;

const prepare = ({ kind }: Database, folder: string): void => {
  if (kind === 'sqlite') throw new TypeError('Drizzle runs better-sqlite3 synchronously, and so alone');
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'scenarios', type: 'module', dependencies: { 'drizzle-orm': '0.45', [kind === 'postgresql' ? 'pg' : 'mysql2']: '*' } }));
  writeFileSync(join(folder, 'src/schema.ts'), kind === 'postgresql' ? postgresTables : mysqlTables);
  writeFileSync(join(folder, 'src/db.ts'), declarations[kind]);
};

const held: ReadonlySet<string> = new Set(['query', 'execute']);
const opening: ReadonlySet<string> = new Set(['connect', 'getConnection']);

export const drizzle: Layer = {
  id: 'drizzle',
  name: 'Drizzle',
  prepare,
  connect: ({ kind, url }, _folder, before) => {
    if (kind === 'mariadb') {
      const pool = mysql.createPool({ uri: url, connectionLimit: 2 });
      return Promise.resolve({ handle: onMysql({ client: stepped(pool, held, opening, before) }), close: () => pool.end() });
    }
    const pool = new pg.Pool({ connectionString: url, max: 2 });
    return Promise.resolve({ handle: onPostgres({ client: stepped(pool, held, opening, before) }), close: () => pool.end() });
  },
};
