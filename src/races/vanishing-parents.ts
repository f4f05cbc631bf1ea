/**
 * Parents that may be gone when a child is inserted: a row is looked for, or read again, and an insert then points to it by its key.
 *
 * In: a file's model. Out: the pair, how the row can go, and what becomes of the insert then: a foreign key refuses it, or a row without its parent is left. Only
 * where the project removes such rows. Never assumed: that a row without its parent is wrong where the project leaves such rows behind anyway; then the order of
 * two requests changes nothing. That the database keeps a foreign key which no schema declares.
 */
import type { FileModel } from '../model/build-model.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { sourcesOf } from '../model/provenance.js';
import type { Test } from '../model/tests.js';
import { same, type Value } from '../model/values.js';
import { isKnown } from '../operations/known.js';
import type { OperationKind } from '../operations/operation.js';
import { namesake } from '../operations/table.js';
import { schemaOf } from '../resolve/schema-of.js';
import { inCallers } from './callers.js';
import type { Candidate } from './candidate.js';
import { runsOnce } from './entry.js';
import { neverTogether } from './exclusions.js';
import { handlesViolation } from './foreign-keys.js';
import { sameTable, writtenValue } from './keys.js';
import { coversKey } from './locks.js';
import { inOneTransaction } from './one-transaction.js';
import { protectionOf } from './protections.js';
import { isKeyOf, keyConditions, madeHere, meetInCallee, modelsWriting, readsIn, testsOn } from './related-rows.js';
import { removalsOf, type Removal, type Wanted } from './removals.js';
import { effectsOf, type WriteEffect } from './write-effect.js';

export interface VanishingParent {
  readonly candidate: Candidate;
  /** the column of the child that takes the parent's key */
  readonly column: string;
  readonly removal: Removal;
  /** the column that marks the row as gone; undefined: it is deleted */
  readonly flag: string | undefined;
  /** whether a foreign key refuses the insert; undefined: no schema says it */
  readonly refused: boolean | undefined;
}

interface Reference {
  readonly model: FunctionModel;
  readonly effect: WriteEffect;
  readonly read: Instance;
  readonly column: string;
}

const known = new WeakMap<FileModel, readonly VanishingParent[]>();

/** All inserts of a file whose parent may be gone, one for each. */
export const vanishingParents = (file: FileModel): readonly VanishingParent[] => {
  let parents = known.get(file);
  if (!parents) known.set(file, (parents = collect(file)));
  return parents;
};

/** The row stays, marked as gone. */
export const isMarkedOnly = ({ flag, removal }: VanishingParent): boolean => flag !== undefined || removal.keepsRow;

const collect = (file: FileModel): readonly VanishingParent[] => {
  const found = new Map<Instance, VanishingParent>();
  for (const model of modelsWriting(file, inserts)) {
    for (const reference of referencesIn(model)) {
      const { instance } = reference.effect;
      if (found.has(instance)) continue;
      const parent = judged(reference, file);
      if (parent) found.set(instance, parent);
    }
  }
  return [...found.values()];
};

const inserts: ReadonlySet<OperationKind> = new Set(['insert', 'save', 'upsert']);

const referencesIn = (model: FunctionModel): readonly Reference[] => {
  const parents = readsIn(model);
  if (parents.length === 0) return [];
  return model.instances.flatMap((write) => {
    if (!inserts.has(write.operation.kind)) return [];
    return effectsOf(model, write).flatMap((effect) => {
      if (effect.kind !== 'insert' && effect.kind !== 'upsert') return [];
      const found = parents.flatMap((read): readonly Reference[] => {
        if (read.order >= write.order || sameTable(read, write) || !isKnown(write.table)) return [];
        const column = referencing(effect, read);
        return column !== undefined && isChecked(model, effect, read, column) ? [{ model, effect, read, column }] : [];
      });
      // the pair of the last look is the narrowest: where that one is in a called function, the insert has its home there
      return found.filter(({ column, read }) => !meetInCallee(read, write) && !found.some((later) => later.column === column && later.read.order > read.order && sameTable(later.read, read) && alwaysBefore(model, later.read, write)));
    });
  });
};

/** A read happens wherever the write does: what decides on it decides on the write, too. */
const alwaysBefore = (model: FunctionModel, read: Instance, write: Instance): boolean => {
  const decided = model.guardsOfInstance(write);
  return model.precedes(read, write) && model.guardsOfInstance(read).every(({ literal }) => decided.some((other) => other.literal.holds === literal.holds && (other.literal.condition === literal.condition || same(other.literal.condition, literal.condition))));
};

/** The column of the inserted row that takes the key of the row that was read. */
const referencing = (effect: WriteEffect, read: Instance): string | undefined => {
  const names = new Set([...effect.sets.filter(({ written }) => written === 'value').map(({ column }) => column), ...declaredColumns(effect), ...lookedFor(read)]);
  for (const column of names) {
    const value = column === 'id' ? undefined : writtenValue(effect, column);
    if (value && isKeyOf(value, read)) return column;
  }
  return undefined;
};

const declaredColumns = ({ instance }: WriteEffect): readonly string[] => {
  const schema = schemaOf(instance.operation);
  return isKnown(schema) ? (schema?.foreignKeys?.keys.flatMap(({ columns }) => columns) ?? []) : [];
};

/** `where: { id: input.postId }`: a spread of `input` gives `postId` to the new row. */
const lookedFor = (read: Instance): readonly string[] => keyConditions(read).flatMap(({ value }) => (value?.kind === 'field' ? [value.name] : []));

