/** Error codes and classes that a `catch` around a write decides on. Knex lets the driver's error through, Objection wraps it (db-errors). */
import { violationWithCode } from '../../operations/violation.js';
import type { ConflictKind, Dialect } from '../../operations/dialect.js';
import { driverCodes } from '../../operations/driver-codes.js';
import { absentOnDriver } from '../../resolve/driver-errors.js';

const classes: Readonly<Record<string, ConflictKind>> = {
  UniqueViolationError: 'unique', ForeignKeyViolationError: 'foreign-key', ConstraintViolationError: 'any-database-error', DBError: 'any-database-error', NotFoundError: 'absent',
};

export const conflicts: Dialect['conflicts'] = { codes: driverCodes, classes, absent: (at) => absentOnDriver(at) };
export const uniqueViolation = violationWithCode('23505, ER_DUP_ENTRY');
