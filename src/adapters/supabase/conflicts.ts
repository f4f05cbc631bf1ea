/** Codes of the errors that are given back: PostgreSQL's, and PostgREST's `PGRST116`, no row (or several) where one is asked for. */
import type { Dialect } from '../../operations/dialect.js';
import { driverCodes } from '../../operations/driver-codes.js';

export const conflicts: Dialect['conflicts'] = { codes: { ...driverCodes, PGRST116: 'absent' }, classes: { PostgrestError: 'any-database-error' }, absent: () => [], phrases: ['duplicate key', 'unique constraint', 'already exists'] };
export const uniqueViolation = 'the unique violation (23505)';
