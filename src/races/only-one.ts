/**
 * Races by moving a mark that one row of a set is to have: it is taken from all (`isDefault: false`), and given to one (`isDefault: true`). Of two runs that
 * overlap each takes it from the rows that are there, and both give it.
 *
 * Never assumed: that a mark is one by its name. It is a column that is set to `false` for many rows and to `true`, or to what the first write rests on, for one.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Condition, Instance, SetColumn } from '../model/instance.js';
import type { Value } from '../model/values.js';
import type { Candidate, Closure } from './candidate.js';
import { isOpenedHere } from './detect-replace-all.js';
import { isNow } from './effects.js';
import { isKnown } from '../operations/known.js';
import { schemaOf } from '../resolve/schema-of.js';
import { excludeEachOther } from './exclusions.js';
import { isPossible } from './feasible.js';
import { equalities, sameTable, sameValue, sharedColumns, writtenValue } from './keys.js';
import { inOwnTransaction } from './isolation.js';
import { effectsOf, type WriteEffect } from './write-effect.js';

/** Each mark once: where it is given first. */
export const detectOnlyOne = (model: FunctionModel, writes: readonly Instance[]): readonly Candidate[] =>
  writes.flatMap((taken) => {
    const column = takenFromMany(taken) ?? takenFromMarked(model, taken);
    if (column === undefined || !isOpenedHere(taken) || !isPossible(model, taken, taken.handle)) return [];
    const given = writes.find((write) => isAfter(model, taken, write) && effectsOf(model, write).some((effect) => isGiven(model, taken, effect, column)));
    if (given === undefined) return [];
    return [{ shape: 'replace-all', underlying: 'replace-all', model, read: taken, write: given, columns: [column], guard: undefined, existsBranch: undefined, lock: undefined, closed: lockedBy(taken, given, column), mark: column }];
  });

/** The column that an update of a set of rows, by whatever but their key, sets to `false`, and nothing else. */
const takenFromMany = ({ operation, where, whereOpen, entity, sets }: Instance): string | undefined => {
  if (operation.kind !== 'update' || operation.rows !== 'many' || operation.nested || entity || whereOpen || !isAlone(sets)) return undefined;
  if (where.some(({ column, op, via, disjunct }) => via.length > 0 || disjunct || (column === 'id' && op !== 'ne'))) return undefined;
  return sets.find((set) => isBoolean(set, false) && where.every((condition) => condition.column !== set.column || asksFor(condition, true)))?.column;
};

/** `const old = findOne({ isDefault: true }); old.update({ isDefault: false })`: it is taken from the one that has it. */
const takenFromMarked = (model: FunctionModel, taken: Instance): string | undefined => {
  if (taken.operation.kind !== 'update' && taken.operation.kind !== 'save') return undefined;
  const [effect] = effectsOf(model, taken);
  const { row, sets } = effect ?? {};
  if (row?.operation.kind !== 'read' || sets === undefined || !isAlone(sets)) return undefined;
  return sets.find((set) => isBoolean(set, false) && row.where.some((condition) => condition.column === set.column && condition.via.length === 0 && asksFor(condition, true)))?.column;
};

/** A time of the clock, or of the database (`knex.fn.now()`), goes with any change. */
const isAlone = (sets: readonly SetColumn[]): boolean => sets.filter(({ value }) => !isNow(value) && !(value.kind === 'derived' && value.by === 'now')).length === 1;

const isBoolean = ({ written, value }: SetColumn, wanted: boolean): boolean => written !== 'atomic' && value.kind === 'constant' && value.value === wanted;

const asksFor = ({ op, value }: Condition, wanted: boolean): boolean => op === 'eq' && value?.kind === 'constant' && value.value === wanted;

const isAfter = (model: FunctionModel, taken: Instance, given: Instance): boolean =>
  given !== taken && taken.order < given.order && (given.operation.kind !== 'update' || given.operation.rows === 'one' || given.entity !== undefined || isNarrower(taken, given)) &&
  !given.operation.nested && sameTable(taken, given) && (taken.block === given.block || model.reaches(taken.block, given.block)) && isPossible(model, given, given.handle) && !excludeEachOther(model, taken, given);

/** By a key, or by more than what says whose set it is. */
const isNarrower = (taken: Instance, given: Instance): boolean => {
  const ofTaken = equalities(taken).filter(({ value }) => value.kind !== 'constant');
  return equalities(given).some(({ column, value }) => value.kind !== 'constant' && ofTaken.every((other) => other.column !== column));
};

/** One row gets the mark: `true`, or the value without which it isn't taken from the others. */
const isGiven = (model: FunctionModel, taken: Instance, effect: WriteEffect, column: string): boolean => {
  if (effect.kind !== 'insert' && effect.kind !== 'update' && effect.kind !== 'upsert') return false;
  const value = writtenValue(effect, column) ?? effect.sets.find((set) => set.column === column && set.written !== 'atomic')?.value;
  if (value === undefined || !(isTrue(value) || model.guardsOfInstance(taken).some(({ literal }) => literal.holds && sameValue(literal.condition, value)))) return false;
  // a row that is inserted is one of the set
  const owners = equalities(taken).filter(({ op, column: of, value: owner }) => op === 'eq' && of !== column && owner.kind !== 'constant');
  const shared = sharedColumns(taken, effect);
  return effect.kind !== 'insert' || owners.every((owner) => shared.includes(owner.column));
};

const isTrue = (value: Value): boolean => value.kind === 'constant' && value.value === true;

/** A partial unique key on what says whose set it is: the second row with the mark is refused. */
const isUnique = (taken: Instance): boolean => {
  const schema = schemaOf(taken.operation);
  const owners = equalities(taken).map(({ column }) => column);
  return isKnown(schema) && schema !== undefined && schema.keys.some(({ kind, columns }) => kind === 'partial' && columns.every((column) => owners.includes(column)));
};

/** In one transaction an update of all rows of the set, marked or not, is a lock on the row that gets the mark. */
const lockedBy = (taken: Instance, given: Instance, column: string): Closure | undefined => {
  if (isUnique(taken)) return { reason: 'write-conflict', node: taken.site };
  const isOfAll = !taken.where.some((condition) => condition.column === column);
  return isOfAll && given.operation.kind !== 'insert' && inOwnTransaction(taken, given) ? { reason: 'row-lock', node: taken.site } : undefined;
};
