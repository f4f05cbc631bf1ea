/**
 * States that were taken over: an earlier write of this run saw to it that no other run gets here.
 *
 * In: a candidate. Out: the write that took the state. Never assumed: that a write which doesn't depend on the state, or keeps it, takes anything.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import { contains } from '../syntax/descendants.js';
import type { Condition, Instance } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import { testsOf } from '../model/tests.js';
import { truthOf } from '../model/truth.js';
import { isConstantLike, type Literal } from '../model/values.js';
import type { Candidate, Closure } from './candidate.js';
import { equalities, sameRow, sameTable, sameValue } from './keys.js';
import { coversKey, locksOf } from './locks.js';
import { inOneTransaction } from './one-transaction.js';
import { leaves, statesOf, type State } from './states.js';
import { effectsOf } from './write-effect.js';

/** A conditional write of the row came before, and this write happens only where that one hit: the state is taken over, nobody else holds it. */
export const claimed = (candidate: Candidate): Closure | undefined => {
  const { model, write, shape, underlying } = candidate;
  if (underlying !== 'guarded-update' && shape !== 'read-modify-write') return undefined;
  const lease = leased(candidate);
  if (lease) return { reason: 'claimed-before', node: lease.site };
  for (const guard of model.guardsOfInstance(write)) {
    for (const test of testsOf(guard.literal, model.literalsOfBlock)) {
      const claim = test.kind === 'affected' && !test.none ? test.of.write : test.kind === 'presence' && test.present && test.of.kind === 'row' ? test.of.read : undefined;
      if (!claim || claim === write || claim.operation.kind !== 'update' || !sameTable(claim, write) || areApart(claim, write) || !takesHit(model, guard.literal, claim)) continue;
      // a key is what both say of the row; another state of the same column is a state
      const isKey = ({ column, op, value }: Condition): boolean => op !== 'isNull' && op !== 'notNull' && equalities(write).some((key) => key.column === column && (value === undefined || sameValue(key.value, value)));
      if (claim.where.some((condition) => condition.via.length === 0 && condition.column !== 'id' && !isKey(condition))) return { reason: 'claimed-before', node: claim.site };
    }
  }
  const tried = triedClaim(candidate);
  return tried && { reason: 'claimed-before', node: tried.site };
};

/** No key of the one row is a key of the other. */
const areApart = (claim: Instance, write: Instance): boolean => {
  const [ofClaim, ofWrite] = [equalities(claim), equalities(write)];
  return ofClaim.length > 0 && ofWrite.length > 0 && !ofClaim.some((key) => ofWrite.some((other) => other.column === key.column && sameValue(other.value, key.value)));
};

/** `try { if (!(await claim(id))) return; work() } catch { update(id, { status: 'failed' }) }`: what fails is what was claimed. */
const triedClaim = ({ model, write, read, columns }: Candidate): Instance | undefined => {
  const around = handlerAround(write.site);
  if (around === undefined) return undefined;
  const asksState = (claim: Instance): boolean => claim.where.some(({ column, op, via, value }) => via.length === 0 && op === 'eq' && columns.includes(column) && value !== undefined && isConstantLike(canonical(value)));
  return model.instances.find((claim) => claim.operation.kind === 'update' && claim !== write && contains(around.block, claim.site) && !contains(around.block, read.site) && sameTable(claim, write) && !areApart(claim, write) && asksState(claim));
};

/** The `try` in whose handler a node stands. */
const handlerAround = (of: TSESTree.Node): TSESTree.TryStatement | undefined => {
  for (let node = of; node.parent; node = node.parent) if (node.parent.type === 'TryStatement' && node.parent.handler === node) return node.parent;
  return undefined;
};

/**
 * A conditional write of another row took over its state, this write happens only where it hit, and the read looks for what that row's key fixes:
 * of two runs only one goes on (`UPDATE orders SET status = 'paid' WHERE id = ? AND status = 'open'`, then the invoice of that order).
 */
