/**
 * Limits: does a write put a row into the set that was counted, or take one out of it, so that the bound may break?
 */
import type { Guard } from '../model/function-model.js';
import type { Condition, Instance } from '../model/instance.js';
import { canonical, sourcesOf, type Source } from '../model/provenance.js';
import type { Test } from '../model/tests.js';
import { isConstantLike, optionsOf, same, type Value } from '../model/values.js';
import { isNow } from './effects.js';
import { equalities, involves, isColumnOf, looksAt, sameRow, sameTable, sameValue, sharedColumns, writtenValue } from './keys.js';
import { rowOf, type WriteEffect } from './write-effect.js';

type Bound = Extract<Test, { kind: 'bound' }>;

/** `for (let i = 0; i < rows.length; i += size)`: a loop goes over what was read, and compares its own counter. */
export const countsSteps = ({ node }: Guard, { limit }: Bound): boolean => {
  if (isConstantLike(limit) || sourcesOf(limit).length > 0 || (limit.kind !== 'phi' && limit.kind !== 'derived' && limit.kind !== 'symbol')) return false;
  let test = node;
  while (test?.parent?.type === 'LogicalExpression') test = test.parent;
  const loop = test?.parent;
  return loop?.type === 'ForStatement' ? loop.test === test : (loop?.type === 'WhileStatement' || loop?.type === 'DoWhileStatement') && loop.test === test && limit.kind === 'phi';
};

/** Columns that scope the counted set and that the write puts a row into, or takes one out of; undefined: it doesn't touch the set. */
export const limitColumns = (effect: WriteEffect, read: Instance, test: Bound): readonly string[] | undefined => {
  // the rows that were counted are themselves what is written, one by one
  if (effect.row === read && effect.rowPath.length === 0 && read.operation.result.kind === 'rows' && effect.kind === 'update') return undefined;
  // whether there is anything to go over, and then all of it
  if ((effect.kind === 'update' || effect.kind === 'delete') && equalities(effect.instance).some((key) => isOfEach(key.value, read))) return undefined;
  // a batch is taken and written as a whole: its size says whether to go on
  if (effect.kind === 'update' && equalities(effect.instance).some((key) => key.op === 'in' && isColumnOf(key.value, read) && read.operation.result.kind === 'rows')) return undefined;
  const adds = effect.kind === 'insert' || effect.kind === 'link' || effect.kind === 'upsert';
  // the length of a page says whether there is another one
  if (comparesItself(read, test) || (read.operation.limited === true && !adds && !isFew(test)) || keepsBound(effect, read, test)) return undefined;
  const parent = read.parent;
  // rows are counted by what is in a relation, and the relation of one of them is written
  if (effect.row && effect.rowPath.length > 0 && sameTable(read, effect.row)) {
    const counted = countedBy(test.of).filter((source) => source.read === read).map((source) => source.path.join('.'));
    return effect.sets.map((set) => set.column).filter((column) => counted.some((path) => path === [...effect.rowPath, column].join('.') || path.startsWith(`${[...effect.rowPath, column].join('.')}.`)));
  }
  if (!sameTable(read, effect.instance)) return joinedColumns(effect, read);
  if (adds) {
    const shared = sharedColumns(read, effect);
    if (shared.length > 0) return shared;
    if (read.where.length === 0 && !read.whereOpen && !parent) return [];
    // the rows of a parent: the write puts one under the same parent
    if (parent && effect.sets.some((set) => set.written === 'value' && (isColumnOf(set.value, parent) || rowOf(set.value) === parent || equalities(parent).some((key) => sameValue(key.value, set.value))))) return [];
    if (parent && effect.instance.parent && equalities(effect.instance.parent).some((key) => equalities(parent).some((other) => sameValue(other.value, key.value)))) return [];
    // scoped through a relation: the scope can't be compared column by column
    return read.where.some((condition) => condition.via.length > 0) ? [] : undefined;
  }
  if (effect.kind === 'delete' || effect.kind === 'unlink') {
    // of one row nothing was counted
    if (read.operation.result.kind === 'row' && read.operation.nested === undefined) return undefined;
    // what is counted lies inside the row that goes: none of it leaves the row
    if (sameRow(read, effect) && sourcesOf(test.of).every((source) => source.read !== read || (source.column !== undefined && source.aggregate === undefined))) return undefined;
    const keys = equalities(effect.instance);
    // all that was counted goes: are there such rows at all?
    if (effect.row === undefined && keys.length > 0 && keys.every((key) => equalities(read).some((other) => other.column === key.column && sameValue(other.value, key.value)))) return undefined;
    // more rows than a cap: the surplus goes, whoever removes it
    if (!isLowerBound(test) && effect.instance.where.some(({ op }) => op === 'in' || op === 'notIn')) return undefined;
    const scoped = read.where.filter((condition) => condition.op === 'eq' && condition.value);
    const related = keys.length === 0 || scoped.length === 0 || scoped.some((condition) => keys.some((key) => condition.value && sameValue(condition.value, key.value))) || effect.row !== undefined || keys.some((key) => key.column === 'id');
    return related ? scoped.map((condition) => condition.column) : undefined;
  }
  // one row, and what is in it: no set of rows
  const { kind } = read.operation.result;
  const counted = kind === 'rows' ? countedBy(test.of).filter((source) => source.read === read) : [];
  const columns = effect.sets.filter((set) => (kind !== 'row' && isNow(set.value) && isLowerBound(test)) || counted.some((source) => source.column === set.column)).map((set) => set.column);
  for (const set of effect.sets) if (read.where.some((condition) => condition.column === set.column && condition.via.length === 0)) columns.push(set.column);
  return columns.length > 0 ? columns : undefined;
};

