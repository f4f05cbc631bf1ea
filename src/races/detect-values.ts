/**
 * Races by provenance: a written value comes from a read.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Instance, SetColumn } from '../model/instance.js';
import type { Comparison } from '../operations/operation.js';
import { sourcesOf, type Source } from '../model/provenance.js';
import { isConstantLike, optionsOf, type Value } from '../model/values.js';
import type { Candidate, Closure, Shape } from './candidate.js';
import { isFromEither } from './carried.js';
import type { GuardedWrite } from './detect.js';
import { isNow, isSetOnce } from './effects.js';
import { isAnswerTo } from './harmless.js';
import { isPushed, listChange } from './lists.js';
import { equalities, parentColumns, sameRow, sameTable, sameValue, sharedColumns, writesSource, writtenValue } from './keys.js';
import { rowOf, type WriteEffect } from './write-effect.js';

/** Candidates of the shapes read-modify-write and next-number. */
export const detectValues = (model: FunctionModel, write: GuardedWrite): readonly Candidate[] => {
  const { effect } = write;
  if (effect.kind === 'update' || effect.kind === 'upsert' || effect.kind === 'link') return readModifyWrite(model, effect);
  return effect.kind === 'insert' ? nextNumber(model, effect) : [];
};

const candidate = (model: FunctionModel, shape: Shape, read: Instance, effect: WriteEffect, columns: readonly string[], closed?: Closure): Candidate => ({
  shape,
  underlying: shape,
  model,
  read,
  write: effect.instance,
  columns,
  guard: undefined,
  existsBranch: undefined,
  lock: undefined,
  closed,
});

/** The read whose row has the column: for a relation that came along with a row, that row's read. */
const ownerOf = (source: Source): { readonly read: Instance; readonly column: string | undefined } => {
  const { read } = source;
  if (read.parent && read.operation.nested?.path.length === 1) return { read: read.parent, column: read.operation.nested.path[0] };
  return { read, column: source.column };
};

const readModifyWrite = (model: FunctionModel, effect: WriteEffect): readonly Candidate[] => {
  const found: Candidate[] = [];
  const sets = effect.kind === 'upsert' ? effect.instance.updates : effect.sets;
  for (const set of sets) {
    if (set.written !== 'value' || isFromEither(set.value) || isNamedBy(set, effect)) continue;
    for (const source of sourcesOf(set.value)) {
      if (source.read.operation.kind !== 'read') continue;
      // a relation of the row that was read is saved: `admin.user.roles.push(role); save(admin.user)`
      if (effect.rowPath.length > 0 && isOfRelated(source, set.column, effect) && !found.some((other) => other.read === source.read)) found.push(candidate(model, 'read-modify-write', source.read, effect, [set.column]));
      const own = { read: source.read, column: writesSource(set.column, source) ? set.column : source.column };
      for (const { read, column } of [own, ownerOf(source)]) {
        if (column !== set.column || source.aggregate !== undefined || effect.rowPath.length > 0 || !(sameRow(read, effect) || upsertsRow(read, effect))) continue;
        // a key is what it is; an entity that is saved has its other columns anyway (no-stale-entity-save)
        if ((source.how === 'identity' || isSamePath(source, set.column)) && (effect.entity !== undefined || isKeyOf(read, column))) continue;
        if (found.some((other) => other.read === read) || isOfTombstone(effect, column) || isAnswerTo(set.value, read, column)) continue;
        found.push(candidate(model, 'read-modify-write', read, effect, [column], versioned(effect, read, column) ?? listChange(effect, set.value) ?? setOnce(set.value, effect)));
      }
    }
  }
  for (const set of sets) {
    if (set.written !== 'value') continue;
    for (const source of sourcesOf(set.value)) {
      if (isTotal(model, source, set.value, effect) && !found.some((other) => other.read === source.read)) found.push(candidate(model, 'read-modify-write', source.read, effect, [set.column]));
      if (isOfChanged(source, set, sets, effect) && !found.some((other) => other.read === source.read && !other.closed)) found.push(candidate(model, 'read-modify-write', source.read, effect, [set.column], versioned(effect, source.read, source.column)));
    }
  }
  for (const spread of effect.spreads) {
    const read = rowOf(spread);
    if (!read || read.operation.kind !== 'read' || effect.entity !== undefined || !sameRow(read, effect)) continue;
    if (!found.some((other) => other.read === read)) found.push(candidate(model, 'read-modify-write', read, effect, [], versioned(effect, read, undefined)));
  }
  for (const { read, column } of movesBeyond(effect)) if (!found.some((other) => other.read === read)) found.push({ ...candidate(model, 'read-modify-write', read, effect, [column]), isMove: true });
  return found;
};

