/**
 * Do a read and a write speak of the same table, the same row, the same values?
 */
import { isKnown } from '../operations/known.js';
import type { Table } from '../operations/operation.js';
import { namesake } from '../operations/table.js';
import { relatedTable } from '../resolve/schema-of.js';
import type { Condition, Instance } from '../model/instance.js';
import { canonical, sourcesOf, type Source } from '../model/provenance.js';
import { derive, elementOf, isConstantLike, optionsOf, same, unknownValue, type Value } from '../model/values.js';
import { rowOf, type WriteEffect } from './write-effect.js';

/** The identity of an operation's table; undefined when it isn't known. */
export const tableOf = (instance: Instance): string | undefined => (isKnown(instance.table) ? instance.table.id : undefined);

/** Whether two operations act on the same table. Unknown is not the same. A relation is the table that the schema says, else the one that it is named after. */
export const sameTable = (a: Instance, b: Instance): boolean => isKnown(a.table) && isKnown(b.table) && isOneTable({ of: a, table: a.table }, { of: b, table: b.table });

/** A table, and the instance that names it. */
interface Named {
  readonly of: Instance;
  readonly table: Table;
}

/** The schema is asked last: its files may have to be opened. */
const isOneTable = (a: Named, b: Named): boolean => {
  if (a.table.id === b.table.id) return true;
  const isRelation = a.table.id.includes('.');
  const isOther = b.table.id.includes('.');
  if (isRelation !== isOther && namesake(a.table.id) === namesake(b.table.id)) return true;
  return (isRelation || isOther) && idOf(a) === idOf(b);
};

const idOf = ({ of, table }: Named): string => relatedTable(of.operation, table).id;

/** Whether a read looks at the table of a write: it is its table, or it joins or includes it. */
export const looksAt = (read: Instance, write: Instance): boolean => {
  const { table } = write;
  return sameTable(read, write) || (isKnown(table) && read.operation.joins.some((joined) => joined.id === table.id || (joined.id.includes('.') && idOf({ of: read, table: joined }) === idOf({ of: write, table }))));
};

/** Whether two values are equal as far as predicates tell; on some path, when they are choices. */
export const sameValue = (a: Value, b: Value): boolean => {
  const left = canonical(a);
  const right = canonical(b);
  if (same(left, right)) return true;
  const lefts = optionsOf(left);
  const rights = optionsOf(right);
  if (lefts.length === 1 && rights.length === 1) return normalized(left, right) || madeAlike(left, right);
  return lefts.some((l) => l.value.kind !== 'constant' && rights.some((r) => same(canonical(l.value), canonical(r.value))));
};

const normalizers = new Set(['trim', 'toLowerCase', 'toUpperCase', 'String', 'Number', 'parseInt', 'toString', 'normalize', 'BigInt']);

/** `email.toLowerCase()` on one side only is still the same key. */
const normalized = (a: Value, b: Value): boolean => {
  const left = stripped(a);
  const right = stripped(b);
  return (left !== a || right !== b) && same(canonical(left), canonical(right));
};

const stripped = (value: Value): Value => (value.kind === 'derived' && value.by !== undefined && normalizers.has(value.by) && value.from[0] ? stripped(value.from[0]) : value);

/** Whether two values of one column mean the same row: also a row and its key (`user` and `user._id`). */
const sameReference = (a: Value, b: Value): boolean => sameValue(a, b) || isKeyOf(a, b) || isKeyOf(b, a);

const isKeyOf = (value: Value, of: Value): boolean => {
  const key = stripped(canonical(value));
  return key.kind === 'field' && (key.name === 'id' || key.name === '_id') && same(canonical(key.of), canonical(of));
};

/** `base + suffix`, where a part is a choice: made in the same way, and each part is the same on some path. */
const madeAlike = (a: Value, b: Value): boolean => {
  if (a.kind !== 'derived' || b.kind !== 'derived' || a.by === undefined || a.by !== b.by || a.from.length !== b.from.length) return false;
  if (![...a.from, ...b.from].some((part) => part.kind === 'phi')) return false;
  return a.from.every((part, index) => sameValue(part, b.from[index] ?? unknownValue));
};

