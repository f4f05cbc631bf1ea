/** Error codes, classes and messages that a `catch` around a write decides on: the driver's own. */
import { violationWithCode } from '../../operations/violation.js';
import type { ConflictKind, Dialect } from '../../operations/dialect.js';
import { driverCodes } from '../../operations/driver-codes.js';
import { absentOnDriver } from '../../resolve/driver-errors.js';

/** `@slonik/errors`; pg-promise's error of a query that gave more or fewer rows than asked for. */
const classes: Readonly<Record<string, ConflictKind>> = {
  UniqueIntegrityConstraintViolationError: 'unique', ForeignKeyIntegrityConstraintViolationError: 'foreign-key', IntegrityConstraintViolationError: 'any-database-error', NotFoundError: 'absent', QueryResultError: 'absent',
  DatabaseError: 'any-database-error', PostgresError: 'any-database-error', SqliteError: 'any-database-error',
};

export const conflicts: Dialect['conflicts'] = { codes: driverCodes, classes, absent: (at) => absentOnDriver(at), phrases: ['duplicate key', 'unique constraint', 'duplicate entry'] };

export const uniqueViolation = violationWithCode('23505, ER_DUP_ENTRY, SQLITE_CONSTRAINT_UNIQUE');
