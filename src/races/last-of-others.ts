/**
 * "Not the last one", asked of the others: another row must remain (`findFirst({ role: 'owner', userId: { not: userId } })`), then this one goes or leaves the set.
 *
 * In: a write with what decides on it. Out: candidates of the shape limit-check: two requests that take out two different rows each see the other's. Never assumed:
 * that the rows looked for are others than the written one where no condition says so by its key.
 */
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import { isConstantLike, optionsOf, type Literal, type Value } from '../model/values.js';
import type { Candidate } from './candidate.js';
import type { GuardedWrite } from './detect.js';
import { equalities, isColumnOf, required, sameTable, sameValue } from './keys.js';
import type { WriteEffect } from './write-effect.js';

/** A condition on a column of the rows that are looked for, in the predicate or in a filter over them. */
interface Asked {
  readonly column: string;
  readonly isEqual: boolean;
  readonly value: Value;
}

/** Candidates of a write that takes a row out of a set of which others must remain. */
export const detectLastOfOthers = (model: FunctionModel, { effect, tests }: GuardedWrite): readonly Candidate[] => {
  if (effect.kind !== 'delete' && effect.kind !== 'update') return [];
  const found: Candidate[] = [];
  for (const { guard, test } of tests) {
    if (test.kind !== 'presence' || !test.present) continue;
    for (const read of new Set(sourcesOf(test.of).map((source) => source.read))) {
      // the others themselves go: whether there are some to be removed
      if (read.operation.kind !== 'read' || read.whereOpen || effect.row === read || equalities(effect.instance).some((key) => isColumnOf(key.value, read)) || !sameTable(read, effect.instance) || found.some((other) => other.read === read)) continue;
      const asked = [...askedBy(read), ...optionsOf(test.of).flatMap(({ value }) => filteredBy(value))];
      if (!asked.some((one) => !one.isEqual && isOwn(effect, one)) || !leaves(effect, asked)) continue;
      const columns = asked.filter(({ isEqual }) => isEqual).map(({ column }) => column);
      found.push({ shape: 'limit-check', underlying: 'limit-check', model, read, write: effect.instance, columns, guard, existsBranch: undefined, lock: undefined, closed: undefined });
    }
  }
  return found;
};

const askedBy = (read: Instance): readonly Asked[] => required(read).flatMap(({ column, op, via, value }) => ((op === 'ne' || op === 'eq') && via.length === 0 && value ? [{ column, isEqual: op === 'eq', value }] : []));

/** `rows.filter((row) => row.userId !== userId && row.role === 'owner')` */
const filteredBy = (of: Value): readonly Asked[] => (of.kind === 'list' && of.element ? optionsOf(of.element).flatMap(({ when }) => when.flatMap(comparisonsIn)) : []);

const comparisonsIn = ({ condition, holds }: Literal): readonly Asked[] => {
  if (condition.kind === 'logical' && condition.operator === '&&' && holds) return [condition.left, condition.right].flatMap((part) => comparisonsIn({ condition: part, holds }));
  if (condition.kind === 'phi') return condition.options.flatMap(({ value, when }) => [...when, { condition: value, holds }].flatMap(comparisonsIn));
  if (condition.kind !== 'test' || !/^[!=]==?$/.test(condition.operator)) return [];
  const isEqual = condition.operator.startsWith('=') === holds;
  const { left, right } = condition;
  return [...(left.kind === 'field' ? [{ column: left.name, isEqual, value: right }] : []), ...(right.kind === 'field' ? [{ column: right.name, isEqual, value: left }] : [])];
};

/** Whether a value is what the written row has in a column: by the write's key, or by how that row was found. */
const isOwn = (effect: WriteEffect, { column, value }: Asked): boolean => {
  const keys = equalities(effect.instance);
  const rows = [...(effect.row ? [effect.row] : []), ...keys.flatMap((key) => sourcesOf(key.value).flatMap((source) => (source.how === 'identity' && source.column !== undefined && sameTable(source.read, effect.instance) ? [source.read] : [])))];
  return keys.some((key) => key.column === column && sameValue(key.value, value)) || rows.some((row) => isColumnOf(value, row) || equalities(row).some((key) => key.column === column && !key.disjunct && sameValue(key.value, value)));
};

/** The row goes, or gets another value in a column that is asked for. */
const leaves = (effect: WriteEffect, asked: readonly Asked[]): boolean =>
  effect.kind === 'delete' || effect.sets.some(({ column, written, value }) => written === 'value' && isConstantLike(canonical(value)) && asked.some((one) => one.isEqual && one.column === column && !sameValue(one.value, value)));
