/**
 * `eq(users.id, id)`, `and(…)`, `` sql`…` `` as conjunctions of terms.
 *
 * Never assumed: that a condition which may be `undefined` is there (Drizzle leaves it out, with all of WHERE if nothing else is in it).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import { listed } from '../../resolve/listed.js';
import type { Resolver } from '../../resolve/resolver.js';
import { scanSqlCondition } from '../../syntax/sql.js';
import type { SqlTerm, SqlValue } from '../../syntax/sql-facts.js';
import { memberName } from '../../syntax/property-name.js';
import { allOf, anyRow, argument, isUndefined, oneOf, someRows } from './facts.js';
import { comparisons, isDrizzleModule, operators } from './names.js';
import { markedKey, sqlParts, sqlTemplate } from './sql-text.js';
import { columnOf, type ColumnRef, type Scope } from './tables.js';
import { isForeignModule } from './types.js';

const MAX_DEPTH = 8;

/** The operator that a call is: imported under any name, destructured from a callback's parameter, a member of it. */
export const operatorName = (call: TSESTree.Node, at: Resolver): string | undefined => {
  if (call.type !== 'CallExpression') return undefined;
  const origin = at.origin(call.callee);
  const name = nameOf(origin, call);
  return name !== undefined && operators.has(name) ? name : undefined;
};

const nameOf = (origin: ReturnType<Resolver['origin']>, call: TSESTree.CallExpression): string | undefined => {
  switch (origin.kind) {
    case 'import':
      return isForeignModule(origin.module) ? undefined : origin.name;
    case 'parameter':
      return origin.path.at(-1);
    case 'member':
      return origin.property;
    case 'global':
      return origin.name;
    default:
      return call.callee.type === 'MemberExpression' ? memberName(call.callee) : undefined;
  }
};

/** Whether an operator is Drizzle's by its import. */
export const isOwnOperator = (call: TSESTree.Node, at: Resolver): boolean => {
  const origin = call.type === 'CallExpression' ? at.origin(call.callee) : undefined;
  return origin?.kind === 'import' && isDrizzleModule(origin.module);
};

/** The predicate of a condition; none gives all rows. */
export const readCondition = (node: TSESTree.Node | undefined, scope: Scope, depth = 0): Predicate => {
  if (node === undefined) return anyRow;
  const { at } = scope;
  if (depth > MAX_DEPTH) return someRows;
  const value = at.constant(node);
  if (isUndefined(value, at)) return anyRow;
  switch (value.type) {
    case 'CallExpression':
      return ofCall(value, scope, depth);
    case 'TaggedTemplateExpression':
      return ofSql(value, scope);
    case 'ConditionalExpression':
      return ofChoice([value.consequent, value.alternate], scope, depth);
    case 'LogicalExpression':
      return value.operator === '&&' ? maybe(readCondition(value.right, scope, depth + 1)) : ofChoice([value.left, value.right], scope, depth);
    default:
      return someRows;
  }
};

/** Restricts the rows only where it is there. */
const maybe = (predicate: Predicate): Predicate => ({ terms: predicate.terms.map((term) => ({ ...term, disjunct: true })), open: true, spreads: [] });

const ofChoice = (branches: readonly TSESTree.Node[], scope: Scope, depth: number): Predicate => {
  const there = branches.filter((branch) => !isUndefined(scope.at.constant(branch), scope.at));
  const read = oneOf(there.map((branch) => readCondition(branch, scope, depth + 1)));
  return there.length < branches.length ? maybe(read) : read;
};

const ofCall = (call: TSESTree.CallExpression, scope: Scope, depth: number): Predicate => {
  const name = operatorName(call, scope.at);
  switch (name) {
    case undefined:
      return sqlTemplate(call, scope.at) === undefined ? someRows : ofSql(call, scope);
    case 'and':
      return allOf(parts(call.arguments, scope, depth));
    case 'or':
      return oneOf(parts(call.arguments, scope, depth));
    case 'not':
      return negated(readCondition(argument(call.arguments, 0), scope, depth + 1));
    case 'between': {
      const [column, low, high] = call.arguments;
      return column === undefined ? someRows : allOf([compared(column, 'gte', low, scope), compared(column, 'lte', high, scope)]);
    }
    case 'exists':
    case 'notExists':
    case 'notBetween':
      return someRows;
    default: {
      const [left, right] = call.arguments;
      return left === undefined ? someRows : compared(left, comparisons[name as keyof typeof comparisons], right, scope);
    }
  }
};

/** The conditions that `and` and `or` are given, also those of a list that is spread. */
const parts = (args: readonly TSESTree.CallExpressionArgument[], scope: Scope, depth: number): readonly Predicate[] =>
  args.flatMap((part): readonly Predicate[] => {
    if (part.type !== 'SpreadElement') return [readCondition(part, scope, depth + 1)];
    const list = listed(part.argument, scope.at);
    if (list === undefined) return [someRows];
    return [
      ...list.certain.map((element) => readCondition(element, scope, depth + 1)),
      ...list.possible.map((element) => maybe(readCondition(element, scope, depth + 1))),
      ...(list.open ? [someRows] : []),
    ];
  });

