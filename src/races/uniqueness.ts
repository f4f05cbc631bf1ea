/**
 * What stops the second of two inserts: the unique keys that the schema declares on the columns on which a check and a write meet.
 *
 * Never assumed: that a schema is there; that a partial or nullable key applies.
 */
import type { Condition, Instance } from '../model/instance.js';
import { canonical } from '../model/provenance.js';
import { isConstantLike } from '../model/values.js';
import { isKnown, type Known } from '../operations/known.js';
import type { Comparison } from '../operations/operation.js';
import { keysWithin, type Database, type TableSchema, type UniqueKey } from '../operations/schema.js';
import { schemaOf } from '../resolve/schema-of.js';
import type { Candidate } from './candidate.js';
import { required } from './keys.js';

export type Uniqueness =
  /** the second insert fails */
  | { readonly kind: 'unique'; readonly key: UniqueKey; readonly schema: TableSchema }
  /** the second insert fails where the key applies: to rows of its condition, or without NULL */
  | { readonly kind: 'weak'; readonly key: UniqueKey; readonly schema: TableSchema }
  /** nothing stops it: no declared key is about these columns */
  | { readonly kind: 'none'; readonly columns: readonly string[]; readonly schema: TableSchema; readonly scope: KeyScope }
  /** no schema, or not enough of it in view */
  | { readonly kind: 'unknown' };

/**
 * What a key on the columns would say of the check: all that it asks for; that and more, unless it covers only the rows with the values that the check
 * names (`status = 'PENDING'`, `deletedAt IS NULL`); or something else, for the check asks for what no key of the table can say (a time span, another table's columns).
 */
export type KeyScope = 'exact' | 'partial' | 'beyond';

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
  // so may the key of the row that brought along what was checked
  if (read.parent && schema.keys.some(({ columns: own }) => named.every((column) => own.includes(column)))) return unclear;
  const looked = withRelations(schema, [...named, ...read.where.flatMap(({ column, via }) => [via[0] ?? column])]);
  if (keysWithin(schema, looked).length > 0) return unclear;
  const given = new Set(shared);
  const scope = keyScope(read, (column) => given.has(column), schema.database);
  const varying = scope === 'partial' ? named.filter((column) => !isNamed(read, column)) : named;
  return { kind: 'none', columns: declared(schema, varying.length > 0 ? varying : named), schema, scope };
};

const bounds: ReadonlySet<Comparison> = new Set<Comparison>(['lt', 'lte', 'gt', 'gte']);

const noPartialIndexes: ReadonlySet<Database> = new Set<Database>(['mysql', 'mariadb']);

/** Whether the check asks for rows of a time span or the like: no unique key says that. */
export const asksForSpan = ({ read }: Candidate): boolean => required(read).some(({ op, via }) => bounds.has(op) && via.length === 0);

/** Whether the check takes another spelling of the key for the same (`ILIKE`, `lower(email) = …`): a unique key on the column lets that in. */
export const asksForSpellings = ({ read, columns }: Candidate): boolean => read.where.some(({ column, op, via }) => op === 'alike' && via.length === 0 && columns.includes(column));

/** Whether a read looks for no row in particular: `findFirst()`, `count()`. */
export const asksForNone = ({ where, whereOpen, whereSpreads }: Instance): boolean => where.length === 0 && !whereOpen && whereSpreads.length === 0;

const keyScope = (read: Instance, isShared: (column: string) => boolean, database: Known<Database>): KeyScope => {
  const scopes = read.where.map((condition): KeyScope => {
    const { column, disjunct, via } = condition;
    if (disjunct) return 'exact';
    if (isFixed(condition) && via.length === 0) return 'partial';
    if (via.length === 0 ? isShared(column) : isShared(via[0] ?? '')) return 'exact';
    return 'beyond';
  });
  const partial = isKnown(database) && noPartialIndexes.has(database) ? 'beyond' : 'partial';
  return scopes.includes('beyond') ? 'beyond' : scopes.includes('partial') ? partial : 'exact';
};

/** `status = 'PENDING'`, `deletedAt IS NULL`: a value that is written down. */
const isFixed = ({ op, value }: Condition): boolean =>
  op === 'isNull' || op === 'notNull' || ((op === 'eq' || op === 'ne') && value !== undefined && isConstantLike(canonical(value))) || ((op === 'in' || op === 'notIn') && value?.kind === 'list' && (value.items?.every(isConstantLike) ?? false));

const isNamed = (read: Instance, column: string): boolean => required(read).some((condition) => condition.column === column && condition.via.length === 0 && isFixed(condition));

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
