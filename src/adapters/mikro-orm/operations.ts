/**
 * Calls on managers and repositories → operations.
 *
 * In: a call. Out: facts. Where an argument can't be read the predicate or the assignments are open.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { OperationNode } from '../../operations/operation.js';
import { anyRow, type Facts } from '../../operations/from-sql.js';
import { methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction } from '../../syntax/functions.js';
import { entityOf } from './entities.js';
import { receiverOf, type Receiver } from './handles.js';
import { builderTerminals, isRead, isUnitVerb, isWrite } from './names.js';
import { findOptions, lockMode } from './options.js';
import { builderOperations } from './query-builder.js';
import { readOperations } from './reads.js';
import { operationOf, type Subject } from './subject.js';
import { entityTable, isEntityLike } from './tables.js';
import { unitOperations, wrappedOperations } from './unit-operations.js';
import { writeOperations } from './writes.js';

/** What a call does to the database, now or at the next flush; empty when it's not MikroORM's, or not surely. */
export const recogniseFacts = (node: OperationNode, at: Resolver): readonly Facts[] => {
  const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
  if (call === undefined) return [];
  if (builderTerminals.has(call.name)) return builderOperations(call, at);
  const receiver = receiverOf(call.receiver, at);
  if (receiver === undefined || receiver.kind === 'orm') return wrappedOperations(call, at);
  if (call.name === 'refresh' || call.name === 'lock') return ofRow(call, receiver, at);
  const subject = subjectOf(call, receiver, at);
  if (subject === undefined) return [];
  if (isRead(call.name)) return readOperations(subject, call.name);
  if (isWrite(call.name)) return writeOperations(subject, call.name);
  return isUnitVerb(call.name) ? unitOperations(subject, call.name) : [];
};

/** Calls of a manager that are given entities, not their class. */
const takesInstance = /^(?:persist|remove|flush|assign)/;

const subjectOf = (call: MethodCall, receiver: Receiver, at: Resolver): Subject | undefined => {
  const args = call.args.map((passed) => (passed.type === 'SpreadElement' ? undefined : passed));
  const handle = { ...receiver.handle, node: call.receiver };
  const [first] = args;
  if (receiver.kind === 'repository') return first !== undefined && isFunction(at.bare(first)) ? undefined : { call, at, table: receiver.table, handle, args };
  if (takesInstance.test(call.name)) return { call, at, table: unknown, handle, args };
  if (first === undefined) return undefined;
  // `em.upsert(user)`
  if (args.length === 1 && call.name.startsWith('upsert')) return { call, at, table: entityOf(first, at)?.table ?? unknown, handle, args };
  // `em.find(entity, where)` of a helper: whose table isn't known
  return { call, at, table: isEntityLike(first, at) ? entityTable(first, at) : unknown, handle, args: args.slice(1) };
};

/** `em.refresh(row)` reads it again; `em.lock(row, mode)` locks it and doesn't. */
const ofRow = (call: MethodCall, receiver: Receiver, at: Resolver): readonly Facts[] => {
  const [row, second] = call.args;
  if (row === undefined || row.type === 'SpreadElement' || second?.type === 'SpreadElement') return [];
  const where = { ...anyRow, terms: [{ column: 'id', op: 'eq' as const, value: row as TSESTree.Node }] };
  const subject: Pick<Subject, 'call' | 'table' | 'handle'> = { call, table: entityOf(row, at)?.table ?? unknown, handle: { ...receiver.handle, node: call.receiver } };
  if (call.name === 'refresh') return [operationOf(subject, { kind: 'read', where, rows: 'one', refreshes: row, result: { kind: 'row', absent: 'null' }, lock: findOptions(second, at).lock })];
  const lock = lockMode(second, at);
  return lock === undefined ? [] : [operationOf(subject, { kind: 'lock', where, rows: 'one', lock, result: { kind: 'nothing' } })];
};
