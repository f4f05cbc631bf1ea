/**
 * What a query builder's calls add up to.
 *
 * In: a collected chain. Out: kind, table, predicate, joins, values, lock. Later `where` replaces earlier ones; `orWhere` makes all terms alternatives.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import { limitOf, type Limit } from '../../operations/limit.js';
import type { Predicate, Result, RowLock, Table, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import type { Parameters } from './assignments.js';
import { bracketsPredicate } from './brackets.js';
import type { BuilderCall, Chain } from './builder-chain.js';
import { entityTable, isEntityLike, relationTable, typeTable } from './entity.js';
import { argument, isFunction } from './facts.js';
import { lockMode } from './find-options.js';
import { conditions } from './predicates.js';
import { sqlParts, sqlPredicate } from './sql-conditions.js';

export interface BuilderState {
  kind: 'select' | 'insert' | 'update' | 'delete' | 'softDelete' | 'restore';
  /** the call that made it so: `insert`, `update`, `delete` */
  verb: TSESTree.Node | undefined;
  table: Known<Table>;
  readonly aliases: Map<string, readonly string[]>;
  readonly joins: Map<string, Table>;
  /** relations that are loaded with the row */
  readonly loaded: (readonly string[])[];
  terms: Term[];
  spreads: TSESTree.Node[];
  open: boolean;
  set: TSESTree.Node | undefined;
  values: TSESTree.Node | undefined;
  onConflict: 'ignore' | 'update' | undefined;
  conflictTarget: TSESTree.Node | undefined;
  overwrites: TSESTree.Node | undefined;
  lock: { mode: string | undefined; onLocked: string | undefined; sure: boolean; namesTables: boolean } | undefined;
  order: string[];
  limit: Limit;
  selects: string[] | undefined;
  aggregates: Record<string, Result>;
  runner: TSESTree.Node | undefined;
}

/** Values of `:name` in all conditions. */
export const parametersOf = (chain: Chain, at: Resolver): Parameters => {
  const found = new Map<string, TSESTree.Node>();
  const addAll = (node: TSESTree.Node | undefined): void => {
    for (const [name, { value }] of at.object(node).entries) found.set(name, value);
  };
  for (const { call } of chain.calls) {
    const [first, second, third] = [0, 1, 2].map((index) => argument(call.args, index));
    if (call.name === 'setParameter') {
      const name = at.text(first);
      if (name !== undefined && second !== undefined) found.set(name, second);
    } else if (call.name === 'setParameters') addAll(first);
    else if (/where$/i.test(call.name)) addAll(second);
    else if (/join/i.test(call.name)) addAll(argument(call.args, 3) ?? third);
  }
  return found;
};

export const buildState = (chain: Chain, table: Known<Table>, parameters: Parameters, at: Resolver): BuilderState => {
  const state: BuilderState = {
    kind: 'select', verb: undefined, table, aliases: new Map(), joins: new Map(), loaded: [], terms: [], spreads: [], open: chain.open, set: undefined,
    values: undefined, onConflict: undefined, conflictTarget: undefined, overwrites: undefined, lock: undefined, order: [], limit: undefined, selects: undefined, aggregates: {},
    runner: undefined,
  };
  applyRoot(chain, state, at);
  for (const one of chain.calls) apply(one, { state, parameters, at });
  return state;
};

/** `createQueryBuilder('u')`, `createQueryBuilder(User, 'u', queryRunner)` */
const applyRoot = (chain: Chain, state: BuilderState, at: Resolver): void => {
  const args = chain.root?.args ?? [];
  const [first, second] = [argument(args, 0), argument(args, 1)];
  if (first !== undefined && at.text(first) === undefined && second !== undefined && at.text(second) !== undefined) {
    state.table = entityTable(first, at);
    addAlias(state, at.text(second), []);
    state.runner = argument(args, 2);
  } else if (first !== undefined && at.text(first) === undefined && isEntityLike(first, at)) {
    state.table = entityTable(first, at);
  } else {
    addAlias(state, at.text(first), []);
    state.runner = second;
  }
  if (chain.type !== undefined && state.table === unknown) state.table = typeTable(chain.type.arguments[0]);
};

