/**
 * `$transaction`: the callback's body, or the list of a batch, and the isolation level that is asked for.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent, FunctionExtent, FunctionNode, Isolation } from '../../operations/dialect.js';
import { unknown, type Known } from '../../operations/known.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { evidenceOf, parameterId } from './handles.js';

const LEVELS: Readonly<Record<string, Isolation>> = {
  ReadUncommitted: 'read-uncommitted', ReadCommitted: 'read-committed', RepeatableRead: 'repeatable-read', Snapshot: 'snapshot', Serializable: 'serializable',
};

/** The extent that a call of `$transaction` opens. */
export const extentOf = (call: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const callee = at.bare(call.callee);
  if (callee.type !== 'MemberExpression' || memberName(callee) !== '$transaction') return undefined;
  const owner = at.bare(callee.object);
  const [body, options] = call.arguments;
  const evidence = evidenceOf(owner, at);
  if (body === undefined || body.type === 'SpreadElement') return undefined;
  if (evidence.strength === 'refuted' && owner.type !== 'ThisExpression') return undefined;
  const isolation = isolationOf(options, at);
  const target = at.constant(body);
  if (target.type === 'ArrayExpression' || isList(target)) {
    return { kind: 'transaction', form: 'batch', list: target, isolation, handle: { kind: 'transaction', id: `prisma:batch@${call.range[0]}`, node: owner } };
  }
  const fn = callbackOf(target, at);
  const parameter = fn === undefined || fn.params.length > 0 ? 0 : undefined;
  const node = fn?.params[0] ?? body;
  const id = fn === undefined ? `prisma:tx@${call.range[0]}` : parameterId(fn, 0, []);
  return { kind: 'transaction', form: 'callback', callback: body, parameter, isolation, handle: { kind: 'transaction', id, node }, on: { kind: evidence.kind, id: evidence.id, node: owner } };
};

const callbackOf = (node: TSESTree.Node, at: Resolver): FunctionNode | undefined => {
  if (isFunction(node)) return node;
  const origin = at.origin(node);
  return origin.kind === 'function' ? origin.fn : undefined;
};

/** `ids.map((id) => prisma.user.update(…))` */
const isList = (node: TSESTree.Node): boolean => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  return ['map', 'flatMap', 'filter', 'concat', 'flat'].includes(memberName(node.callee) ?? '');
};

const isolationOf = (options: TSESTree.CallExpressionArgument | undefined, at: Resolver): Known<Isolation> => {
  if (options === undefined) return 'default';
  const shape = at.object(options);
  const level = shape.entries.get('isolationLevel')?.value;
  if (level === undefined) return shape.spreads.length > 0 || shape.open ? unknown : 'default';
  const bare = at.constant(level);
  const name = bare.type === 'MemberExpression' ? memberName(bare) : at.text(level);
  return (name === undefined ? undefined : LEVELS[name]) ?? unknown;
};

/** `@Transactional()` of nestjs-cls: the method runs in one transaction of `txHost.tx`. */
export const functionExtentOf = (fn: FunctionNode, at: Resolver): FunctionExtent | undefined => {
  const holder = fn.parent;
  if (holder.type !== 'MethodDefinition') return undefined;
  const found = at.decorators(holder).find((decorator) => decorator.name === 'Transactional' && decorator.module === '@nestjs-cls/transactional');
  if (found === undefined) return undefined;
  const options = found.arguments.find((argument) => at.object(argument).node !== undefined);
  const level = options === undefined ? undefined : at.object(options).entries.get('isolationLevel')?.value;
  const text = level === undefined ? undefined : at.text(level);
  return { kind: 'transaction', isolation: level === undefined ? 'default' : (LEVELS[text ?? ''] ?? unknown) };
};