/** Whether a value is made of another one: equal, or derived from it. */
export const involves = (value: Value, part: Value, depth = 5): boolean => {
  if (sameValue(value, part)) return true;
  if (depth === 0) return false;
  switch (value.kind) {
    case 'derived':
      return value.from.some((from) => involves(from, part, depth - 1));
    case 'field':
      return involves(value.of, part, depth - 1);
    case 'phi':
    case 'logical':
      return optionsOf(value).some((option) => involves(option.value, part, depth - 1));
    case 'object':
      return [...value.fields.values()].some((field) => involves(field, part, depth - 1));
    case 'list':
      return value.element !== undefined && involves(value.element, part, depth - 1);
    case 'element':
    case 'lookup':
      return involves(value.of, part, depth - 1);
    default:
      return false;
  }
};

/** Conditions that a row must meet, not merely may. */
export const required = (instance: Instance): readonly Condition[] => instance.where.filter((condition) => !condition.disjunct);

/** Conditions `column = value`, or `column in values`, on the table itself. */
export const equalities = (instance: Instance): readonly Equality[] => {
  let found = known.get(instance);
  if (!found) known.set(instance, (found = collect(instance)));
  return found;
};

export type Equality = Condition & { readonly value: Value };

const known = new WeakMap<Instance, readonly Equality[]>();

const collect = (instance: Instance): readonly Equality[] =>
  instance.where.flatMap((condition) => ((condition.op === 'eq' || condition.op === 'in') && condition.via.length === 0 && condition.value ? [{ ...condition, value: condition.value }] : []));

/** Whether a value is made of what came in alone (`schema.parse(body)`), and of no row. */
const isInput = (value: Value, depth = 4): boolean => {
  if (depth === 0) return false;
  if (value.kind === 'derived') return value.from.every((part) => isInput(part, depth - 1));
  if (value.kind === 'field') return isInput(value.of, depth - 1);
  return value.kind === 'symbol' || value.kind === 'constant';
};

/** The columns that a write gives, by name; a spread gives the field of that name. */
export const writtenValue = (effect: WriteEffect, column: string): Value | undefined => {
  const set = effect.sets.findLast((candidate) => candidate.column === column && candidate.written === 'value');
  if (set) return set.value;
  for (const spread of effect.spreads) {
    if (spread.kind === 'symbol' || spread.kind === 'field' || spread.kind === 'element') return { kind: 'field', of: spread, name: column };
    if (spread.kind === 'derived' && isInput(spread)) return derive([spread], `.${column}`);
    if (rowOf(spread)) return { kind: 'field', of: spread, name: column };
    const given = givenBy(spread, column);
    if (given) return given;
  }
  return undefined;
};

/** What an object that is spread gives to a column, on some path. */
const givenBy = (spread: Value, column: string, depth = 4): Value | undefined => {
  if (depth === 0) return undefined;
  if (spread.kind === 'object') return spread.fields.get(column) ?? first(spread.spreads, (inner) => givenBy(inner, column, depth - 1));
  return spread.kind === 'phi' ? first(spread.options, (option) => givenBy(option.value, column, depth - 1)) : undefined;
};

/** The columns that a write gives values of which a key is made: `` `${itemId}-${type}` ``. */
export const columnsIn = (effect: WriteEffect, key: Value): readonly string[] => {
  const isPart = (value: Value): boolean => !isConstantLike(value) && involves(key, value);
  const given = (value: Value, depth: number): readonly string[] => {
    if (depth === 0) return [];
    if (value.kind === 'phi') return value.options.flatMap((option) => given(option.value, depth - 1));
    if (value.kind !== 'object') return [];
    return [...[...value.fields].flatMap(([column, field]) => (isPart(field) ? [column] : [])), ...value.spreads.flatMap((inner) => given(inner, depth - 1))];
  };
  return [...effect.sets.flatMap((set) => (set.written === 'value' && isPart(set.value) ? [set.column] : [])), ...effect.spreads.flatMap((spread) => given(spread, 4))];
};

