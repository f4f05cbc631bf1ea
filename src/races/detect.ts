/**
 * Finds the candidates of a function: every read that decides whether, or what, a write writes, where a second run of the write
 * (or of another one in view) can change the read's answer.
 */
import type { FunctionModel, Guard } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { testsOf, type Test } from '../model/tests.js';
import { detectConditions } from './detect-conditions.js';
import { detectDuplicateSaves, detectEmulatedUpsert } from './detect-calls.js';
import { detectReplaceAll } from './detect-replace-all.js';
import { detectOnlyOne } from './only-one.js';
import { detectLastOfOthers } from './last-of-others.js';
import { detectStaleSaves } from './detect-stale-saves.js';
import { detectValues } from './detect-values.js';
import type { Candidate } from './candidate.js';
import { guardsOfFreeValues, marksOfFirst } from './free-values.js';
import type { Mutability } from './mutability.js';
import { deciding } from './settled.js';
import { effectsOf, type WriteEffect } from './write-effect.js';

/** A guard and one of the tests that it makes. */
export interface GuardTest {
  readonly guard: Guard;
  readonly test: Test;
}

/** A write with everything that decides on it. */
export interface GuardedWrite {
  readonly effect: WriteEffect;
  readonly tests: readonly GuardTest[];
}

const maxTests = 96;

const testsIn = (model: FunctionModel, guards: readonly Guard[]): readonly GuardTest[] => guards.flatMap((guard) => testsOf(guard.literal, model.literalsOfBlock).map((test) => ({ guard, test })));

const guardedWrites = (model: FunctionModel, instance: Instance): readonly GuardedWrite[] => {
  const effects = effectsOf(model, instance);
  if (effects.length === 0) return [];
  const own = deciding(model, model.guardsOfInstance(instance));
  return effects.map((effect) => {
    // what the written rows bring along has its place however much decides on the write
    const brought = testsIn(model, [...effect.guards, ...guardsOfFreeValues(model, effect)]).slice(0, maxTests / 3);
    return { effect, tests: [...testsIn(model, own).slice(0, maxTests - brought.length), ...brought] };
  });
};

/** All candidates of a function, open and closed by what the pair itself says; protections are judged later. */
export const detect = (model: FunctionModel, mutability: Mutability): readonly Candidate[] => {
  const writes = model.instances.filter((instance) => instance.operation.kind !== 'read' && instance.operation.kind !== 'lock');
  const candidates = writes.flatMap((instance) => {
    const guarded = guardedWrites(model, instance);
    const found = guarded.flatMap((write) => [...detectConditions(model, write, mutability), ...detectLastOfOthers(model, write), ...detectValues(model, write)]);
    const marked = guarded.flatMap(({ effect }) => marksOfFirst(model, effect)).flatMap(({ column, effect, guards }) => detectConditions(model, { effect, tests: testsIn(model, guards) }, mutability).map((candidate): Candidate => ({ ...candidate, mark: column })));
    return [...found, ...marked.filter(({ read }) => found.every((other) => other.read !== read)), ...detectEmulatedUpsert(model, instance, guarded.map(({ effect }) => effect))];
  });
  candidates.push(...detectDuplicateSaves(model, writes), ...detectReplaceAll(model, writes), ...detectOnlyOne(model, writes), ...detectStaleSaves(model, writes, mutability));
  return candidates.filter((candidate) => !meetInCallee(candidate));
};

/** Read and write both inside one called function: that function is their home. */
const meetInCallee = ({ read, write, shape }: Candidate): boolean => {
  const [a] = read.hops;
  const [b] = write.hops;
  if (a === undefined || b === undefined) return shape === 'non-atomic-upsert' && b !== undefined;
  return a.node === b.node;
};
