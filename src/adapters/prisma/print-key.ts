/**
 * The unique key that an `upsert` can name, as the calls of a check spell it.
 *
 * `findUnique` and `update` name one by the API's own rules; the columns of `findFirst` are one where the schema says so.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { RepairPlan } from '../../operations/repair.js';
import { keyOn } from '../../operations/schema.js';
import { isRepeatable, isSameExpression } from '../../syntax/same-expression.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { valueOf, type ModelCall, type ReadResult } from './print-parts.js';
import { schemaOfTable } from './tables.js';

export interface Key {
  /** the `where` to take over */
  readonly where: TSESTree.ObjectExpression;
  /** the name that the API wants around `where` (`{ tenantId_slug: { tenantId, slug } }`), by the schema */
  readonly wrapped: string | undefined;
  /** the schema declares it, without condition, and none of its columns can be NULL */
  readonly declared: boolean;
  readonly columns: readonly { readonly name: string; readonly value: TSESTree.Node }[];
}

/** `{ email }` or `{ hall_no: { hall, no } }`, and nothing else in it. */
const singleKey = (call: ModelCall): Key | undefined => {
  const where = valueOf(call, 'where');
  const [selector, another] = plainEntries(where) ?? [];
  if (where?.type !== 'ObjectExpression' || !selector || another) return undefined;
  const columns = columnsOf(call);
  const inner = plainEntries(selector[1].value);
  const isKey = inner ? inner.size === columns?.length && columns.every(({ name }) => inner.has(name)) : columns?.[0]?.name === selector[0];
  return columns && isKey && columns.length > 0 ? { where, columns, wrapped: undefined, declared: false } : undefined;
};

/** The predicate as `column = value` and nothing else. */
const columnsOf = ({ operation: { where } }: ModelCall): Key['columns'] | undefined => {
  if (where.open || where.spreads.length > 0) return undefined;
  const columns = where.terms.flatMap((term) => (term.op === 'eq' && term.value && !term.via && term.disjunct !== true && isRepeatable(term.value) ? [{ name: term.column, value: term.value }] : []));
  return columns.length === where.terms.length ? columns : undefined;
};

const isSameKey = (a: Key['columns'], b: Key['columns'] | undefined, { at }: RepairPlan): boolean =>
  a.length === b?.length && a.every(({ name, value }) => b.some((other) => other.name === name && isSameExpression(value, other.value, at.variable)));

/** `{ id: row.id }`: the row that was found, by a key of its own. */
const isOfRow = (columns: Key['columns'], result: ReadResult): boolean => columns.every(({ name, value }) => result.columnOf(value) === name);

const unnamed = (columns: readonly string[]): string =>
  columns.length > 1
    ? `The check doesn't name one unique key: declare \`@@unique([${columns.join(', ')}])\` and use \`upsert\` with \`where: { ${columns.join('_')}: { ${columns.join(', ')} } }\`.`
    : 'Whether the check\'s predicate is a unique key can\'t be seen from here: declare the column `@unique` and use `upsert` by hand.';

/** The declared key on exactly the columns that are looked for: `findFirst` may name them without naming it. */
const declaredKey = (call: ModelCall, columns: Key['columns'], { at, write }: RepairPlan): Key | undefined => {
  const schema = isKnown(write.table) ? schemaOfTable(write.table, at) : undefined;
  const key = schema && keyOn(schema, columns.map(({ name }) => name));
  const where = valueOf(call, 'where');
  const entries = plainEntries(where);
  if (!key || where?.type !== 'ObjectExpression' || !entries) return undefined;
  const isPlain = entries.size === columns.length && columns.every(({ name, value }) => entries.get(name)?.value === value);
  if (!isPlain) return undefined;
  return { where, columns, wrapped: key.columns.length > 1 ? key.name : undefined, declared: true };
};

const isDeclared = (key: Key, { at, write }: RepairPlan): boolean => {
  const schema = isKnown(write.table) ? schemaOfTable(write.table, at) : undefined;
  return schema !== undefined && keyOn(schema, key.columns.map(({ name }) => name)) !== undefined;
};

/** The key by which both calls find the row, or why there is none. */
export const keyOf = (read: ModelCall, update: ModelCall | undefined, result: ReadResult, plan: RepairPlan): Key | string => {
  const key = namedKey(read, update, result, plan);
  return typeof key === 'string' || key.declared ? key : { ...key, declared: isDeclared(key, plan) };
};

const namedKey = (read: ModelCall, update: ModelCall | undefined, result: ReadResult, plan: RepairPlan): Key | string => {
  const looked = columnsOf(read);
  if (!looked || looked.length === 0) return 'The predicate of the check is more than a unique key, and an `upsert` by it would still run as SELECT and INSERT: look the row up by its unique key alone.';
  const own = read.verb.name === 'findUnique' ? singleKey(read) : undefined;
  const theirs = update && columnsOf(update);
  if (own && (!update || isSameKey(own.columns, theirs, plan) || (theirs && isOfRow(theirs, result)))) return own;
  const named = update && singleKey(update);
  if (named && isSameKey(named.columns, looked, plan)) return named;
  const known = own ? undefined : declaredKey(read, looked, plan);
  if (known && (!update || isSameKey(known.columns, theirs, plan) || (theirs && isOfRow(theirs, result)))) return known;
  if (update && own) return 'The check and the `update` look the row up by different keys: use one unique key for both and `upsert` by it.';
  return unnamed(looked.map(({ name }) => name));
};
