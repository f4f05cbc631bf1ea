/** Error codes and classes that a `catch` around a write decides on. */
import type { AbsentPath, ConflictKind, Dialect } from '../../operations/dialect.js';

/** Names of Sequelize's own errors, and the drivers' codes that it keeps as `original` and `parent`. */
const codes: Readonly<Record<string, ConflictKind>> = {
  SequelizeUniqueConstraintError: 'unique', 'unique violation': 'unique', 'Unique violation': 'unique', not_unique: 'unique', SequelizeForeignKeyConstraintError: 'foreign-key', SequelizeEmptyResultError: 'absent',
  SequelizeOptimisticLockError: 'serialization',
  // PostgreSQL
  23505: 'unique', unique_violation: 'unique', 23503: 'foreign-key', 40001: 'serialization', '40P01': 'serialization',
  // MySQL, MariaDB
  1062: 'unique', 1586: 'unique', ER_DUP_ENTRY: 'unique', ER_DUP_ENTRY_WITH_KEY_NAME: 'unique', 1451: 'foreign-key', 1452: 'foreign-key', ER_NO_REFERENCED_ROW_2: 'foreign-key',
  ER_ROW_IS_REFERENCED_2: 'foreign-key', 1213: 'serialization', ER_LOCK_DEADLOCK: 'serialization', 1020: 'serialization', ER_CHECKREAD: 'serialization',
  // SQLite
  SQLITE_CONSTRAINT: 'unique', SQLITE_CONSTRAINT_UNIQUE: 'unique', SQLITE_CONSTRAINT_PRIMARYKEY: 'unique', 2067: 'unique', 1555: 'unique', SQLITE_BUSY_SNAPSHOT: 'serialization',
  // SQL Server, Oracle
  2627: 'unique', 2601: 'unique', 547: 'foreign-key', 3960: 'serialization', 1205: 'serialization', 'ORA-00001': 'unique',
};

/** `UniqueConstraintError` extends `ValidationError` (`lib/errors/validation/unique-constraint-error.js`). */
const classes: Readonly<Record<string, ConflictKind>> = {
  UniqueConstraintError: 'unique', ValidationError: 'unique', ForeignKeyConstraintError: 'foreign-key', EmptyResultError: 'absent', OptimisticLockError: 'serialization', DatabaseError: 'any-database-error', BaseError: 'any-database-error',
};

/** The driver's error is kept as `parent` and `original`, and its fields aren't copied (`lib/errors/database-error.js`). */
const absent: readonly AbsentPath[] = ['code', 'errno', 'constraint', 'detail', 'sqlState', 'sqlMessage'].map((name) => ({
  path: [name], when: (value) => value === undefined || !String(value).startsWith('Sequelize'), instead: `\`parent.${name}\`, or \`instanceof UniqueConstraintError\`: the driver's error is the \`parent\``, knownBy: ['parent', 'original', 'cause'],
}));

export const conflicts: Dialect['conflicts'] = { codes, classes, absent: () => absent };
export const foreignKeyViolation = 'ForeignKeyConstraintError';
export const uniqueViolation = 'the UniqueConstraintError';
