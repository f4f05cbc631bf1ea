/** Error codes and classes that a `catch` around a write decides on. */
import type { ConflictKind, Dialect } from '../../operations/dialect.js';

const codes: Readonly<Record<string, ConflictKind>> = {
  P2002: 'unique', P2003: 'foreign-key', P2025: 'absent', P2034: 'serialization', P2014: 'foreign-key', P2015: 'absent', P2018: 'absent',
  // raw queries: the driver's own codes, inside P2010
  23505: 'unique', 1062: 'unique', 1586: 'unique', ER_DUP_ENTRY: 'unique', 2067: 'unique', 1555: 'unique', SQLITE_CONSTRAINT_UNIQUE: 'unique', SQLITE_CONSTRAINT_PRIMARYKEY: 'unique',
  23503: 'foreign-key', 1451: 'foreign-key', 1452: 'foreign-key', 40001: 'serialization', '40P01': 'serialization', 1213: 'serialization', ER_LOCK_DEADLOCK: 'serialization',
  // driver adapters: meta.driverAdapterError.cause.kind
  UniqueConstraintViolation: 'unique', ForeignKeyConstraintViolation: 'foreign-key', TransactionWriteConflict: 'serialization',
};

const classes: Readonly<Record<string, ConflictKind>> = {
  PrismaClientKnownRequestError: 'any-database-error', PrismaClientUnknownRequestError: 'any-database-error', DriverAdapterError: 'any-database-error', NotFoundError: 'absent',
};

export const conflicts: Dialect['conflicts'] = { codes, classes };
export const uniqueViolation = 'P2002';
