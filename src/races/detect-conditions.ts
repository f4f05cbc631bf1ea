/**
 * Races by control: whether a write happens depends on a read.
 */
import type { FunctionModel, Guard } from '../model/function-model.js';
import type { Condition, Instance, SetColumn } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import type { Test } from '../model/tests.js';
import { isConstantLike, optionsOf, same, type Value } from '../model/values.js';
import { isLookedForAnew } from './any-row.js';
import type { Candidate, Closure, Shape } from './candidate.js';
import { linkedColumns } from './carried.js';
import type { GuardedWrite } from './detect.js';
import { decisionOf, existsBranchOf } from './branches.js';
import { isDirtyCheck } from './dirty-check.js';
import { repeatsRead } from './detect-values.js';
import { isAbsorbing, isCountIgnored } from './effects.js';
import { checksIdentity, isAnswerTo, isCopy, isOtherElement, isPermission, isVerification, movesAway } from './harmless.js';
import { equalities, required, sameRow, sameTable, sameValue, sharedColumns, tableOf, writesSource, writtenKey } from './keys.js';
import { countsSteps, limitColumns } from './limits.js';
import { aimsElsewhere, conflictHandled } from './on-conflict.js';
import { changesElements, detectLists } from './lists.js';
import type { Mutability } from './mutability.js';
import { freshRow, ownRow } from './own-rows.js';
import { meansRowOf } from './read-anew.js';
import { rowsThere } from './required-rows.js';
import { absentColumns } from './absent-rows.js';
import type { WriteEffect } from './write-effect.js';

type Presence = Extract<Test, { kind: 'presence' }>;

const reads = (value: Value): readonly Instance[] => [...new Set(sourcesOf(value).map((source) => source.read))].filter((read) => read.operation.kind === 'read');

/** Candidates of the shapes create-if-absent, limit-check, guarded-update and update-then-create. */
export const detectConditions = (model: FunctionModel, { effect, tests }: GuardedWrite, mutability: Mutability): readonly Candidate[] => {
  const write: StateWrite = { model, effect, tests, mutability };
  const found: Candidate[] = [];
  const add = (shape: Shape, read: Instance, columns: readonly string[], guard: Guard, closed?: Closure): void => {
    const before = found.findIndex((other) => other.shape === shape && other.read === read);
    // another guard on the same read may not be as harmless
    if (before >= 0 && (closed !== undefined || found[before]?.closed === undefined)) return;
    if (before >= 0) found.splice(before, 1);
    found.push({ shape, underlying: shape, model, read, write: effect.instance, columns, guard, existsBranch: shape === 'create-if-absent' ? existsBranchOf(model, guard, effect.instance, read) : undefined, lock: undefined, closed: closed ?? (shape === 'guarded-update' ? freshRow(read) : undefined) });
  };
  // nearer guards come first: a read whose row they found present isn't absent, whatever a farther one left open
  const present = new Set<Instance>();
  const isThere = rowsThere(tests);
  for (const { guard, test } of tests) {
    detectLists(model, effect, guard, test, (read, column) => handledBy(effect, read, column), add);
    switch (test.kind) {
      case 'presence':
        // `['OPEN', 'HELD'].includes(row.state)`
        if (test.of.kind === 'membership' && test.of.key) stateTest(write, guard, test.of.key, undefined, 'in', add);
        if (test.present) {
          if (test.of.kind === 'row') present.add(test.of.read);
          claimedRows(write, test, guard, (read, columns, closed) => { add('guarded-update', read, columns, guard, closed); });
          relatedRows(effect, test.of, mutability, (read, columns) => { add('guarded-update', read, columns, guard); });
        } else if (!isOwnMemory(test.of)) {
          if (test.of.kind === 'row' && test.of.read.operation.kind === 'update') updatedNone(effect, test.of.read, guard, add);
          for (const read of reads(test.of)) {
            if (present.has(read) || isThere(read, guard) || isLookedForAnew(model, effect, read)) continue;
            const columns = [absentColumns(effect, test, read), linkedColumns(model, read, effect)].find(({ length }) => length > 0) ?? [];
            if (columns.length > 0) add('create-if-absent', read, columns, guard, (aimsElsewhere(effect, read) ? undefined : conflictHandled(effect)) ?? ownRow(read) ?? sameEitherWay(effect, read, guard, tests) ?? oneTarget(effect, read));
          }
          relatedRows(effect, test.of, mutability, (read, columns) => { add('guarded-update', read, columns, guard); });
        }
        break;
      case 'bound':
        for (const read of reads(test.of)) {
          const columns = countsSteps(guard, test) ? undefined : limitColumns(effect, read, test);
          if (columns) add('limit-check', read, columns, guard, sameRow(read, effect) && repeatsRead(effect, read, undefined) ? { reason: 'version-in-where', node: effect.instance.site } : undefined);
        }
        break;
      case 'comparison':
        stateTest(write, guard, test.left, test.right, test.operator, add);
        stateTest(write, guard, test.right, test.left, mirrored[test.operator] ?? test.operator, add);
        break;
      case 'truth':
        stateTest(write, guard, test.of, undefined, test.holds ? 'is' : 'not', add);
        // `if (job?.startedAt)` says that there is a job
        if (test.holds && test.of.kind === 'field') claimedRows(write, { kind: 'presence', of: test.of, present: true }, guard, (read, columns, closed) => { add('guarded-update', read, columns, guard, closed); });
        break;
      case 'affected':
        if (test.none) updatedNone(effect, test.of.write, guard, add);
    }
  }
  return found.filter((candidate) => !isSaidByAbsence(candidate, tests, found));
};

