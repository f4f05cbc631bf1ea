/** Repairs in TypeORM's words. */
import type { Cure, Refusal } from '../../operations/repair.js';
import type { Dialect } from '../../operations/dialect.js';

const refuse = (reason: string) => (): Refusal => ({ kind: 'refusal', reason });

const reasons: Readonly<Record<Cure, string>> = {
  upsert: '`upsert` returns an InsertResult, runs no cascades and no entity listeners, and doesn\'t bump a version column, so the code around it has to change with it',
  'insert-ignore': '`orIgnore()` swallows every unique violation and doesn\'t give the existing row, so the row has to be read again by hand',
  'catch-violation': 'the error that the caller should see is a decision of this code base',
  'atomic-increment': '`increment` leaves the entity in memory unchanged and runs no `@BeforeUpdate`, and a decimal or bigint column arrives as a string',
  'conditional-write': 'a conditional `update` runs no cascades and no entity listeners, and its `affected` count has to be checked by hand',
  'lock-read': 'a pessimistic lock needs a transaction, and every call inside has to go through its manager',
  'drop-save': 'whether a cascade or a listener depends on the second `save` can\'t be seen from here',
};

export const print: Dialect['print'] = {
  upsert: refuse(reasons.upsert),
  'insert-ignore': refuse(reasons['insert-ignore']),
  'catch-violation': refuse(reasons['catch-violation']),
  'atomic-increment': refuse(reasons['atomic-increment']),
  'conditional-write': refuse(reasons['conditional-write']),
  'lock-read': refuse(reasons['lock-read']),
  'drop-save': refuse(reasons['drop-save']),
};
