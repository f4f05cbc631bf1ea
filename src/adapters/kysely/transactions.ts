/** Transactions: `db.transaction().execute(async (trx) => …)`, `db.startTransaction().execute()` … `trx.commit().execute()`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent, Isolation } from '../../operations/dialect.js';
import { unknown, type Known } from '../../operations/known.js';
import type { Handle } from '../../operations/operation.js';
import { argumentAt, methodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction } from '../../syntax/functions.js';
import { holderOf } from '../../syntax/holder.js';
import { declaredId, handleOf, parameterId, transactionBuilder } from './handles.js';

const levels: Readonly<Partial<Record<string, Isolation>>> = {
  'read uncommitted': 'read-uncommitted', 'read committed': 'read-committed', 'repeatable read': 'repeatable-read', serializable: 'serializable', snapshot: 'snapshot',
};

const isolation = (calls: readonly TSESTree.CallExpression[], at: Resolver): Known<Isolation> => {
  const set = calls.map(methodCall).find((call) => call?.name === 'setIsolationLevel');
  if (set === undefined) return 'default';
  return levels[at.text(argumentAt(set.args, 0)) ?? ''] ?? unknown;
};

/** The extent that a call opens or closes. */
export const extentOf = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const [callback] = node.arguments;
  if (callback !== undefined) {
    const calls = transactionBuilder(node, 'transaction');
    return calls === undefined ? undefined : ofCallback(node, callback, isolation(calls, at), at);
  }
  const started = transactionBuilder(node, 'startTransaction');
  return started === undefined ? ended(node, at) : begun(node, isolation(started, at), at);
};

const ofCallback = (node: TSESTree.CallExpression, callback: TSESTree.Node, level: Known<Isolation>, at: Resolver): Extent | undefined => {
  const value = at.constant(callback);
  const origin = at.origin(callback);
  const fn = isFunction(value) ? value : origin.kind === 'function' ? origin.fn : undefined;
  // `(run) => db.transaction().execute(run)`: the callback is the caller's
  if (fn === undefined && origin.kind !== 'parameter') return undefined;
  const parameter = fn ? fn.params[0] : callback;
  const id = fn ? parameterId(fn, 0) : `kysely:tx@${String(node.range[0])}`;
  return { kind: 'transaction', form: 'callback', callback, parameter: parameter === undefined ? undefined : 0, isolation: level, handle: { kind: 'transaction', id, node: parameter ?? node }, on: openedOn(node, at) };
};

const begun = (node: TSESTree.CallExpression, level: Known<Isolation>, at: Resolver): Extent | undefined => {
  const holder = holderOf(node);
  if (holder === undefined) return undefined;
  const id = declaredId(holder, at);
  return { kind: 'transaction', form: 'begin', key: id, isolation: level, handle: { kind: 'transaction', id, node: holder }, on: openedOn(node, at) };
};

/** What `transaction()` is called on, at the beginning of the chain. */
const openedOn = (node: TSESTree.CallExpression, at: Resolver): Handle => {
  let receiver: TSESTree.Node = node;
  for (let inner = methodCall(node); inner !== undefined; inner = methodCall(inner.receiver)) receiver = inner.receiver;
  return handleOf(receiver, at);
};

/** `trx.commit().execute()` */
const ended = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const inner = methodCall(methodCall(node)?.receiver);
  if (inner === undefined || (inner.name !== 'commit' && inner.name !== 'rollback') || inner.args.length > 0) return undefined;
  const handle = handleOf(inner.receiver, at);
  return handle.kind === 'transaction' ? { kind: 'transaction', form: 'end', key: handle.id, commit: inner.name === 'commit' } : undefined;
};
