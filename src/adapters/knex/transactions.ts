/**
 * Transactions: `knex.transaction(async (trx) => …)`, `const trx = await knex.transaction()` … `trx.commit()`, Objection's `Model.transaction`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent, Isolation } from '../../operations/dialect.js';
import { unknown, type Known } from '../../operations/known.js';
import type { Handle } from '../../operations/operation.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction } from '../../syntax/functions.js';
import { anyWithin } from '../../syntax/descendants.js';
import { holderOf } from '../../syntax/holder.js';
import { beginsTransaction, CLIENT, declaredId, evidenceOf, parameterId } from './handles.js';
import { isKnexModule } from './names.js';

const levels: Readonly<Partial<Record<string, Isolation>>> = {
  'read uncommitted': 'read-uncommitted', 'read committed': 'read-committed', 'repeatable read': 'repeatable-read', serializable: 'serializable', snapshot: 'snapshot',
};

/** `{ isolationLevel: 'serializable' }` */
const isolation = (config: TSESTree.Node | undefined, at: Resolver): Known<Isolation> => {
  if (config === undefined) return 'default';
  const shape = at.object(config);
  const level = shape.entries.get('isolationLevel')?.value;
  if (level === undefined) return shape.open || shape.spreads.length > 0 ? unknown : 'default';
  return levels[at.text(level)?.toLowerCase() ?? ''] ?? unknown;
};

/** The extent that a call opens or closes. */
export const extentOf = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const call = methodCall(node);
  if (call === undefined) return ofObjection(node, at);
  switch (call.name) {
    case 'transaction':
      return ofCallback(call, at) ?? begun(call, at);
    case 'startTransaction':
      return begun(call, at);
    case 'commit':
    case 'rollback':
      return ended(call, at);
    default:
      return undefined;
  }
};

const ofCallback = (call: MethodCall, at: Resolver): Extent | undefined => {
  const callback = argumentAt(call.args, 0);
  const fn = callback === undefined ? undefined : functionOf(callback, at);
  if (callback === undefined) return undefined;
  const evidence = evidenceOf(call.receiver, at);
  if (fn === undefined) return evidence?.strength === 'bound' && at.origin(callback).kind === 'parameter' ? handedOn(call, callback, at) : undefined;
  if (evidence?.strength !== 'bound' && ![...at.imports.keys()].some(isKnexModule) && !isCalled(fn)) return undefined;
  return inCallback(call.node, callback, fn, { index: 0, isolation: isolation(argumentAt(call.args, 1), at), on: clientOf(call.receiver, at) });
};

/** `(run) => knex.transaction(run)`: the callback is the caller's. */
const handedOn = (call: MethodCall, callback: TSESTree.Node, at: Resolver): Extent => ({
  kind: 'transaction', form: 'callback', callback, parameter: 0, isolation: isolation(argumentAt(call.args, 1), at), handle: { kind: 'transaction', id: `knex:tx@${String(call.node.range[0])}`, node: callback }, on: clientOf(call.receiver, at),
});

interface Shape {
  readonly on: Handle;
  readonly index: number;
  readonly isolation: Known<Isolation>;
}

const inCallback = (call: TSESTree.CallExpression, callback: TSESTree.Node, fn: TSESTree.Node & { readonly params: readonly TSESTree.Parameter[] }, shape: Shape): Extent => {
  const parameter = fn.params[shape.index];
  return {
    kind: 'transaction', form: 'callback', callback, parameter: parameter === undefined ? undefined : shape.index, isolation: shape.isolation,
    handle: { kind: 'transaction', id: parameterId(fn, shape.index), node: parameter ?? call }, on: shape.on,
  };
};

/** What a transaction is opened on. */
const clientOf = (node: TSESTree.Node, at: Resolver): Handle => {
  const { kind, id } = evidenceOf(node, at) ?? { kind: 'client', id: CLIENT };
  return { kind, id, node };
};

const functionOf = (node: TSESTree.Node, at: Resolver): (TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression | TSESTree.FunctionDeclaration) | undefined => {
  const value = at.constant(node);
  if (isFunction(value)) return value;
  const origin = at.origin(node);
  return origin.kind === 'function' ? origin.fn : undefined;
};

/** `trx('users')`: only Knex's transactions are called. */
const isCalled = (fn: TSESTree.Node & { readonly params: readonly TSESTree.Parameter[]; readonly body: TSESTree.Node }): boolean => {
  const [parameter] = fn.params;
  const name = parameter?.type === 'Identifier' ? parameter.name : undefined;
  return name !== undefined && anyWithin(fn.body, (node) => {
    if (node.type !== 'CallExpression') return false;
    if (node.callee.type === 'Identifier' && node.callee.name === name && node.arguments.length === 1) return true;
    return methodCall(node)?.name === 'transacting' && node.arguments[0]?.type === 'Identifier' && node.arguments[0].name === name;
  });
};

/** Objection's `transaction(Model.knex(), async (trx) => …)` */
const ofObjection = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const origin = at.origin(node.callee);
  if (origin.kind !== 'import' || origin.module !== 'objection' || origin.name !== 'transaction') return undefined;
  const callback = argumentAt(node.arguments, node.arguments.length - 1);
  const fn = callback === undefined ? undefined : functionOf(callback, at);
  if (callback === undefined || fn === undefined) return undefined;
  return inCallback(node, callback, fn, { index: 0, isolation: 'default', on: clientOf(node.arguments[0] ?? node, at) });
};

const begun = (call: MethodCall, at: Resolver): Extent | undefined => {
  const holder = holderOf(call.node);
  const evidence = holder === undefined ? undefined : beginsTransaction(call.node, at);
  if (holder === undefined || evidence === undefined || (evidence.strength === 'open' && ![...at.imports.keys()].some(isKnexModule) && !isUsedAsHandle(holder, at))) return undefined;
  const id = declaredId(holder, at);
  return { kind: 'transaction', form: 'begin', key: id, isolation: isolation(argumentAt(call.args, 0), at), handle: { kind: 'transaction', id, node: holder }, on: clientOf(call.receiver, at) };
};

/** `trx('users')`, `.transacting(trx)` */
const isUsedAsHandle = (holder: TSESTree.Identifier, at: Resolver): boolean => {
  const variable = at.variable(holder);
  return variable !== undefined && at.references(variable).some(({ identifier }) => {
    const { parent } = identifier;
    return parent.type === 'CallExpression' && (parent.callee === identifier || methodCall(parent)?.name === 'transacting');
  });
};

const ended = (call: MethodCall, at: Resolver): Extent | undefined => {
  const evidence = evidenceOf(call.receiver, at);
  return evidence?.kind === 'transaction' ? { kind: 'transaction', form: 'end', key: evidence.id, commit: call.name === 'commit' } : undefined;
};
