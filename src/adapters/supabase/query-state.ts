/**
 * What the calls of a query add up to: kind, predicate, values, options, form of the result.
 *
 * In: a collected chain. Out: the state before the query runs. Filters that are added on some paths only leave the predicate open.
 */
import { limitOf, type Limit } from '../../operations/limit.js';
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import { anyRow, someRows, withGiven } from '../../operations/from-sql.js';
import { comparisonOf, opposite } from '../../operations/query-names.js';
import { argumentAt, type BuilderCall, type BuilderChain, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isNothing } from '../../syntax/truth.js';
import { filters, isKind, type Kind } from './names.js';
import { selection, type Selection } from './selection.js';

export interface QueryState {
  readonly kind: Kind;
  /** the call that makes it one */
  readonly call: MethodCall;
  where: Predicate;
  values: TSESTree.Node | undefined;
  /** options of the verb: `{ count, head, onConflict, ignoreDuplicates }` */
  options: TSESTree.Node | undefined;
  /** columns and embedded tables of a read */
  selects: Selection;
  /** rows are given: a read, or a write with `select` behind it */
  givesRows: boolean;
  form: 'rows' | 'single' | 'maybe-single' | 'text';
  readonly order: string[];
  limit: Limit;
  throwsErrors: boolean;
}

/** The state of a chain; undefined where it doesn't say what it does. */
export const queryState = (chain: BuilderChain, at: Resolver): QueryState | undefined => {
  const first = chain.calls.find(({ call }) => isKind(call.name));
  if (first === undefined || !isKind(first.call.name)) return undefined;
  const kind = first.call.name;
  const isWrite = kind === 'insert' || kind === 'update' || kind === 'upsert';
  const state: QueryState = {
    kind, call: first.call, where: { ...anyRow, open: chain.open || first.uncertain }, values: isWrite ? argumentAt(first.call.args, 0) : undefined, options: argumentAt(first.call.args, kind === 'delete' ? 0 : 1),
    selects: kind === 'select' ? selection(argumentAt(first.call.args, 0), at) : { columns: undefined, embedded: [] }, givesRows: kind === 'select', form: 'rows', order: [], limit: undefined, throwsErrors: false,
  };
  for (const one of chain.calls) if (one !== first) apply(one, state, at);
  return state;
};

const apply = (one: BuilderCall, state: QueryState, at: Resolver): void => {
  const { call, uncertain, given } = one;
  const [first, second] = [argumentAt(call.args, 0), argumentAt(call.args, 1)];
  switch (call.name) {
    case 'select':
      state.givesRows = true;
      return;
    case 'single':
      state.form = 'single';
      return;
    case 'maybeSingle':
      state.form = 'maybe-single';
      return;
    case 'csv': case 'geojson': case 'explain':
      state.form = 'text';
      return;
    case 'throwOnError':
      state.throwsErrors = !uncertain;
      return;
    case 'order': {
      const column = at.text(first);
      if (column !== undefined) state.order.push(column);
      return;
    }
    case 'limit': state.limit = limitOf(first, at); return;
    case 'range': state.limit = 'some'; return;
    default: {
      const added = filterOf(call, first, second, at);
      if (added === undefined) return;
      const part = uncertain ? { ...anyRow, open: true } : withGiven(added, given);
      state.where = { terms: [...state.where.terms, ...part.terms], open: state.where.open || part.open, spreads: [...state.where.spreads, ...part.spreads] };
    }
  }
};

/** `'team.id'` is a column of an embedded table. */
const placeOf = (name: string): Pick<Term, 'column' | 'via'> => {
  const via = name.split('.');
  const column = via.pop() ?? name;
  return via.length === 0 ? { column } : { column, via };
};

const one = (column: TSESTree.Node | undefined, op: Comparison, value: TSESTree.Node | undefined, at: Resolver): Predicate => {
  const name = at.text(column);
  return name === undefined ? someRows : { ...anyRow, terms: [{ ...placeOf(name), op, ...(value === undefined ? {} : { value }) }] };
};

/** The condition that a call adds; undefined where it is no filter. */
const filterOf = (call: MethodCall, first: TSESTree.Node | undefined, second: TSESTree.Node | undefined, at: Resolver): Predicate | undefined => {
  switch (call.name) {
    case 'is':
      return second !== undefined && isNothing(at.constant(second)) ? one(first, 'isNull', undefined, at) : one(first, 'eq', second, at);
    case 'in':
      return one(first, 'in', second, at);
    case 'match':
      return matched(first, at);
    case 'not': case 'filter':
      return byOperator(call, first, second, at);
    case 'or':
      return alternatives(first, at);
    default:
      return Object.hasOwn(filters, call.name) ? one(first, filters[call.name as keyof typeof filters], second, at) : undefined;
  }
};

/** `match({ a: 1, b })` */
const matched = (node: TSESTree.Node | undefined, at: Resolver): Predicate => {
  if (node === undefined) return anyRow;
  const shape = at.object(node);
  return { terms: [...shape.entries].map(([name, { value }]): Term => ({ ...placeOf(name), op: 'eq', value })), open: shape.open, spreads: shape.spreads };
};

const byOperator = ({ name, args }: MethodCall, column: TSESTree.Node | undefined, operator: TSESTree.Node | undefined, at: Resolver): Predicate => {
  const value = argumentAt(args, 2);
  const text = at.text(operator) ?? '';
  const isNull = text === 'is' && value !== undefined && isNothing(at.constant(value));
  const op: Comparison = isNull ? 'isNull' : Object.hasOwn(filters, text) ? filters[text as keyof typeof filters] : comparisonOf(text);
  const found = name === 'not' ? (opposite[op] ?? 'other') : op;
  return one(column, found, found === 'isNull' || found === 'notNull' ? undefined : value, at);
};

/** `or('status.eq.open,owner.is.null')`: the columns; the values are text. */
const alternatives = (node: TSESTree.Node | undefined, at: Resolver): Predicate => {
  const text = at.text(node);
  const columns = text === undefined ? [] : text.split(',').flatMap((part) => /^\(?\s*(\w+)\.(?:not\.)?\w+\./.exec(part)?.[1] ?? []);
  return { ...anyRow, terms: columns.map((column): Term => ({ column, op: 'other', disjunct: true })), open: columns.length === 0 };
};
