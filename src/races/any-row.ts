/**
 * Checks for any row of a table, before the first one is inserted.
 *
 * In: a read without a predicate, and a write that it guards. Out: whether the two are a pair. Never assumed: that an open predicate is none.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { componentsOf, type Value } from '../model/values.js';
import { isGiven } from './effects.js';
import { sameTable, tableOf } from './keys.js';
import { asksForNone } from './uniqueness.js';
import type { WriteEffect } from './write-effect.js';

/**
 * `findFirst()`, `count()`: the read looks for no row in particular, and whichever is inserted is there from now on (settings of which there is one row, the first
 * user). Who only counts, and inserts what no caller gave, may as well fill a table at the start of a process: nothing is said of that.
 */
export const isAnyRow = (read: Instance, { instance, sets, spreads }: WriteEffect): boolean =>
  (read.operation.result.kind === 'row' || [...sets.map(({ value }) => value), ...spreads].some((value) => holdsGiven(value))) && !read.parent && !instance.parent && asksForNone(read) && read.operation.joins.length === 0 && read.operation.result.kind !== 'rows' && tableOf(read) !== undefined && tableOf(read) === tableOf(instance);

const holdsGiven = (value: Value, depth = 6): boolean => isGiven(value) || (depth > 0 && componentsOf(value).some((part) => holdsGiven(part, depth - 1)));

/** The function that inserts looks for any row by itself: the check before its call decides on something else. */
export const isLookedForAnew = (model: FunctionModel, { instance }: WriteEffect, read: Instance): boolean => {
  const [into] = instance.hops;
  return into !== undefined && asksForNone(read) && model.instances.some((other) => other !== read && other.operation.kind === 'read' && other.hops[0]?.node === into.node && asksForNone(other) && sameTable(other, read));
};
