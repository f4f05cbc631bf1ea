/**
 * Operations that lock rows or keys, and whether what they lock is fixed by what a read and a write share.
 */
import { isKnown } from '../operations/known.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import { isConstantLike, type Value } from '../model/values.js';
import { equalities, involves, sameTable, sameValue } from './keys.js';

/** Instances that hold a row (or key) until the transaction ends. */
export const locksOf = (model: FunctionModel): readonly Instance[] => {
  let locks = lockers.get(model);
  if (!locks) lockers.set(model, (locks = model.instances.filter(isLocking)));
  return locks;
};

const lockers = new WeakMap<FunctionModel, readonly Instance[]>();

const isLocking = ({ operation: { kind, lock } }: Instance): boolean => {
  if (lock === undefined) return kind === 'lock';
  return isKnown(lock) && (lock.strength === 'update' || lock.strength === 'no-key-update');
};

/** A lock on an agreed key (advisory), as opposed to rows. */
export const isKeyLock = (lock: Instance): boolean => lock.operation.kind === 'lock' && lock.operation.lockKey !== undefined;

/** What a lock's key, or the predicate of a locking read, names; constants aside. */
export const keyValues = (instance: Instance): readonly Value[] => [...instance.lockKey, ...instance.where.flatMap((condition) => (condition.value ? [condition.value] : []))].filter((value) => !isConstantLike(canonical(value)));

/** What a row must be, and, for a new row, what it will be. */
const valuesOf = (instance: Instance): readonly Value[] => [
  ...instance.where.flatMap((condition) => (condition.value ? [condition.value] : [])),
  ...(instance.operation.kind === 'update' ? [] : [...instance.sets.map((set) => set.value), ...instance.setsSpreads, ...(instance.entity ? [instance.entity] : [])]),
  ...(instance.parent ? instance.parent.where.flatMap((condition) => (condition.value ? [condition.value] : [])) : []),
];

/**
 * Whether a lock's key is a function of values that read and write share: two runs that conflict take the same lock. Where a row comes into the set that was
 * read, or leaves it, every run that looks at the set conflicts: the key must be fixed by the read's predicate, and what the new row has beside it doesn't count.
 * A lock with a constant key (or none) excludes everybody.
 */
export const coversKey = (lock: Instance, read: Instance, write: Instance, isSetRead = false): boolean => {
  const keys = keyValues(lock);
  if (keys.length === 0) return isKeyLock(lock);
  const pair = isSetRead && !read.whereOpen && read.whereSpreads.length === 0 ? [read] : [read, write];
  const fixed = [...pair, ...pair.flatMap(ownersOf)].flatMap(valuesOf);
  return isOfRow(lock, fixed) || keys.some((key) => fixed.some((value) => sameValue(key, value) || involves(key, value) || involves(value, key)) || fromSameRow(key, pair));
};

/** What is looked for is the key of the very row that was written, by whatever that was found. */
const isOfRow = (written: Instance, values: readonly Value[]): boolean =>
  updatesRow(written) && values.some((value) => sourcesOf(value).some(({ column, how, read }) => read === written && column === 'id' && how === 'identity'));

/** A row that is there is written, whether or not it is inserted where it isn't. */
export const updatesRow = ({ operation: { kind }, updates }: Instance): boolean => kind === 'update' || (kind === 'upsert' && updates.length > 0);

/** The reads whose rows' ids name the row: what was looked for there is fixed by the row as well. */
const ownersOf = (instance: Instance): readonly Instance[] =>
  equalities(instance).flatMap((condition) => sourcesOf(condition.value).flatMap((source) => (source.column === 'id' && source.read !== instance && sameTable(source.read, instance) ? [source.read] : [])));

const fromSameRow = (key: Value, pair: readonly Instance[]): boolean => sourcesOf(key).some((source) => pair.some((instance) => valuesOf(instance).some((value) => sourcesOf(value).some((other) => other.read === source.read)) || instance === source.read));
