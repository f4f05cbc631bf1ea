/**
 * Queries → operations: a chain from `client.from('t')` to its end, or the `await` of a builder that was put together before.
 *
 * Each is one request and one transaction on PostgreSQL (PostgREST). What `rpc` runs can't be seen: it is no operation.
 */
import { cutBy } from '../../operations/limit.js';
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Assignment, Assignments, OperationNode, Predicate, Result, Table, Term } from '../../operations/operation.js';
import { anyRow, noColumns, someRows, type Facts } from '../../operations/from-sql.js';
import { argumentAt, collectBuilder, methodCall, type BuilderChain } from '../../resolve/builder-calls.js';
import { isContinued, isHeldBuilder, isRunElsewhere, useOf, type UseWords } from '../../resolve/builder-use.js';
import type { Resolver } from '../../resolve/resolver.js';
import { wholesIn } from '../../resolve/object-shape.js';
import { isTable } from './evidence.js';
import { isBuilding, settling } from './names.js';
import { queryState, type QueryState } from './query-state.js';

const words: UseWords = { settling, takesQueries: isBuilding };

export const tableNamed = (name: string): Table => ({ id: `supabase:${name}`, name });

/** What a call, or an `await`, does to the database; empty when it's not Supabase's, or not surely. */
export const recogniseFacts = (node: OperationNode, at: Resolver): readonly Facts[] => {
  if (node.type === 'TaggedTemplateExpression') return [];
  if (node.type === 'AwaitExpression') return isHeldBuilder(node.argument, at) ? operationsOf(node, node.argument, at) : [];
  const call = methodCall(node);
  if (call === undefined || !isBuilding(call.name) || isContinued(node, words)) return [];
  const use = useOf(node, words);
  return use === 'none' || (use === 'kept' && !isRunElsewhere(node, at)) ? [] : operationsOf(node, node, at);
};

export interface Query {
  readonly chain: BuilderChain;
  readonly state: QueryState;
}

/** The query that an expression is, up to `end`. */
export const queryOf = (node: TSESTree.Node, end: TSESTree.Node, at: Resolver): Query | undefined => {
  const chain = collectBuilder(node, end, { isRoot: (call) => isTable(call, at), isBuilding }, at);
  const state = chain.root === undefined ? undefined : queryState(chain, at);
  return state === undefined ? undefined : { chain, state };
};

const operationsOf = (node: Facts['node'], from: TSESTree.Node, at: Resolver): readonly Facts[] => {
  const query = queryOf(from, node, at);
  const root = methodCall(query?.chain.root);
  if (query === undefined || root === undefined) return [];
  const { state } = query;
  const name = at.text(argumentAt(root.args, 0));
  const { where } = state;
  const base = {
    node, verb: state.call.verb, handle: { kind: 'client', id: 'supabase:client', node: root.receiver }, table: name === undefined ? unknown : tableNamed(name), joins: [], sets: noColumns, lock: undefined,
    rows: isByKey(where) ? 'one' : 'many', oneStatement: true, lazy: true,
  } as const;
  switch (state.kind) {
    case 'select':
      return reads({ ...base, kind: 'read', where, result: selected(state, at), joins: state.selects.embedded.map(({ table }) => tableNamed(table)) }, state);
    case 'insert':
    case 'upsert':
      return [{ ...base, ...inserted(state, at), result: written(state) }];
    case 'update':
      return [{ ...base, kind: 'update', where, sets: assignments(state.values, at), result: changed(state, at) }];
    case 'delete':
      return [{ ...base, kind: 'delete', where, result: changed(state, at) }];
  }
};

/** The row's own read, and one for each table that comes along. */
const reads = (main: Facts, { selects, order, form, limit }: QueryState): readonly Facts[] => {
  const own: Facts = { ...main, ...cutBy(limit, order, form === 'single' || form === 'maybe-single'), ...(selects.columns === undefined ? {} : { selects: selects.columns }) };
  const parent = main.node;
  if (parent.type === 'AssignmentExpression' || parent.type === 'UpdateExpression') return [own];
  return [own, ...selects.embedded.map(({ name, table }): Facts => ({ ...main, table: tableNamed(table), joins: [], where: someRows, result: { kind: 'rows' }, nested: { parent, path: [name] } }))];
};

