/** Managed and unmanaged transactions, and decorated methods. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent, FunctionExtent, FunctionNode, Isolation } from '../../operations/dialect.js';
import { unknown, type Known } from '../../operations/known.js';
import type { Handle } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { holderOf } from '../../syntax/holder.js';
import { memberName } from '../../syntax/property-name.js';
import { isFunction, methodCall, type MethodCall } from './facts.js';
import { beginKey, begunBy, callbackHandle, clientId, handleOf, isTransactionCall } from './transaction.js';

const levels: Readonly<Partial<Record<string, Isolation>>> = {
  READUNCOMMITTED: 'read-uncommitted', READCOMMITTED: 'read-committed', REPEATABLEREAD: 'repeatable-read', SNAPSHOT: 'snapshot', SERIALIZABLE: 'serializable',
};

/** `Transaction.ISOLATION_LEVELS.SERIALIZABLE`, `'SERIALIZABLE'` */
const isolationOf = (options: TSESTree.Node | undefined, at: Resolver): Known<Isolation> => {
  if (options === undefined) return 'default';
  const shape = at.object(options);
  const value = shape.entries.get('isolationLevel')?.value;
  if (value === undefined) return shape.node === undefined || shape.open || shape.spreads.length > 0 ? unknown : 'default';
  const level = at.constant(value);
  const name = at.text(value) ?? (level.type === 'MemberExpression' ? memberName(level) : undefined);
  return levels[(name ?? '').toUpperCase().replace(/[\s_-]/g, '')] ?? unknown;
};

/** What the callback of a managed transaction calls its handle. */
const parameterOf = (callback: TSESTree.Node): TSESTree.Parameter | undefined => (isFunction(callback) ? callback.params[0] : undefined);

/** `sequelize.transaction(async (t) => …)`, `const t = await sequelize.transaction()`, `t.commit()`, `t.rollback()` */
export const extentOf = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const call = methodCall(node);
  if (call === undefined) return undefined;
  if (call.name === 'commit' || call.name === 'rollback') {
    const begun = begunBy(call.receiver, at);
    return begun && { kind: 'transaction', form: 'end', key: beginKey(begun), commit: call.name === 'commit' };
  }
  if (!isTransactionCall(node, at)) return undefined;
  const [first, last] = [call.args[0], call.args.at(-1)];
  if (last !== undefined && last.type !== 'SpreadElement' && isCallback(last, at)) {
    const isolation = isolationOf(first === last || first?.type === 'SpreadElement' ? undefined : first, at);
    return { kind: 'transaction', form: 'callback', callback: last, parameter: 0, isolation, handle: callbackHandle(last, parameterOf(last) ?? node), on: openedOn(node, call, at) };
  }
  const isolation = isolationOf(first?.type === 'SpreadElement' ? undefined : first, at);
  const key = beginKey(node);
  return { kind: 'transaction', form: 'begin', key, isolation, handle: { kind: 'transaction', id: key, node: holderOf(node) ?? node }, on: openedOn(node, call, at) };
};

/** `sequelize.transaction({ transaction: t }, …)` is a savepoint of `t`. */
const openedOn = (node: TSESTree.CallExpression, call: MethodCall, at: Resolver): Handle => {
  const [first] = node.arguments;
  return first === undefined || first.type === 'SpreadElement' || isFunction(first) ? { kind: 'client', id: clientId, node: call.receiver } : handleOf(first, call, at);
};

const isCallback = (node: TSESTree.Node, at: Resolver): boolean => isFunction(node) || at.origin(node).kind === 'function';

const decorated = /^(?:sequelize-transactional-(?:decorator|typescript)|@nestjs-cls\/transactional|sequelize-cls-decorator)$/;

/** `@Transactional({ isolationLevel })` of the CLS decorators. */
export const functionExtentOf = (fn: FunctionNode, at: Resolver): FunctionExtent | undefined => {
  const owner = fn.parent;
  if (owner.type !== 'MethodDefinition' && owner.type !== 'PropertyDefinition') return undefined;
  const decorator = at.decorators(owner).find(({ name, module }) => name === 'Transactional' && module !== undefined && decorated.test(module));
  return decorator && { kind: 'transaction', isolation: isolationOf(decorator.arguments[0], at) };
};