/** `if (rows.length > 1) throw …; if (!rows[0]) insert`: where no row may be there, a bound from above asks for less. */
const isSaidByAbsence = ({ guard, read, shape }: Candidate, tests: GuardedWrite['tests'], all: readonly Candidate[]): boolean =>
  shape === 'limit-check' && all.some((other) => other.shape === 'create-if-absent' && other.read === read && !other.closed) &&
  tests.some(({ test }) => test.kind === 'presence' && !test.present && isAnyOf(test.of, read)) && tests.every(({ guard: of, test }) => of !== guard || test.kind !== 'bound' || test.operator.startsWith('<'));

/** The row of a read, or the first of its rows: not one that was looked for among them. */
const isAnyOf = (of: Value, read: Instance): boolean => optionsOf(of).some(({ value }) => (value.kind === 'row' && value.read === read) || (value.kind === 'element' && value.of.kind === 'rows' && value.of.read === read));

/** An update hit no row, so one is inserted. */
const updatedNone = (effect: WriteEffect, update: Instance, guard: Guard, add: Add): void => {
  if ((effect.kind !== 'insert' && effect.kind !== 'upsert') || update.operation.kind !== 'update' || !sameTable(update, effect.instance) || isOfAnotherRow(effect, update)) return;
  add('update-then-create', update, update.where.map((condition) => condition.column), guard, conflictHandled(effect));
};

/** None of what the update looked for is given to the row that is inserted: it isn't the one that was missed. */
const isOfAnotherRow = (effect: WriteEffect, update: Instance): boolean => effect.spreads.length === 0 && !effect.instance.operation.sets.open && equalities(update).length > 0 && !update.whereOpen && update.whereSpreads.length === 0 && sharedColumns(update, effect).length === 0;

/** Why a test of a column is no race whatever it asks: the write repeats it, or its version, or its predicate can't be read. */
const handledBy = (effect: WriteEffect, read: Instance, column: string): Closure | undefined =>
  repeats(effect, column) ? { reason: 'conditional-write', node: effect.instance.site } : (versioned(effect, read) ?? unknownPredicate(effect));

/** `if (row && row.type !== type) throw; create({ type })`: a rival's row passes the rest of the condition and changes nothing; it has another key, though. */
const sameEitherWay = (effect: WriteEffect, read: Instance, guard: Guard, tests: GuardedWrite['tests']): Closure | undefined => {
  const passes = tests.some(({ test, guard: rest }) => {
    if (decisionOf(rest.node) !== decisionOf(guard.node)) return false;
    if (test.kind !== 'comparison' || (test.operator !== '===' && test.operator !== '==')) return false;
    return sourcesOf(test.left).some((source) => {
      if (source.read !== read || source.column === undefined || source.how !== 'identity' || (source.column === 'id' && effect.kind === 'insert')) return false;
      const written = writtenKey(effect, source.column);
      return written !== undefined && sameValue(written, test.right);
    });
  });
  return passes ? { reason: 'same-either-way', node: guard.node } : undefined;
};

