/** Loops that try a write again when it fails. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Context } from '../model/context.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { anyInFunction, contains } from '../syntax/descendants.js';

type Handler = Extract<Context, { kind: 'handler' }>;
type Endless = TSESTree.ForStatement | TSESTree.WhileStatement | TSESTree.DoWhileStatement;

/**
 * Whether a write is tried again without bound: a loop without a condition that is left when the write succeeded, and that the handler never leaves.
 * A worker's loop isn't left on success.
 */
export const isUnboundedRetry = ({ node }: Handler, write: Instance, model: FunctionModel): boolean => {
  if (node.type !== 'TryStatement' || !node.handler) return false;
  const loop = endlessAround(node, model.fn);
  if (!loop || !contains(node.block, write.site) || !isLast(node, loop)) return false;
  const last = node.block.body.at(-1);
  const leavesOnSuccess = last?.type === 'BreakStatement' || last?.type === 'ReturnStatement';
  return leavesOnSuccess && !anyInFunction(node.handler.body, (inner) => inner.type === 'ThrowStatement' || inner.type === 'ReturnStatement' || inner.type === 'BreakStatement');
};

const endlessAround = (node: TSESTree.Node, fn: TSESTree.Node): Endless | undefined => {
  for (let parent = node.parent; parent && parent !== fn; parent = parent.parent) {
    if (parent.type === 'ForStatement') return parent.test === null ? parent : undefined;
    if (parent.type === 'WhileStatement' || parent.type === 'DoWhileStatement') return parent.test.type === 'Literal' && parent.test.value === true ? parent : undefined;
    if (parent.type === 'ForInStatement' || parent.type === 'ForOfStatement') return undefined;
  }
  return undefined;
};

/** Nothing after the `try` leaves the loop (`if (++tries > 3) throw …`), and nothing before it. */
const isLast = (node: TSESTree.TryStatement, loop: Endless): boolean => !anyInFunction(loop.body, (inner) => !contains(node, inner) && (inner.type === 'ThrowStatement' || inner.type === 'ReturnStatement' || inner.type === 'BreakStatement'));
