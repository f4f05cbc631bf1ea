/**
 * Transactions: callbacks, query runners, `typeorm-transactional`.
 *
 * Out: extents. The handle of a callback is its parameter; with `typeorm-transactional` it is the client itself, since all repositories join.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent, FunctionExtent, FunctionNode, Isolation } from '../../operations/dialect.js';
import { unknown, type Known } from '../../operations/known.js';
import type { Handle } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { argument, isFunction, methodCall, type MethodCall } from './facts.js';
import { isTransactionCall, receiverOf } from './handles.js';
import { rawStatements } from './raw.js';
import { client, parameterHandle, type Receiver } from './receiver.js';

const levels: Readonly<Partial<Record<string, Isolation>>> = {
  READUNCOMMITTED: 'read-uncommitted', READCOMMITTED: 'read-committed', REPEATABLEREAD: 'repeatable-read', SERIALIZABLE: 'serializable', SNAPSHOT: 'snapshot',
};

/** `'SERIALIZABLE'`, `IsolationLevel.READ_COMMITTED`; no expression: the database's default. */
const isolation = (node: TSESTree.Node | undefined, at: Resolver): Known<Isolation> => {
  if (node === undefined) return 'default';
  const bare = at.bare(node);
  const member = bare.type === 'MemberExpression' && bare.property.type === 'Identifier' ? bare.property.name : undefined;
  const text = at.text(node) ?? member;
  return text === undefined ? unknown : (levels[text.replace(/[\s_-]/g, '').toUpperCase()] ?? unknown);
};

/** The extent that a call opens or closes. */
export const extentOf = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const call = methodCall(node);
  if (call === undefined) return node.callee.type === 'Identifier' ? ofFunctionCall(node, node.callee, at) : undefined;
  switch (call.name) {
    case 'transaction':
      return ofCallback(call, at);
    case 'withTransaction':
      return ofContext(call, at);
    case 'startTransaction':
      return begin(call, isolation(argument(call.args, 0), at), at);
    case 'commitTransaction':
      return end(call, { commit: true }, at);
    case 'rollbackTransaction':
      return end(call, { commit: false }, at);
    case 'query':
      return ofSql(call, at);
    default:
      return undefined;
  }
};

const ofCallback = (call: MethodCall, at: Resolver): Extent | undefined => {
  if (call.args.length === 0 || !isTransactionCall(call.node, at)) return undefined;
  const [first, second] = [argument(call.args, 0), argument(call.args, 1)];
  const callback = second ?? first;
  if (callback === undefined) return undefined;
  const level = second === undefined ? 'default' : isolation(first, at);
  return { kind: 'transaction', form: 'callback', callback, isolation: level, ...callbackHandle(callback, 0, at, call.receiver), on: openedOn(call, at) };
};

const openedOn = (call: MethodCall, at: Resolver): Handle => ({ ...(receiverOf(call.receiver, at)?.handle ?? client(call.receiver)), node: call.receiver });

/** The handle of a callback's parameter; a callback without one hands out the client that it was called on, which is not in the transaction. */
const callbackHandle = (callback: TSESTree.Node, index: number, at: Resolver, owner: TSESTree.Node): Pick<Extract<Extent, { form: 'callback' }>, 'parameter' | 'handle'> => {
  const fn = functionOf(callback, at);
  const parameter = fn?.params[index];
  if (fn === undefined || parameter === undefined) {
    return { parameter: fn === undefined ? index : undefined, handle: { kind: 'transaction', id: `typeorm:tx:${(fn ?? callback).range[0]}:${index}`, node: fn === undefined ? callback : owner } };
  }
  return { parameter: index, handle: parameterHandle(fn, index, 'transaction', parameter) };
};

const functionOf = (node: TSESTree.Node, at: Resolver): FunctionNode | undefined => {
  const value = at.constant(node);
  if (isFunction(value)) return value;
  const origin = at.origin(node);
  if (origin.kind === 'function') return origin.fn;
  const member = origin.kind === 'field' ? origin.value : undefined;
  const fn = member?.type === 'MethodDefinition' ? member.value : member;
  return isFunction(fn) ? fn : undefined;
};

/** Vendure's `connection.withTransaction(ctx, async (ctx) => …)`: repositories of the inner context are inside. */
const ofContext = (call: MethodCall, at: Resolver): Extent | undefined => {
  const callback = argument(call.args, call.args.length - 1);
  const receiver = receiverOf(call.receiver, at);
  if (callback === undefined || receiver?.kind !== 'source' || receiver.evidence !== 'bound') return undefined;
  return { kind: 'transaction', form: 'callback', callback, isolation: 'default', ...callbackHandle(callback, 0, at, call.receiver), on: openedOn(call, at) };
};

