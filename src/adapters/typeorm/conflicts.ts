/** Error codes and classes that a `catch` around a write decides on. */
import { violationWithCode } from '../../operations/violation.js';
import type { ConflictKind, Dialect } from '../../operations/dialect.js';
import { driverCodes } from '../../operations/driver-codes.js';
import { absentOnDriver } from '../../resolve/driver-errors.js';

const classes: Readonly<Record<string, ConflictKind>> = { QueryFailedError: 'any-database-error', TypeORMError: 'any-database-error', EntityNotFoundError: 'absent' };

/** TypeORM copies the driver's fields onto QueryFailedError, so these are the drivers' own codes. */
export const conflicts: Dialect['conflicts'] = { codes: driverCodes, classes, absent: (at) => absentOnDriver(at) };
export const uniqueViolation = violationWithCode('23505, ER_DUP_ENTRY');
