/**
 * What callbacks of the expression builder say: `(eb) => eb.and({ a: 1 })`, `eb('n', '+', 1)`, `eb.fn.count('id').as('c')`.
 *
 * Never assumed: the parameter's name; it may be destructured (`({ eb, and }) => …`).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Result, Term, Written } from '../../operations/operation.js';
import { anyRow, someRows } from '../../operations/from-sql.js';
import { columnName, comparisonOf, type Aliases } from '../../operations/query-names.js';
import { argumentAt, methodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import { isNothing } from '../../syntax/truth.js';
import { memberName } from '../../syntax/property-name.js';
import { sqlCondition, sqlText, sqlWritten } from './sql-tag.js';

const MAX_DEPTH = 8;

/** What an expression of a query is: a callback's value, or the expression itself. */
export const expressionOf = (node: TSESTree.Node, at: Resolver): TSESTree.Node => {
  const value = at.constant(node);
  return isFunction(value) ? at.constant(returnedExpression(value) ?? value) : value;
};

/** One condition `column op value`. */
export const comparison = (args: readonly (TSESTree.Node | undefined)[], aliases: Aliases, at: Resolver): Predicate => {
  const [left, operator, right] = args;
  const op = operator === undefined ? undefined : at.text(operator);
  const text = left === undefined ? undefined : (at.text(left) ?? referenced(left, at));
  const found = text === undefined ? undefined : columnName(text, aliases);
  if (op === undefined || right === undefined || left === undefined) return someRows;
  if (found !== undefined) return { ...anyRow, terms: [term(found.column, found.via, comparisonOf(op), right, at)] };
  return folded(left, op, right, aliases, at) ?? someRows;
};

/** `` where(sql`lower(email)`, '=', email) ``, `where((eb) => eb.fn('lower', ['email']), '=', email)` */
const folded = (left: TSESTree.Node, op: string, right: TSESTree.Node, aliases: Aliases, at: Resolver): Predicate | undefined => {
  const value = expressionOf(left, at);
  const parts = sqlText(value, at);
  if (parts !== undefined) return comparisonOf(op) === 'eq' ? sqlCondition([...parts, ' = ', ...(sqlText(right, at) ?? [right])], aliases) : undefined;
  const call = methodCall(value);
  const list = call?.name === 'fn' && /^(?:lower|upper|trim)$/i.test(at.text(argumentAt(call.args, 0)) ?? '') ? argumentAt(call.args, 1) : undefined;
  const array = list === undefined ? undefined : at.constant(list);
  const column = array?.type === 'ArrayExpression' ? at.text(array.elements[0] ?? undefined) : undefined;
  const found = column === undefined ? undefined : columnName(column, aliases);
  return found === undefined || comparisonOf(op) !== 'eq' ? undefined : { ...anyRow, terms: [term(found.column, found.via, 'alike', right, at)] };
};

const term = (column: string, via: readonly string[], op: Comparison, value: TSESTree.Node, at: Resolver): Term => {
  const place = via.length === 0 ? { column } : { column, via };
  if (isNothing(at.bare(value)) && (op === 'eq' || op === 'ne')) return { ...place, op: op === 'eq' ? 'isNull' : 'notNull' };
  const inner = at.constant(value);
  return isFunction(inner) || methodCall(inner)?.name === 'selectFrom' ? { ...place, op } : { ...place, op, value };
};

/** `eb.ref('n')`, `sql.ref('n')` */
const referenced = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const call = methodCall(at.constant(node));
  return call?.name === 'ref' ? at.text(argumentAt(call.args, 0)) : undefined;
};

/** The name of the called function: `eb.and` and destructured `and` alike; empty for `eb(…)`. */
const calledName = (call: TSESTree.CallExpression, at: Resolver): string => {
  if (call.callee.type === 'MemberExpression') return memberName(call.callee) ?? '';
  const origin = call.callee.type === 'Identifier' ? at.origin(call.callee) : undefined;
  return origin?.kind === 'parameter' ? (origin.path.at(-1) ?? '').replace(/^eb$/, '') : '';
};

/** The predicate of an expression. */
export const predicateOf = (node: TSESTree.Node, aliases: Aliases, at: Resolver, depth = 0): Predicate => {
  const value = expressionOf(node, at);
  const parts = sqlText(value, at);
  if (parts !== undefined) return sqlCondition(parts, aliases);
  if (value.type !== 'CallExpression' || depth > MAX_DEPTH) return someRows;
  const [first] = value.arguments;
  const args = value.arguments.map((argument) => (argument.type === 'SpreadElement' ? undefined : argument));
  switch (calledName(value, at)) {
    case '':
      return comparison(args, aliases, at);
    case 'and':
      return first === undefined ? anyRow : conjunction(first, aliases, at, depth);
    case 'or': {
      const joined = first === undefined ? anyRow : conjunction(first, aliases, at, depth);
      return { ...joined, terms: joined.terms.map((one) => ({ ...one, disjunct: true })), open: joined.open || joined.spreads.length > 0, spreads: [] };
    }
    default:
      return someRows;
  }
};