const opposite: Readonly<Partial<Record<Comparison, Comparison>>> = { eq: 'ne', ne: 'eq', in: 'notIn', notIn: 'in', lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt', isNull: 'notNull', notNull: 'isNull' };

/** NOT of one condition is its opposite; of more it can't be said. */
const negated = (predicate: Predicate): Predicate => {
  const [only, ...rest] = predicate.terms;
  const op = only === undefined ? undefined : opposite[only.op];
  return only !== undefined && op !== undefined && rest.length === 0 && !predicate.open ? { terms: [{ ...only, op }], open: false, spreads: [] } : someRows;
};

const toTerm = (column: ColumnRef, op: Comparison, value: TSESTree.Node | undefined): Term => ({
  column: column.column, op, ...(value === undefined || op === 'isNull' || op === 'notNull' ? {} : { value }), ...(column.via.length === 0 ? {} : { via: column.via }),
});

const compared = (left: TSESTree.Node, op: Comparison, right: TSESTree.Node | undefined, scope: Scope): Predicate => {
  const direct = columnOf(left, scope);
  const column = direct ?? normalised(left, scope);
  if (direct === undefined && column !== undefined && op === 'eq') return { terms: [toTerm(column, 'alike', right)], open: false, spreads: [] };
  if (column !== undefined) {
    if (right !== undefined && columnOf(right, scope) !== undefined) return column.via.length > 0 ? anyRow : someRows;
    const sql = right === undefined ? undefined : sqlTemplate(right, scope.at);
    if (sql === undefined) return { terms: [toTerm(column, op, right)], open: false, spreads: [] };
  }
  const template = sqlTemplate(left, scope.at);
  const symbol = symbols[op];
  if (template !== undefined && symbol !== undefined && right !== undefined) {
    return fromTerms(scanSqlCondition([...sqlParts(template, scope), ` ${symbol} `, right]), scope);
  }
  // `eq(users.until, sql`now()`)`
  return column === undefined ? someRows : { terms: [toTerm(column, op === 'eq' ? 'other' : op, undefined)], open: false, spreads: [] };
};

const symbols: Readonly<Partial<Record<Comparison, string>>> = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' };

/** `` sql`lower(${users.email})` `` and a helper's `lower(users.email)` are compared as their column is. */
const normalised = (node: TSESTree.Node, scope: Scope): ColumnRef | undefined => {
  const value = scope.at.constant(node);
  if (value.type === 'CallExpression' && value.callee.type === 'Identifier' && /^(?:lower|upper|trim)$/.test(value.callee.name) && value.arguments[0]) return columnOf(value.arguments[0], scope);
  const template = sqlTemplate(value, scope.at);
  const [before, after] = template?.quasi.quasis ?? [];
  const [only, other] = template?.quasi.expressions ?? [];
  if (only === undefined || other !== undefined || before === undefined || after === undefined) return undefined;
  return /^\s*(?:lower|upper|trim)\s*\(\s*$/i.test(before.value.raw) && /^\s*\)\s*$/.test(after.value.raw) ? columnOf(only, scope) : undefined;
};

/** A condition that is SQL text. */
const ofSql = (node: TSESTree.Node, scope: Scope): Predicate => {
  const template = sqlTemplate(node, scope.at);
  return template === undefined ? someRows : fromTerms(scanSqlCondition(sqlParts(template, scope)), scope);
};

const fromTerms = (read: ReturnType<typeof scanSqlCondition>, scope: Scope): Predicate => {
  const terms: Term[] = [];
  let open = read.open || read.subselects.length > 0;
  for (const one of read.terms) {
    const term = sqlTerm(one, scope);
    if (term === undefined) open = true;
    else terms.push(term);
  }
  return { terms, open, spreads: [] };
};

/** Undefined: two columns, a subselect, a table that isn't known. */
const sqlTerm = (term: SqlTerm, scope: Scope): Term | undefined => {
  const marked = term.table === undefined ? undefined : markedKey(term.table);
  const via = marked !== undefined ? marked.split('.') : term.table === undefined || scope.sources.size <= 1 ? [] : undefined;
  if (via === undefined || term.value?.kind === 'column' || term.value?.kind === 'subselect') return undefined;
  return { column: term.column, op: term.op, ...rightSide(term.value), ...(via.length === 0 ? {} : { via }), ...(term.disjunct ? { disjunct: true } : {}) };
};

/** The right side of a term that SQL text says. */
export const rightSide = (value: SqlValue | undefined): Pick<Term, 'value' | 'constant'> => {
  if (value?.kind === 'hole') return value.node === undefined ? {} : { value: value.node };
  return value?.kind === 'literal' ? { constant: value.value } : {};
};
