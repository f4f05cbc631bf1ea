/** Parts of messages that only a unique violation has, lower case (PostgreSQL, MySQL, SQLite, MongoDB, Prisma). */
export const violationPhrases: readonly string[] = ['duplicate key', 'duplicate entry', 'unique constraint', 'unique violation', 'e11000', 'er_dup_entry', 'p2002', '23505'];

/** The same of a foreign key violation. */
export const foreignKeyPhrases: readonly string[] = ['foreign key'];

/** The codes by which database drivers name a violation, for layers that let the driver's error through. */
import type { ConflictKind } from './dialect.js';

export const driverCodes: Readonly<Record<string, ConflictKind>> = {
  // PostgreSQL
  23505: 'unique', unique_violation: 'unique', 23503: 'foreign-key', foreign_key_violation: 'foreign-key', 40001: 'serialization', '40P01': 'serialization',
  // MySQL, MariaDB
  1062: 'unique', 1586: 'unique', ER_DUP_ENTRY: 'unique', ER_DUP_ENTRY_WITH_KEY_NAME: 'unique', 1451: 'foreign-key', 1452: 'foreign-key',
  ER_NO_REFERENCED_ROW: 'foreign-key', ER_NO_REFERENCED_ROW_2: 'foreign-key', ER_ROW_IS_REFERENCED: 'foreign-key', ER_ROW_IS_REFERENCED_2: 'foreign-key',
  1213: 'serialization', ER_LOCK_DEADLOCK: 'serialization', 1020: 'serialization', ER_CHECKREAD: 'serialization',
  // SQLite
  SQLITE_CONSTRAINT: 'unique', SQLITE_CONSTRAINT_UNIQUE: 'unique', SQLITE_CONSTRAINT_PRIMARYKEY: 'unique', 2067: 'unique', 1555: 'unique', 2579: 'unique',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'foreign-key', 787: 'foreign-key', SQLITE_BUSY_SNAPSHOT: 'serialization',
  // SQL Server
  2627: 'unique', 2601: 'unique', 547: 'foreign-key', 3960: 'serialization', 1205: 'serialization',
  // Oracle
  'ORA-00001': 'unique', 'ORA-02291': 'foreign-key', 'ORA-02292': 'foreign-key',
};
