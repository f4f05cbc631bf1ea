/**
 * What the calls of a function do to locks: those of libraries, of the settings, of the database's session, and functions of the project that run a
 * callback under one of them.
 *
 * In: a call. Out: whether it takes the lock, gives it back, or runs a callback under it, and what tells one lock from another. Locks that end with their
 * transaction (`pg_advisory_xact_lock`) are none of these. Never assumed: that a function out of sight holds a lock.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { calleeAnywhere, type Callee } from '../model/callees.js';
import { contains } from '../syntax/descendants.js';
import { declaredAs } from '../resolve/named-calls.js';
import type { Resolver } from '../resolve/resolver.js';
import { sqlParts, templateParts } from '../resolve/sql-text.js';
import { callsIn, type FileCall } from '../syntax/file-calls.js';
import { isFunction, parametersOf } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';
import { isSameExpression } from '../syntax/same-expression.js';
import type { SqlKeyLock, SqlPart } from '../syntax/sql-facts.js';
import { scanSql } from '../syntax/sql.js';
import { lockCallOf, lockMethods } from './lock-libraries.js';

/** What a call does to a lock. */
export interface LockAct {
  readonly node: TSESTree.CallExpression | TSESTree.TaggedTemplateExpression;
  readonly does: 'takes' | 'gives' | 'runs';
  /** the process that made it alone; all that use one server; the session of the database that runs the statement */
  readonly scope: 'process' | 'service' | 'session';
  /** the expression that the lock, or its hold, is called on; undefined: the session's */
  readonly lock: TSESTree.Node | undefined;
}

/** What the calls in a stretch of a file do to locks, in source order. */
export const lockActsIn = (range: TSESTree.Range, at: Resolver): readonly LockAct[] => {
  const speaksOfSession = /advisory_(?:un)?lock|(?:get|release)_lock/i.test(at.sourceCode.text);
  return callsIn(at.sourceCode)
    .filter((call) => range[0] <= call.range[0] && call.range[1] <= range[1])
    .flatMap((call) => (isCall(call) ? ((speaksOfSession ? sessionAct(call, at) : undefined) ?? libraryAct(call, at) ?? []) : []))
    .sort((a, b) => a.node.range[0] - b.node.range[0]);
};

const isCall = (call: FileCall): call is LockAct['node'] => call.type === 'CallExpression' || call.type === 'TaggedTemplateExpression';

const libraryAct = (node: LockAct['node'], at: Resolver): LockAct | undefined => {
  if (node.type !== 'CallExpression') return undefined;
  const callee = at.bare(node.callee);
  const method = callee.type === 'MemberExpression' ? memberName(callee) : '';
  // `const release = await mutex.acquire(); release()`: a name says nothing, the origin is looked for where a variable is called without anything
  if (method === undefined || (method === '' ? node.arguments.length > 0 || callee.type !== 'Identifier' : !lockMethods.has(method))) return declared(node, at);
  // the lock may be made in a file that has nothing to do with a database
  const act = at.modules ? at.modules.anything(() => lockCallOf(node, at)) : lockCallOf(node, at);
  return act ? { node, ...act, lock: callee.type === 'MemberExpression' ? callee.object : callee } : declared(node, at);
};

const declared = (node: TSESTree.CallExpression, at: Resolver): LockAct | undefined => (declaredAs(node, at) === 'lock' ? { node, does: 'runs', scope: 'service', lock: undefined } : undefined);

/** `SELECT pg_advisory_unlock($1)`, `DO RELEASE_LOCK('k')`: the text says it, whatever runs it. */
const sessionAct = (node: LockAct['node'], at: Resolver): LockAct | undefined => {
  const parts = textOf(node, at);
  if (!parts?.some((part) => typeof part === 'string' && /_(?:un)?lock/i.test(part))) return undefined;
  const locks: readonly SqlKeyLock[] = scanSql(parts).flatMap(({ keyLocks }) => keyLocks);
  const [lock] = locks.filter(({ scope }) => scope === 'session');
  return lock && { node, does: lock.takes ? 'takes' : 'gives', scope: 'session', lock: undefined };
};

const textOf = (node: LockAct['node'], at: Resolver): readonly SqlPart[] | undefined => {
  if (node.type === 'TaggedTemplateExpression') return templateParts(node.quasi, at);
  const [first] = node.arguments;
  return first && first.type !== 'SpreadElement' ? sqlParts(first, at) : undefined;
};

const maxDepth = 2;

/**
 * A call of a function of the project that is given a callback and runs it under a lock: it takes one before, and gives it back after; or it hands the
 * callback on to such a function.
 */
export const wrapperAct = (node: TSESTree.CallExpression, at: Resolver, depth = 0): LockAct | undefined => {
  const index = node.arguments.findIndex((argument) => isFunction(argument) || (depth > 0 && argument.type === 'Identifier'));
  const callee = index < 0 || depth > maxDepth ? undefined : calleeAnywhere(node, at);
  const parameter = callee && parametersOf(callee.fn)[index];
  if (!callee || parameter?.type !== 'Identifier') return undefined;
  const scope = scopeAround(parameter, callee, depth);
  return scope && { node, does: 'runs', scope, lock: undefined };
};

/** The lock that is held where a function calls, or hands on, its parameter. */
const scopeAround = (parameter: TSESTree.Identifier, { at, fn }: Callee, depth: number): LockAct['scope'] | undefined => {
  const variable = at.variable(parameter);
  const uses = variable ? at.references(variable).map(({ identifier }) => identifier) : [];
  const acts = uses.length === 0 ? [] : lockActsIn(fn.body.range, at);
  for (const use of uses) {
    const runs = acts.find(({ does, node }) => does === 'runs' && contains(node, use));
    if (runs) return runs.scope;
    const call = use.parent;
    if (call.type !== 'CallExpression') continue;
    if (call.callee === use) {
      const held = acts.find((act) => act.does === 'takes' && act.node.range[1] <= call.range[0] && acts.some((other) => other.does === 'gives' && other.node.range[0] >= call.range[1] && isOf(act, other, at)));
      if (held) return held.scope;
    } else {
      const inner = wrapperAct(call, at, depth + 1);
      if (inner) return inner.scope;
    }
  }
  return undefined;
};

/** Whether an act gives back what another one took. */
export const isOf = (taken: LockAct, given: LockAct, at: Resolver): boolean => {
  if (taken.scope !== given.scope) return false;
  if (taken.lock === undefined || given.lock === undefined) return taken.lock === given.lock;
  if (isSameExpression(taken.lock, given.lock, at.variable)) return true;
  return isHoldOf(given.lock, taken.node, at) || (given.node.type === 'CallExpression' && given.node.arguments.some((argument) => isHoldOf(argument, taken.node, at)));
};

/** `const lock = await redlock.acquire(…)`, `const [value, release] = await semaphore.acquire()`: the value is what the call gave. */
const isHoldOf = (node: TSESTree.Node, call: TSESTree.Node, at: Resolver): boolean => {
  const origins = [at.origin(node)];
  for (let origin = origins.pop(); origin; origin = origins.pop()) {
    if (origin.kind === 'call' && origin.node === call) return true;
    if (origin.kind === 'member') origins.push(origin.object);
    if (origin.kind === 'either') origins.push(...origin.options);
  }
  return false;
};
