/** Error codes that a `catch` around a write decides on: Kysely lets the driver's error through. */
import { violationWithCode } from '../../operations/violation.js';
import type { Dialect } from '../../operations/dialect.js';
import { driverCodes } from '../../operations/driver-codes.js';
import { absentOnDriver } from '../../resolve/driver-errors.js';

export const conflicts: Dialect['conflicts'] = { codes: driverCodes, classes: { NoResultError: 'absent' }, absent: (at) => absentOnDriver(at) };
export const uniqueViolation = violationWithCode('23505, ER_DUP_ENTRY');
