/**
 * Dirty checks: a column is compared with what is then written to it, as it is or made into something. Who writes it then writes it whatever the row holds by now.
 *
 * In: the comparisons of one guard, what is written. Out: yes or no; never a report by itself.
 */
import type { FunctionModel, Guard } from '../model/function-model.js';
import { canonical } from '../model/provenance.js';
import type { Test } from '../model/tests.js';
import { isConstantLike, optionsOf, same, type Value } from '../model/values.js';
import { isOnlyEffect } from './effects.js';
import { involves, sameValue } from './keys.js';
import type { GuardTest } from './detect.js';
import type { WriteEffect } from './write-effect.js';

const ordering: ReadonlySet<string> = new Set(['<', '<=', '>', '>=']);

const isUnequal = (operator: string): boolean => operator === '!==' || operator === '!=';

/** Compared with the very value that is then written, or with what it's made of where the two differ (`if (row.version === v)` … `version = v + 1` says nothing new). */
export const isDirtyCheck = (model: FunctionModel, effect: WriteEffect, guard: Guard, tests: readonly GuardTest[], tested: Value, other: Value, operator: string, written: Value): boolean => {
  if (isConstantLike(written)) return (isUnequal(operator) || operator === 'is' || operator === 'not') && sameValue(other, written) && isOnlyEffect(model, guard, effect.instance);
  if (ordering.has(operator)) return false;
  if (sameValue(other, written) || (operator !== '===' && operator !== '==' && involvesSameParts(other, written))) return true;
  if (!isUnequal(operator)) return false;
  const compared = tests.flatMap(({ guard: twin, test }) => (twin === guard ? differing(test, tested) : []));
  return isMadeFrom(written, compared) && (!compared.some(isConstantLike) || isOnlyEffect(model, guard, effect.instance));
};

const involvesSameParts = (a: Value, b: Value): boolean => same(a, b) || (a.kind === 'derived' && involves(a, b)) || (b.kind === 'derived' && involves(b, a));

/** What a test says that the column differs from. */
const differing = (test: Test, column: Value): readonly Value[] => {
  if (test.kind !== 'comparison' || !isUnequal(test.operator)) return [];
  const other = same(test.left, column) ? test.right : same(test.right, column) ? test.left : undefined;
  return other ? optionsOf(canonical(other)).map(({ value }) => value) : [];
};

/** `clean(given)`, `given ? clean(given) : ''`: made of one of these values and of constants. */
const isMadeFrom = (value: Value, from: readonly Value[], depth = 5): boolean => {
  const options = optionsOf(canonical(value)).map((option) => option.value);
  const isMade = (part: Value): boolean => {
    if (from.some((one) => same(canonical(one), canonical(part)))) return true;
    if (depth === 0) return false;
    if (part.kind === 'phi' || part.kind === 'logical') return isMadeFrom(part, from, depth - 1);
    return part.kind === 'derived' && part.from.some((inner) => !isConstantLike(inner)) && part.from.every((inner) => isConstantLike(inner) || isMadeFrom(inner, from, depth - 1));
  };
  return options.some((option) => !isConstantLike(option) || from.some((one) => same(one, option))) && options.every((option) => isConstantLike(option) || isMade(option));
};
