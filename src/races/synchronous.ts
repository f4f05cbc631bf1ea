/**
 * Databases whose driver answers at once (SQLite): between two of their calls nothing else of the process runs, unless something is waited for.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { anyWithin, contains } from '../syntax/descendants.js';
import type { Candidate, Closure } from './candidate.js';
import { equalities, sameTable, sameValue } from './keys.js';

/** Read and write are one go, or the read and an earlier write that takes the state over for this run. */
export const synchronous = (candidate: Candidate): Closure | undefined => {
  const { read, write, model } = candidate;
  if (read.operation.synchronous !== true || write.operation.synchronous !== true) return undefined;
  if (inOneGo(model, read, write)) return { reason: 'synchronous', node: write.site };
  const claim = model.instances.find((other) => takesOver(candidate, other));
  return claim && { reason: 'claimed-before', node: claim.site };
};

/** `UPDATE jobs SET state = 'running' WHERE id = ?` in one go with the read, on every way to the write: whoever reads later finds the new state. */
const takesOver = ({ model, read, write, columns, underlying }: Candidate, claim: Instance): boolean => {
  if (underlying !== 'guarded-update' || claim === write || claim.operation.kind !== 'update' || claim.operation.synchronous !== true || !sameTable(claim, read)) return false;
  if (claim.order < read.order || claim.order >= write.order || !claim.sets.some((set) => columns.includes(set.column))) return false;
  const keys = equalities(claim);
  const isSameRow = keys.length > 0 && keys.every((key) => equalities(write).some((other) => other.column === key.column && sameValue(other.value, key.value)));
  const isOnTheWay = claim.block === read.block || claim.block === write.block || !model.reachesAround(read.block, claim.block, write.block);
  return isSameRow && isOnTheWay && inOneGo(model, read, claim);
};

/** Nothing is waited for between the two: in the function in which their ways part, where one call leads to both. */
const inOneGo = (model: FunctionModel, read: Instance, write: Instance): boolean => {
  const [first, second] = [wayTo(read), wayTo(write)];
  const parted = first.findIndex((node, step) => node !== second[step]);
  const around = parted > 0 ? read.hops[parted - 1]?.callee : model.fn;
  const [from, to] = [first[parted], second[parted]];
  if (around === undefined || from === undefined || to === undefined) return false;
  const [start, end] = [Math.min(from.range[1], to.range[1]), Math.max(from.range[0], to.range[0])];
  return !anyWithin(around, (node) => (node.type === 'AwaitExpression' || node.type === 'YieldExpression') && node.range[1] > start && node.range[0] < end && !isElsewhere(node, [from, to]));
};

/** The calls that lead to an operation, outermost first, and its own. */
const wayTo = ({ hops, operation }: Instance): readonly TSESTree.Node[] => [...hops.map((hop) => hop.node), operation.node];

/** A branch around the node leaves the function, and none of the others stands in it: who waits there doesn't come to them. */
const isElsewhere = (node: TSESTree.Node, sites: readonly TSESTree.Node[]): boolean => {
  let leaves = false;
  for (let inner = node, outer = node.parent; outer !== undefined; inner = outer, outer = outer.parent) {
    if (sites.every((site) => contains(outer, site))) return leaves;
    if (outer.type === 'BlockStatement' && !sites.some((site) => contains(outer, site)) && isLeft(outer)) leaves = true;
    // an error thrown there may be caught, and control go on
    else if (leaves && outer.type === 'TryStatement' && outer.block === inner && outer.handler !== null && !isLeft(outer)) return false;
  }
  return false;
};

/** Control doesn't go on behind the statement. */
const isLeft = (node: TSESTree.Node): boolean => {
  switch (node.type) {
    case 'BlockStatement':
      return node.body.some(isLeft);
    case 'ReturnStatement':
    case 'ThrowStatement':
      return true;
    case 'IfStatement':
      return node.alternate !== null && isLeft(node.consequent) && isLeft(node.alternate);
    case 'TryStatement':
      return (node.finalizer !== null && isLeft(node.finalizer)) || (isLeft(node.block) && (node.handler === null || isLeft(node.handler.body)));
    default:
      return false;
  }
};
