/**
 * The schema of an operation's table: asked of its dialect, in the file that the operation stands in.
 */
import { isKnown, unknown, type Known } from '../operations/known.js';
import type { Operation, Table } from '../operations/operation.js';
import type { Database, TableSchema, UniqueKey } from '../operations/schema.js';
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

/** The table that an operation's table is: for a relation that only its path names, the one that the schema says is at its end. */
export const relatedTable = ({ dialect, node }: Operation, table: Table): Table => {
  const at = dialect.schema.related && table.id.includes('.') ? ownerOf(node) : undefined;
  return (at && dialect.schema.related?.(table, at)) ?? table;
};

/** The database that an operation runs on. */
export const databaseOf = (operation: Operation): Known<Database> => {
  const schema = schemaOf(operation);
  if (isKnown(schema) && schema && isKnown(schema.database)) return schema.database;
  const at = ownerOf(operation.node);
  return at ? operation.dialect.schema.database(at) : unknown;
};

/** How messages name the unique violation of an operation, with the code of its database where that is known. */
export const uniqueViolationOf = (operation: Operation): string => {
  const { uniqueViolation } = operation.dialect;
  if (typeof uniqueViolation === 'string') return uniqueViolation;
  const database = databaseOf(operation);
  return uniqueViolation(isKnown(database) ? database : undefined);
};

/**
 * The unique key at which `ON CONFLICT (columns)` of a write can aim: one on exactly these columns, in any order, over all rows. A nullable one serves.
 * @returns undefined: the table has none; unknown: not all of its keys are in view
 */
export const conflictKey = (write: Operation, columns: readonly string[]): Known<UniqueKey | undefined> => {
  const schema = schemaOf(write);
  if (!isKnown(schema) || schema === undefined) return unknown;
  const wanted = new Set(columns);
  const key = schema.keys.find(({ kind, columns: own }) => kind !== 'partial' && own.length === wanted.size && own.every((column) => wanted.has(column)));
  return key ?? (schema.complete ? undefined : unknown);
};
