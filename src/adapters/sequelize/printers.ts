/** Repairs in Sequelize's words: one printer a cure, each in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { refuse } from './print-parts.js';
import { printCatch } from './print-catch.js';
import { printConditional } from './print-conditional.js';
import { printDrop } from './print-drop.js';
import { printIgnore, printUpsert } from './print-find-or-create.js';
import { printIncrement } from './print-increment.js';
import { printLock } from './print-lock.js';

export const print: Dialect['print'] = {
  upsert: printUpsert,
  'insert-ignore': printIgnore,
  'catch-violation': printCatch,
  'atomic-increment': printIncrement,
  'conditional-write': printConditional,
  'lock-read': printLock,
  'compare-and-set': () => refuse('Put the old value into the predicate of the write, and look at the number of affected rows.'),
  'drop-save': printDrop,
  'write-changed': () => refuse('Write only the columns that change.'),
};
