/**
 * Is the pair safe after all? Each protection closes what it covers, and no more; each answer has a named reason.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../operations/known.js';
import { calleeInFile } from '../model/callees.js';
import type { Context } from '../model/context.js';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { canonical, sourcesOf } from '../model/provenance.js';
import { testsOf } from '../model/tests.js';
import { isConstantLike, same, type Literal } from '../model/values.js';
import type { Candidate, Closure } from './candidate.js';
import { asksError, handlerVerdict, type HandlerVerdict } from './handlers.js';
import { heldLock } from './held-locks.js';
import { answerVerdict, givesErrorBack, helperVerdict } from './returned-errors.js';
import { isPlainWrapper } from './plain-wrappers.js';
import { isMutexWrapper } from './process-locks.js';
import { inOneTransaction, isInTransaction, mustBeOneTransaction } from './one-transaction.js';
import { coversKey, isKeyLock, keyValues, locksOf, updatesRow } from './locks.js';
import { synchronous } from './synchronous.js';
import { claimed, takenOver } from './claims.js';
import { claimRow } from './claim-rows.js';
import { isolated, seesOldSnapshot } from './isolation.js';
import { insertShapes, retried } from './retried-inserts.js';
import { limitedToOne } from './rate-limits.js';
import { memberName } from '../syntax/property-name.js';
import { uniquenessOf } from './uniqueness.js';
import { isAnswerIgnored } from './untaken.js';
import { rowOf } from './write-effect.js';
import { equalities, involves, sameTable, sameValue } from './keys.js';

/** The contexts that two instances share. */
const shared = (a: Instance, b: Instance): readonly Context[] => a.contexts.filter((context) => b.contexts.some((other) => other.kind === context.kind && placeOf(other) === placeOf(context)));

const placeOf = (context: Context): TSESTree.Node => (context.kind === 'callback' ? context.fn : context.node);

/** Why the pair can't go wrong; undefined: it can. */
export const protectionOf = (candidate: Candidate): Closure | undefined => {
  if (candidate.closed) return candidate.closed;
  return underDeclaredLock(candidate) ?? isolated(candidate) ?? synchronous(candidate) ?? conflicting(candidate) ?? wrapped(candidate) ?? caught(candidate) ?? retried(candidate) ?? claimed(candidate) ?? takenOver(candidate) ?? claimRow(candidate) ?? locked(candidate) ?? limitedToOne(candidate) ?? lockedElsewhere(candidate) ?? heldLock(candidate) ?? checkedAfter(candidate);
};

/** The settings say that a lock is held over both. */
const underDeclaredLock = ({ read, write }: Candidate): Closure | undefined => {
  const common = shared(read, write).find((context) => context.kind === 'lock');
  return common && { reason: 'declared-lock', node: common.node };
};

/** Both in one transaction of a database that fails the second of two writers of one row. Rows that are only read aren't kept. */
const conflicting = ({ read, write, underlying }: Candidate): Closure | undefined => {
  if (write.operation.dialect.isolation !== 'snapshot' || !inOneTransaction(read, write)) return undefined;
  const sameRow = underlying === 'read-modify-write' || underlying === 'guarded-update' || (underlying === 'limit-check' && read.operation.rows === 'one');
  return sameRow ? { reason: 'write-conflict', node: undefined } : undefined;
};

/** A mutex of the process is known: what it's worth is judged by itself. */
const wrapped = ({ read, write }: Candidate): Closure | undefined => {
  const common = shared(read, write).find((context): context is Extract<Context, { kind: 'wrapper' }> => context.kind === 'wrapper' && !isMutexWrapper(context.node) && !isPlainWrapper(context.node));
  return common && { reason: 'unknown-wrapper', node: common.node };
};

/** The second insert fails: it does by the shape, or unless the schema lacks a key that one row of a replaced set has to itself. */
const losesInsert = (candidate: Candidate): boolean => insertShapes.has(candidate.shape) || (candidate.shape === 'replace-all' && uniquenessOf(candidate).kind !== 'none');

/** `Promise.allSettled(items.map((item) => create(item)))`: a violation is an answer like the others. */
const settledBy = (site: TSESTree.Node): TSESTree.CallExpression | undefined => {
  for (let node: TSESTree.Node | undefined = site.parent; node; node = node.parent) {
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') continue;
    if (node.callee.object.type === 'Identifier' && node.callee.object.name === 'Promise' && memberName(node.callee) === 'allSettled') return node;
  }
  return undefined;
};

