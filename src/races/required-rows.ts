/**
 * Rows that must be there for a write: what a choice leaves open elsewhere (`(row ? row.total : 0) < limit`) doesn't make them absent.
 *
 * In: the tests that decide on a write. Out: whether a guard's word that a row is absent is outdone by another guard. Never assumed: that a guard which is met
 * both ways, on the way through a loop, says that a row is there.
 */
import type { Guard } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { sourcesOf } from '../model/provenance.js';
import { same, type Value } from '../model/values.js';
import { decisionOf } from './branches.js';
import type { GuardTest } from './detect.js';

/** Tells whether a row is there by another guard, however a guard came to ask for its absence. */
export const rowsThere = (tests: readonly GuardTest[]): ((read: Instance, guard: Guard) => boolean) => {
  const absent = readsIn(tests, false);
  const there = [...readsIn(tests, true)].flatMap(([guard, reads]) => (isMetBothWays(guard, tests) ? [] : [...reads].filter((read) => !absent.get(guard)?.has(read)).map((read) => ({ guard, read }))));
  // `!(row && !row.sentAt)`: of one decision either part may be the reason
  const isOther = (one: Guard, guard: Guard): boolean => one.node === undefined || guard.node === undefined || decisionOf(one.node) !== decisionOf(guard.node);
  return (read, guard) => !asksDirectly(guard.literal.condition) && there.some((one) => one.read === read && isOther(one.guard, guard));
};

/** The reads whose rows each guard says to be there, or not to be. */
const readsIn = (tests: readonly GuardTest[], present: boolean): ReadonlyMap<Guard, ReadonlySet<Instance>> => {
  const found = new Map<Guard, Set<Instance>>();
  for (const { guard, test } of tests) {
    if (test.kind !== 'presence' || test.present !== present) continue;
    const reads = found.get(guard) ?? new Set();
    for (const { read } of sourcesOf(test.of)) reads.add(read);
    found.set(guard, reads);
  }
  return found;
};

const isMetBothWays = ({ literal }: Guard, tests: readonly GuardTest[]): boolean =>
  tests.some(({ guard: { literal: other } }) => other.holds !== literal.holds && (other.condition === literal.condition || same(other.condition, literal.condition)));

/** `!row`, `row === null`, `rows.length === 0`: asked of what was read itself. */
const asksDirectly = (of: Value): boolean => {
  switch (of.kind) {
    case 'not':
      return asksDirectly(of.of);
    case 'test':
      return asksDirectly(of.left) || asksDirectly(of.right);
    case 'field':
      return of.name === 'length' && of.of.kind === 'rows';
    case 'row':
    case 'exists':
    case 'aggregate':
    case 'lookup':
    case 'membership':
    case 'element':
      return true;
    default:
      return false;
  }
};
