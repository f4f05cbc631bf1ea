/** Kysely: a typed database whose connections can be held before each query, also those of transactions. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, MysqlDialect, PostgresDialect, SqliteDialect, type DatabaseConnection, type Dialect } from 'kysely';
import mysql from 'mysql2';
import pg from 'pg';
import type { Database, DatabaseKind } from '../databases.js';
import type { Before, Layer } from './layer.js';

const drivers: Readonly<Record<DatabaseKind, readonly [driver: string, dialect: string]>> = { postgresql: ['pg', 'PostgresDialect'], mariadb: ['mysql2', 'MysqlDialect'], sqlite: ['better-sqlite3', 'SqliteDialect'] };

const tables = `import type { Generated } from 'kysely';

export interface Tables {
  account: { id: Generated<number>; email: string; name: string };
  setting: { id: Generated<number>; owner: string; name: string; value: string };
  tag: { id: Generated<number>; slug: string; label: string };
  wallet: { id: Generated<number>; points: number; note: string };
  job: { id: Generated<number>; state: string; worker: string | null; tries: number };
}
`;

const prepare = ({ kind }: Database, folder: string): void => {
  const [driver, dialect] = drivers[kind];
  mkdirSync(join(folder, 'src'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'scenarios', type: 'module', dependencies: { kysely: '0.28', [driver]: '*' } }));
  writeFileSync(join(folder, 'src/tables.ts'), tables);
  writeFileSync(join(folder, 'src/db.ts'), `import { Kysely, ${dialect} } from 'kysely';\nimport type { Tables } from './tables.ts';\nexport const open = (options: never) => new Kysely<Tables>({ dialect: new ${dialect}(options) });\n`);
};

const dialectOf = ({ kind, url }: Database): Dialect => {
  switch (kind) {
    case 'postgresql':
      return new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) });
    case 'mariadb':
      return new MysqlDialect({ pool: mysql.createPool({ uri: url, connectionLimit: 2 }) });
    case 'sqlite':
      return new SqliteDialect({ database: new Sqlite(url) });
  }
};

const holdQueries = (connection: DatabaseConnection, held: WeakSet<object>, before: Before): DatabaseConnection => {
  if (held.has(connection)) return connection;
  held.add(connection);
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = async (query) => {
    await before();
    return execute(query);
  };
  return connection;
};

/** The dialect with a driver whose connections are held; begin and commit go through the same connections. */
const heldDialect = (dialect: Dialect, before: Before): Dialect => {
  const createDriver = dialect.createDriver.bind(dialect);
  const held = new WeakSet<object>();
  dialect.createDriver = () => {
    const driver = createDriver();
    const acquire = driver.acquireConnection.bind(driver);
    driver.acquireConnection = async () => holdQueries(await acquire(), held, before);
    return driver;
  };
  return dialect;
};

export const kysely: Layer = {
  id: 'kysely',
  name: 'Kysely',
  prepare,
  connect: (database, _folder, before) => {
    const db = new Kysely<unknown>({ dialect: heldDialect(dialectOf(database), before) });
    return Promise.resolve({ handle: db, close: () => db.destroy() });
  },
};
