/** Transactions: `em.transactional(async (tx) => …)`, `em.begin()` … `em.commit()`, `@Transactional()`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent, FunctionExtent, FunctionNode } from '../../operations/dialect.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction } from '../../syntax/functions.js';
import { begunId, client, rootOf, transactionId } from './connections.js';
import { receiverOf } from './handles.js';
import { isOwnModule } from './names.js';
import { isolationOf } from './options.js';

/** The extent that a call opens or closes. */
export const extentOf = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const call = methodCall(node);
  if (call === undefined || !/^(?:transactional|begin|commit|rollback)$/.test(call.name)) return undefined;
  const receiver = receiverOf(call.receiver, at);
  if (receiver === undefined || receiver.kind === 'orm') return undefined;
  if (call.name === 'transactional') return ofCallback(call, at);
  const key = begunId(rootOf(node, at));
  if (call.name !== 'begin') return { kind: 'transaction', form: 'end', key, commit: call.name === 'commit' };
  return { kind: 'transaction', form: 'begin', key, isolation: isolationOf(argumentAt(call.args, 0), at), handle: { kind: 'transaction', id: key, node: call.receiver }, on: client(call.receiver) };
};

const ofCallback = (call: MethodCall, at: Resolver): Extent | undefined => {
  const callback = argumentAt(call.args, 0);
  const value = callback && at.constant(callback);
  const origin = callback && at.origin(callback);
  const fn = isFunction(value) ? value : origin?.kind === 'function' ? origin.fn : undefined;
  if (callback === undefined || fn === undefined) return undefined;
  const [parameter] = fn.params;
  return {
    kind: 'transaction', form: 'callback', callback, parameter: parameter === undefined ? undefined : 0, isolation: isolationOf(argumentAt(call.args, 1), at),
    handle: { kind: 'transaction', id: transactionId(fn), node: parameter ?? call.receiver }, on: client(call.receiver),
  };
};

/** `@Transactional()` from core (6) and from `@mikro-orm/decorators` (7): opens a transaction, or joins the caller's. */
export const functionExtentOf = (fn: FunctionNode, at: Resolver): FunctionExtent | undefined => {
  const decorator = at.decorators(fn).find(({ name, module }) => name === 'Transactional' && isOwnModule(module));
  return decorator && { kind: 'transaction', isolation: isolationOf(decorator.arguments[0], at) };
};
