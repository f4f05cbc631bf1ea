/**
 * Races by replacing a set: all rows of an owner are deleted, and the new ones inserted. Two runs that overlap leave both sets, or the second fails on a
 * unique key.
 *
 * Never assumed: that a transaction which the caller handed in holds no lock; that an insert which ignores conflicts is part of a replacement.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Condition, Instance } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import { componentsOf, isConstantLike, type Value } from '../model/values.js';
import type { Handle } from '../operations/operation.js';
import { ownerOf } from '../resolve/modules.js';
import { parametersOf } from '../syntax/functions.js';
import type { Candidate } from './candidate.js';
import { excludeEachOther } from './exclusions.js';
import { isPossible } from './feasible.js';
import { equalities, sameTable, sameValue, sharedColumns, writtenKey } from './keys.js';
import { effectsOf } from './write-effect.js';

/** Each set once: at its first insert. */
export const detectReplaceAll = (model: FunctionModel, writes: readonly Instance[]): readonly Candidate[] =>
  writes.filter((instance) => isWholeSet(instance) && isPossible(model, instance, instance.handle)).flatMap((removed) => {
    const found = writes.flatMap((inserted): Candidate[] => {
      const columns = isInsertAfter(model, removed, inserted) ? columnsOf(model, removed, inserted) : undefined;
      if (!columns) return [];
      return [{ shape: 'replace-all', underlying: 'replace-all', model, read: removed, write: inserted, columns, guard: undefined, existsBranch: undefined, lock: undefined, closed: undefined }];
    });
    return found.slice(0, 1);
  });

/** A delete of all rows with some values, of those with one of a list, or of all rows. */
const isWholeSet = (instance: Instance): boolean => {
  const { operation, where, whereOpen, whereSpreads } = instance;
  if (operation.kind !== 'delete' || operation.rows !== 'many' || operation.nested || instance.entity || whereOpen || whereSpreads.length > 0) return false;
  return where.every(({ op, via, disjunct, column, value }) => (op === 'eq' || op === 'in') && via.length === 0 && !disjunct && column !== 'id' && !isEmptyList(value)) && isOpenedHere(instance);
};

/** What one of none is hits no row. */
const isEmptyList = (value: Value | undefined): boolean => value?.kind === 'list' && value.element === undefined && value.items?.length === 0;

/** Through a client, or in a transaction of this function: what a caller's transaction holds isn't known. */
export const isOpenedHere = ({ handle, contexts }: Instance): boolean => {
  if (handle.kind === 'client') return !isHandedIn(handle);
  return handle.kind === 'transaction' && contexts.some(({ kind }) => kind === 'transaction');
};

/**
 * A parameter by itself, or one of what an object of named parameters holds (`args: { db: Database; id: string }`): a transaction's handle can be given for it, whatever
 * its type says. What a callback is called with is the callee's, what a context holds the application's.
 */
const isHandedIn = ({ node }: Handle): boolean => {
  const origin = ownerOf(node)?.origin(node);
  const given = origin?.kind === 'member' ? origin.object : origin;
  if (given?.kind !== 'parameter' || given.fn.parent.type === 'CallExpression') return false;
  if (given === origin && given.path.length === 0) return node.type === 'Identifier';
  const pattern = parametersOf(given.fn)[given.index];
  return given.path.length === (given === origin ? 1 : 0) && pattern?.typeAnnotation?.typeAnnotation.type === 'TSTypeLiteral';
};

const isInsertAfter = (model: FunctionModel, removed: Instance, inserted: Instance): boolean => {
  const { operation, order, block } = inserted;
  if (operation.kind !== 'insert' || (operation.nested && !ofUpdatedRow(inserted)) || operation.onConflict !== undefined) return false;
  return sameTable(removed, inserted) && removed.order < order && (removed.block === block || model.reaches(removed.block, block)) && isPossible(model, inserted, inserted.handle) && !excludeEachOther(model, removed, inserted);
};

/** `update({ where: { id }, data: { items: { create: … } } })`: rows that are inserted under a row that is updated. */
const ofUpdatedRow = ({ parent }: Instance): boolean => parent?.operation.kind === 'update' && !parent.operation.nested;

/** The columns by which the rows of the updated row were deleted: they hold its key. */
const columnsOfParent = (removed: Instance, { parent }: Instance): readonly string[] | undefined => {
  const keys = parent ? equalities(parent) : [];
  const owners = equalities(removed).filter(({ value }) => !isConstantLike(canonical(value)) && keys.some((key) => key.column === 'id' && sameValue(key.value, value)));
  return owners.length > 0 && owners.length === removed.where.length ? owners.map(({ column }) => column) : undefined;
};

/** Whole tables are replaced by what runs alone (an import, a tool, the start): only one transaction around both says that others use the table meanwhile. */
const isMeantAsOne = ({ contexts }: Instance, inserted: Instance): boolean => contexts.some((context) => context.kind === 'transaction' && inserted.contexts.some((other) => other.kind === 'transaction' && other.node === context.node));

/** The columns that say whose set it is; none where the whole table is replaced; undefined: another set is inserted. */
const columnsOf = (model: FunctionModel, removed: Instance, inserted: Instance): readonly string[] | undefined => {
  if (removed.where.length === 0) return isMeantAsOne(removed, inserted) ? [] : undefined;
  if (inserted.operation.nested) return columnsOfParent(removed, inserted);
  const effects = effectsOf(model, inserted);
  const shared = effects.flatMap((effect) => sharedColumns(removed, effect));
  const keys = equalities(removed).filter(({ op }) => op === 'eq');
  const owners = keys.filter(({ column, value }) => shared.includes(column) && !isConstantLike(canonical(value)));
  if (owners.length === 0 || !keys.every(({ column }) => shared.includes(column))) return undefined;
  const isOfSet = (picked: Condition): boolean => picked.op === 'eq' || shared.includes(picked.column) || effects.some((effect) => isOneOf(picked, removed, writtenKey(effect, picked.column)));
  return removed.where.every(isOfSet) ? [...new Set(owners.map(({ column }) => column))] : undefined;
};

/**
 * Whether what is inserted takes the place of rows that were picked by a list: a subquery, what another table gives, constants with the inserted one among
 * them. A list that the caller gave, or the difference to the rows that are there, says what goes, and nothing of what comes.
 */
const isOneOf = ({ value: list }: Condition, removed: Instance, written: Value | undefined): boolean => {
  if (!written) return false;
  if (!list) return true;
  if (isConstantLike(canonical(written))) return list.kind === 'list' && list.items?.some((item) => sameValue(item, written)) === true;
  return !sourcesOf(list).some(({ read }) => sameTable(read, removed)) && !mayBeGiven(list);
};

/** Whether a list is made of something that came in, or isn't known. */
const mayBeGiven = (value: Value, depth = 8): boolean => depth === 0 || value.kind === 'unknown' || value.kind === 'symbol' || componentsOf(value).some((part) => mayBeGiven(part, depth - 1));