/** A column of each row that a read gave, in turn. */
const isOfEach = (value: Value, read: Instance): boolean => {
  let of = value;
  while (of.kind === 'field') of = of.of;
  if (of.kind === 'phi') return of.options.length > 0 && of.options.every((option) => isOfEach(option.value, read));
  return of.kind === 'element' && of.of.kind === 'rows' && of.of.read === read;
};

/** What is counted is joined with the table that the write puts a row into, under the very value by which the join was narrowed. */
const joinedColumns = (effect: WriteEffect, read: Instance): readonly string[] | undefined => {
  if ((effect.kind !== 'insert' && effect.kind !== 'upsert') || !looksAt(read, effect.instance)) return undefined;
  const columns = read.where.flatMap(({ op, via, column, value }) => {
    const written = op === 'eq' && via.length > 0 && value ? writtenValue(effect, column) : undefined;
    return written && value && sameValue(value, written) ? [column] : [];
  });
  return columns.length > 0 ? columns : undefined;
};

/** A row that leaves the counted set can't break `count < limit`, nor what is done where there is a certain number of rows (`count === 1`); one that enters it no `count > limit`. */
const keepsBound = (effect: WriteEffect, read: Instance, { aggregate, operator }: Bound): boolean => {
  if (aggregate !== 'count') return false;
  const isKeptByLess = operator.startsWith('<') || operator === '===' || operator === '==';
  if (effect.kind === 'delete' || effect.kind === 'unlink') return isKeptByLess;
  if (effect.kind !== 'update') return false;
  const moves = effect.sets.flatMap((set) => read.where.filter((condition) => condition.column === set.column && condition.via.length === 0 && !condition.disjunct).map((condition) => moveOf(condition, set.value)));
  if (isKeptByLess) return moves.includes('leaves');
  return operator.startsWith('>') && moves.length > 0 && moves.every((move) => move === 'enters');
};

/** Whether a row whose column gets a value enters or leaves the rows of a condition on it. */
const moveOf = ({ op, value }: Condition, written: Value): 'enters' | 'leaves' | 'either' => {
  if (op === 'isNull') return written.kind === 'constant' && written.value === null ? 'enters' : isConstantLike(written) || isNow(written) ? 'leaves' : 'either';
  if (op !== 'eq' || value === undefined) return 'either';
  if (sameValue(value, written)) return 'enters';
  return isConstantLike(canonical(value)) && isConstantLike(canonical(written)) ? 'leaves' : 'either';
};

/** `rows.length !== ids.length` after a read by those ids: are they all there? */
const comparesItself = (read: Instance, { limit }: Bound): boolean =>
  limit.kind === 'field' && (limit.name === 'length' || limit.name === 'size') &&
  read.where.some(({ op, value }) => op === 'in' && value !== undefined && (same(value, limit.of) || involves(value, limit.of) || haveSameElements(value, limit.of)));

/** `[...ids]` of a Set */
const haveSameElements = (a: Value, b: Value): boolean => a.kind === 'list' && b.kind === 'list' && a.element !== undefined && b.element !== undefined && same(a.element, b.element);

/** `count <= 1`, `1 < count`: is this the last one? */
/** One or two: no page is as short as that. */
const isFew = ({ limit }: Bound): boolean => limit.kind === 'constant' && typeof limit.value === 'number' && limit.value <= 2;

const isLowerBound = ({ limit }: Bound): boolean => limit.kind === 'constant' && typeof limit.value === 'number' && limit.value <= 1;

/** What decides that a row is counted: the read's columns in conditions on the elements of a list that was made of it. What a function out of view finds in a column isn't known. */
const countedBy = (of: Value): readonly Source[] => {
  if (of.kind !== 'list' || !of.element) return [];
  return optionsOf(of.element).flatMap((option) => option.when.flatMap((literal) => (asksColumn(literal.condition) ? [...sourcesOf(literal.condition)] : [])));
};

/** `member.role === 'owner'`, `!member.leftAt`: the condition is on a column itself. */
const asksColumn = (condition: Value): boolean => {
  switch (condition.kind) {
    case 'not':
      return asksColumn(condition.of);
    case 'test':
      return condition.left.kind === 'field' || condition.right.kind === 'field';
    case 'membership':
      return condition.key?.kind === 'field';
    case 'logical':
      return asksColumn(condition.left) || asksColumn(condition.right);
    default:
      return condition.kind === 'field';
  }
};
