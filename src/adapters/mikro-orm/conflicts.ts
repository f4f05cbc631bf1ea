/** Error classes and codes that a `catch` decides on: MikroORM wraps the driver's error and copies its code (`exceptions.d.ts`). */
import type { Dialect } from '../../operations/dialect.js';
import { driverCodes } from '../../operations/driver-codes.js';

export const conflicts: Dialect['conflicts'] = {
  codes: { ...driverCodes, UniqueConstraintViolationException: 'unique', ForeignKeyConstraintViolationException: 'foreign-key' },
  classes: {
    UniqueConstraintViolationException: 'unique', ForeignKeyConstraintViolationException: 'foreign-key', DeadlockException: 'serialization', NotFoundError: 'absent',
    ConstraintViolationException: 'any-database-error', ServerException: 'any-database-error', DriverException: 'any-database-error',
  },
  absent: () => [],
  phrases: ['duplicate key value', 'duplicate entry', 'unique constraint'],
};
export const foreignKeyViolation = 'ForeignKeyConstraintViolationException';
export const uniqueViolation = 'the unique violation (UniqueConstraintViolationException)';
