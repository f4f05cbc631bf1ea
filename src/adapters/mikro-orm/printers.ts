/** Repairs in MikroORM's words. Most change what hooks and versions see, so all are suggestions. */
import type { Dialect } from '../../operations/dialect.js';
import { refuse } from '../../resolve/queries/repair-words.js';
import { printCatch } from './print-catch.js';
import { printConditional } from './print-conditional.js';
import { printIncrement } from './print-increment.js';
import { printLock } from './print-lock.js';

export const print: Dialect['print'] = {
  upsert: () => refuse('`em.upsert` runs no hooks and leaves versions and `onUpdate` columns alone: write it by hand with `onConflictFields`.'),
  'insert-ignore': () => refuse('What is persisted can\'t ignore a conflict: use `em.upsert` with `onConflictAction: \'ignore\'`, which runs no hooks, by hand.'),
  'catch-violation': printCatch,
  'atomic-increment': printIncrement,
  'conditional-write': printConditional,
  'lock-read': printLock,
  'compare-and-set': () => refuse('Put the old value into the predicate of the write, and look at the number of affected rows.'),
  'drop-save': () => refuse('The unit of work writes what has changed only: nothing is saved twice.'),
  'write-changed': () => refuse('Write only the columns that change.'),
};
