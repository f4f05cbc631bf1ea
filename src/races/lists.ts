/**
 * Lists that are kept in a row (arrays of a document): whether they have an element, or how many, decides on a write that changes them.
 */
import type { FunctionModel, Guard } from '../model/function-model.js';
import type { Instance, SetColumn } from '../model/instance.js';
import { sourcesOf } from '../model/provenance.js';
import type { Test } from '../model/tests.js';
import { isConstantLike, optionsOf, type Value } from '../model/values.js';
import type { Closure, Shape } from './candidate.js';
import { isNow, isOnlyEffect } from './effects.js';
import { involves, sameRow, writesSource } from './keys.js';
import { countsSteps } from './limits.js';
import type { WriteEffect } from './write-effect.js';

const listMethods = new Set(['filter', 'map', 'flatMap', 'slice', 'concat', 'splice', 'reverse', 'sort', 'toSorted', 'flat', 'from', 'push']);

/** Whether a value is a list by the way it is made. */
const isList = (value: Value): boolean => optionsOf(value).some((option) => option.value.kind === 'list' || (option.value.kind === 'derived' && listMethods.has(option.value.by ?? '')));

/** Whether elements were added to a list that is kept in a row. */
export const isPushed = (value: Value): boolean => value.kind === 'derived' && value.by === 'push';

/** A list of an entity that is saved by its changes: what was added is pushed by the database, and a list that is replaced is written with the version in the predicate. */
export const listChange = (effect: WriteEffect, value: Value): Closure | undefined => {
  if (!effect.entity || effect.instance.operation.changes?.lists !== 'merged' || !isList(value)) return undefined;
  return { reason: isPushed(value) ? 'conflict-handled-by-database' : 'version-in-where', node: effect.instance.site };
};

/** Whether a write puts elements into the list of a column, or takes some out, by itself: of the list only the elements matter. */
export const changesElements = (set: SetColumn): boolean => set.written === 'atomic' && (set.operator === 'push' || set.operator === 'include' || set.operator === 'exclude');

/** Whether a write adds an element to the list of a column. */
const adds = (set: SetColumn): boolean => (set.written === 'atomic' ? set.operator === 'push' || set.operator === 'include' : set.written === 'value' && isPushed(set.value));

const isIdempotent = (set: SetColumn): boolean => (set.written === 'atomic' ? set.operator === 'include' || set.operator === 'exclude' : set.written === 'value' && (isConstantLike(set.value) || isNow(set.value)));

type Add = (shape: Shape, read: Instance, columns: readonly string[], guard: Guard, closed?: Closure) => void;

/** The tests of a list of the row that is written: `members.includes(id)`, `members.length >= limit`. */
export const detectLists = (model: FunctionModel, effect: WriteEffect, guard: Guard, test: Test, handled: (read: Instance, column: string) => Closure | undefined, add: Add): void => {
  if (effect.kind !== 'update' || (test.kind !== 'presence' && test.kind !== 'bound')) return;
  if (test.kind === 'bound' && countsSteps(guard, test)) return;
  if (test.kind === 'presence' && !test.present) lookedFor(model, effect, guard, test.of, handled, add);
  if (test.kind === 'presence' && (test.of.kind === 'row' || test.of.kind === 'exists' || isLoop(test.of, guard))) return;
  for (const source of sourcesOf(test.of)) {
    const { read } = source;
    if (read.operation.kind !== 'read' || source.column === undefined || source.aggregate !== undefined || !sameRow(read, effect)) continue;
    const set = effect.sets.find((one) => writesSource(one.column, source) && decides(test, one));
    if (!set) continue;
    const settled = test.kind === 'presence' && effect.sets.every(isIdempotent) && isOnlyEffect(model, guard, effect.instance);
    const closed = handled(read, set.column) ?? (isPushed(set.value) ? undefined : listChange(effect, set.value)) ?? (settled ? { reason: 'absorbing-write' as const, node: guard.node } : undefined);
    add(test.kind === 'bound' ? 'limit-check' : 'guarded-update', read, [set.column], guard, closed);
  }
};

/** `if (await Model.exists({ _id, members: user })) throw …; updateOne({ _id }, { $push: { members: user } })`: the row with that element was looked for. */
const lookedFor = (model: FunctionModel, effect: WriteEffect, guard: Guard, of: Value, handled: (read: Instance, column: string) => Closure | undefined, add: Add): void => {
  for (const read of new Set(sourcesOf(of).map((source) => source.read))) {
    const set = read.operation.kind === 'read' && sameRow(read, effect) ? effect.sets.find((one) => adds(one) && read.where.some(({ column, op, value, via }) => column === one.column && op === 'eq' && via.length === 0 && value !== undefined && (involves(one.value, value) || involves(value, one.value)))) : undefined;
    if (!set) continue;
    const settled = effect.sets.every(isIdempotent) && isOnlyEffect(model, guard, effect.instance);
    add('guarded-update', read, [set.column], guard, handled(read, set.column) ?? (settled ? { reason: 'absorbing-write', node: guard.node } : undefined));
  }
};

/** Whether what was tested is what the write changes: the element that wasn't there is added, the one that was there goes. */
const decides = (test: Extract<Test, { kind: 'presence' | 'bound' }>, set: SetColumn): boolean => {
  if (test.kind === 'bound') return adds(set);
  if (test.present) return set.written === 'atomic' && set.operator === 'exclude';
  if (!adds(set)) return false;
  const key = test.of.kind === 'membership' || test.of.kind === 'lookup' ? test.of.key : undefined;
  const added = set.value.kind === 'derived' && set.written === 'value' ? set.value.from[1] : set.value;
  return key === undefined || added === undefined || involves(added, key) || involves(key, added);
};

/** The body of a loop runs because there is an element. */
const isLoop = (of: Value, { node }: Guard): boolean => {
  if (of.kind !== 'membership' || of.key !== undefined || of.by !== undefined) return false;
  const parent = node?.parent?.type;
  return parent === 'ForOfStatement' || parent === 'ForInStatement' || parent === 'MemberExpression';
};
