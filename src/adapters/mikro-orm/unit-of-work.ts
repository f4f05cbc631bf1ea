/**
 * The unit of work: what is written at the next flush, and by which call.
 *
 * A change of a loaded row, `persist`, `create`, `assign` and `remove` are the writes; the flush that sends them is the next one that control can
 * reach in the function, or the end of a `transactional` callback. Where no flush is in view, nothing is claimed.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Handle } from '../../operations/operation.js';
import { methodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { callsIn } from '../../syntax/file-calls.js';
import { isFunction } from '../../syntax/functions.js';
import { isWithin } from '../../syntax/statements.js';
import { callbackAround, rootOf, transactionId } from './connections.js';
import { receiverOf } from './handles.js';
import { flushing } from './names.js';

/** The call that sends a change, and what it goes through. */
export interface Sending {
  readonly call: TSESTree.CallExpression;
  readonly handle: Handle;
}

const caches = new WeakMap<Resolver, readonly Sending[]>();

/** The flushes of a file in source order. */
export const flushesOf = (at: Resolver): readonly Sending[] => {
  let found = caches.get(at);
  if (!found) caches.set(at, (found = callsIn(at.sourceCode).flatMap((node) => (node.type === 'CallExpression' ? (sendingOf(node, at) ?? []) : []))));
  return found;
};

const sendingOf = (node: TSESTree.CallExpression, at: Resolver): Sending | undefined => {
  const call = methodCall(node);
  if (call === undefined || !flushing.has(call.name)) return undefined;
  const receiver = receiverOf(call.receiver, at);
  return receiver === undefined || receiver.kind === 'orm' ? undefined : { call: node, handle: { ...receiver.handle, node: call.receiver } };
};

/** The call that sends what happens at a node; undefined: none in view. */
export const sentBy = (node: TSESTree.Node, at: Resolver): Sending | undefined => {
  const root = rootOf(node, at);
  const callback = callbackAround(node, at);
  const flush = flushesOf(at).find(({ call }) => call === node || (call.range[1] > node.range[1] && isWithin(call, root ?? at.sourceCode.ast) && isReached(node, call)));
  if (flush && (callback === undefined || isWithin(flush.call, callback))) return flush;
  // the end of the callback flushes
  const transaction = callback?.parent.type === 'CallExpression' ? callback.parent : undefined;
  const owner = methodCall(transaction);
  return transaction && owner && callback ? { call: transaction, handle: { kind: 'transaction', id: transactionId(callback), node: callback.params[0] ?? owner.receiver } } : undefined;
};

/** Whether control can come from a node to a later one: not out of another branch, and not behind a `return`. */
const isReached = (node: TSESTree.Node, later: TSESTree.Node): boolean => {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (isWithin(later, parent)) return !isOtherBranch(parent, child, later);
    const last = parent.type === 'BlockStatement' && !isFunction(parent.parent) ? parent.body.at(-1) : undefined;
    if (last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement') return false;
  }
  return true;
};

const isOtherBranch = (parent: TSESTree.Node, child: TSESTree.Node, later: TSESTree.Node): boolean => {
  if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') return child !== parent.test && (parent.consequent === child ? parent.alternate !== null && isWithin(later, parent.alternate) : false);
  return parent.type === 'SwitchStatement' && child !== parent.discriminant && !isWithin(later, child);
};
