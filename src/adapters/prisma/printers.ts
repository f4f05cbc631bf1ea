/** Repairs in Prisma's words. */
import type { Dialect } from '../../operations/dialect.js';
import type { Refusal } from '../../operations/repair.js';

const refuse = (reason: string) => (): Refusal => ({ kind: 'refusal', reason });

export const print: Dialect['print'] = {
  upsert: refuse('whether `upsert` is one statement here depends on the database and on the unique keys of the schema, which can\'t be seen from here'),
  'insert-ignore': refuse('`createMany` with `skipDuplicates` ignores every unique key of the model and gives a count, not the row'),
  'catch-violation': refuse('what the caller should get when P2002 is caught is a decision of this code base'),
  'atomic-increment': refuse('whether the column is a required Int, BigInt or Float can\'t be seen from here'),
  'conditional-write': refuse('`updateMany` gives a count instead of the row and takes no nested writes, so the code around it has to change with it'),
  'lock-read': refuse('Prisma has no row locks: it takes a `$queryRaw` with `FOR UPDATE` on the transaction\'s handle, with the mapped names of the table and its key'),
  'drop-save': refuse('Prisma has no entities that are saved'),
};