const isByKey = ({ terms }: Predicate): boolean => terms.some(({ column, op, via, disjunct }) => column === 'id' && op === 'eq' && via === undefined && disjunct !== true);

/** Errors are given back, unless the query throws them. */
const given = ({ throwsErrors }: QueryState, members: Readonly<Record<string, Result>>, absent: boolean): Result => ({ kind: 'object', members: { ...members, ...(throwsErrors ? {} : { error: { kind: 'error', absent } }) } });

const row = ({ form, throwsErrors }: QueryState): Result => ({ kind: 'row', absent: form === 'single' && throwsErrors ? 'throws' : 'null' });

const flag = (state: QueryState, name: string, at: Resolver): boolean => {
  const value = at.object(state.options).entries.get(name)?.value;
  const literal = value && at.constant(value);
  return literal?.type === 'Literal' && literal.value !== false && literal.value !== null;
};

const selected = (state: QueryState, at: Resolver): Result => {
  const count: Readonly<Record<string, Result>> = flag(state, 'count', at) ? { count: { kind: 'number', of: 'count', column: undefined } } : {};
  if (flag(state, 'head', at)) return given(state, { data: { kind: 'nothing' }, ...count }, false);
  if (state.form === 'rows') return given(state, { data: { kind: 'rows' }, ...count }, false);
  return state.form === 'text' ? given(state, count, false) : given(state, { data: row(state), ...count }, state.form === 'single');
};

/** What an insert gives: rows only with `select`. */
const written = (state: QueryState): Result => {
  if (!state.givesRows) return given(state, { data: { kind: 'nothing' } }, false);
  return given(state, { data: state.form === 'rows' ? { kind: 'rows' } : { kind: 'written' } }, false);
};

/** What an update or delete gives: with `select` the rows that it hit, with `count` their number; else it says the same whether it hit one or none. */
const changed = (state: QueryState, at: Resolver): Result => {
  const count: Readonly<Record<string, Result>> = flag(state, 'count', at) ? { count: { kind: 'affected' } } : {};
  if (!state.givesRows) return given(state, { data: { kind: 'nothing' }, ...count }, false);
  return given(state, { data: state.form === 'rows' ? { kind: 'rows' } : row(state), ...count }, state.form === 'single');
};

/** The columns that an object, or a list of objects, writes. */
const assignments = (node: TSESTree.Node | undefined, at: Resolver): Assignments => {
  if (node === undefined) return { ...noColumns, open: true };
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') {
    const parts = value.elements.map((element) => (element === null || element.type === 'SpreadElement' ? { ...noColumns, open: true } : assignments(element, at)));
    return { entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open) };
  }
  const shape = at.object(node);
  return { entries: [...shape.entries].map(([column, entry]): Assignment => ({ column, written: { kind: 'value', node: entry.value }, property: entry.property })), spreads: wholesIn(shape), open: shape.open };
};

const inserted = (state: QueryState, at: Resolver): Pick<Facts, 'kind' | 'where' | 'sets' | 'rows' | 'onConflict' | 'updates'> => {
  const sets = assignments(state.values, at);
  const value = state.values && at.constant(state.values);
  const rows = value?.type === 'ArrayExpression' || value?.type === 'CallExpression' ? 'many' : 'one';
  if (state.kind === 'insert') return { kind: 'insert', where: anyRow, sets, rows };
  if (flag(state, 'ignoreDuplicates', at)) return { kind: 'insert', where: anyRow, sets, rows, onConflict: 'ignore' };
  return { kind: 'upsert', where: conflictKey(state, sets, at), sets, rows, onConflict: 'update', updates: sets };
};

/** `onConflict: 'a,b'`; without it the primary key. */
const conflictKey = (state: QueryState, sets: Assignments, at: Resolver): Predicate => {
  const node = at.object(state.options).entries.get('onConflict')?.value;
  const columns = node === undefined ? ['id'] : at.text(node)?.split(',').map((column) => column.trim());
  if (columns === undefined) return someRows;
  const terms = columns.flatMap((column): Term[] => {
    const entry = sets.entries.find((one) => one.column === column)?.written;
    return entry?.kind === 'value' ? [{ column, op: 'eq', value: entry.node }] : [];
  });
  return { terms, open: terms.length < columns.length, spreads: [] };
};