const addAlias = (state: BuilderState, alias: string | undefined, path: readonly string[]): void => {
  if (alias !== undefined) state.aliases.set(alias, path);
};

interface Step {
  readonly state: BuilderState;
  readonly parameters: Parameters;
  readonly at: Resolver;
}

const apply = (one: BuilderCall, step: Step): void => {
  const { state, at } = step;
  const { call, uncertain } = one;
  const first = argument(call.args, 0);
  const second = argument(call.args, 1);
  switch (call.name) {
    case 'insert': case 'update': case 'delete': case 'softDelete': case 'restore':
      state.kind = call.name;
      state.verb = call.verb;
      if (call.name === 'update' && first !== undefined) {
        if (isEntityLike(first, at)) state.table = entityTable(first, at);
        else state.set = first;
        state.set = second ?? state.set;
      }
      return;
    case 'into': case 'from':
      if (first !== undefined) state.table = isFunction(first) ? unknown : entityTable(first, at);
      addAlias(state, at.text(second), []);
      return;
    case 'set': state.set = first; return;
    case 'values': state.values = first; return;
    case 'orIgnore': state.onConflict = 'ignore'; return;
    case 'orUpdate':
      state.onConflict = 'update';
      state.overwrites = first?.type === 'ObjectExpression' ? at.object(first).entries.get('overwrite')?.value : first;
      state.conflictTarget = second ?? (first === undefined ? undefined : at.object(first).entries.get('conflict_target')?.value);
      return;
    case 'onConflict': state.onConflict = /DO\s+NOTHING/i.test(at.text(first) ?? '') ? 'ignore' : 'update'; return;
    case 'setLock': state.lock = { mode: at.text(first), onLocked: state.lock?.onLocked, sure: !uncertain, namesTables: argument(call.args, 2) !== undefined }; return;
    case 'setOnLocked': state.lock = { mode: state.lock?.mode, onLocked: at.text(first), sure: state.lock?.sure ?? !uncertain, namesTables: state.lock?.namesTables ?? false }; return;
    case 'setQueryRunner': state.runner = first; return;
    case 'limit': case 'take': state.limit = limitOf(first, at); return;
    case 'orderBy': case 'addOrderBy':
      if (call.name === 'orderBy') state.order = [];
      addOrder(first, step);
      return;
    case 'select': case 'addSelect':
      addSelect(call.name, first, at.text(second), step);
      return;
    case 'having': case 'andHaving': case 'orHaving': case 'setFindOptions': state.open = true; return;
    default:
      if (/where/i.test(call.name)) addWhere(call.name, first, uncertain, step);
      else if (/join/i.test(call.name)) addJoin(call.name, call.args, uncertain, step);
  }
};

const addWhere = (name: string, node: TSESTree.Expression | undefined, uncertain: boolean, step: Step): void => {
  const { state } = step;
  if (uncertain || node === undefined) {
    state.open = true;
    return;
  }
  if (name === 'where') {
    state.terms = [];
    state.spreads = [];
  }
  const read = readWhere(name, node, step);
  if (read.open) state.open = true;
  state.spreads.push(...read.spreads);
  if (!name.startsWith('or') || state.terms.length === 0) {
    state.terms.push(...read.terms);
  } else {
    state.terms = [...state.terms, ...read.terms].map((term) => ({ ...term, disjunct: true }));
    if (state.spreads.length > 0) state.open = true;
  }
};

const readWhere = (name: string, node: TSESTree.Expression, step: Step): Predicate => {
  const { state, parameters, at } = step;
  if (/InIds$/.test(name)) {
    const value = at.constant(node);
    return { terms: [{ column: 'id', op: value.type === 'ArrayExpression' || /s$/i.test(at.sourceCode.getText(node)) ? 'in' : 'eq', value: node }], open: false, spreads: [] };
  }
  const group = bracketsPredicate(node, state.aliases, at);
  if (group !== undefined) return group;
  const parts = sqlParts(node, at);
  if (parts !== undefined) return sqlPredicate(parts, { named: parameters }, state.aliases);
  const value = at.constant(node);
  if (value.type === 'ObjectExpression' || value.type === 'ArrayExpression') return conditions(node, at);
  return { terms: [], open: true, spreads: [] };
};

