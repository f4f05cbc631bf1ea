/** Error codes that a `catch` around a write decides on: Kysely lets the driver's error through. */
import type { Dialect } from '../../operations/dialect.js';
import { driverCodes } from '../../operations/driver-codes.js';
import { absentOnDriver } from '../../resolve/driver-errors.js';

export const conflicts: Dialect['conflicts'] = { codes: driverCodes, classes: { NoResultError: 'absent' }, absent: (at) => absentOnDriver(at) };
export const uniqueViolation = 'the unique violation (23505, ER_DUP_ENTRY)';
