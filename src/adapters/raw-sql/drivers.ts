/**
 * The SQL drivers: which module is which, what they call their handles, and how those are made.
 *
 * Sources: the type files of pg 8, postgres 3.4, mysql2 3, better-sqlite3 12, bun-types, slonik 47, pg-promise 12, @neondatabase/serverless 1,
 * @vercel/postgres 0.10, @libsql/client 0.15, @cloudflare/workers-types.
 */
import type { TypeName } from '../../resolve/resolver.js';

/**
 * - `pg`: results are `{ rows, rowCount }`; also @vercel/postgres and the pools of Neon
 * - `postgres`, `neon`, `bun`: template tags that give the rows
 * - `mysql`: promises of `[rows, fields]`; `mysql-callback`: the same package without promises
 * - `mariadb`: promises of the rows
 * - `sqlite`: synchronous (better-sqlite3, node:sqlite, bun:sqlite); `sqlite-callback`: sqlite3; `sqlite-promise`: sqlite
 * - `unknown`: a wrapper of the project, or a driver that can't be told
 */
export type Driver = 'pg' | 'postgres' | 'neon' | 'bun' | 'mysql' | 'mysql-callback' | 'mariadb' | 'sqlite' | 'sqlite-callback' | 'sqlite-promise' | 'd1' | 'libsql' | 'slonik' | 'pg-promise' | 'unknown';

/** What a handle is to transactions: `pool`: every call may take another connection; `transaction`: handed out inside one. */
export type Role = 'pool' | 'connection' | 'transaction';

interface DriverFacts {
  readonly modules: readonly string[];
  /** exported classes, and what their instances are */
  readonly classes: Readonly<Record<string, Role>>;
  /** exported functions that make a handle */
  readonly factories: Readonly<Record<string, Role>>;
  /** exported handles */
  readonly handles?: readonly string[];
  /** further types of handles */
  readonly types?: Readonly<Record<string, Role>>;
}

const facts: Readonly<Record<Exclude<Driver, 'unknown'>, DriverFacts>> = {
  pg: {
    modules: ['pg', 'pg-pool', 'pg-native', '@vercel/postgres'],
    classes: { Pool: 'pool', default: 'pool', Client: 'connection' },
    factories: { createPool: 'pool', createClient: 'connection' },
    handles: ['sql', 'db'],
    types: { PoolClient: 'connection', ClientBase: 'connection', VercelPool: 'pool', VercelPoolClient: 'connection', VercelClient: 'connection' },
  },
  postgres: {
    modules: ['postgres'], classes: {}, factories: { default: 'pool', '*': 'pool' },
    types: { Sql: 'pool', ISql: 'pool', TransactionSql: 'transaction', ReservedSql: 'connection' },
  },
  neon: {
    modules: ['@neondatabase/serverless'], classes: { Pool: 'pool', Client: 'connection' }, factories: { neon: 'pool' },
    types: { NeonQueryFunction: 'pool', PoolClient: 'connection', ClientBase: 'connection' },
  },
  bun: { modules: ['bun'], classes: { SQL: 'pool' }, factories: {}, handles: ['sql'], types: { TransactionSQL: 'transaction', ReservedSQL: 'connection' } },
  mysql: {
    modules: ['mysql2/promise', 'promise-mysql'], classes: {}, factories: { createPool: 'pool', createConnection: 'connection', createPoolCluster: 'pool' },
    types: { Pool: 'pool', PoolConnection: 'connection', Connection: 'connection' },
  },
  'mysql-callback': {
    modules: ['mysql2', 'mysql'], classes: {}, factories: { createPool: 'pool', createConnection: 'connection' }, types: { Pool: 'pool', PoolConnection: 'connection', Connection: 'connection' },
  },
  mariadb: { modules: ['mariadb'], classes: {}, factories: { createPool: 'pool', createConnection: 'connection' }, types: { Pool: 'pool', PoolConnection: 'connection', Connection: 'connection' } },
  sqlite: {
    modules: ['better-sqlite3', 'node:sqlite', 'bun:sqlite', 'better-sqlite3-multiple-ciphers'], classes: { default: 'connection', '*': 'connection', Database: 'connection', DatabaseSync: 'connection' },
    factories: { default: 'connection', '*': 'connection' }, types: {},
  },
  'sqlite-callback': { modules: ['sqlite3'], classes: { Database: 'pool' }, factories: {}, types: {} },
  'sqlite-promise': { modules: ['sqlite'], classes: { Database: 'pool' }, factories: { open: 'pool' }, types: {} },
  d1: { modules: ['@cloudflare/workers-types', '@cloudflare/d1'], classes: {}, factories: {}, types: { D1Database: 'pool', D1DatabaseSession: 'pool' } },
  libsql: { modules: ['@libsql/client'], classes: {}, factories: { createClient: 'pool' }, types: { Client: 'pool', Transaction: 'transaction' } },
  slonik: {
    modules: ['slonik'], classes: {}, factories: { createPool: 'pool' },
    types: { DatabasePool: 'pool', DatabasePoolConnection: 'connection', DatabaseTransactionConnection: 'transaction', CommonQueryMethods: 'pool', DatabaseConnection: 'pool' },
  },
  'pg-promise': { modules: ['pg-promise'], classes: {}, factories: {}, types: { IDatabase: 'pool', ITask: 'transaction', IBaseProtocol: 'pool' } },
};