const first = <T, R>(list: readonly T[], find: (item: T) => R | undefined): R | undefined => {
  for (const item of list) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A foreign key by its names: `userId`, `user_id`, and the relation `user` set to a row or to `{ id }`. */
const columnNames = (column: string): readonly string[] => {
  const relation = column.replace(/_?[iI]d$/, '');
  return relation !== column && relation !== '' ? [column, relation] : [column, `${column}Id`, `${column}_id`];
};

/** The value that a write gives to the column, also through a relation (`user: { id }`). */
export const writtenKey = (effect: WriteEffect, column: string): Value | undefined => {
  for (const name of columnNames(column)) {
    const value = writtenValue(effect, name);
    if (!value) continue;
    if (name === column || name.endsWith('d')) return value;
    if (value.kind === 'object') return value.fields.get('id') ?? value;
    return { kind: 'field', of: value, name: 'id' };
  }
  return undefined;
};

/** A parameter that the caller doesn't give: nothing is asked of the column. */
const isLeftOut = (value: Value): boolean => {
  const given = canonical(value);
  return given.kind === 'constant' && given.value === undefined;
};

/** Columns of a read's predicate that the write gives the very value that the read looked for. */
export const sharedColumns = (read: Instance, effect: WriteEffect): readonly string[] => {
  const columns: string[] = [];
  // what is asked of the read's own table says nothing of a row of another one that it joins
  const isOwn = sameTable(read, effect.instance);
  for (const condition of read.where) {
    if (!isOwn && condition.via.length === 0) continue;
    if ((condition.op !== 'eq' && condition.op !== 'in' && condition.op !== 'alike') || !condition.value || isLeftOut(condition.value)) continue;
    const [relation] = condition.via;
    const written = condition.via.length === 0 ? writtenKey(effect, condition.column) : relation !== undefined && condition.column === 'id' ? writtenKey(effect, `${relation}Id`) : undefined;
    if (!written) continue;
    const looked = condition.op === 'in' && condition.value.kind === 'list' ? condition.value.element : condition.value;
    // through a relation the columns of the two tables need not have one name
    if (looked && (sameReference(looked, written) || (condition.op !== 'eq' && (involves(looked, written) || involves(written, looked))))) columns.push(condition.column);
  }
  columns.push(...relatedColumns(read, effect));
  for (const spread of read.whereSpreads) {
    for (const set of effect.sets) if (set.written === 'value' && sameValue({ kind: 'field', of: spread, name: set.column }, set.value)) columns.push(set.column);
    if (effect.spreads.some((written) => same(written, spread))) columns.push('*');
  }
  return columns;
};

/** A value looked for in a related table, or by the row that brought this one along, that the write gives under whatever name. */
const relatedColumns = (read: Instance, effect: WriteEffect): readonly string[] => {
  const looked = [...read.where.filter((condition) => condition.via.length > 0), ...(read.parent?.where ?? [])];
  // a nested write under the very row that brought the relation along
  const parents = [read.parent, effect.instance.parent] as const;
  if (parents[0] && parents[1] && sameTable(parents[0], parents[1]) && equalities(parents[0]).some((key) => equalities(parents[1] ?? read).some((other) => other.column === key.column && sameValue(other.value, key.value)))) return read.operation.nested?.path ?? [];
  return looked.flatMap((condition) => {
    const { op, value, column } = condition;
    if (op !== 'eq' || !value || isConstantLike(canonical(value)) || (column === 'id' && !read.parent)) return [];
    const set = effect.sets.find((candidate) => candidate.written === 'value' && sameValue(candidate.value, value));
    // the key of the row that brought it along is the foreign key here
    return set ? [read.parent?.where.includes(condition) ? set.column : column] : [];
  });
};

/** Columns that the write gives the key of the row that brought the read's rows along. */
export const parentColumns = ({ parent }: Instance, effect: WriteEffect): readonly string[] =>
  parent ? effect.sets.flatMap(({ written, value, column }) => (written === 'value' && sourcesOf(value).some((source) => source.read === parent && source.how === 'identity' && source.column === 'id') ? [column] : [])) : [];

/** One wants a column to be NULL and the other wants it not to be: what the key of many rows has in common, these rows haven't. */
const areApart = (a: Instance, b: Instance): boolean => {
  const nulls = (of: Instance): readonly Condition[] => required(of).filter(({ op, via }) => via.length === 0 && (op === 'isNull' || op === 'notNull'));
  return nulls(a).some(({ column, op }) => nulls(b).some((other) => other.column === column && other.op !== op));
};

/** Whether a write is given a row that a read gave, or one that came along with it. */
const isGiven = (read: Instance, { row, rowPath }: WriteEffect): boolean => (read.parent ?? read) === row && rowPath.join('.') === (read.operation.nested?.path ?? []).join('.');

/** Whether a write by key hits the row that a read gave: it is given the row, its key, or both use one key. */
export const sameRow = (read: Instance, effect: WriteEffect): boolean => {
  return effect.row ? isGiven(read, effect) : findsRow(effect.instance, read);
};

/** Whether an operation looks for the very row that a read gave. */
export const findsRow = (instance: Instance, read: Instance): boolean => {
  if (!sameTable(read, instance)) return false;
  // by the row as a whole, or by one filter
  if (instance.whereSpreads.some((spread) => rowOf(spread) === read || read.whereSpreads.some((other) => same(other, spread)))) return true;
  const keys = equalities(instance);
  if (keys.length === 0) return false;
  // by a column of the row itself, or by the row that it points to
  if (keys.some((key) => isColumnOf(key.value, read) || isPointedTo(key, read) || (key.column === 'id' && rowOf(key.value) === read))) return true;
  if (areApart(read, instance)) return false;
  const looked = equalities(read).filter((condition) => !condition.disjunct);
  const shared = (of: readonly Equality[], other: readonly Equality[]): boolean =>
    of.length > 0 && of.every((condition) => other.some((twin) => twin.column === condition.column && (sameReference(twin.value, condition.value) || isOneOf(condition, twin))));
  const firm = keys.filter((key) => !key.disjunct);
  return shared(firm, looked) || (read.operation.rows === 'one' && shared(looked, firm)) || (looked.length > 0 && shared(looked.filter((condition) => condition.column === 'id'), firm));
};

/** `id = each of ids`, `id in ids`: one of the rows that are looked for together. */
const isOneOf = ({ op, value }: Equality, among: Equality): boolean => {
  if (op !== 'eq' || among.op !== 'in') return false;
  const list = canonical(among.value);
  const element = list.kind === 'list' ? list.element : list.kind === 'symbol' || list.kind === 'field' ? elementOf(list) : undefined;
  return element !== undefined && !isConstantLike(element) && sameReference(element, value);
};

/** `where: { boardId: note.board.id }`: the key of a row that came along, by the column that points to it. */
const isPointedTo = ({ column, value }: Equality, read: Instance): boolean =>
  sourcesOf(value).some((source) => source.read.parent === read && source.column === 'id' && source.how === 'identity' && source.read.operation.nested?.path.length === 1 && column !== 'id' && columnNames(column).includes(source.read.operation.nested.path[0] ?? ''));

/** Whether a written column (or path below one, `stats.views`) is what a value comes from. */
export const writesSource = (written: string, { column, path }: Source): boolean => {
  if (column === undefined) return false;
  if (written === column) return true;
  const whole = path.join('.');
  return written.includes('.') && (whole === written || whole.startsWith(`${written}.`));
};

/** Whether a value is a column of the row (or rows) that a read gave. */
export const isColumnOf = (value: Value, read: Instance): boolean => sourcesOf(value).some((source) => source.read === read && source.column !== undefined && source.how === 'identity');
