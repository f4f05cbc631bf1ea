/**
 * Lists of keys at work: `if (working.has(id)) return; working.add(id); try { … } finally { working.delete(id) }` is all that keeps the same work from being
 * done twice, and what it inserts or counts from being there twice.
 *
 * In: a file's model, and its judged candidates. Out: the first write of such work that a second run repeats. Never assumed: that work is harmful twice
 * because it writes (an upsert, or a value that is set, is the same twice); that a write which is tried first, and decides on the rest, is no claim.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { isWrite } from '../model/steps.js';
import { componentsOf, type Value } from '../model/values.js';
import type { Resolver } from '../resolve/resolver.js';
import { childrenOf, contains } from '../syntax/descendants.js';
import { isSameExpression } from '../syntax/same-expression.js';
import { decisionOf, exitOf } from './branches.js';
import type { Candidate } from './candidate.js';
import { keysUse, memoryLock, type Use } from './memory-locks.js';
import { locksOf } from './locks.js';
import { protectionOf } from './protections.js';
import { effectsOf } from './write-effect.js';

/** What a second process does twice, though a list of keys keeps it from being done twice in this one. */
export const repeatedWork = (file: FileModel, judged: readonly Candidate[]): readonly Candidate[] => {
  const { calls, resolver } = file.facts;
  const uses = calls.flatMap((call) => (call.type === 'CallExpression' ? (keysUse(call, resolver) ?? []) : []));
  return uses.flatMap((mark) => {
    if (mark.does !== 'marks' || !uses.some((look) => turnsAway(look, mark, resolver))) return [];
    const model = file.modelAround(mark.node);
    const found = model && !judged.some((candidate) => speaksOf(candidate, mark, model)) && repeatedUnder(mark, model);
    return found ? [found] : [];
  });
};

/** The function is left where the key is in the list already. */
const turnsAway = (look: Use, mark: Use, at: Resolver): boolean => {
  const [asked] = look.node.type === 'CallExpression' ? look.node.arguments : [];
  const [key] = mark.node.type === 'CallExpression' ? mark.node.arguments : [];
  if (look.does !== 'looks' || look.store !== mark.store || !asked || !key || look.node.range[1] > mark.node.range[0]) return false;
  const decision = decisionOf(look.node);
  const fn = at.functionOf(mark.node);
  return fn !== undefined && decision?.type === 'IfStatement' && exitOf(decision.consequent) !== undefined && at.functionOf(decision) === fn && isOwn(key, fn, at) && isSameExpression(asked, key, (node) => at.variable(node));
};

/** Something that a function is given, or has found, is part of an expression. */
const isOwn = (node: TSESTree.Node, fn: TSESTree.Node, at: Resolver): boolean => {
  if (node.type !== 'Identifier') return childrenOf(node).some((child) => isOwn(child, fn, at));
  return at.variable(node)?.defs.some(({ name }) => contains(fn, name)) ?? false;
};

/** A race is reported of the work, or the database protects a part of it. */
const speaksOf = ({ closed, model, processLock, write }: Candidate, mark: Use, home: FunctionModel): boolean =>
  processLock?.node === mark.node || closed?.node === mark.node || (model === home && write.site.range[0] > mark.node.range[1]);

const repeatedUnder = (mark: Use, model: FunctionModel): Candidate | undefined => {
  if (locksOf(model).length > 0) return undefined;
  const work = model.instances.filter(({ operation, site }) => isWrite(operation) && memoryLock(model, site, site)?.node === mark.node).sort((a, b) => a.order - b.order);
  const write = work.find((instance) => isRepeated(model, instance));
  if (!write || model.guardsOfInstance(write).some(({ literal }) => restsOnClaim(literal.condition))) return undefined;
  const pair = { model, read: write, write, columns: [], guard: undefined, existsBranch: undefined, lock: undefined, closed: undefined } as const;
  // judged as an insert that nothing but the list keeps out
  if (protectionOf({ ...pair, shape: 'create-if-absent', underlying: 'create-if-absent' })) return undefined;
  return { ...pair, shape: 'process-local-lock', underlying: 'process-local-lock', processLock: { kind: 'keys', node: mark.node } };
};

/** One more row, or a number that is counted on. */
const isRepeated = (model: FunctionModel, instance: Instance): boolean => {
  const { operation, sets } = instance;
  if (sets.some(({ operator, written }) => written === 'atomic' && (operator === 'increment' || operator === 'decrement' || operator === 'push'))) return operation.kind === 'update';
  return !operation.nested && operation.onConflict === undefined && effectsOf(model, instance).some(({ kind }) => kind === 'insert');
};

/** Whether a condition asks what a write did that not every run can do: a claim. */
const restsOnClaim = (value: Value, depth = 6): boolean => {
  if (depth === 0) return false;
  switch (value.kind) {
    case 'affected':
      return isClaim(value.write);
    case 'row':
    case 'rows':
    case 'exists':
      return isClaim(value.read);
    case 'result':
      return isClaim(value.of);
    default:
      return componentsOf(value).some((part) => restsOnClaim(part, depth - 1));
  }
};

/** Something new, or rows of some state: a row that is hit by its key alone is there for every run. */
const isClaim = ({ operation, where, whereOpen, whereSpreads }: Instance): boolean => isWrite(operation) && (operation.kind !== 'update' || whereOpen || whereSpreads.length > 0 || where.some(({ column }) => column !== 'id'));
