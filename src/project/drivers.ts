/**
 * The database behind a layer that takes a driver: by the drivers that the package around a file depends on.
 *
 * Never assumed: that MariaDB isn't reached by MySQL's driver, or CockroachDB by PostgreSQL's; the layer's own options say more where they are in view.
 */
import { unknown, type Known } from '../operations/known.js';
import type { Database } from '../operations/schema.js';
import { packagesAround, type Package } from './workspaces.js';

const drivers: Readonly<Record<string, Database>> = {
  pg: 'postgresql', 'pg-native': 'postgresql', postgres: 'postgresql', 'pg-promise': 'postgresql', slonik: 'postgresql', '@neondatabase/serverless': 'postgresql', '@vercel/postgres': 'postgresql', '@electric-sql/pglite': 'postgresql',
  mysql: 'mysql', mysql2: 'mysql', '@planetscale/database': 'mysql', mariadb: 'mariadb', 'better-sqlite3': 'sqlite', sqlite3: 'sqlite', 'sql.js': 'sqlite', 'expo-sqlite': 'sqlite', '@libsql/client': 'sqlite',
  mssql: 'sqlserver', tedious: 'sqlserver', mongodb: 'mongodb',
};

/** The databases that a package's drivers are for. */
export const driverDatabases = ({ dependencies }: Package): ReadonlySet<Database> => new Set(Object.entries(drivers).flatMap(([name, database]) => (dependencies.has(name) ? [database] : [])));

/** The one database of the innermost package around a file that has a driver. @param file absolute, with forward slashes */
export const databaseByDrivers = (file: string): Known<Database> => {
  for (const one of packagesAround(file)) {
    const [only, other] = driverDatabases(one);
    if (only !== undefined) return other === undefined ? only : unknown;
  }
  return unknown;
};