/** `updateMany({ where: { position: { gt: row.position } }, data: { position: { decrement: 1 } } })`: the row that was read may have been moved itself. */
const movesBeyond = (effect: WriteEffect): readonly { readonly read: Instance; readonly column: string }[] =>
  effect.instance.where.flatMap(({ column, op, value, via }) => {
    if (value === undefined || via.length > 0 || !bounds.has(op) || effect.kind !== 'update' || isOfOne(effect) || !effect.sets.some((set) => set.column === column && set.written === 'atomic')) return [];
    const source = sourcesOf(value).find((one) => one.column === column && one.aggregate === undefined && one.read.operation.kind === 'read' && sameTable(one.read, effect.instance));
    return source === undefined ? [] : [{ read: source.read, column }];
  });

const isOfOne = ({ instance }: WriteEffect): boolean => instance.operation.rows === 'one' || equalities(instance).some((key) => key.column === 'id' && key.op === 'eq');

const bounds: ReadonlySet<Comparison> = new Set(['gt', 'gte', 'lt', 'lte']);

/** `tags: { connect: ids.map((id) => ({ id })) }`: the column says which row is meant, and keeps what it has. */
const isNamedBy = ({ column, value }: SetColumn, { instance }: WriteEffect): boolean => equalities(instance).some((key) => key.column === column && sameValue(key.value, value));

/** The column of the related row that is written, which came along with the row that was read; what is as it was has no new value. */
const isOfRelated = ({ read, path, isCopy }: Source, column: string, { row, rowPath }: WriteEffect): boolean => {
  const way = read === row ? path : read.parent !== undefined && read.parent === row ? [...(read.operation.nested?.path ?? []), ...path] : [];
  return !isCopy && `${way.join('.')}.`.startsWith(`${[...rowPath, column].join('.')}.`);
};

/** An upsert whose key the statement doesn't name (`ON DUPLICATE KEY UPDATE`) hits the row that was read by the very values that it inserts. */
const upsertsRow = (read: Instance, effect: WriteEffect): boolean => {
  const { rows, limited, result } = read.operation;
  if (effect.kind !== 'upsert' || (rows === 'many' && limited !== true && result.kind !== 'row') || !sameTable(read, effect.instance)) return false;
  const keys = equalities(read);
  return keys.length > 0 && keys.every((key) => {
    const written = writtenValue(effect, key.column);
    return written !== undefined && sameValue(written, key.value);
  });
};

/**
 * A total over the rows under the one that is written, after one of them was written here: `create(review); avg = aggregate(reviews of product);
 * update(product, { avg })`. Each of two requests may count without the other's row, and the later total stays.
 */
const isTotal = (model: FunctionModel, source: Source, value: Value, effect: WriteEffect): boolean => {
  const { read, aggregate } = source;
  if (effect.kind !== 'update' || read.operation.kind !== 'read' || read.parent || sameTable(read, effect.instance)) return false;
  if (aggregate === undefined ? !isReduced(value) || read.operation.result.kind !== 'rows' : aggregate === 'exists') return false;
  const keys = equalities(effect.instance);
  const scope = equalities(read).filter((condition) => keys.some((key) => sameValue(key.value, condition.value)));
  return scope.length > 0 && model.instances.some((other) => other.order < read.order && changes.has(other.operation.kind) && sameTable(other, read) && (other.operation.kind !== 'insert' || other.sets.some((set) => scope.some((condition) => condition.column === set.column && sameValue(condition.value, set.value)))));
};

