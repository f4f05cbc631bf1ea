/**
 * Transactions: callbacks (`sql.begin(async (tx) => …)`), statements on a connection (`BEGIN` … `COMMIT`), mysql2's `beginTransaction`.
 *
 * `BEGIN` on a pool begins nothing that later calls would be in: each of them may take another connection (node-postgres.com, Transactions).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent, Isolation } from '../../operations/dialect.js';
import { unknown, type Known } from '../../operations/known.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { anyWithin } from '../../syntax/descendants.js';
import { callsIn } from '../../syntax/file-calls.js';
import { isFunction, type FunctionNode } from '../../syntax/functions.js';
import { calledFunction } from './functions.js';
import { evidenceOf, parameterId, type Evidence } from './handles.js';
import { transactional } from './names.js';
import { sentOf } from './sent.js';

const levels: Readonly<Partial<Record<string, Isolation>>> = {
  'READ UNCOMMITTED': 'read-uncommitted', 'READ COMMITTED': 'read-committed', 'REPEATABLE READ': 'repeatable-read', SERIALIZABLE: 'serializable', SNAPSHOT: 'snapshot',
};

const isolationIn = (words: string): Known<Isolation> => {
  const text = words.toUpperCase();
  const level = Object.keys(levels).find((name) => text.includes(name));
  return level === undefined ? 'default' : (levels[level] ?? unknown);
};

/** The extent that a call opens or closes. */
export const extentOf = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const call = methodCall(node);
  if (call !== undefined && transactional.has(call.name)) return ofCallback(call, at);
  switch (call?.name) {
    case 'beginTransaction':
      return begun(node, evidenceOf(call.receiver, at), call.receiver, at);
    case 'commit':
    case 'rollback':
      return call.args.length > 1 ? undefined : ended(evidenceOf(call.receiver, at), call.name === 'commit');
    default:
      return ofStatement(node, at);
  }
};

/** `client.query('BEGIN')`, `client.query('COMMIT')`; what rolls back to a savepoint ends nothing. */
const ofStatement = (node: TSESTree.CallExpression, at: Resolver): Extent | undefined => {
  const sent = sentOf(node, at);
  const [statement] = sent?.statements ?? [];
  switch (statement?.verb) {
    case 'begin':
      return begun(node, sent?.evidence, sent?.receiver ?? node, at, statement.isolation);
    case 'commit':
    case 'rollback':
      return ended(sent?.evidence, statement.verb === 'commit');
    default:
      return undefined;
  }
};

/** A pool's calls don't share a connection; SQLite's handle is one. */
const isConnection = (evidence: Evidence | undefined): evidence is Evidence => evidence !== undefined && (evidence.kind !== 'client' || evidence.driver === 'sqlite');

const begun = (node: TSESTree.CallExpression, evidence: Evidence | undefined, receiver: TSESTree.Node, at: Resolver, words?: string): Extent | undefined => {
  if (!isConnection(evidence)) return undefined;
  const isolation = words === undefined ? isolationAround(node, evidence.id, at) : isolationIn(words);
  return { kind: 'transaction', form: 'begin', key: evidence.id, isolation, handle: { kind: 'transaction', id: evidence.id, node: receiver }, on: { kind: 'client', id: evidence.id, node: receiver } };
};

const ended = (evidence: Evidence | undefined, commit: boolean): Extent | undefined => (isConnection(evidence) ? { kind: 'transaction', form: 'end', key: evidence.id, commit } : undefined);

/** `SET TRANSACTION ISOLATION LEVEL …` on the same connection in the same function. */
const isolationAround = (node: TSESTree.CallExpression, id: string, at: Resolver): Known<Isolation> => {
  const fn = at.functionOf(node);
  for (const other of callsIn(at.sourceCode)) {
    if (other.type !== 'CallExpression' || other === node || at.functionOf(other) !== fn) continue;
    const sent = sentOf(other, at);
    const words = sent?.evidence.id === id ? sent.statements.find(({ verb, isolation }) => verb === 'other' && isolation !== undefined)?.isolation : undefined;
    if (words !== undefined) return isolationIn(words);
  }
  return 'default';
};

const functionOf = (node: TSESTree.Node, at: Resolver): FunctionNode | undefined => {
  const value = at.constant(node);
  if (isFunction(value)) return value;
  const origin = at.origin(node);
  return origin.kind === 'function' ? origin.fn : undefined;
};

/** `sql.begin(async (tx) => …)`, `sql.begin('isolation level serializable', …)`, `db.tx({ mode }, …)`, slonik's `pool.transaction(…)`. */
const ofCallback = (call: MethodCall, at: Resolver): Extent | undefined => {
  const [first, second] = [argumentAt(call.args, 0), argumentAt(call.args, 1)];
  const callback = second !== undefined && functionOf(second, at) !== undefined ? second : first;
  const fn = callback === undefined ? undefined : functionOf(callback, at);
  const evidence = fn === undefined ? undefined : evidenceOf(call.receiver, at);
  // better-sqlite3's `transaction` makes a function
  if (callback === undefined || fn === undefined || evidence === undefined || evidence.driver === 'sqlite') return undefined;
  if (evidence.strength === 'open' && !(call.name === 'begin' || call.name === 'tx') && !isFamiliar(evidence)) return undefined;
  if (evidence.strength === 'open' && !usesSql(fn, at)) return undefined;
  const [parameter] = fn.params;
  return {
    kind: 'transaction', form: 'callback', callback, parameter: parameter === undefined ? undefined : 0, isolation: callback === first ? 'default' : optionsIsolation(first, at),
    handle: { kind: 'transaction', id: parameterId(fn, 0), node: parameter ?? call.node }, on: { kind: 'client', id: evidence.id, node: call.receiver },
  };
};

const isFamiliar = ({ driver }: Evidence): boolean => driver !== 'unknown';

const maxHands = 2;

/** A function sends SQL through what it is given, itself or by functions that it hands it on to. */
const usesSql = (fn: FunctionNode, at: Resolver, parameter = 0, depth = 0): boolean => {
  const id = parameterId(fn, parameter);
  const handed: TSESTree.CallExpression[] = [];
  const isSent = anyWithin(fn.body, (node) => {
    if (node.type === 'CallExpression' && node.arguments.some((argument) => argument.type === 'Identifier')) handed.push(node);
    return (node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression') && sentOf(node, at)?.evidence.id === id;
  });
  const given = fn.params[parameter];
  const variable = given?.type === 'Identifier' ? at.variable(given) : undefined;
  if (isSent || variable === undefined || depth >= maxHands) return isSent;
  return handed.some((call) => {
    const index = call.arguments.findIndex((argument) => argument.type === 'Identifier' && at.variable(argument) === variable);
    const callee = index < 0 ? undefined : calledFunction(call, at);
    return callee !== undefined && usesSql(callee.fn, callee.at, index, depth + 1);
  });
};

/** The words of postgres.js, and the options of others, where they name no mode. */
const optionsIsolation = (node: TSESTree.Node | undefined, at: Resolver): Known<Isolation> => {
  if (node === undefined) return 'default';
  const text = at.text(node);
  if (text !== undefined) return isolationIn(text);
  const shape = at.object(node);
  return shape.node !== undefined && !shape.open && shape.spreads.length === 0 && !shape.entries.has('mode') && !shape.entries.has('isolationLevel') ? 'default' : unknown;
};
