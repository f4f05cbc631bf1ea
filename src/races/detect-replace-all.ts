/**
 * Races by replacing a set: all rows of an owner are deleted, and the new ones inserted. Two runs that overlap leave both sets, or the second fails on a
 * unique key.
 *
 * Never assumed: that a transaction which the caller handed in holds no lock; that an insert which ignores conflicts is part of a replacement.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { canonical } from '../model/provenance.js';
import { isConstantLike } from '../model/values.js';
import type { Candidate } from './candidate.js';
import { equalities, sameTable, sameValue, sharedColumns } from './keys.js';
import { effectsOf } from './write-effect.js';

/** Each set once: at its first insert. */
export const detectReplaceAll = (model: FunctionModel, writes: readonly Instance[]): readonly Candidate[] =>
  writes.filter(isWholeSet).flatMap((removed) => {
    const found = writes.flatMap((inserted): Candidate[] => {
      const columns = isInsertAfter(model, removed, inserted) ? columnsOf(model, removed, inserted) : undefined;
      if (!columns) return [];
      return [{ shape: 'replace-all', underlying: 'replace-all', model, read: removed, write: inserted, columns, guard: undefined, existsBranch: undefined, lock: undefined, closed: undefined }];
    });
    return found.slice(0, 1);
  });

/** A delete of all rows with some values, or of all rows. */
const isWholeSet = (instance: Instance): boolean => {
  const { operation, where, whereOpen, whereSpreads } = instance;
  if (operation.kind !== 'delete' || operation.rows !== 'many' || operation.nested || instance.entity || whereOpen || whereSpreads.length > 0) return false;
  return where.every(({ op, via, disjunct, column }) => op === 'eq' && via.length === 0 && !disjunct && column !== 'id') && isOpenedHere(instance);
};

/** Through a client, or in a transaction of this function: what a caller's transaction holds isn't known. */
const isOpenedHere = ({ handle, contexts }: Instance): boolean => handle.kind === 'client' || (handle.kind === 'transaction' && contexts.some(({ kind }) => kind === 'transaction'));

const isInsertAfter = (model: FunctionModel, removed: Instance, inserted: Instance): boolean => {
  const { operation, order, block } = inserted;
  if (operation.kind !== 'insert' || (operation.nested && !ofUpdatedRow(inserted)) || operation.onConflict !== undefined) return false;
  return sameTable(removed, inserted) && removed.order < order && (removed.block === block || model.reaches(removed.block, block));
};

/** `update({ where: { id }, data: { items: { create: … } } })`: rows that are inserted under a row that is updated. */
const ofUpdatedRow = ({ parent }: Instance): boolean => parent?.operation.kind === 'update' && !parent.operation.nested;

/** The columns by which the rows of the updated row were deleted: they hold its key. */
const columnsOfParent = (removed: Instance, { parent }: Instance): readonly string[] | undefined => {
  const keys = parent ? equalities(parent) : [];
  const owners = equalities(removed).filter(({ value }) => !isConstantLike(canonical(value)) && keys.some((key) => key.column === 'id' && sameValue(key.value, value)));
  return owners.length > 0 && owners.length === removed.where.length ? owners.map(({ column }) => column) : undefined;
};

/** The columns that say whose set it is; none where the whole table is replaced; undefined: another set is inserted. */
const columnsOf = (model: FunctionModel, removed: Instance, inserted: Instance): readonly string[] | undefined => {
  if (removed.where.length === 0) return [];
  if (inserted.operation.nested) return columnsOfParent(removed, inserted);
  const shared = effectsOf(model, inserted).flatMap((effect) => sharedColumns(removed, effect));
  const owners = equalities(removed).filter(({ column, value }) => shared.includes(column) && !isConstantLike(canonical(value)));
  return owners.length > 0 && equalities(removed).every(({ column }) => shared.includes(column)) ? [...new Set(owners.map(({ column }) => column))] : undefined;
};
