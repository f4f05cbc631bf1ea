/**
 * The schema of an operation's table: asked of its dialect, in the file that the operation stands in.
 */
import { isKnown, unknown, type Known } from '../operations/known.js';
import type { Operation } from '../operations/operation.js';
import type { Database, TableSchema } from '../operations/schema.js';
import { whenChanged } from '../project/world.js';
import { ownerOf } from './modules.js';

let known = new WeakMap<Operation, { readonly schema: Known<TableSchema | undefined> }>();

whenChanged(() => {
  known = new WeakMap();
});

/** What the schema says of the table that an operation acts on; unknown: no schema, or no known table; undefined: the schema lacks it. */
export const schemaOf = (operation: Operation): Known<TableSchema | undefined> => {
  let found = known.get(operation);
  if (!found) {
    const at = isKnown(operation.table) ? ownerOf(operation.node) : undefined;
    found = { schema: at && isKnown(operation.table) ? operation.dialect.schema.of(operation.table, at) : unknown };
    known.set(operation, found);
  }
  return found.schema;
};

/** The database that an operation runs on. */
export const databaseOf = (operation: Operation): Known<Database> => {
  const schema = schemaOf(operation);
  if (isKnown(schema) && schema && isKnown(schema.database)) return schema.database;
  const at = ownerOf(operation.node);
  return at ? operation.dialect.schema.database(at) : unknown;
};
