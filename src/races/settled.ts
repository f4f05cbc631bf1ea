/**
 * Guards that decide on nothing where they stand: a test of a choice (`!id && find(rows)`) whose other part is known for the write.
 */
import type { FunctionModel, Guard } from '../model/function-model.js';
import { same, type Literal, type Value } from '../model/values.js';
import { decisionOf } from './branches.js';

/**
 * The guards that can decide on a write.
 * @param guards all that stand around it
 */
export const deciding = (model: FunctionModel, guards: readonly Guard[]): readonly Guard[] => guards.filter((guard) => !isSettled(model, guard, guards));

const isSettled = (model: FunctionModel, guard: Guard, all: readonly Guard[]): boolean => {
  const { literal: { condition, holds }, node } = guard;
  if (node === undefined) return false;
  const decision = decisionOf(node);
  // `if (!id && find(rows)) throw`: what was found is asked only where there is no id
  const block = decision ? model.blockOf(node) : undefined;
  const outers = block ? model.guardsOf(block).filter((outer) => outer.node !== undefined && outer.node !== node && decisionOf(outer.node) === decision) : [];
  if (outers.length === 0 && condition.kind !== 'logical' && condition.kind !== 'not') return false;
  const others = all.flatMap((other) => (other.node !== undefined && decisionOf(other.node) !== decision ? [other.literal] : []));
  // `const isTaken = !id && find(rows); if (isTaken) throw`
  return isMetBy(condition, holds, others) || outers.some((outer) => isKnownAs(outer.literal.condition, !outer.literal.holds, others));
};

/** Whether one part of a choice is known to come out so that the others don't matter. */
const isMetBy = (of: Value, holds: boolean, others: readonly Literal[]): boolean => {
  if (of.kind === 'not') return isMetBy(of.of, !holds, others);
  if (of.kind !== 'logical' || of.operator !== (holds ? '||' : '&&')) return false;
  return [of.left, of.right].some((part) => isKnownAs(part, holds, others) || isMetBy(part, holds, others));
};

const isKnownAs = (of: Value, holds: boolean, literals: readonly Literal[]): boolean => {
  if (of.kind === 'not') return isKnownAs(of.of, !holds, literals);
  return literals.some(({ condition, holds: known }) => (condition.kind === 'not' ? known !== holds && same(condition.of, of) : known === holds && same(condition, of)));
};