const columnOf = (text: string, state: BuilderState): { readonly column: string; readonly path: readonly string[] } | undefined => {
  const plain = text.replace(/["`]/g, '').trim();
  const [alias, ...rest] = plain.split('.');
  if (alias === undefined || !/^[\w.]+$/.test(plain)) return undefined;
  if (rest.length === 0) return { column: alias, path: [] };
  const path = state.aliases.get(alias);
  return path === undefined ? undefined : { column: rest.join('.'), path };
};

const addOrder = (node: TSESTree.Expression | undefined, { state, at }: Step): void => {
  const text = at.text(node);
  const texts = text === undefined ? [...at.object(node).entries.keys()] : [text];
  for (const one of texts) {
    const column = columnOf(one, state);
    if (column !== undefined && column.path.length === 0) state.order.push(column.column);
  }
};

const functions: Readonly<Partial<Record<string, 'max' | 'min' | 'sum' | 'average' | 'count'>>> = { MAX: 'max', MIN: 'min', SUM: 'sum', AVG: 'average', COUNT: 'count' };

const addSelect = (name: string, node: TSESTree.Expression | undefined, alias: string | undefined, { state, at }: Step): void => {
  if (node === undefined) return;
  if (name === 'select') state.selects = [];
  const list = at.constant(node);
  const texts = list.type === 'ArrayExpression' ? list.elements.map((element) => (element === null || element.type === 'SpreadElement' ? undefined : at.text(element))) : [at.text(node)];
  for (const text of texts) {
    const aggregate = /^\s*(?:(?:COALESCE|IFNULL|NULLIF)\s*\(\s*)?(MAX|MIN|SUM|AVG|COUNT)\s*\(\s*(?:DISTINCT\s+)?["`]?(?:\w+["`]?\.["`]?)?(\w+|\*)/i.exec(text ?? '');
    const as = alias ?? /\sAS\s+["`]?(\w+)["`]?\s*$/i.exec(text ?? '')?.[1];
    const of = functions[aggregate?.[1]?.toUpperCase() ?? ''];
    if (of !== undefined && as !== undefined) state.aggregates[as] = { kind: 'number', of, column: aggregate?.[2] === '*' ? undefined : aggregate?.[2] };
    const column = text === undefined ? undefined : columnOf(text, state);
    if (column === undefined || column.path.length > 0 || state.aliases.has(column.column)) state.selects = undefined;
    else state.selects?.push(column.column);
  }
};

/** `leftJoinAndSelect('u.roles', 'r', 'r.active = :a', { a })` */
const addJoin = (name: string, args: BuilderCall['call']['args'], uncertain: boolean, step: Step): void => {
  const { state, parameters, at } = step;
  const offset = /MapOne|MapMany/.test(name) ? 1 : 0;
  const target = argument(args, offset);
  const alias = at.text(argument(args, offset + 1));
  const text = at.text(target);
  if (target === undefined || isFunction(target)) return;
  const property = text === undefined ? undefined : columnOf(text, state);
  const path = property === undefined || text?.includes('.') !== true ? undefined : [...property.path, property.column];
  const table = path === undefined ? entityTable(target, at) : relationTable(state.table, path);
  if (table !== unknown) state.joins.set(table.id, table);
  addAlias(state, alias, path ?? (alias === undefined ? [] : [alias]));
  if (path !== undefined && /Select|Map/.test(name)) state.loaded.push(path);
  const on = argument(args, offset + 2);
  if (on === undefined || !name.startsWith('inner')) return;
  const parts = uncertain ? undefined : sqlParts(on, at);
  if (parts === undefined) state.open = true;
  else state.terms.push(...sqlPredicate(parts, { named: parameters }, state.aliases).terms);
};

export const stateLock = (state: BuilderState): Known<RowLock | undefined> => {
  if (state.lock === undefined) return undefined;
  return state.lock.sure ? lockMode(state.lock.mode, state.lock.onLocked) : unknown;
};
