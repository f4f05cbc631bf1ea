/**
 * Query builders: `em.createQueryBuilder(User).update({ n }).where({ id })` to the call that runs it.
 *
 * Conditions given as SQL text leave the predicate open.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Predicate, Result, RowLock, Table } from '../../operations/operation.js';
import { anyRow, noColumns, type Facts } from '../../operations/from-sql.js';
import { argumentAt, collectBuilder, methodCall, type BuilderChain, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { receiverOf, type Receiver } from './handles.js';
import { builderRoots, isBuilding } from './names.js';
import { lockMode } from './options.js';
import { conditions, isByKey } from './predicates.js';
import { entityTable } from './tables.js';
import { assignments } from './values.js';

/** The operation of a call that runs a builder; empty where it is none of MikroORM's. */
export const builderOperations = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const chain = collectBuilder(call.receiver, call.node, { isRoot: (node) => rootOf(node, at) !== undefined, isBuilding }, at);
  const root = chain.root && rootOf(chain.root, at);
  if (chain.root === undefined || root === undefined) return [];
  const verb = chain.calls.find(({ call: { name } }) => /^(?:insert|update|delete|truncate)$/.test(name))?.call;
  const where = predicateOf(chain, at);
  const base = { node: call.node, verb: verb?.verb ?? call.verb, handle: { ...root.receiver.handle, node: root.receiver.handle.node }, table: root.table, joins: [], sets: noColumns, lock: undefined, rows: isByKey(where) ? 'one' : 'many', oneStatement: true } as const;
  const data = verb && argumentAt(verb.args, 0);
  const affected: Result = { kind: 'object', members: { affectedRows: { kind: 'affected' } } };
  switch (verb?.name) {
    case 'insert': {
      const ignores = chain.calls.some(({ call: { name } }) => name === 'ignore');
      const sets = assignments(data, at);
      if (chain.calls.some(({ call: { name } }) => name === 'merge')) return [{ ...base, kind: 'upsert', where: { ...anyRow, open: true }, sets, updates: sets, result: affected, rows: 'one', onConflict: 'update' }];
      return [{ ...base, kind: 'insert', where: anyRow, sets, result: affected, rows: 'one', ...(ignores ? { onConflict: 'ignore' as const } : {}) }];
    }
    case 'update':
      return [{ ...base, kind: 'update', where, sets: assignments(data, at), result: affected }];
    case 'delete':
    case 'truncate':
      return [{ ...base, kind: 'delete', where: data === undefined ? where : conjunction([where, conditions(data, at)]), result: affected }];
    default:
      return [{ ...base, kind: 'read', where, lock: lockOf(chain, at), result: resultOf(call, at) }];
  }
};

interface Root {
  readonly receiver: Receiver;
  readonly table: Known<Table>;
}

const rootOf = (node: TSESTree.CallExpression, at: Resolver): Root | undefined => {
  const call = methodCall(node);
  const receiver = call && builderRoots.has(call.name) ? receiverOf(call.receiver, at) : undefined;
  if (call === undefined || receiver === undefined || receiver.kind === 'orm') return undefined;
  const entity = argumentAt(call.args, 0);
  return { receiver, table: receiver.kind === 'repository' ? receiver.table : entity === undefined ? unknown : entityTable(entity, at) };
};

const conjunction = (parts: readonly Predicate[]): Predicate => ({ terms: parts.flatMap(({ terms }) => terms), open: parts.some(({ open }) => open), spreads: parts.flatMap(({ spreads }) => spreads) });

const predicateOf = (chain: BuilderChain, at: Resolver): Predicate => {
  const parts = chain.calls.flatMap(({ call, uncertain }): Predicate[] => {
    if (/^(?:join|innerJoin|having|withSubQuery)/.test(call.name)) return [{ ...anyRow, open: true }];
    if (!/^(?:where|andWhere|orWhere)$/.test(call.name)) return [];
    const first = argumentAt(call.args, 0);
    if (uncertain || first === undefined || at.constant(first).type !== 'ObjectExpression') return [{ ...anyRow, open: true }];
    return [conditions(first, at)];
  });
  const whole = conjunction(parts);
  const hasAlternatives = chain.calls.some(({ call: { name } }) => name === 'orWhere');
  return { ...whole, terms: hasAlternatives ? whole.terms.map((term) => ({ ...term, disjunct: true })) : whole.terms, open: whole.open || chain.open };
};

const lockOf = (chain: BuilderChain, at: Resolver): Known<RowLock | undefined> => {
  const found = chain.calls.find(({ call: { name } }) => name === 'setLockMode');
  return found?.uncertain === true ? unknown : lockMode(found && argumentAt(found.call.args, 0), at);
};

const resultOf = (call: MethodCall, at: Resolver): Result => {
  if (call.name === 'getSingleResult' || (call.name === 'execute' && at.text(argumentAt(call.args, 0)) === 'get')) return { kind: 'row', absent: 'null' };
  if (call.name === 'getCount') return { kind: 'number', of: 'count', column: undefined };
  return call.name === 'getResultAndCount' ? { kind: 'tuple', items: [{ kind: 'rows' }, { kind: 'number', of: 'count', column: undefined }] } : { kind: 'rows' };
};
