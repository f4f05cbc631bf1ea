/**
 * What the calls of a query add up to: kind, table, predicate, columns, lock, result.
 *
 * In: a collected chain. Out: the state before the query runs. A later `or…` makes all conditions alternatives; a condition that is added
 * on some paths only, or by `modify`, leaves the predicate open.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Known } from '../../operations/known.js';
import { limitOf, type Limit } from '../../operations/limit.js';
import type { Result, RowLock, Table, Term } from '../../operations/operation.js';
import { withGiven } from '../../operations/from-sql.js';
import { columnName } from '../../operations/query-names.js';
import { argumentAt, type BuilderCall, type BuilderChain } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { aggregateOf, aggregates } from './aggregates.js';
import { conditionOf } from './conditions.js';
import { tableNamed, tableOf, type NamedTable } from './tables.js';

export interface QueryState {
  kind: 'select' | 'insert' | 'update' | 'delete' | 'upsert' | 'none';
  /** the call that made it so */
  verb: TSESTree.Node | undefined;
  table: Known<Table>;
  readonly aliases: Map<string, readonly string[]>;
  readonly joins: Table[];
  terms: Term[];
  spreads: TSESTree.Node[];
  open: boolean;
  /** what is written: an object or a list of them */
  values: TSESTree.Node | undefined;
  /** `update('n', value)`, `increment('n', by)` */
  readonly columns: { readonly node: TSESTree.Node; readonly value: TSESTree.Node | undefined; readonly by: 'increment' | 'decrement' | undefined; readonly property: TSESTree.Node }[];
  onConflict: 'ignore' | 'update' | undefined;
  conflictTarget: TSESTree.Node | undefined;
  merge: TSESTree.Node | undefined;
  lock: { strength: RowLock['strength']; onLocked: RowLock['onLocked']; sure: boolean } | undefined;
  order: string[];
  limit: Limit;
  /** one row, or what is given when there is none */
  row: 'null' | 'throws' | undefined;
  selects: string[] | undefined;
  aggregates: Record<string, Result>;
  isGrouped: boolean;
  isCounted: boolean;
  returning: boolean;
  /** `transacting(trx)` */
  transacting: TSESTree.Node | undefined;
  /** a transaction may be given out of sight */
  maybeTransacting: boolean;
}

/** The calls of a chain in one state. */
export const queryState = (chain: BuilderChain, named: NamedTable, at: Resolver): QueryState => {
  const state: QueryState = {
    kind: 'select', verb: undefined, table: named.table, aliases: new Map(), joins: [], terms: [], spreads: [], open: chain.open, values: undefined, columns: [], onConflict: undefined,
    conflictTarget: undefined, merge: undefined, lock: undefined, order: [], limit: undefined, row: undefined, selects: undefined, aggregates: {}, isGrouped: false, isCounted: false, returning: false,
    transacting: undefined, maybeTransacting: false,
  };
  setTable(state, named);
  // aliases first: conditions may stand before the join that names them
  for (const { call } of chain.calls) if (/^(?:from|into|table)$/.test(call.name)) setTable(state, tableOf(argumentAt(call.args, 0), at));
    else if (/[jJ]oin$/.test(call.name)) addJoin(state, argumentAt(call.args, 0), at);
  for (const one of chain.calls) apply(one, state, at);
  return state;
};

const setTable = (state: QueryState, { table, name }: NamedTable): void => {
  state.table = table;
  if (name === undefined) return;
  state.aliases.set(name.name, []);
  if (name.alias !== undefined) state.aliases.set(name.alias, []);
};

const addJoin = (state: QueryState, node: TSESTree.Node | undefined, at: Resolver): void => {
  const { table, name } = tableOf(node, at);
  if (typeof table !== 'symbol') state.joins.push(table);
  if (name === undefined) {
    state.open = true;
    return;
  }
  const path = [name.name];
  for (const alias of [name.name, name.alias]) if (alias !== undefined && !state.aliases.has(alias)) state.aliases.set(alias, path);
};

const apply = ({ call, uncertain, given }: BuilderCall, state: QueryState, at: Resolver): void => {
  const [first, second] = [argumentAt(call.args, 0), argumentAt(call.args, 1)];
  const condition = conditionOf(call, state.aliases, at);
  if (condition !== undefined) {
    if (uncertain) state.open = true;
    else addCondition(state, { ...condition, predicate: withGiven(condition.predicate, given) });
    return;
  }
  if (write(call.name, { call, uncertain }, state, at)) return;
  if (aggregates.has(call.name)) {
    Object.assign(state.aggregates, aggregateOf(call, state.aliases, at));
    return;
  }
  switch (call.name) {
    case 'first': case 'findById': case 'findOne':
      state.row ??= 'null';
      state.limit = 'one';
      if (call.name === 'first') addSelects(state, call.args, at);
      else addFinder(state, call.name, { first, second }, at);
      return;
    case 'throwIfNotFound': if (state.row === 'null') state.row = 'throws'; return;
    case 'resultSize': state.isCounted = true; return;
    case 'limit': state.limit = limitOf(first, at); return;
    case 'select': case 'columns': case 'column': case 'pluck': addSelects(state, call.args, at); return;
    case 'distinct': case 'groupBy': case 'groupByRaw': case 'union': case 'unionAll': state.isGrouped = true; return;
    case 'having': case 'havingRaw': case 'whereExists': case 'modify': case 'fromRaw': case 'joinRaw': case 'range': case 'page':
      state.open = true;
      if (call.name === 'modify') state.maybeTransacting ||= first === undefined || /\btransacting\b/.test(at.sourceCode.getText(first));
      return;
    case 'orderBy': addOrder(state, first, at); return;
    case 'transacting': if (uncertain) state.maybeTransacting = true; state.transacting = first; return;
    case 'forUpdate': case 'forShare': case 'forNoKeyUpdate': case 'forKeyShare':
      state.lock = { strength: strengths[call.name], onLocked: state.lock?.onLocked ?? 'wait', sure: !uncertain };
      return;
    case 'skipLocked': case 'noWait':
      if (state.lock) state.lock.onLocked = call.name === 'noWait' ? 'nowait' : 'skip';
      return;
    default:
  }
};

