/**
 * Queries → operations: the call that runs a chain, or the `await` of a builder that was put together before.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import { cutBy } from '../../operations/limit.js';
import type { Assignment, Assignments, Handle, OperationNode, Predicate, Result, Term } from '../../operations/operation.js';
import { anyRow, noColumns, someRows, type Facts } from '../../operations/from-sql.js';
import { columnName } from '../../operations/query-names.js';
import { argumentAt, collectBuilder, methodCall, type BuilderChain } from '../../resolve/builder-calls.js';
import { isHeldBuilder, isRunElsewhere } from '../../resolve/builder-use.js';
import type { Resolver } from '../../resolve/resolver.js';
import { wholesIn } from '../../resolve/object-shape.js';
import { isContinued, rootOf, useOf, type Root } from './chain.js';
import { evidenceOf } from './handles.js';
import { isBuilding } from './names.js';
import { queryState, type QueryState } from './query-state.js';
import { rawOperations, writtenBy } from './raw.js';
import { modelTable, tableOf, type NamedTable } from './tables.js';
import { rowTable } from './instances.js';

/** What a call, or an `await`, does to the database; empty when it's not Knex's, or not surely. */
export const recogniseFacts = (node: OperationNode, at: Resolver): readonly Facts[] => {
  if (node.type === 'TaggedTemplateExpression') return [];
  if (node.type === 'AwaitExpression') return isHeldBuilder(node.argument, at) ? queryOperations(node, node.argument, at) : [];
  const call = methodCall(node);
  if (call?.name === 'raw') return rawOperations(call, at);
  if (call?.name === 'batchInsert') return batchInsert(node, at);
  if (call === undefined || !isBuilding(call.name) || isContinued(node)) return [];
  const use = useOf(node);
  if (use === 'none' || (use === 'kept' && !isRunElsewhere(node, at))) return [];
  return queryOperations(node, node, at);
};

/** What a query's calls are collected from. */
export interface Query {
  readonly chain: BuilderChain;
  readonly root: Root;
  readonly state: QueryState;
}

/** The query that an expression is, up to `end`. */
export const queryOf = (node: TSESTree.Node, end: TSESTree.Node, at: Resolver): Query | undefined => {
  const chain = collectBuilder(node, end, { isRoot: (call) => rootOf(call, at) !== undefined, isBuilding }, at);
  const root = chain.root === undefined ? undefined : rootOf(chain.root, at);
  if (root === undefined || chain.root === undefined) return undefined;
  const first = root.kind === 'handle' && root.method ? methodCall(chain.root) : undefined;
  const calls = first === undefined ? chain.calls : [{ call: first, uncertain: false }, ...chain.calls];
  const whole = { ...chain, calls };
  return { chain: whole, root, state: queryState(whole, namedTable(root, at), at) };
};

const namedTable = (root: Root, at: Resolver): NamedTable => {
  switch (root.kind) {
    case 'handle':
      return tableOf(root.table, at);
    case 'model':
      return { table: modelTable(root.model, at), name: undefined };
    case 'instance':
      return { table: rowTable(root.row, at, (node) => queryOf(node, node, at)?.state.table), name: undefined };
  }
};

const queryOperations = (node: Exclude<OperationNode, TSESTree.TaggedTemplateExpression>, from: TSESTree.Node, at: Resolver): readonly Facts[] => {
  const query = queryOf(from, node, at);
  if (query === undefined || query.state.kind === 'none') return [];
  const { state, root } = query;
  const verb = state.verb ?? (node.type === 'CallExpression' ? readVerb(query, node) : node);
  const spreads = root.kind === 'instance' ? [...state.spreads, root.row] : state.spreads;
  const where: Predicate = { terms: state.terms, open: state.open, spreads };
  const base = {
    node, verb, handle: handleOf(query, at), table: state.table, joins: state.joins, sets: noColumns, lock: undefined, rows: isByKey(state.terms) || root.kind === 'instance' ? 'one' : 'many', oneStatement: true, lazy: true,
  } as const;
  switch (state.kind) {
    case 'select':
      return [{ ...base, kind: 'read', where, lock: lockOf(state), result: selected(state, root), ...cutBy(state.limit, state.order), ...(state.selects === undefined || state.selects.length === 0 ? {} : { selects: state.selects }) }];
    case 'insert':
    case 'upsert':
      return [{ ...base, ...inserted(state, at), result: { kind: 'tuple', items: [{ kind: 'written' }] } }];
    case 'update':
      return [{ ...base, kind: 'update', where, sets: assigned(state, at), result: updated(state) }];
    case 'delete':
      return [{ ...base, kind: 'delete', where, result: updated(state) }];
    case 'none':
      return [];
  }
};

