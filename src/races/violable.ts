/**
 * Can a write violate a unique key? By the schema's keys and the columns that the write sets.
 *
 * Never assumed: that all keys of a table are in view; that a write sets no more columns than can be read.
 */
import type { Instance } from '../model/instance.js';
import { isKnown } from '../operations/known.js';
import type { TableSchema, UniqueKey } from '../operations/schema.js';
import { schemaOf } from '../resolve/schema-of.js';

/** False only where the table surely has no key that the write could meet. */
export const canViolate = ({ operation: { kind, sets: { open } }, operation, sets, setsSpreads }: Instance): boolean => {
  const schema = kind === 'insert' || kind === 'update' ? schemaOf(operation) : undefined;
  // what is written through a relation has keys of its own
  if (!isKnown(schema) || !schema?.complete || sets.some(({ written }) => written === 'relation')) return true;
  const written = new Set(sets.map(({ column }) => column));
  const keys = schema.keys.filter((key) => !isMade(key, schema, written));
  if (kind === 'insert' || open || setsSpreads.length > 0) return keys.length > 0;
  return keys.some(({ columns }) => columns.some((column) => written.has(column) || !schema.columns.has(column)));
};

/** A primary key that is made anew for each row. */
const isMade = ({ primary, columns }: UniqueKey, schema: TableSchema, written: ReadonlySet<string>): boolean => primary && columns.every((column) => schema.columns.get(column)?.default === 'generated' && !written.has(column));
