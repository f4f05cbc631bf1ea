/**
 * Write skew over two tables: the state of one row is tested, then a row that belongs to it is written, and the function that changes the state deals with such rows, too.
 *
 * In: a file's model. Out: the pair, the tested column, and where the state changes. Only where the other function looks for the written rows before it changes the state, or
 * changes them: else the write came first, and nothing is lost. Never assumed: that a check of who is asking, or of a row that only lends a value, is one of state.
 */
import type { FileModel } from '../model/build-model.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import { isConstantLike, type Value } from '../model/values.js';
import { isKnown } from '../operations/known.js';
import type { OperationKind } from '../operations/operation.js';
import { inCallers } from './callers.js';
import type { Candidate } from './candidate.js';
import { runsOnce } from './entry.js';
import { equalities, required, sameRow, sameTable, sameValue } from './keys.js';
import { freshRow, ownRow } from './own-rows.js';
import { coversKey } from './locks.js';
import { inOneTransaction } from './one-transaction.js';
import { protectionOf } from './protections.js';
import { isKeyOf, keyColumns, madeHere, meetInCallee, readsIn } from './related-rows.js';
import { changesOf, dealingsWith, type StateChange } from './state-changes.js';
import { statesOf, type State } from './states.js';
import { effectsOf, type WriteEffect } from './write-effect.js';

export interface WriteSkew {
  readonly candidate: Candidate;
  readonly state: State;
  readonly change: StateChange;
  /** what the function that changes the state does with the written table's rows */
  readonly dealing: Instance;
}

interface Pair {
  readonly model: FunctionModel;
  readonly effect: WriteEffect;
  readonly read: Instance;
}

const found = new WeakMap<FileModel, readonly WriteSkew[]>();

/** All write skews of a file, one for each write. */
export const writeSkews = (file: FileModel): readonly WriteSkew[] => {
  let skews = found.get(file);
  if (!skews) found.set(file, (skews = collect(file)));
  return skews;
};

const collect = (file: FileModel): readonly WriteSkew[] => {
  const skews = new Map<Instance, WriteSkew>();
  for (const model of file.readAndWrite()) {
    for (const pair of pairsIn(model)) {
      const { instance } = pair.effect;
      if (skews.has(instance)) continue;
      const skew = judged(pair, file);
      if (skew) skews.set(instance, skew);
    }
  }
  return [...skews.values()];
};

const writes: ReadonlySet<OperationKind> = new Set(['insert', 'update', 'delete', 'upsert', 'save']);

/** A row that is read, and a row of another table that is written afterwards and belongs to it. */
const pairsIn = (model: FunctionModel): readonly Pair[] => {
  const rows = readsIn(model);
  if (rows.length === 0) return [];
  return model.instances.flatMap((write) => {
    if (!writes.has(write.operation.kind) || !isKnown(write.table)) return [];
    return effectsOf(model, write).flatMap((effect) => {
      if (effect.kind === 'link' || effect.kind === 'unlink') return [];
      return rows.filter((read) => read.order < write.order && !sameTable(read, write) && !meetInCallee(read, write) && isRelated(effect, read)).map((read) => ({ model, effect, read }));
    });
  });
};

/** The written row takes the key of the one that was read, or both are found by one. */
const isRelated = (effect: WriteEffect, read: Instance): boolean => {
  const { instance } = effect;
  const given = effect.sets.filter(({ column, written }) => written === 'value' && column !== 'id').map(({ value }) => value);
  const named = equalities(instance).map(({ value }) => value);
  if ([...given, ...named].some((value) => isKeyOf(value, read))) return true;
  // a column of the row that was read names the written one
  if (named.some((value) => isColumn(value, read))) return true;
  const parents = equalities(read).filter(({ disjunct, op, value }) => !disjunct && op === 'eq' && !isConstantLike(canonical(value)));
  if (parents.length === 0) return false;
  if (effect.kind === 'insert') return parents.every((parent) => given.some((value) => sameValue(value, parent.value)));
  // the row that was read is found by a column of the written one
  const owner = effect.row;
  return parents.some(({ value }) => (owner !== undefined && isColumn(value, owner)) || named.some((other) => sameValue(other, value)) || sourcesOf(value).some((source) => source.how === 'identity' && sameRow(source.read, effect)));
};

const isColumn = (value: Value, read: Instance): boolean => sourcesOf(value).some((source) => source.read === read && source.how === 'identity' && source.column !== undefined);