const names = Object.keys(facts) as readonly (keyof typeof facts)[];
const byModule: ReadonlyMap<string, keyof typeof facts> = new Map(names.flatMap((driver) => facts[driver].modules.map((module) => [module, driver] as const)));

/** Modules whose import says that SQL is written by hand, and names of the packages. */
export const modules: readonly string[] = [...byModule.keys()];

export const driverOf = (module: string | undefined): keyof typeof facts | undefined => (module === undefined ? undefined : (byModule.get(module) ?? byModule.get(module.replace(/^node:(?=better|bun)/, ''))));

export interface Made {
  readonly driver: Driver;
  readonly role: Role;
}

const roleIn = (table: Readonly<Record<string, Role>> | undefined, name: string): Role | undefined => (table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined);

/** `new Pool()`; the name is the export's. */
export const constructed = (module: string, name: string): Made | undefined => {
  const driver = driverOf(module);
  const role = driver === undefined ? undefined : roleIn(facts[driver].classes, name);
  return driver === undefined || role === undefined ? undefined : { driver: driver === 'neon' ? 'pg' : driver, role };
};

/** `postgres(url)`, `mysql.createPool()`. */
export const called = (module: string, name: string): Made | undefined => {
  const driver = driverOf(module);
  const role = driver === undefined ? undefined : roleIn(facts[driver].factories, name);
  return driver === undefined || role === undefined ? undefined : { driver, role };
};

/** `import { sql } from 'bun'`. */
export const exported = (module: string, name: string): Made | undefined => {
  const driver = driverOf(module);
  return driver !== undefined && facts[driver].handles?.includes(name) === true ? { driver, role: 'pool' } : undefined;
};

/** A handle by its written type; of D1 by the name alone, which is a global type. */
export const typed = ({ module, name, qualifier }: TypeName): Made | undefined => {
  if (module === undefined) {
    const role = roleIn(facts.d1.types, name);
    return role === undefined ? undefined : { driver: 'd1', role };
  }
  const driver = driverOf(module);
  if (driver === undefined) return undefined;
  // `Database.Database`, and the default import as a type
  const isSqlite = driver === 'sqlite' && (name === 'Database' || name === 'DatabaseSync' || qualifier.length > 0);
  const role = isSqlite ? 'connection' : (roleIn(facts[driver].types, name) ?? roleIn(facts[driver].classes, name));
  return role === undefined ? undefined : { driver: driver === 'neon' && name !== 'NeonQueryFunction' ? 'pg' : driver, role };
};

/** Drivers whose handles are template tags themselves. */
export const isTag = (driver: Driver): boolean => driver === 'postgres' || driver === 'neon' || driver === 'bun' || driver === 'pg' || driver === 'unknown';
