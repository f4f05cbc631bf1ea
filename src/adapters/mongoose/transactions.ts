/**
 * Transactions: `session.withTransaction(fn)`, `connection.transaction(fn)`, `session.startTransaction()`.
 *
 * Every operation must be given the session; one without it is outside. All run at snapshot isolation: of two writers of one document the
 * second fails (MongoDB manual, "Transactions", write conflicts).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent } from '../../operations/dialect.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction } from '../../syntax/functions.js';
import { argument, methodCall, type MethodCall } from './facts.js';
import { receiverOf } from './handles.js';
import { client, sessionHandle } from './sessions.js';

/** The extent that a call opens or closes. */
export const extentOf = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const call = methodCall(node);
  switch (call?.name) {
    case 'withTransaction':
      return ofSession(call, at);
    case 'transaction':
      return ofConnection(call, at);
    case 'startTransaction':
      return isSession(call, at) ? { kind: 'transaction', form: 'begin', isolation: 'snapshot', on: client(call.receiver), ...keyed(call, at) } : undefined;
    case 'commitTransaction':
    case 'abortTransaction':
      return isSession(call, at) ? { kind: 'transaction', form: 'end', key: keyed(call, at).key, commit: call.name === 'commitTransaction' } : undefined;
    default:
      return undefined;
  }
};

const keyed = (call: MethodCall, at: Resolver): { readonly key: string; readonly handle: ReturnType<typeof sessionHandle> } => {
  const handle = sessionHandle(call.receiver, call.receiver, at);
  return { key: handle.id, handle };
};

const isSession = (call: MethodCall, at: Resolver): boolean => receiverOf(call.receiver, at)?.kind === 'session';

const ofSession = (call: MethodCall, at: Resolver): Extent | undefined => {
  const callback = argument(call.args, 0);
  if (callback === undefined || !isSession(call, at)) return undefined;
  return { kind: 'transaction', form: 'callback', callback, parameter: undefined, isolation: 'snapshot', handle: sessionHandle(call.receiver, call.receiver, at), on: client(call.receiver) };
};

const ofConnection = (call: MethodCall, at: Resolver): Extent | undefined => {
  const callback = argument(call.args, 0);
  if (callback === undefined || receiverOf(call.receiver, at)?.kind !== 'connection') return undefined;
  const fn = at.constant(callback);
  const parameter = isFunction(fn) ? fn.params[0] : undefined;
  // without a parameter the session is passed by itself (`transactionAsyncLocalStorage`), or the operations are outside
  const handle = { kind: parameter === undefined ? ('either' as const) : ('transaction' as const), id: `mongoose:session:${fn.range[0]}:0`, node: parameter ?? callback };
  return { kind: 'transaction', form: 'callback', callback, parameter: 0, isolation: 'snapshot', handle, on: client(call.receiver) };
};