/** `hash(token)`: made of the value and nothing else. */
const isMadeOf = (whole: Value, part: Value): boolean => whole.kind === 'derived' && whole.from.some((from) => sameValue(from, part)) && whole.from.every((from) => isConstantLike(from) || sameValue(from, part));

/** The update means a row that the values looked for determine: another run that looks for them writes the same row, and no second one. */
const oneTarget = (effect: WriteEffect, read: Instance): Closure | undefined => {
  if (effect.kind !== 'update') return undefined;
  const looked = equalities(read).map(({ value }) => value);
  const isDetermined = (value: Value, depth: number): boolean => {
    if (isConstantLike(canonical(value)) || looked.some((other) => sameValue(other, value) || isMadeOf(other, value))) return true;
    const source = sourcesOf(value).find(({ column, how }) => column !== undefined && how === 'identity');
    return depth > 0 && source !== undefined && isTarget(source.read, depth - 1);
  };
  const isTarget = (of: Instance, depth: number): boolean => {
    if (of === read || of.whereOpen || of.whereSpreads.length > 0) return false;
    return of.where.every(({ value }) => value === undefined || isDetermined(value, depth));
  };
  const determined = effect.row ? effect.row.operation.kind === 'read' && effect.rowPath.length === 0 && effect.row.operation.result.kind === 'row' && isTarget(effect.row, 2) : isTarget(effect.instance, 2);
  return determined ? { reason: 'same-either-way', node: effect.instance.site } : undefined;
};

/** `if (!done.has(key)) { create(…); done.add(key) }`: the Set knows what this run did, and nothing that was read. */
const isOwnMemory = (of: Value): boolean => {
  if ((of.kind !== 'membership' && of.kind !== 'lookup') || of.of.kind !== 'list') return false;
  const { key, of: { element } } = of;
  return key !== undefined && element !== undefined && optionsOf(element).every((option) => same(option.value, key));
};

type Add = (shape: Shape, read: Instance, columns: readonly string[], guard: Guard, closed?: Closure) => void;

const repeats = (effect: WriteEffect, column: string): boolean => required(effect.instance).some((condition) => condition.column === column && condition.via.length === 0 && !equalsKey(effect, column));
const equalsKey = (effect: WriteEffect, column: string): boolean => column === 'id' && effect.instance.where.some((condition) => condition.column === 'id');

/** The row of a read is written by key because its predicate said that it is in some state (a job claim, a sweeper). */
const claimedRows = (write: StateWrite, test: Presence, guard: Guard, add: (read: Instance, columns: readonly string[], closed?: Closure) => void): void => {
  const { model, effect } = write;
  if (effect.kind !== 'update') return;
  for (const read of reads(test.of)) {
    if (!meansRowOf(model, read, write)) continue;
    // the write's own predicate is the read's: it says itself which rows it means
    const states = read.where.filter((condition) => condition.via.length === 0 && condition.op !== 'other' && (condition.value === undefined || isConstantLike(canonical(condition.value)) || condition.op !== 'eq'));
    for (const state of states) {
      const set = effect.sets.find((column) => column.column === state.column);
      if (!set || (state.value && set.written === 'value' && sameValue(set.value, state.value))) continue;
      if (state.op === 'in' && !isConstantList(state.value)) continue;
      add(read, [state.column], repeats(effect, state.column) && !isCountIgnored(model, guard, effect.instance) ? { reason: 'conditional-write', node: effect.instance.site } : (versioned(effect, read) ?? unknownPredicate(effect) ?? (isAbsorbing(model, guard, effect, read, isUnset(state) || isSwitchedOff(state, set) ? 'unset' : 'state') ? { reason: 'absorbing-write', node: guard.node } : undefined)));
    }
  }
};

const versioned = (effect: WriteEffect, read: Instance): Closure | undefined => (repeatsRead(effect, read, undefined) || (effect.entity && effect.instance.operation.changes?.versioned === true) ? { reason: 'version-in-where', node: effect.instance.site } : undefined);

/** The write has conditions that couldn't be read: one of them may repeat the test. */
const unknownPredicate = (effect: WriteEffect): Closure | undefined => (effect.instance.whereOpen && !effect.entity ? { reason: 'unknown-predicate', node: effect.instance.site } : undefined);

/** `col: null`, `col: false` in a read's predicate */
const isUnset = ({ op, value }: Condition): boolean => op === 'isNull' || (op === 'eq' && value?.kind === 'constant' && (value.value === null || value.value === false));