/** `{ xp: { increment: 10 }, level: levelOf(user.xp + 10) }`: the database keeps every change of the one column; the other one is made of what it was. */
const isOfChanged = (source: Source, set: SetColumn, sets: readonly SetColumn[], effect: WriteEffect): boolean =>
  source.how === 'derived' && source.column !== undefined && source.column !== set.column && source.aggregate === undefined && source.read.operation.kind === 'read' && effect.rowPath.length === 0 &&
  sets.some(({ column, written, value }) => column === source.column && (written === 'atomic' || isPushed(value))) && sameRow(source.read, effect);

const changes: ReadonlySet<string> = new Set(['insert', 'update', 'delete', 'upsert']);

/** Whether a value is made by going over a list. */
const isReduced = (value: Value, depth = 5): boolean => {
  if (depth === 0) return false;
  if (value.kind === 'derived') return value.by === 'reduce' || value.from.some((from) => isReduced(from, depth - 1));
  if (value.kind === 'phi' || value.kind === 'logical') return optionsOf(value).some((option) => isReduced(option.value, depth - 1));
  return false;
};

/** `doc.a.b` stays what it was on some path of the function. */
const isSamePath = (source: Source, column: string): boolean => source.isCopy && column.includes('.') && source.path.join('.') === column;

/** The name of a row that goes with it (`{ name: `${row.name}_deleted`, deletedAt: new Date() }`): whoever renamed it meant the row that is gone. */
const isOfTombstone = (effect: WriteEffect, column: string): boolean =>
  effect.kind === 'update' && effect.sets.some((set) => set.column !== column && set.written === 'value' && /^(?:is_?)?(?:deleted|archived|removed)(?:_?(?:at|on|date))?$/i.test(set.column) && (isNow(set.value) || (set.value.kind === 'constant' && set.value.value === true)));

const isKeyOf = (read: Instance, column: string): boolean => column === 'id' || equalities(read).some((condition) => condition.column === column);

const setOnce = (value: Value, { instance: { site } }: WriteEffect): Closure | undefined => (isSetOnce(value) ? { reason: 'absorbing-write', node: site } : undefined);

/** The write repeats what it read in its predicate: a version, or the column's old value. */
const versioned = (effect: WriteEffect, read: Instance, column: string | undefined): Closure | undefined => {
  // an upsert that names no key has no other predicate
  const isKeyless = effect.kind === 'upsert' && effect.instance.where.length === 0;
  if (effect.instance.whereOpen && !effect.entity && !isKeyless) return { reason: 'unknown-predicate', node: effect.instance.site };
  if (effect.entity && effect.instance.operation.changes?.versioned === true) return { reason: 'version-in-where', node: effect.instance.site };
  return repeatsRead(effect, read, column) ? { reason: 'version-in-where', node: effect.instance.site } : undefined;
};

/** A condition of the write compares with what was read: a version, the column's old value. */
export const repeatsRead = (effect: WriteEffect, read: Instance, column: string | undefined): boolean =>
  effect.instance.where.some((condition) => {
    if (condition.op !== 'eq' || !condition.value || condition.via.length > 0) return false;
    if (condition.column === 'id' || equalities(read).some((key) => key.column === condition.column)) return false;
    return condition.column === column || sourcesOf(condition.value).some((source) => source.read === read && source.column !== undefined);
  });

/** `last + 1`, `INV-${last + 1}`: what comes from the read is counted on, and not only something else in the same value. */
const isAdded = (value: Value, read: Instance): boolean => isMadeOf(value, (step) => isAddition(step) && sourcesOf(step).some((source) => source.read === read)) && !isJoined(value);

const isAddition = ({ by }: Derived): boolean => by !== undefined && (by === '+' || by === '++' || by.includes('${}'));

/** Texts put together (`iv + ':' + text`), and nothing counted on. */
const isJoined = (value: Value): boolean => isMadeOf(value, isText) && !isMadeOf(value, (step) => step.by === '++' || (step.by === '+' && !isText(step)));

