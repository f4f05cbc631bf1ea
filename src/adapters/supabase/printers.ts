/**
 * Repairs in Supabase's words: PostgREST has no transactions, row locks or expressions, so what needs one of them is a function in the database.
 *
 * `upsert` and `select` need policies of their own (INSERT and UPDATE, SELECT) where row level security is on: all are suggestions.
 */
import type { Dialect } from '../../operations/dialect.js';
import { refuse } from '../../resolve/queries/repair-words.js';
import { printCatch } from './print-catch.js';
import { printConditional } from './print-conditional.js';
import { printIgnore } from './print-ignore.js';

export const print: Dialect['print'] = {
  upsert: () => refuse('`upsert` overwrites all columns that are sent, and needs policies for both: write it by hand with `onConflict`.'),
  'insert-ignore': printIgnore,
  'catch-violation': printCatch,
  'atomic-increment': () => refuse('An update can\'t compute with the row: add to the column in a database function that is called by `rpc`, or compare with the old value in a filter and look at the rows that `select` gives.'),
  'conditional-write': printConditional,
  'lock-read': () => refuse('Each call is a transaction of its own, and there are no row locks: move the read and the write into a database function (`rpc`) that locks the row.'),
  'compare-and-set': () => refuse('Put the old value into the filters of the update, and look at the rows that it gives.'),
  'drop-save': () => refuse('A query is no object that could be saved twice.'),
  'write-changed': () => refuse('Write only the columns that change.'),
};