const caught = (candidate: Candidate): Closure | undefined => {
  const { write, model } = candidate;
  if (!losesInsert(candidate)) return undefined;
  if (givesErrorBack(write)) return closedBy(answerVerdict(write, model));
  for (const context of write.contexts) {
    if (context.kind !== 'handler') continue;
    const verdict = handlerVerdict(context, write, model);
    if (verdict === 'unique') return { reason: 'unique-violation-caught', node: context.node };
    // what does the same with all errors says nothing of rows that no key keeps apart
    if (verdict === 'unknown' && (asksError(context) || uniquenessOf(candidate).kind !== 'none')) return { reason: 'unknown-handler', node: context.node };
  }
  const settled = uniquenessOf(candidate).kind === 'none' ? undefined : settledBy(write.site);
  return settled ? { reason: 'unknown-handler', node: settled } : closedBy(helperVerdict(write, model));
};

/** What is decided on an error that was given back. */
const closedBy = (verdict: HandlerVerdict): Closure | undefined => (verdict === 'none' ? undefined : { reason: verdict === 'unique' ? 'unique-violation-caught' : 'unknown-handler', node: undefined });

/** The write adds a row to what was read: a lock on the rows that are there doesn't keep it out (PostgreSQL has no gap locks). */
const addsRow = ({ shape, underlying, write }: Candidate): boolean => {
  const of = underlying;
  if (of === 'next-number' || of === 'create-if-absent' || of === 'replace-all') return true;
  if (of !== 'limit-check' || shape === 'read-modify-write') return false;
  const { kind } = write.operation;
  return kind === 'insert' || kind === 'link' || kind === 'upsert' || (kind === 'save' && write.entity !== undefined && rowOf(write.entity) === undefined);
};

/** A number that continues one row's, found by its key: whoever continues it waits for the row. */
const continuesRow = ({ underlying, read }: Candidate): boolean => underlying === 'next-number' && (read.operation.orderedBy?.length ?? 0) === 0 && (read.operation.result.kind === 'row' || read.operation.result.kind === 'rows') && equalities(read).length > 0;

/** The pair rests on a set of rows, not on one. */
export const readsSet = ({ underlying, read }: Candidate): boolean => underlying === 'next-number' || underlying === 'create-if-absent' || (underlying === 'limit-check' && read.operation.rows === 'many');

const locked = (candidate: Candidate): Closure | undefined => {
  const { model, read, write, shape } = candidate;
  // the read that the guard uses takes the lock itself; a row that may be absent can't be locked
  if ((!addsRow(candidate) || continuesRow(candidate)) && locksOf(model).includes(read) && (inOneTransaction(read, write) || mustBeOneTransaction(read, write))) return { reason: 'row-lock', node: read.site };
  // `if (forUpdate) query.forUpdate()`: it may lock the row
  if (!addsRow(candidate) && !isKnown(read.operation.lock) && inOneTransaction(read, write)) return { reason: 'unknown-lock', node: read.site };
  for (const lock of locksOf(model)) {
    if (lock === read || !precedesRead(model, lock, read) || !holds(lock, read, write) || dependsOnData(model, lock, read)) continue;
    const isOfRows = sameTable(lock, write) && !isKeyLock(lock);
    // who locks all rows of a sequence waits for whoever continues it; only the first number of all has no row to lock
    const isOfSequence = isOfRows && candidate.underlying === 'next-number' && locksSet(lock, read);
    if (addsRow(candidate) && isOfRows && !isOfSequence && (shape !== 'create-if-absent' || mayBeAbsent(lock, read))) continue;
    if (isAnswerIgnored(lock, model) || seesOldSnapshot(candidate, lock, inOneTransaction)) continue;
    if (coversKey(lock, read, write, readsSet(candidate))) return { reason: sameTable(lock, read) ? 'row-lock' : 'parent-lock', node: lock.site };
  }
  for (const earlier of model.instances) {
    if (!updatesRow(earlier) || earlier === write || earlier.parent || !precedesRead(model, earlier, read) || !isInTransaction(earlier, write) || !isInTransaction(earlier, read)) continue;
    if (equalities(earlier).length > 0 && coversKey(earlier, read, write, readsSet(candidate))) return { reason: 'earlier-write-is-lock', node: earlier.site };
  }
  return undefined;
};

/**
 * `await lockRows(tx, teamId)` before the read, a call that can't be seen: it is given the transaction and what the read looks for, and nothing is
 * done with its result. It may well be the lock.
 */