/** A sum that has a text among its parts. */
const isText = ({ by, from }: Derived): boolean => by === '+' && from.some((part) => (part.kind === 'constant' ? typeof part.value === 'string' : part.kind === 'derived' && isText(part)));

/** `last + 1`: by a step that is written down. What is added up (`total + amount`) gives out no numbers. */
const isAdvanced = (value: Value): boolean => isMadeOf(value, ({ by, from }) => by === '++' || (by === '+' && from.some((part) => isConstantLike(part))));

type Derived = Value & { kind: 'derived' };

const isMadeOf = (value: Value, has: (step: Derived) => boolean, depth = 6): boolean => {
  if (depth === 0) return false;
  if (value.kind === 'derived') return has(value) || value.from.some((from) => isMadeOf(from, has, depth - 1));
  if (value.kind === 'phi' || value.kind === 'logical') return optionsOf(value).some((option) => isMadeOf(option.value, has, depth - 1));
  return false;
};

/** A read that tells the last number: an aggregate, an ordered row, a list. One row by its key is what it is, ordered or not. */
const tellsNumber = (source: Source): boolean => {
  const { read, aggregate } = source;
  if (equalities(read).some((condition) => condition.column === 'id' && condition.op === 'eq' && !condition.disjunct)) return false;
  if (aggregate === 'max' || aggregate === 'count') return true;
  if (aggregate !== undefined) return false;
  return read.operation.result.kind === 'rows' || (read.operation.orderedBy?.length ?? 0) > 0;
};

/** The row is put under one that this very run inserts, and the last number was looked for under another: nobody else counts on. */
const startsAnew = (effect: WriteEffect, read: Instance): boolean => {
  if ((read.where.length === 0 && !read.parent) || sharedColumns(read, effect).length > 0 || parentColumns(read, effect).length > 0) return false;
  if (effect.instance.parent?.operation.kind === 'insert') return true;
  const isScope = (column: string, of: Instance): boolean => (read.parent ? sameTable(of, read.parent) : equalities(read).some((condition) => condition.column === column));
  return effect.sets.some(({ column, written, value }) => written === 'value' && sourcesOf(value).some((source) => source.read.operation.kind === 'insert' && source.how === 'identity' && source.column === 'id' && isScope(column, source.read)));
};

const nextNumber = (model: FunctionModel, effect: WriteEffect): readonly Candidate[] => {
  const found: Candidate[] = [];
  for (const set of effect.sets) {
    if (set.written !== 'value') continue;
    for (const source of sourcesOf(set.value)) {
      if (source.read.operation.kind !== 'read' || found.some((other) => other.read === source.read) || !isAdded(set.value, source.read) || startsAnew(effect, source.read)) continue;
      const sameColumn = source.aggregate === 'count' || source.column === set.column;
      if (sameTable(source.read, effect.instance) && sameColumn && tellsNumber(source)) found.push(candidate(model, 'next-number', source.read, effect, [set.column]));
      else if (source.column !== undefined && !sameTable(source.read, effect.instance) && isCounter(model, source, set.value)) found.push(candidate(model, 'next-number', source.read, effect, [set.column]));
    }
  }
  return found;
};

/** A column of a related row from which numbers are given out: the same function writes it back, advanced. */
const isCounter = (model: FunctionModel, source: Source, number: Value): boolean =>
  model.instances.some((instance) => {
    if (instance.operation.kind === 'read' || instance.operation.kind === 'insert' || !sameTable(instance, source.read)) return false;
    const assigned = [...instance.entityFields.values()].flatMap((fields) => [...fields].filter(([column]) => column === source.column).map(([, value]) => value));
    const set = instance.sets.filter((column) => column.column === source.column);
    const written = [...assigned, ...set.filter((column) => column.written === 'value').map((column) => column.value)];
    return written.some((value) => isAdvanced(value) && (value === number || sourcesOf(value).some((other) => other.read === source.read && other.column === source.column))) || set.some((column) => column.operator === 'increment' || column.operator === 'expression');
  });