const isByKey = (terms: readonly Term[]): boolean => terms.some((term) => term.column === 'id' && term.op === 'eq' && term.via === undefined && term.disjunct !== true);

/** `first`, or the last call that is no mere decoration. */
const readVerb = ({ chain }: Query, node: TSESTree.CallExpression): TSESTree.Node =>
  chain.calls.findLast(({ call }) => /^(?:first|find|select|pluck|count|max|min|sum|where)/.test(call.name))?.call.verb ?? methodCall(node)?.verb ?? node;

/** The connection: the root's, or what `transacting(trx)` and `query(trx)` say. */
const handleOf = ({ root, state }: Query, at: Resolver): Handle => {
  const trx = state.transacting ?? (root.kind === 'handle' ? undefined : root.trx);
  if (trx !== undefined) {
    const evidence = evidenceOf(trx, at);
    const kind = evidence === undefined || state.maybeTransacting ? 'either' : evidence.kind === 'client' && root.kind === 'handle' ? 'either' : evidence.kind;
    return { kind, id: evidence?.id ?? `knex:trx:${at.sourceCode.getText(trx)}`, node: trx };
  }
  if (root.kind !== 'handle') return { kind: 'client', id: 'knex:client', node: root.kind === 'model' ? root.model : root.row };
  return { kind: state.maybeTransacting ? 'either' : root.evidence.kind, id: root.evidence.id, node: root.handle };
};

const lockOf = ({ lock }: QueryState): Facts['lock'] => (lock === undefined ? undefined : lock.sure ? { strength: lock.strength, onLocked: lock.onLocked } : unknown);

const selected = (state: QueryState, root: Root): Result => {
  if (state.isCounted) return { kind: 'number', of: 'count', column: undefined };
  const isAggregate = Object.keys(state.aggregates).length > 0 && !state.isGrouped;
  if (isAggregate) {
    const row: Result = { kind: 'object', members: state.aggregates };
    return state.row === undefined ? { kind: 'tuple', items: [row] } : row;
  }
  if (state.row !== undefined || root.kind === 'instance') return { kind: 'row', absent: state.row ?? 'null' };
  return { kind: 'rows', ...(Object.keys(state.aggregates).length > 0 ? { members: state.aggregates } : {}) };
};

/** `returning` gives rows, Objection's `…AndFetch` one; otherwise the number of rows. */
const updated = (state: QueryState): Result => {
  if (state.row !== undefined) return { kind: 'written' };
  return state.returning ? { kind: 'rows' } : { kind: 'affected' };
};

const assigned = (state: QueryState, at: Resolver): Assignments => {
  const parts = [...(state.values === undefined ? [] : [assignments(state.values, at)]), ...state.columns.map((column) => singleColumn(column, state, at))];
  return { entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open) };
};

/** `increment('n', by)`, `increment({ a: 1 })`, `update('n', value)` */
const singleColumn = ({ node, value, by, property }: QueryState['columns'][number], state: QueryState, at: Resolver): Assignments => {
  const text = at.text(node);
  const column = text === undefined ? undefined : columnName(text, state.aliases)?.column;
  if (column !== undefined) return { ...noColumns, entries: [{ column, written: by === undefined ? writtenBy(column, value ?? node, at) : { kind: 'atomic', operator: by, node: value }, property }] };
  const shape = at.object(node);
  if (by === undefined || text !== undefined || shape.node === undefined) return { ...noColumns, open: true };
  return { ...noColumns, entries: [...shape.entries].map(([name, entry]): Assignment => ({ column: name, written: { kind: 'atomic', operator: by, node: entry.value }, property: entry.property })) };
};

