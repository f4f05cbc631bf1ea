/**
 * What the calls of a query add up to: table, predicate, columns, lock, result.
 *
 * In: a collected chain. Out: the state before the query runs. Conditions that are added on some paths only (`$if`, `$call`, under an `if`)
 * leave the predicate open.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import { limitOf, type Limit } from '../../operations/limit.js';
import type { Predicate, Result, RowLock, Table } from '../../operations/operation.js';
import { anyRow, withGiven } from '../../operations/from-sql.js';
import { columnName, tableName } from '../../operations/query-names.js';
import { argumentAt, methodCall, type BuilderCall, type BuilderChain, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { aggregateOf, comparison, expressionOf, predicateOf } from './expressions.js';
import { roots } from './names.js';
import { tableNamed } from './sql-tag.js';

export interface QueryState {
  readonly kind: 'select' | 'insert' | 'update' | 'delete';
  readonly verb: TSESTree.Node;
  readonly root: MethodCall;
  table: Known<Table>;
  readonly aliases: Map<string, readonly string[]>;
  readonly joins: Table[];
  where: Predicate;
  values: TSESTree.Node | undefined;
  readonly sets: { readonly column: TSESTree.Node | undefined; readonly value: TSESTree.Node }[];
  onConflict: 'ignore' | 'update' | undefined;
  conflictColumns: readonly string[] | undefined;
  updates: TSESTree.Node | undefined;
  lock: { strength: RowLock['strength']; onLocked: RowLock['onLocked']; sure: boolean } | undefined;
  readonly order: string[];
  limit: Limit;
  selects: string[];
  selectsAll: boolean;
  readonly aggregates: Record<string, Result>;
  isGrouped: boolean;
  returning: boolean;
}

/** The calls of a chain in one state; undefined where it doesn't begin as a query does. */
export const queryState = (chain: BuilderChain, at: Resolver): QueryState | undefined => {
  const root = methodCall(chain.root);
  const kind = root === undefined ? undefined : roots.get(root.name as 'selectFrom');
  if (root === undefined || kind === undefined) return undefined;
  const state: QueryState = {
    kind, verb: root.verb, root, table: unknown, aliases: new Map(), joins: [], where: { ...anyRow, open: chain.open }, values: undefined, sets: [], onConflict: root.name === 'replaceInto' ? 'update' : undefined, conflictColumns: undefined,
    updates: undefined, lock: undefined, order: [], limit: undefined, selects: [], selectsAll: false, aggregates: {}, isGrouped: false, returning: false,
  };
  setTable(state, argumentAt(root.args, 0), commonTables(root.receiver), at);
  for (const { call } of chain.calls) if (/Join$/.test(call.name)) addJoin(state, argumentAt(call.args, 0), at);
  for (const one of chain.calls) apply(one, state, at);
  return state;
};

