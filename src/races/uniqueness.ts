/**
 * What stops the second of two inserts: the unique keys that the schema declares on the columns on which a check and a write meet.
 *
 * Never assumed: that a schema is there; that a partial or nullable key applies.
 */
import { isKnown } from '../operations/known.js';
import { keysWithin, type TableSchema, type UniqueKey } from '../operations/schema.js';
import { schemaOf } from '../resolve/schema-of.js';
import type { Candidate } from './candidate.js';

export type Uniqueness =
  /** the second insert fails */
  | { readonly kind: 'unique'; readonly key: UniqueKey; readonly schema: TableSchema }
  /** the second insert fails where the key applies: to rows of its condition, or without NULL */
  | { readonly kind: 'weak'; readonly key: UniqueKey; readonly schema: TableSchema }
  /** nothing stops it: no declared key is about these columns */
  | { readonly kind: 'none'; readonly columns: readonly string[]; readonly schema: TableSchema }
  /** no schema, or not enough of it in view */
  | { readonly kind: 'unknown' };

const unclear: Uniqueness = { kind: 'unknown' };

/** What the schema says of two inserts that agree on the candidate's columns. */
export const uniquenessOf = ({ read, write, columns }: Candidate): Uniqueness => {
  const schema = schemaOf(write.operation);
  if (!isKnown(schema) || schema === undefined) return unclear;
  const named = columns.filter((column) => schema.columns.has(column) || schema.relations.has(column));
  const shared = withRelations(schema, named);
  const keys = keysWithin(schema, shared);
  const full = keys.find(({ kind }) => kind === 'full');
  if (full) return { kind: 'unique', key: full, schema };
  const [weak] = keys;
  if (weak) return { kind: 'weak', key: weak, schema };
  // columns of other tables, or of the predicate that aren't written in view, may make up a key
  if (!schema.complete || named.length === 0 || named.length < columns.length || read.whereOpen || read.whereSpreads.length > 0) return unclear;
  const looked = withRelations(schema, [...named, ...read.where.flatMap(({ column, via }) => [via[0] ?? column])]);
  return keysWithin(schema, looked).length > 0 ? unclear : { kind: 'none', columns: declared(schema, named), schema };
};

/** A relation and its foreign key say the same. */
const withRelations = (schema: TableSchema, columns: readonly string[]): readonly string[] => {
  const found = new Set(columns);
  for (const { name, columns: own } of schema.relations.values()) {
    if (own.length === 0) continue;
    if (found.has(name)) for (const column of own) found.add(column);
    else if (own.every((column) => found.has(column))) found.add(name);
  }
  return [...found];
};

/** The columns as a key would name them: foreign keys in place of relations, in the order of the table. */
const declared = (schema: TableSchema, columns: readonly string[]): readonly string[] => {
  const wanted = new Set(columns.flatMap((column) => {
    const own = schema.relations.get(column)?.columns ?? [];
    return own.length > 0 && own.every((name) => schema.columns.has(name)) ? own : [column];
  }));
  return [...wanted];
};