/** The columns that an object, or a list of objects, writes. */
export const assignments = (node: TSESTree.Node, at: Resolver): Assignments => {
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') {
    const parts = value.elements.map((element) => (element === null || element.type === 'SpreadElement' ? { ...noColumns, open: true } : assignments(element, at)));
    return { entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open) };
  }
  const shape = at.object(node);
  return { entries: [...shape.entries].map(([name, entry]): Assignment => ({ column: columnName(name, new Map())?.column ?? name, written: writtenBy(name, entry.value, at), property: entry.property })), spreads: wholesIn(shape), open: shape.open };
};

const inserted = (state: QueryState, at: Resolver): Pick<Facts, 'kind' | 'where' | 'sets' | 'rows' | 'onConflict' | 'updates'> => {
  const sets = state.values === undefined ? { ...noColumns, open: true } : assignments(state.values, at);
  const value = state.values === undefined ? undefined : at.constant(state.values);
  const rows = value?.type === 'ArrayExpression' || (value?.type === 'CallExpression' && value.callee.type === 'MemberExpression') ? 'many' : 'one';
  if (state.onConflict === undefined) return { kind: 'insert', where: anyRow, sets, rows };
  if (state.onConflict === 'ignore') return { kind: 'insert', where: anyRow, sets, rows, onConflict: 'ignore' };
  return { kind: 'upsert', where: conflictKey(state, sets, at), sets, rows, onConflict: 'update', updates: merged(state, sets, at) };
};

const names = (node: TSESTree.Node | undefined, at: Resolver): readonly string[] | undefined => {
  const value = node === undefined ? undefined : at.constant(node);
  if (value === undefined) return undefined;
  const one = at.text(value);
  if (one !== undefined) return [one];
  return value.type === 'ArrayExpression' ? value.elements.flatMap((element) => (element === null ? [] : (at.text(element) ?? []))) : undefined;
};

const conflictKey = (state: QueryState, sets: Assignments, at: Resolver): Predicate => {
  const columns = names(state.conflictTarget, at);
  if (columns === undefined) return someRows;
  const terms = columns.flatMap((column): Term[] => {
    const written = sets.entries.find((entry) => entry.column === column)?.written;
    return written?.kind === 'value' ? [{ column, op: 'eq', value: written.node }] : [];
  });
  return { terms, open: terms.length < columns.length, spreads: [] };
};

/** `merge()` writes all inserted columns, `merge(['a'])` these, `merge({ a: 1 })` other values. */
const merged = (state: QueryState, sets: Assignments, at: Resolver): Assignments => {
  if (state.merge === undefined) return sets;
  const listed = names(state.merge, at);
  return listed === undefined ? assignments(state.merge, at) : { ...noColumns, entries: sets.entries.filter((entry) => listed.includes(entry.column)) };
};

/** `db.batchInsert('users', rows)` */
const batchInsert = (node: TSESTree.CallExpression, at: Resolver): readonly Facts[] => {
  const call = methodCall(node);
  const rows = argumentAt(node.arguments, 1);
  const evidence = call === undefined ? undefined : evidenceOf(call.receiver, at);
  if (call === undefined || rows === undefined || evidence?.strength !== 'bound') return [];
  return [{
    node, verb: call.verb, handle: { kind: evidence.kind, id: evidence.id, node: call.receiver }, kind: 'insert', table: tableOf(argumentAt(node.arguments, 0), at).table, joins: [], where: anyRow,
    sets: assignments(rows, at), lock: undefined, result: { kind: 'rows' }, rows: 'many', oneStatement: true,
  }];
};