/** The names that `with('name', …)` gives to queries in front of this one. */
const commonTables = (receiver: TSESTree.Node): ReadonlySet<string> => {
  const names = new Set<string>();
  for (let call = methodCall(receiver); call !== undefined; call = methodCall(call.receiver)) {
    const first = call.args[0];
    if (/^with(?!Schema|Plugin)/.test(call.name) && first?.type === 'Literal' && typeof first.value === 'string') names.add(first.value.replace(/\(.*$/, '').trim());
  }
  return names;
};

const setTable = (state: QueryState, node: TSESTree.Node | undefined, common: ReadonlySet<string>, at: Resolver): void => {
  const value = node === undefined ? undefined : at.constant(node);
  const [first, ...others] = value?.type === 'ArrayExpression' ? value.elements : [node];
  const name = tableName(at.text(first ?? undefined) ?? '');
  if (name === undefined || common.has(name.name)) return;
  state.table = tableNamed(name.name);
  for (const alias of [name.name, name.alias]) if (alias !== undefined) state.aliases.set(alias, []);
  for (const other of others) if (other !== null) addJoin(state, other, at);
};

const addJoin = (state: QueryState, node: TSESTree.Node | undefined, at: Resolver): void => {
  const name = tableName(at.text(node) ?? '');
  if (name === undefined) {
    state.where = { ...state.where, open: true };
    return;
  }
  state.joins.push(tableNamed(name.name));
  for (const alias of [name.name, name.alias]) if (alias !== undefined && !state.aliases.has(alias)) state.aliases.set(alias, [name.name]);
};

const strengths = { forUpdate: 'update', forShare: 'share', forNoKeyUpdate: 'no-key-update', forKeyShare: 'key-share' } as const;

const apply = ({ call, uncertain, given }: BuilderCall, state: QueryState, at: Resolver): void => {
  const [first, second] = [argumentAt(call.args, 0), argumentAt(call.args, 1)];
  switch (call.name) {
    case 'where': case 'orWhere':
      addCondition(state, uncertain ? { ...anyRow, open: true } : withGiven(conditionOf(call, state, at), given), call.name === 'orWhere');
      return;
    case 'having': case '$if': case '$call': case 'using': case 'from': case 'clearWhere': case 'modifyEnd':
      state.where = { ...state.where, open: true };
      return;
    case 'values': case 'expression': state.values = first; return;
    case 'set': if (first !== undefined) state.sets.push(second === undefined ? { column: undefined, value: first } : { column: first, value: second }); return;
    case 'onConflict': case 'onDuplicateKeyUpdate': case 'ignore': case 'orIgnore': case 'orReplace':
      addConflict(call, state, at);
      return;
    case 'select': for (const node of call.args) addSelect(state, node, at); return;
    case 'selectAll': state.selectsAll = true; return;
    case 'groupBy': case 'distinct': case 'distinctOn': case 'union': case 'unionAll': case 'intersect': case 'except': state.isGrouped = true; return;
    case 'orderBy': {
      const column = columnName(at.text(first)?.replace(/\s+(?:asc|desc)\s*$/i, '') ?? '', state.aliases);
      if (column !== undefined && column.via.length === 0) state.order.push(column.column);
      return;
    }
    case 'limit': state.limit = limitOf(first, at); return;
    case 'returning': case 'returningAll': case 'output': case 'outputAll': state.returning = true; return;
    case 'forUpdate': case 'forShare': case 'forNoKeyUpdate': case 'forKeyShare':
      state.lock = { strength: strengths[call.name], onLocked: 'wait', sure: !uncertain };
      return;
    case 'skipLocked': if (state.lock) state.lock.onLocked = 'skip'; return;
    case 'noWait': if (state.lock) state.lock.onLocked = 'nowait'; return;
    default:
  }
};

const conditionOf = (call: MethodCall, state: QueryState, at: Resolver): Predicate => {
  const args = call.args.map((argument) => (argument.type === 'SpreadElement' ? undefined : argument));
  const [first] = args;
  return args.length === 1 && first !== undefined ? predicateOf(first, state.aliases, at) : comparison(args, state.aliases, at);
};

const addCondition = (state: QueryState, added: Predicate, isAlternative: boolean): void => {
  const terms = [...state.where.terms, ...added.terms];
  state.where = { terms: isAlternative && state.where.terms.length > 0 ? terms.map((term) => ({ ...term, disjunct: true })) : terms, open: state.where.open || added.open, spreads: [...state.where.spreads, ...added.spreads] };
};

/** `onConflict((oc) => oc.columns(['a']).doUpdateSet({ … }))`, `onDuplicateKeyUpdate({ … })`, `ignore()` */
const addConflict = (call: MethodCall, state: QueryState, at: Resolver): void => {
  const first = argumentAt(call.args, 0);
  if (call.name !== 'onConflict') {
    state.onConflict = call.name === 'onDuplicateKeyUpdate' || call.name === 'orReplace' ? 'update' : 'ignore';
    state.updates = call.name === 'onDuplicateKeyUpdate' ? first : undefined;
    return;
  }
  state.onConflict = 'update';
  for (let inner = first === undefined ? undefined : methodCall(expressionOf(first, at)); inner !== undefined; inner = methodCall(at.bare(inner.receiver))) {
    const target = argumentAt(inner.args, 0);
    if (inner.name === 'doNothing') state.onConflict = 'ignore';
    if (inner.name === 'doUpdateSet') state.updates = target;
    if (inner.name === 'column' || inner.name === 'columns') {
      const list = target === undefined ? undefined : at.constant(target);
      const nodes = list?.type === 'ArrayExpression' ? list.elements : [target];
      state.conflictColumns = nodes.flatMap((node) => at.text(node ?? undefined) ?? []);
    }
  }
};

const addSelect = (state: QueryState, node: TSESTree.Node, at: Resolver): void => {
  const value = expressionOf(node, at);
  for (const part of value.type === 'ArrayExpression' ? value.elements : [value]) {
    const text = part === null ? undefined : at.text(part);
    const column = text === undefined ? undefined : columnName(text, state.aliases);
    const aggregate = part === null ? undefined : aggregateOf(part, state.aliases, at);
    if (aggregate !== undefined) state.aggregates[aggregate[0]] = aggregate[1];
    else if (column === undefined || column.via.length > 0 || (column.alias !== undefined && column.alias !== column.column)) state.selectsAll = true;
    else state.selects.push(column.column);
  }
};