const judged = ({ effect, model, read }: Pair, file: FileModel): WriteSkew | undefined => {
  const { instance: write } = effect;
  if (write.whereOpen || !isKnown(read.table) || !isKnown(write.table)) return undefined;
  const states = statesOf(model, effect, read).filter((state) => !isHandledHere(model, effect, read, state));
  if (states.length === 0 || madeHere(model, read) || freshRow(read) || ownRow(read) || runsOnce(model, file)) return undefined;
  const candidateOf = (column: string): Candidate => ({ shape: 'write-skew', underlying: 'write-skew', model, read, write, columns: [column], guard: undefined, existsBranch: undefined, lock: undefined, closed: undefined });
  const candidate = candidateOf(states[0]?.column ?? '');
  if (isProtected(candidate)) return undefined;
  const callers = inCallers(candidate, file);
  if (callers.length > 0 && callers.every(isProtected)) return undefined;
  for (const state of states) {
    for (const change of changesOf(file, read.table, state)) {
      if (change.model.fn === model.fn) continue;
      const dealing = dealingsWith(change, write.table).find((other) => meets(other, change, effect));
      if (dealing) return { candidate: candidateOf(state.column), state, change, dealing };
    }
  }
  return undefined;
};

/** The order of the two matters: what the other one does with such rows is something else once this write has happened. */
const meets = (dealing: Instance, of: StateChange, effect: WriteEffect): boolean => {
  const isNew = effect.kind === 'insert' || effect.kind === 'upsert';
  if (isNew && seesNewRows(dealing) && !leavesNewRows(dealing, of, effect)) return true;
  if (effect.kind === 'insert') return false;
  if (dealing.operation.kind === 'read') return effect.kind === 'delete' ? seesNewRows(dealing) : effect.sets.some(({ column }) => looksAtColumn(dealing, column, of));
  if (effect.kind === 'delete') return false;
  // both write a column: who comes last decides
  return effectsOf(of.model, dealing).some((other) => other.kind === 'update' && other.sets.some(({ column }) => effect.sets.some((set) => set.column === column)));
};

/** A new row is seen by who looks for the rows of a key, not by who knows them by their own. */
const seesNewRows = (dealing: Instance): boolean => {
  if (dealing.parent) return true;
  const keys = keyColumns(dealing);
  const conditions = equalities(dealing);
  return conditions.length > 0 && !conditions.some(({ column, op }) => op === 'eq' && keys.includes(column));
};

/** `set({ logo: null })`: a new row without a logo is left as it is. */
const leavesNewRows = (dealing: Instance, { model }: StateChange, { sets, spreads }: WriteEffect): boolean =>
  spreads.length === 0 && dealing.operation.kind === 'update' && effectsOf(model, dealing).every((other) => other.spreads.length === 0 && other.sets.length > 0 && other.sets.every(({ column, value }) => value.kind === 'constant' && value.value === null && !sets.some((set) => set.column === column)));

/** A column that a read asks for in its predicate, or that is tested before the state changes. */
const looksAtColumn = (read: Instance, column: string, { effect, model }: StateChange): boolean =>
  read.where.some((condition) => condition.column === column && condition.via.length === 0) || statesOf(model, effect, read).some((state) => state.column === column);

/** The function changes the tested column of the row itself, which is a matter of that write; or the write asks for the state once more. */
const isHandledHere = (model: FunctionModel, { instance: write }: WriteEffect, read: Instance, { column }: State): boolean =>
  required(write).some((condition) => condition.column === column && condition.via.length > 0) ||
  write.operation.joins.some((table) => isKnown(read.table) && table.id === read.table.id) ||
  model.instances.some((other) => sameTable(other, read) && effectsOf(model, other).some((effect) => effect.kind !== 'insert' && (effect.kind === 'delete' || effect.sets.some((set) => set.column === column) || other.updates.some((set) => set.column === column))));

const isProtected = (candidate: Candidate): boolean => protectionOf(candidate) !== undefined || isHeld(candidate);

/** The read takes a lock that keeps the row as it is, or the row is written in the same transaction where it is still in that state. */
const isHeld = ({ columns, model, read, write }: Candidate): boolean =>
  model.instances.some((held) => {
    if (held.order >= write.order || !sameTable(held, read) || !inOneTransaction(held, write)) return false;
    const { kind, lock } = held.operation;
    if (held.order <= read.order && lock !== undefined && (!isKnown(lock) || lock.strength !== 'key-share')) return held === read || coversKey(held, read, write);
    return kind === 'update' && coversKey(held, read, write) && required(held).some(({ column }) => columns.includes(column));
  });
