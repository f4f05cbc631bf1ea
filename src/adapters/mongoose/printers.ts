/** Repairs in Mongoose's words: one printer a cure, each in the file of its name. */
import type { Dialect } from '../../operations/dialect.js';
import { printCatch } from './print-catch.js';
import { printConditional } from './print-conditional.js';
import { printDrop } from './print-drop.js';
import { printIncrement } from './print-increment.js';
import { refuse } from './print-parts.js';
import { printIgnore, printUpsert } from './print-upsert.js';

export const print: Dialect['print'] = {
  upsert: printUpsert,
  'insert-ignore': printIgnore,
  'catch-violation': printCatch,
  'atomic-increment': printIncrement,
  'conditional-write': printConditional,
  'lock-read': () => refuse('MongoDB has no row locks: put the test, or the old value, into the filter of the write, or run the read and the write in one transaction through its session.'),
  'compare-and-set': () => refuse('Put the old value into the filter of the write, and look at what it gives.'),
  'drop-save': printDrop,
  'write-changed': () => refuse('Write only the columns that change.'),
};