const lockedElsewhere = ({ model, read, write, shape }: Candidate): Closure | undefined => {
  const { handle } = read.operation;
  if (shape === 'non-atomic-upsert' || read.hops.length > 0 || handle.kind === 'client' || !inOneTransaction(read, write)) return undefined;
  const node = callsBefore(model, read.site).find((call) => {
    const isHandle = (of: TSESTree.Node): boolean => of.type === 'Identifier' && handle.node.type === 'Identifier' && model.resolver.variable(of) === model.resolver.variable(handle.node);
    // `lockRows(tx, …)`, `tx.execute(text, …)`
    if (!call.arguments.some(isHandle) && !(call.callee.type === 'MemberExpression' && isHandle(call.callee.object))) return false;
    const values = call.arguments.flatMap((argument) => (argument.type === 'SpreadElement' ? [] : [model.valueOf(argument)])).filter((value) => !isConstantLike(canonical(value)));
    return keyValues(read).some((key) => values.some((value) => sameValue(key, value) || involves(value, key)));
  });
  return node && { reason: 'unknown-lock', node };
};

/** Awaited calls of functions out of sight that are statements of their own, before a node, in the blocks around it. */
const callsBefore = (model: FunctionModel, of: TSESTree.Node): readonly TSESTree.CallExpression[] => {
  const found: TSESTree.CallExpression[] = [];
  const known = new Set(model.instances.map((instance) => instance.site));
  for (let node: TSESTree.Node | undefined = of; node && node !== model.fn; node = node.parent) {
    if (node.type !== 'BlockStatement') continue;
    for (const statement of node.body) {
      if (statement.range[1] > of.range[0]) break;
      if (statement.type !== 'ExpressionStatement' || statement.expression.type !== 'AwaitExpression') continue;
      const call = statement.expression.argument;
      if (call.type === 'CallExpression' && !known.has(call) && !calleeInFile(call, model.resolver)) found.push(call);
    }
  }
  return found;
};

/** The lock is taken for some rows and not for others (`if (!row) … FOR UPDATE`), and the read happens for all. */
export const dependsOnData = (model: FunctionModel, lock: Instance, read: Instance): boolean => {
  const common = model.guardsOfInstance(read).map((guard) => guard.literal);
  return model.guardsOfInstance(lock).some(({ literal }) => sourcesOf(literal.condition).length > 0 && !common.some((other) => other.holds === literal.holds && (other.condition === literal.condition || same(other.condition, literal.condition))));
};

/** The lock is on all rows among which the read looks for the last one. */
const locksSet = (lock: Instance, read: Instance): boolean => lock.operation.limited !== true && lock.operation.rows === 'many' && (lock.operation.orderedBy?.length ?? 0) === 0 && !lock.whereOpen && lock.where.every(({ column, op, value }) => read.where.some((other) => other.column === column && (other.op === op || op === 'isNull' || other.op === 'isNull') && (value === undefined || other.value === undefined || sameValue(value, other.value))));

/** The lock is on the very rows that may not be there: it locks nothing, or a gap that others lock too. */
const mayBeAbsent = (lock: Instance, read: Instance): boolean => {
  const sameKey = equalities(read).length > 0 && equalities(read).every((condition) => equalities(lock).some((twin) => twin.column === condition.column && sameValue(twin.value, condition.value)));
  return sameKey;
};

const precedesRead = (model: FunctionModel, first: Instance, read: Instance): boolean => first.order < read.order && (first.block === read.block || model.reaches(first.block, read.block));

const follows = (model: FunctionModel, later: Instance, write: Instance): boolean => later.block === write.block || model.reaches(write.block, later.block);

/** A lock taken by an operation outside a transaction ends with its statement; a key lock of its own kind holds. */
const holds = (lock: Instance, read: Instance, write: Instance): boolean => {
  if (inOneTransaction(lock, write) && inOneTransaction(lock, read)) return true;
  return lock.operation.kind === 'lock' && lock.operation.lockKey !== undefined && lock.handle.kind !== 'client' && inOneTransaction(lock, write);
};

/** `if (!row) throw`: that the row isn't there says nothing of what others wrote. */
const isMissed = (literal: Literal, model: FunctionModel): boolean => testsOf(literal, model.literalsOfBlock).every((test) => test.kind === 'presence' && !test.present);

/** Write first, look after, roll back: the table is read again after the write in the same transaction, and a test of that read throws. */
const checkedAfter = ({ model, read, write, shape }: Candidate): Closure | undefined => {
  if (shape === 'read-modify-write' || shape === 'non-atomic-upsert' || shape === 'duplicate-save' || shape === 'stale-save') return undefined;
  for (const again of model.instances) {
    if (again === read || again.operation.kind !== 'read' || !sameTable(again, read) || again.order <= write.order || !follows(model, again, write) || !isInTransaction(again, write)) continue;
    const throws = model.graph.throws.some(({ block }) => model.guardsOf(block).some(({ literal }) => sourcesOf(literal.condition).some((source) => source.read === again) && !isMissed(literal, model)));
    if (throws) return { reason: 'checked-after-write', node: again.site };
  }
  return undefined;
};
