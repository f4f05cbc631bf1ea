/**
 * Fields of a driver's error that its namesakes of other drivers have under other names (node-postgres 8 `DatabaseError`, postgres.js 3 `PostgresError`).
 */
import type { AbsentPath } from '../operations/dialect.js';
import { hasDependency } from '../project/versions.js';
import type { Resolver } from './resolver.js';

/** PostgreSQL's codes are strings, MySQL's and MongoDB's numbers. */
const isNumberForText = (value: string | number | undefined): boolean => typeof value === 'number' && /^(?:2350[235]|23514|40001)$/.test(String(value));

/** mysql, mysql2 and mariadb: `code` is a name (`ER_DUP_ENTRY`), the number is `errno`. */
const isNumberForName = (value: string | number | undefined): boolean => typeof value === 'number' && /^(?:1062|1586|1451|1452|1213)$/.test(String(value));

/** Where a handler looks in vain on the error of a driver. @param prefix the way to the driver's error */
export const absentOnDriver = (at: Resolver, prefix: readonly string[] = []): readonly AbsentPath[] => {
  const driver = driverOf(at);
  const spelled = (name: string): string => [...prefix, name].join('.');
  const numbers: AbsentPath = { path: [...prefix, 'code'], when: isNumberForText, instead: 'a string: PostgreSQL\'s codes are text', knownBy: [] };
  const names: AbsentPath = { path: [...prefix, 'code'], when: isNumberForName, instead: `\`${spelled('errno')}\`, or the name (\`ER_DUP_ENTRY\`): MySQL's codes are text`, knownBy: ['errno'] };
  if (driver === 'pg') return [numbers, { path: [...prefix, 'constraint_name'], instead: `\`${spelled('constraint')}\` (node-postgres)`, knownBy: ['constraint'] }];
  if (driver === 'postgres') return [numbers, { path: [...prefix, 'constraint'], instead: `\`${spelled('constraint_name')}\` (postgres.js)`, knownBy: ['constraint_name'] }];
  return [numbers, names];
};

/** The one PostgreSQL driver that the file's packages depend on. */
const driverOf = (at: Resolver): 'pg' | 'postgres' | undefined => {
  const isPg = hasDependency(at.filename, (name) => name === 'pg');
  const isPostgres = hasDependency(at.filename, (name) => name === 'postgres' || name === 'kysely-postgres-js');
  const isOther = hasDependency(at.filename, (name) => /^(?:@neondatabase\/serverless|@vercel\/postgres|@electric-sql\/pglite|slonik|pg-promise|@libsql\/client|mysql2?|better-sqlite3|sqlite3)$/.test(name));
  if (isOther || isPg === isPostgres) return undefined;
  return isPg ? 'pg' : 'postgres';
};