/** `active: true` in the predicate, and then `active: false`: of two values it's the other one. */
const isSwitchedOff = ({ op, value }: Condition, set: SetColumn): boolean => op === 'eq' && value?.kind === 'constant' && value.value === true && set.written === 'value' && set.value.kind === 'constant' && set.value.value === false;

const isConstantList = (value: Value | undefined): boolean => value?.kind === 'list' && (value.items?.every((item) => isConstantLike(item)) ?? false);

/** Rows that came along with a row (a relation) are counted or looked for, then the row is deleted. */
const relatedRows = (effect: WriteEffect, of: Value, mutability: Mutability, add: (read: Instance, columns: readonly string[]) => void): void => {
  if (effect.kind !== 'delete') return;
  for (const read of reads(of)) {
    const parent = read.parent;
    const column = read.operation.nested?.path[0];
    if (!parent || column === undefined || !sameRow(parent, effect)) continue;
    if (mutability.isSet(tableOf(parent), column)) add(parent, [column]);
  }
};

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

const isStateLike = (other: Value | undefined): boolean => other === undefined || isConstantLike(canonical(other));

/** A write with all that decides on it. */
interface StateWrite extends GuardedWrite {
  readonly model: FunctionModel;
  readonly mutability: Mutability;
}

/** A column of the row that is written is tested. */
const stateTest = (write: StateWrite, guard: Guard, tested: Value, other: Value | undefined, operator: string, add: Add): void => {
  const { effect, tests, mutability } = write;
  if (effect.kind !== 'update' && effect.kind !== 'delete' && effect.kind !== 'upsert') return;
  for (const source of sourcesOf(tested)) {
    const { read, column } = source;
    if (read.operation.kind !== 'read' || column === undefined || source.aggregate !== undefined) continue;
    if (!meansRowOf(write.model, read, write) || isOtherElement(tested, read, effect) || isAnswerTo(tested, read, column)) continue;
    if (effect.kind === 'delete') {
      if (!isStateLike(other) || !mutability.isSet(tableOf(read), column)) continue;
      add('guarded-update', read, [column], guard, repeats(effect, column) ? { reason: 'conditional-write', node: effect.instance.site } : versioned(effect, read));
      continue;
    }
    const set = (effect.kind === 'upsert' ? effect.instance.updates : effect.sets).find((candidate) => writesSource(candidate.column, source));
    if (!set || changesElements(set) || (set.written === 'value' && isCopy(set.value, set.column, effect.instance))) continue;
    // the secret must be there, and it must be the right one
    const permission = set.written === 'value' && (other === undefined || (other.kind === 'constant' && !other.value)) && (isPermission(tested, set.value, column, read) || (tested.kind === 'field' && tests.some(({ test }) => test.kind === 'truth' && isPermission(test.of, set.value, column, read))));
    const harmless = checksIdentity(source, other, operator, set) ? 'identity-check' : permission || (set.written === 'value' && isVerification(tested, other, set.value, read)) ? 'permission-check' : undefined;
    add('guarded-update', read, [set.column], guard, harmless ? { reason: harmless, node: guard.node } : benign(write, read, guard, { tested, other, operator }, set));
  }
};

/** A column of a row, and what it is compared with. */
interface Comparison {
  readonly tested: Value;
  readonly other: Value | undefined;
  readonly operator: string;
}

const benign = ({ model, effect, tests }: StateWrite, read: Instance, guard: Guard, { tested, other, operator }: Comparison, { column, value: written, written: kind }: SetColumn): Closure | undefined => {
  const { site } = effect.instance;
  if (repeats(effect, column) && isCountIgnored(model, guard, effect.instance)) return undefined;
  const handled = handledBy(effect, read, column);
  if (handled) return handled;
  if (movesAway(effect, column, operator)) return { reason: 'moves-away', node: site };
  if (other && kind === 'value' && isDirtyCheck(model, effect, guard, tests, tested, other, operator, written)) return { reason: 'dirty-check', node: guard.node };
  if (kind === 'value' && isAbsorbing(model, guard, effect, read, other === undefined || (other.kind === 'constant' && (other.value === null || other.value === false)) ? 'unset' : 'state')) return { reason: 'absorbing-write', node: guard.node };
  return undefined;
};
