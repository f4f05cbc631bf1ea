/** Queries → operations: a chain from `selectFrom`, `insertInto`, `updateTable` or `deleteFrom` to its `execute…`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import { cutBy } from '../../operations/limit.js';
import type { Assignment, Assignments, OperationNode, Predicate, Result, Term } from '../../operations/operation.js';
import { anyRow, noColumns, someRows, type Facts } from '../../operations/from-sql.js';
import { columnName } from '../../operations/query-names.js';
import { collectBuilder, methodCall, type BuilderChain, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { wholesIn } from '../../resolve/object-shape.js';
import { expressionOf, writtenBy } from './expressions.js';
import { handleOf } from './handles.js';
import { isBuilding, roots, terminals } from './names.js';
import { queryState, type QueryState } from './query-state.js';
import { sqlTagOperations } from './sql-tag.js';

/** What a call does to the database; empty when it's not Kysely's. */
export const recogniseFacts = (node: OperationNode, at: Resolver): readonly Facts[] => {
  const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
  if (call === undefined || !terminals.has(call.name)) return [];
  const query = queryOf(call, at);
  if (query !== undefined) return [operationOf(call, query.state, at)];
  return sqlTagOperations(call, at);
};

export interface Query {
  readonly chain: BuilderChain;
  readonly state: QueryState;
}

/** The query that a call runs. */
export const queryOf = (call: MethodCall, at: Resolver): Query | undefined => {
  const chain = collectBuilder(call.receiver, call.node, { isRoot, isBuilding }, at);
  const state = queryState(chain, at);
  return state === undefined ? undefined : { chain, state };
};

const isRoot = (call: TSESTree.CallExpression): boolean => {
  const method = methodCall(call);
  return method !== undefined && method.args.length > 0 && (roots as ReadonlyMap<string, string>).has(method.name);
};

const operationOf = (call: MethodCall, state: QueryState, at: Resolver): Facts => {
  const { where } = state;
  const base = {
    node: call.node, verb: state.kind === 'select' ? call.verb : state.verb, handle: handleOf(state.root.receiver, at), table: state.table, joins: state.joins, sets: noColumns, lock: undefined, rows: isByKey(where) ? 'one' : 'many', oneStatement: true,
  } as const;
  switch (state.kind) {
    case 'select': {
      return { ...base, kind: 'read', where, lock: lockOf(state), result: selected(call.name, state), ...cutBy(state.limit, state.order, call.name !== 'execute'), ...(state.selectsAll || state.selects.length === 0 ? {} : { selects: state.selects }) };
    }
    case 'insert':
      return { ...base, ...inserted(state, at), result: written(call.name, state, 'numInsertedOrUpdatedRows') };
    case 'update':
      return { ...base, kind: 'update', where, sets: assigned(state, at), result: written(call.name, state, 'numUpdatedRows') };
    case 'delete':
      return { ...base, kind: 'delete', where, result: written(call.name, state, 'numDeletedRows') };
  }
};

const isByKey = ({ terms }: Predicate): boolean => terms.some((term) => term.column === 'id' && term.op === 'eq' && term.via === undefined && term.disjunct !== true);

const lockOf = ({ lock }: QueryState): Facts['lock'] => (lock === undefined ? undefined : lock.sure ? { strength: lock.strength, onLocked: lock.onLocked } : unknown);

const selected = (terminal: string, state: QueryState): Result => {
  if (Object.keys(state.aggregates).length > 0 && !state.isGrouped) {
    const row: Result = { kind: 'object', members: state.aggregates };
    return terminal === 'execute' ? { kind: 'tuple', items: [row] } : row;
  }
  if (terminal === 'execute') return { kind: 'rows', ...(Object.keys(state.aggregates).length > 0 ? { members: state.aggregates } : {}) };
  return { kind: 'row', absent: terminal === 'executeTakeFirst' ? 'null' : 'throws' };
};

/** Rows with `returning`; else an object that is always there, with the number of rows as a bigint. */
const written = (terminal: string, { returning }: QueryState, count: string): Result => {
  if (returning) return terminal === 'execute' ? { kind: 'rows' } : { kind: 'written', ...(terminal === 'executeTakeFirstOrThrow' ? { absent: 'throws' } : {}) };
  const result: Result = { kind: 'object', members: { [count]: { kind: 'affected', bigint: true } } };
  return terminal === 'execute' ? { kind: 'tuple', items: [result] } : result;
};

const assigned = (state: QueryState, at: Resolver): Assignments => {
  const parts = state.sets.map(({ column, value }): Assignments => {
    if (column === undefined) return assignments(value, at);
    const name = columnName(at.text(column) ?? '', state.aliases)?.column;
    return name === undefined ? { ...noColumns, open: true } : { ...noColumns, entries: [{ column: name, written: writtenBy(name, value, at), property: value }] };
  });
  return { entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open) };
};

/** The columns that an object, a list of objects, or a callback that gives one writes. */
const assignments = (node: TSESTree.Node, at: Resolver): Assignments => {
  const value = expressionOf(node, at);
  if (value.type === 'ArrayExpression') {
    const parts = value.elements.map((element) => (element === null || element.type === 'SpreadElement' ? { ...noColumns, open: true } : assignments(element, at)));
    return { entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open) };
  }
  const shape = at.object(value.type === 'ObjectExpression' ? value : node);
  return { entries: [...shape.entries].map(([name, entry]): Assignment => ({ column: name, written: writtenBy(name, entry.value, at), property: entry.property })), spreads: wholesIn(shape), open: shape.open };
};

const inserted = (state: QueryState, at: Resolver): Pick<Facts, 'kind' | 'where' | 'sets' | 'rows' | 'onConflict' | 'updates'> => {
  const sets = state.values === undefined ? { ...noColumns, open: true } : assignments(state.values, at);
  const value = state.values === undefined ? undefined : at.constant(state.values);
  const rows = value?.type === 'ArrayExpression' || value?.type === 'CallExpression' ? 'many' : 'one';
  if (state.onConflict === undefined) return { kind: 'insert', where: anyRow, sets, rows };
  if (state.onConflict === 'ignore') return { kind: 'insert', where: anyRow, sets, rows, onConflict: 'ignore' };
  return { kind: 'upsert', where: conflictKey(state, sets), sets, rows, onConflict: 'update', updates: state.updates === undefined ? sets : assignments(state.updates, at) };
};

const conflictKey = ({ conflictColumns }: QueryState, sets: Assignments): Predicate => {
  if (conflictColumns === undefined) return someRows;
  const terms = conflictColumns.flatMap((column): Term[] => {
    const entry = sets.entries.find((one) => one.column === column)?.written;
    return entry?.kind === 'value' ? [{ column, op: 'eq', value: entry.node }] : [];
  });
  return { terms, open: terms.length < conflictColumns.length, spreads: [] };
};