export const takenOver = ({ model, read, write, underlying }: Candidate): Closure | undefined => {
  if (underlying !== 'create-if-absent' && underlying !== 'limit-check' && underlying !== 'next-number') return undefined;
  for (const guard of model.guardsOfInstance(write)) {
    for (const test of testsOf(guard.literal, model.literalsOfBlock)) {
      const claim = test.kind === 'affected' && !test.none ? test.of.write : undefined;
      if (claim && claim !== write && hitsOnce(claim, write) && coversKey(claim, read, read) && takesHit(model, guard.literal, claim)) return { reason: 'claimed-before', node: claim.site };
    }
  }
  return undefined;
};

/** Whether a literal comes about only where a claim hit, whichever of several values that are known its condition has. */
const takesHit = (model: FunctionModel, { condition, holds }: Literal, claim: Instance): boolean => {
  if (condition.kind === 'not') return takesHit(model, { condition: condition.of, holds: !holds }, claim);
  const says = (literal: Literal): boolean =>
    testsOf(literal, model.literalsOfBlock).some((test) => (test.kind === 'affected' && !test.none && test.of.write === claim) || (test.kind === 'presence' && test.present && test.of.kind === 'row' && test.of.read === claim));
  if (condition.kind !== 'phi') return true;
  return condition.options.every(({ value, when, block }) => truthOf(value) !== holds || [...when, ...(block ? model.literalsOfBlock(block) : [])].some(says));
};

/** A claim hits once: it sets a column of its own predicate to something else, or deletes rows of which the write makes no new ones. */
const hitsOnce = (claim: Instance, write: Instance): boolean => (claim.operation.kind === 'delete' ? claim.where.length > 0 && !sameTable(claim, write) : claim.operation.kind === 'update' && leavesState(claim));
const leavesState = ({ where, sets }: Instance): boolean => where.some(({ column, disjunct, op, value, via }) => via.length === 0 && !disjunct && op === 'eq' && value !== undefined && isConstantLike(canonical(value)) && sets.some((set) => set.column === column && !(set.written === 'value' && sameValue(set.value, value))));

/**
 * The rows were read under a lock, and in the same transaction taken: a column of that read's predicate was set on them, or the state that the write still
 * depends on was left. Nobody else gets them meanwhile.
 */
const leased = (candidate: Candidate): Instance | undefined => {
  const { model, read, write, underlying } = candidate;
  if (!locksOf(model).includes(read)) return undefined;
  const looked = new Set(read.where.filter((condition) => condition.via.length === 0).map((condition) => condition.column));
  return model.instances.find((other) => {
    if (other === write || other.operation.kind !== 'update' || other.order < read.order || !sameTable(other, read) || !inOneTransaction(other, read)) return false;
    if (other.sets.some((set) => looked.has(set.column)) && equalities(other).some((key) => sourcesOf(key.value).some((source) => source.read === read))) return true;
    return underlying === 'guarded-update' && other.order < write.order && model.precedes(other, write) && takesState(candidate, other);
  });
};

/** An earlier write of the row depends on the same state as this one, and leaves it. */
const takesState = ({ model, read, write, columns }: Candidate, earlier: Instance): boolean => {
  const wanted = effectsOf(model, write).flatMap((effect) => statesOf(model, effect, read)).filter(({ column }) => columns.includes(column));
  return effectsOf(model, earlier).some((effect) => sameRow(read, effect) && statesOf(model, effect, read).some((state) => wanted.some((other) => isSameState(state, other)) && effect.sets.some((set) => set.column === state.column && leaves(set, state))));
};

const isSameState = (a: State, b: State): boolean => a.column === b.column && a.wanted.kind === b.wanted.kind && spelled(a) === spelled(b);

const spelled = ({ wanted }: State): string => ('values' in wanted ? wanted.values.join() : '');