const strengths = { forUpdate: 'update', forShare: 'share', forNoKeyUpdate: 'no-key-update', forKeyShare: 'key-share' } as const;

const addCondition = (state: QueryState, { predicate, or }: NonNullable<ReturnType<typeof conditionOf>>): void => {
  state.open ||= predicate.open;
  state.spreads.push(...predicate.spreads);
  if (!or || state.terms.length === 0) {
    state.terms.push(...predicate.terms);
    return;
  }
  state.terms = [...state.terms, ...predicate.terms].map((term) => ({ ...term, disjunct: true }));
  state.open ||= state.spreads.length > 0;
};

interface Arguments {
  readonly first: TSESTree.Node | undefined;
  readonly second: TSESTree.Node | undefined;
}

/** Objection's `findById(id)`, `findOne({ email })`, `findOne('email', email)` */
const addFinder = (state: QueryState, name: string, { first, second }: Arguments, at: Resolver): void => {
  if (first === undefined) state.open = true;
  else if (name === 'findById') state.terms.push({ column: 'id', op: 'eq', value: first });
  else if (second === undefined) {
    const shape = at.object(first);
    state.open ||= shape.open;
    state.spreads.push(...shape.spreads);
    for (const [column, { value }] of shape.entries) state.terms.push({ column, op: 'eq', value });
  } else {
    const column = at.text(first);
    if (column === undefined) state.open = true;
    else state.terms.push({ column, op: 'eq', value: second });
  }
};

/** The methods that make a query a write; true when it is one. */
const write = (name: string, one: BuilderCall, state: QueryState, at: Resolver): boolean => {
  const { call } = one;
  const [first, second] = [argumentAt(call.args, 0), argumentAt(call.args, 1)];
  const become = (kind: QueryState['kind']): true => {
    state.kind = kind;
    state.verb = call.verb;
    return true;
  };
  switch (name) {
    case 'insert': case 'insertAndFetch': case 'insertGraph': case 'insertGraphAndFetch':
      state.values = first;
      state.returning ||= second !== undefined || name !== 'insert';
      return become('insert');
    case 'update': case 'patch': case 'patchAndFetch': case 'updateAndFetch':
      if (second !== undefined && first !== undefined && at.text(first) !== undefined) state.columns.push({ node: first, value: second, by: undefined, property: second });
      else {
        state.values = first;
        state.returning ||= second !== undefined;
      }
      state.returning ||= name.endsWith('Fetch');
      return become('update');
    case 'patchAndFetchById': case 'updateAndFetchById':
      if (first !== undefined) state.terms.push({ column: 'id', op: 'eq', value: first });
      state.values = second;
      state.row = 'null';
      return become('update');
    case 'increment': case 'decrement':
      if (first !== undefined) state.columns.push({ node: first, value: second, by: name, property: call.verb });
      return become('update');
    case 'del': case 'delete': case 'truncate':
      return become('delete');
    case 'deleteById':
      if (first !== undefined) state.terms.push({ column: 'id', op: 'eq', value: first });
      return become('delete');
    case 'relate': case 'unrelate': case 'upsertGraph': case 'upsertGraphAndFetch': case 'for':
      return become('none');
    case 'upsert':
      state.values = first;
      state.onConflict = 'update';
      return become('upsert');
    case 'onConflict': state.conflictTarget = first; return true;
    case 'ignore': state.onConflict = 'ignore'; return true;
    case 'merge':
      state.onConflict = 'update';
      state.merge = first;
      return true;
    case 'returning': state.returning = true; return true;
    default:
      return false;
  }
};

const addSelects = (state: QueryState, args: BuilderCall['call']['args'], at: Resolver): void => {
  for (const argument of args) {
    const value = at.constant(argument);
    for (const node of value.type === 'ArrayExpression' ? value.elements : [argument]) {
      const text = node === null ? undefined : at.text(node);
      const column = text === undefined ? undefined : columnName(text, state.aliases);
      if (column === undefined || column.column === '*' || column.via.length > 0 || (column.alias !== undefined && column.alias !== column.column)) {
        state.selects = [];
        return;
      }
      if (state.selects === undefined) state.selects = [column.column];
      else if (state.selects.length > 0) state.selects.push(column.column);
    }
  }
};

const addOrder = (state: QueryState, node: TSESTree.Node | undefined, at: Resolver): void => {
  const list = node === undefined ? undefined : at.constant(node);
  for (const part of list?.type === 'ArrayExpression' ? list.elements : [node]) {
    const shape = part === null || part === undefined ? undefined : at.constant(part).type === 'ObjectExpression' ? at.object(part).entries.get('column')?.value : part;
    const column = columnName(at.text(shape) ?? '', state.aliases);
    if (column !== undefined && column.via.length === 0) state.order.push(column.column);
  }
};

export { tableNamed };