/** The insert happens because the row is there: it was tested, its absence throws, or the key is taken from it. */
const isChecked = (model: FunctionModel, effect: WriteEffect, read: Instance, column: string): boolean => {
  const value = writtenValue(effect, column);
  if (value && sourcesOf(value).some((source) => source.read === read) && read.operation.result.kind === 'row') return true;
  if (read.operation.result.kind === 'row' && read.operation.result.absent === 'throws') return true;
  return testsOn(model, effect).some((test) => isPresence(test, read));
};

const isOf = (value: Value, read: Instance): boolean => sourcesOf(value).some((source) => source.read === read);

const isPresence = (test: Test, read: Instance): boolean => {
  switch (test.kind) {
    case 'presence':
      return test.present && isOf(test.of, read);
    case 'truth':
      return isOf(test.of, read);
    case 'comparison':
      return isOf(test.left, read) || isOf(test.right, read);
    default:
      return false;
  }
};

const judged = (reference: Reference, file: FileModel): VanishingParent | undefined => {
  const { column, effect, model, read } = reference;
  const { instance: write } = effect;
  const candidate: Candidate = { shape: 'check-then-reference', underlying: 'check-then-reference', model, read, write, columns: [column], guard: undefined, existsBranch: undefined, lock: undefined, closed: undefined };
  if (madeHere(model, read) || runsOnce(model, file) || isProtected(candidate)) return undefined;
  const callers = inCallers(candidate, file);
  if (callers.length > 0 && callers.every(isProtected)) return undefined;
  return deleted(candidate, reference, file) ?? flagged(candidate, reference, file);
};

const isProtected = (candidate: Candidate): boolean => neverTogether(candidate) !== undefined || protectionOf(candidate) !== undefined || isHeld(candidate, false);

/** The row is locked, or was written, before the insert and to its commit. @param byKey whether a lock of the key alone is enough */
const isHeld = ({ model, read, write }: Candidate, byKey: boolean): boolean =>
  model.instances.some((held) => {
    if (held.order >= write.order || !sameTable(held, read) || !inOneTransaction(held, write)) return false;
    const { kind, lock } = held.operation;
    const holds = kind === 'update' || kind === 'upsert' || kind === 'save' || kind === 'lock' || (lock !== undefined && (!isKnown(lock) || byKey || lock.strength !== 'key-share'));
    return holds && (held === read || coversKey(held, read, write) || write.sets.some(({ value }) => sourcesOf(value).some((source) => source.read === held)));
  });

const deleted = (candidate: Candidate, { column, effect, read }: Reference, file: FileModel): VanishingParent | undefined => {
  if (isHeld(candidate, true) || !isKnown(read.table)) return undefined;
  const refused = isRefused(effect, column, read);
  if (refused === 'other') return undefined;
  const all = removalsOf(file, read.table, { by: 'delete' });
  const removal = (refused === true ? all.find(({ keepsRow }) => !keepsRow) : undefined) ?? all.find((one) => minds(one, effect.instance));
  if (!removal || (removal.keepsRow && isHeld(candidate, false)) || (refused !== false && !removal.keepsRow && handlesViolation(candidate, file))) return undefined;
  return { candidate, column, removal, flag: undefined, refused };
};

/** The function that removes the parent deals with such children, too: it expects that none is left. */
const minds = ({ beside }: Removal, { table }: Instance): boolean => isKnown(table) && beside.has(namesake(table.id));

/** Whether the database refuses the insert when the row is gone; `other`: the column points to another table. */
const isRefused = ({ instance }: WriteEffect, column: string, read: Instance): boolean | 'other' | undefined => {
  const schema = schemaOf(instance.operation);
  if (!isKnown(schema) || !schema?.foreignKeys) return undefined;
  const { complete, keys } = schema.foreignKeys;
  const own = keys.filter(({ columns }) => columns.length === 1 && columns[0] === column);
  if (own.length === 0) return complete && schema.columns.has(column) ? false : undefined;
  return own.some(({ table }) => !isKnown(table) || !isKnown(read.table) || namesake(table.id) === namesake(read.table.id)) ? true : 'other';
};

/** The check wants the row not to be marked as gone, and the project marks rows so. */
const flagged = (candidate: Candidate, { effect, model, read }: Reference, file: FileModel): VanishingParent | undefined => {
  if (!isKnown(read.table)) return undefined;
  for (const { column, wanted } of flagsIn(model, effect, read)) {
    const removal = removalsOf(file, read.table, { by: 'flag', column, wanted }).find((one) => minds(one, effect.instance));
    if (removal) return { candidate, column: candidate.columns[0] ?? '', removal, flag: column, refused: undefined };
  }
  return undefined;
};

interface Flag {
  readonly column: string;
  readonly wanted: Wanted;
}

/** Columns that the check wants to be NULL or false, or true. */
const flagsIn = (model: FunctionModel, effect: WriteEffect, read: Instance): readonly Flag[] => [
  ...read.where.flatMap(({ column, disjunct, op, value, via }): Flag[] => {
    if (disjunct || via.length > 0) return [];
    if (op === 'isNull' || (op === 'eq' && value?.kind === 'constant' && (value.value === null || value.value === false))) return [{ column, wanted: 'unset' }];
    return op === 'eq' && value?.kind === 'constant' && value.value === true ? [{ column, wanted: 'set' }] : [];
  }),
  ...testsOn(model, effect).flatMap((test): Flag[] => {
    const tested = test.kind === 'truth' ? { of: test.of, holds: test.holds } : test.kind === 'presence' ? { of: test.of, holds: test.present } : undefined;
    const source = tested && tested.of.kind === 'field' ? sourcesOf(tested.of).find((one) => one.read === read && one.how === 'identity') : undefined;
    return tested && source?.column !== undefined ? [{ column: source.column, wanted: tested.holds ? 'set' : 'unset' }] : [];
  }),
];
