/** One printer a cure; each is in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { printConditional } from './print-conditional.js';
import { printExit, printIgnore } from './print-conflict.js';
import { printIncrement } from './print-increment.js';
import { printLock } from './print-lock.js';
import { refuse } from './print-parts.js';
import { printUpsert } from './print-upsert.js';

export const print: Dialect['print'] = {
  upsert: printUpsert,
  'insert-ignore': printIgnore,
  // no violation is raised, so none is caught
  'catch-violation': printExit,
  'atomic-increment': printIncrement,
  'conditional-write': printConditional,
  'lock-read': printLock,
  'compare-and-set': () => refuse('Put the old value into the predicate of the write, and look at the number of affected rows.'),
  'drop-save': () => refuse('Drizzle has no unit of work: leave out the statement that is too much by hand.'),
  'write-changed': () => refuse('Write only the columns that change.'),
};
