/** Error codes, classes and messages that a `catch` around a write decides on. */
import { violationWithCode } from '../../operations/violation.js';
import type { AbsentPath, ConflictKind, Dialect } from '../../operations/dialect.js';
import { hasDependency, isAtLeast, lowestVersion } from '../../project/versions.js';
import { absentOnDriver } from '../../resolve/driver-errors.js';
import type { Resolver } from '../../resolve/resolver.js';
import { engineOf } from './engine.js';

/**
 * The drivers' own codes: on the error itself up to drizzle-orm 0.43, on the `cause` of a DrizzleQueryError from 0.44 (errors.d.ts).
 * Where they are looked for isn't judged here.
 */
const codes: Readonly<Record<string, ConflictKind>> = {
  // PostgreSQL
  23505: 'unique', unique_violation: 'unique', 23503: 'foreign-key', foreign_key_violation: 'foreign-key', 40001: 'serialization', '40P01': 'serialization',
  // MySQL, MariaDB
  1062: 'unique', 1586: 'unique', ER_DUP_ENTRY: 'unique', 1451: 'foreign-key', 1452: 'foreign-key', ER_NO_REFERENCED_ROW_2: 'foreign-key', ER_ROW_IS_REFERENCED_2: 'foreign-key',
  1213: 'serialization', ER_LOCK_DEADLOCK: 'serialization', 1020: 'serialization',
  // SQLite
  SQLITE_CONSTRAINT: 'unique', SQLITE_CONSTRAINT_UNIQUE: 'unique', SQLITE_CONSTRAINT_PRIMARYKEY: 'unique', 2067: 'unique', 1555: 'unique', 2579: 'unique', SQLITE_CONSTRAINT_FOREIGNKEY: 'foreign-key',
  787: 'foreign-key', SQLITE_BUSY_SNAPSHOT: 'serialization',
};

const classes: Readonly<Record<string, ConflictKind>> = { DrizzleQueryError: 'any-database-error', DrizzleError: 'any-database-error' };

/** Fields of the drivers' errors; the message of a DrizzleQueryError is the query's text. */
const onCause = ['code', 'errno', 'constraint', 'constraint_name', 'detail', 'sqlState', 'sqlMessage', 'message'];

/** Codes that SQLite has not: an SQLSTATE, MySQL's names and numbers. A test for one is about another database, whatever else the project runs on. */
const isOfServer = (value: unknown): boolean => (typeof value === 'string' && /^(?:[\dA-Z]{5}|ER_\w+)$/.test(value)) || value === 1062 || value === 1586;

/** What only SQLite says. Its client may lie in another package, and be a synchronous one. */
const isOfSqlite = (value: unknown): boolean => (typeof value === 'string' && /^sqlite|^unique constraint failed/i.test(value)) || value === 2067 || value === 1555 || value === 2579 || value === 787;

/** SQLite's synchronous drivers aren't wrapped before 1.0. */
const wrapping = (at: Resolver): 'all' | 'servers' | 'none' => {
  const engine = engineOf(at);
  if (engine === 'sqlite') return 'none';
  return engine === undefined && hasDependency(at.filename, (name) => /sqlite|libsql/.test(name)) ? 'servers' : 'all';
};

const absent = (at: Resolver): readonly AbsentPath[] => {
  const version = lowestVersion(at.filename, 'drizzle-orm');
  if (!isAtLeast(version, 0, 44)) return version === undefined ? [] : absentOnDriver(at);
  const wrapped = wrapping(at);
  if (wrapped === 'none') return [];
  const hidden = wrapped === 'all' ? onCause : ['code', 'errno'];
  const paths = hidden.map((name): AbsentPath => ({ path: [name], when: wrapped === 'servers' ? isOfServer : (value) => !isOfSqlite(value), instead: `\`cause.${name}\`: from drizzle-orm 0.44 the driver's error is the \`cause\` of a DrizzleQueryError`, knownBy: ['cause'] }));
  return wrapped === 'all' ? [...paths, ...absentOnDriver(at, ['cause'])] : paths;
};

export const conflicts: Dialect['conflicts'] = { codes, classes, phrases: ['duplicate key', 'unique constraint', 'duplicate entry'], absent };
export const uniqueViolation = violationWithCode('23505, ER_DUP_ENTRY, SQLITE_CONSTRAINT_UNIQUE', '; `error.cause` from drizzle-orm 0.44');