const runnerOf = (call: MethodCall, at: Resolver): Receiver | undefined => {
  const receiver = receiverOf(call.receiver, at);
  return receiver?.kind === 'runner' ? receiver : undefined;
};

const begin = (call: MethodCall, level: Known<Isolation>, at: Resolver): Extent | undefined => {
  const runner = runnerOf(call, at);
  return runner === undefined ? undefined : { kind: 'transaction', form: 'begin', key: runner.handle.id, isolation: level, handle: { ...runner.handle, kind: 'transaction', node: call.receiver }, on: client(call.receiver) };
};

const end = (call: MethodCall, how: { readonly commit: boolean }, at: Resolver): Extent | undefined => {
  const runner = runnerOf(call, at);
  return runner === undefined ? undefined : { kind: 'transaction', form: 'end', key: runner.handle.id, commit: how.commit };
};

/** `queryRunner.query('BEGIN')` */
const ofSql = (call: MethodCall, at: Resolver): Extent | undefined => {
  const first = argument(call.args, 0);
  const text = at.text(first);
  if (text === undefined || !/^\s*(?:BEGIN|START|COMMIT|END|ROLLBACK)\b/i.test(text)) return undefined;
  const statement = rawStatements(call, at)?.statements[0];
  if (statement?.verb === 'begin') return begin(call, statement.isolation === undefined ? 'default' : (levels[statement.isolation.replace(/\s/g, '')] ?? unknown), at);
  if (statement?.verb === 'commit') return end(call, { commit: true }, at);
  return statement?.verb === 'rollback' ? end(call, { commit: false }, at) : undefined;
};

const transactional = /^(?:typeorm-transactional(?:-cls-hooked)?|@nestjs-cls\/transactional)$/;

/** `runInTransaction(fn, { isolationLevel })`, `wrapInTransaction(fn)` */
const ofFunctionCall = (node: TSESTree.CallExpression, callee: TSESTree.Identifier, at: Resolver): Extent | undefined => {
  if (!/InTransaction$/.test(callee.name)) return undefined;
  const origin = at.origin(callee);
  if (origin.kind !== 'import' || !transactional.test(origin.module)) return undefined;
  const callback = argument(node.arguments, 0);
  const options = at.object(argument(node.arguments, 1));
  if (callback === undefined || !joinsOrOpens(options.entries.get('propagation')?.value, at)) return undefined;
  return {
    kind: 'transaction', form: 'callback', callback, parameter: undefined, isolation: isolation(options.entries.get('isolationLevel')?.value, at), handle: client(callee), on: client(callee),
  };
};

/** SUPPORTS, NOT_SUPPORTED and NEVER open nothing. */
const joinsOrOpens = (propagation: TSESTree.Node | undefined, at: Resolver): boolean => {
  if (propagation === undefined) return true;
  const bare = at.bare(propagation);
  const name = at.text(propagation) ?? (bare.type === 'MemberExpression' && bare.property.type === 'Identifier' ? bare.property.name : '');
  return !/^(?:SUPPORTS|NOT_SUPPORTED|NEVER)$/i.test(name.replace(/[A-Z](?=[a-z])/g, (letter, index: number) => (index > 0 ? `_${letter}` : letter)));
};

/** `@Transactional({ isolationLevel })` */
export const functionExtentOf = (fn: FunctionNode, at: Resolver): FunctionExtent | undefined => {
  const owner = fn.parent;
  if (owner.type !== 'MethodDefinition' && owner.type !== 'PropertyDefinition') return undefined;
  for (const decorator of at.decorators(owner)) {
    const first = decorator.arguments[0];
    if (decorator.name === 'Transactional' && decorator.module !== undefined && transactional.test(decorator.module)) {
      const options = at.object(decorator.arguments.at(-1));
      if (!joinsOrOpens(options.entries.get('propagation')?.value ?? (options.node === undefined ? first : undefined), at)) return undefined;
      return { kind: 'transaction', isolation: isolation(options.entries.get('isolationLevel')?.value, at) };
    }
    if (decorator.name === 'Transaction' && isVendure(decorator.module) && at.text(first) !== 'manual') {
      return { kind: 'transaction', isolation: isolation(decorator.arguments[1], at) };
    }
  }
  return undefined;
};

const isVendure = (module: string | undefined): boolean => module !== undefined && (module === '@vendure/core' || /\/transaction\.decorator(?:\.js)?$/.test(module));