/** `{ a: 1, b: 2 }` and `[eb('a', '=', 1), …]` */
const conjunction = (node: TSESTree.Node, aliases: Aliases, at: Resolver, depth: number): Predicate => {
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') {
    const parts = value.elements.map((element) => (element === null || element.type === 'SpreadElement' ? someRows : predicateOf(element, aliases, at, depth + 1)));
    return { terms: parts.flatMap((part) => part.terms), open: parts.some((part) => part.open), spreads: parts.flatMap((part) => part.spreads) };
  }
  const shape = at.object(node);
  const terms = [...shape.entries].flatMap(([name, entry]): Term[] => {
    const found = columnName(name, aliases);
    return found === undefined ? [] : [term(found.column, found.via, 'eq', entry.value, at)];
  });
  return { terms, open: shape.open || terms.length < shape.entries.size, spreads: shape.spreads };
};

const operators: Readonly<Partial<Record<string, Extract<Written, { kind: 'atomic' }>['operator']>>> = { '+': 'increment', '-': 'decrement', '*': 'multiply', '/': 'divide' };

/** How a column is written: by the database from what is there, or with a value of the code. */
export const writtenBy = (column: string, node: TSESTree.Node, at: Resolver): Written => {
  const value = expressionOf(node, at);
  const parts = sqlText(value, at);
  if (parts !== undefined) return sqlWritten(column, parts);
  if (value.type !== 'CallExpression') return { kind: 'value', node };
  const origin = value.callee.type === 'Identifier' ? at.origin(value.callee) : undefined;
  const isBuilder = origin?.kind === 'parameter' && origin.index === 0 && at.text(value.arguments[1]) !== undefined;
  if (isBuilder) {
    const own = columnName(at.text(value.arguments[0]) ?? '', new Map())?.column ?? at.text(value.arguments[0])?.split('.').at(-1);
    const operator = own === column ? operators[at.text(value.arguments[1]) ?? ''] : undefined;
    return { kind: 'atomic', operator: operator ?? 'expression', node: value.arguments[2] };
  }
  const name = methodCall(value)?.name;
  return name === 'ref' || name === 'case' || name === 'end' || name === 'coalesce' ? { kind: 'atomic', operator: 'expression', node: undefined } : { kind: 'value', node };
};

const aggregateKinds: Readonly<Partial<Record<string, Extract<Result, { kind: 'number' }>['of']>>> = { count: 'count', countAll: 'count', max: 'max', min: 'min', sum: 'sum', avg: 'average' };
const sqlAggregate = /^\s*(?:(?:coalesce|ifnull)\s*\(\s*)?(count|max|min|sum|avg)\s*\(\s*(?:distinct\s+)?["`]?(?:\w+["`]?\.["`]?)?(\w+|\*)/i;

/** `fn.max('n').as('m')`: the name and the number; undefined for anything else. */
export const aggregateOf = (node: TSESTree.Node, aliases: Aliases, at: Resolver): readonly [string, Result] | undefined => {
  const call = methodCall(at.constant(node));
  const alias = call?.name === 'as' ? at.text(argumentAt(call.args, 0)) : undefined;
  if (call === undefined || alias === undefined) return undefined;
  const text = sqlText(call.receiver, at);
  const found = text === undefined ? undefined : sqlAggregate.exec(text.map((part) => (typeof part === 'string' ? part : '?')).join(''));
  const ofSql = aggregateKinds[found?.[1]?.toLowerCase() ?? ''];
  if (ofSql !== undefined) return [alias, { kind: 'number', of: ofSql, column: found?.[2] === '*' ? undefined : found?.[2] }];
  for (let inner = at.bare(call.receiver); inner.type === 'CallExpression'; ) {
    const of = aggregateKinds[calledName(inner, at)];
    if (of !== undefined) return [alias, { kind: 'number', of, column: columnName(at.text(inner.arguments[0]) ?? '', aliases)?.column }];
    // `fn.coalesce(fn.max('n'), sql.lit(0))`, `fn.count('id').distinct()`
    const next = calledName(inner, at) === 'coalesce' ? inner.arguments[0] : inner.callee.type === 'MemberExpression' ? inner.callee.object : undefined;
    if (next === undefined) return undefined;
    inner = at.bare(next);
  }
  return undefined;
};
