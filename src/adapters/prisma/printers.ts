/**
 * Repairs in Prisma's words: one printer a cure.
 *
 * Everything is a suggestion: without the schema neither the provider, nor unique keys, nor the types of columns are known.
 */
import type { Dialect } from '../../operations/dialect.js';
import { printCatchViolation } from './print-catch.js';
import { printCompareAndSet } from './print-compare.js';
import { printConditionalWrite } from './print-conditional.js';
import { printAtomicIncrement } from './print-increment.js';
import { printInsertIgnore } from './print-insert-ignore.js';
import { printLockRead } from './print-lock.js';
import { refuse } from './print-parts.js';
import { printUpsert } from './print-upsert.js';

export const print: Dialect['print'] = {
  upsert: printUpsert,
  'insert-ignore': printInsertIgnore,
  'catch-violation': printCatchViolation,
  'atomic-increment': printAtomicIncrement,
  'conditional-write': printConditionalWrite,
  'lock-read': printLockRead,
  'compare-and-set': printCompareAndSet,
  'drop-save': () => refuse('Prisma has no entities that are saved: remove the redundant write by hand.'),
  'write-changed': () => refuse('Write only the columns that change.'),
};
