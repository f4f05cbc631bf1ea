/**
 * WHERE and ON conditions as terms `column <op> value`.
 *
 * In: the tokens of a condition. Out: a conjunction; what stands under OR is marked, what can't be read makes it open.
 */
import type { SqlComparison, SqlPredicate, SqlStatement, SqlTerm, SqlValue } from './sql-facts.js';
import { isWord, splitCommas, splitSql, type SqlToken } from './sql-token.js';
import { readColumn, readValue, type Subselect } from './sql-value.js';

const OPERATORS: Readonly<Record<string, SqlComparison>> = { '=': 'eq', '<=>': 'eq', '<>': 'ne', '!=': 'ne', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' };
const FLIPPED: Readonly<Partial<Record<SqlComparison, SqlComparison>>> = { lt: 'gt', lte: 'gte', gt: 'lt', gte: 'lte' };
const NEGATED: Readonly<Partial<Record<SqlComparison, SqlComparison>>> = { eq: 'ne', ne: 'eq', lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt', in: 'notIn', notIn: 'in', isNull: 'notNull', notNull: 'isNull' };

export const noCondition: SqlPredicate = { terms: [], open: false, subselects: [] };
const unreadable: SqlPredicate = { terms: [], open: true, subselects: [] };

export const joinConditions = (parts: readonly SqlPredicate[]): SqlPredicate => ({
  terms: parts.flatMap((part) => part.terms),
  open: parts.some((part) => part.open),
  subselects: parts.flatMap((part) => part.subselects),
});

const term = (items: readonly SqlToken[], op: SqlComparison, value: SqlValue | undefined): SqlPredicate | undefined => {
  const column = readColumn(items);
  const subselects = value?.kind === 'subselect' ? [value.statement] : [];
  return column === undefined ? undefined : { terms: [{ ...column, op, value, disjunct: false }], open: false, subselects };
};

/** The AND of BETWEEN belongs to it. */
const splitAnd = (items: readonly SqlToken[]): readonly (readonly SqlToken[])[] => {
  let between = false;
  return splitSql(items, (token) => {
    if (isWord(token, 'BETWEEN')) between = true;
    if (!isWord(token, 'AND')) return false;
    const belongs = between;
    between = false;
    return !belongs;
  });
};

/** An expression that follows a whole condition is SQL of its own: `id = ${id} ${more}`. */
const fragmentAt = (items: readonly SqlToken[]): number =>
  items.findIndex((token, index) => {
    const before = items[index - 1];
    if (token.kind !== 'hole' || before === undefined) return false;
    return before.kind === 'word' ? isWord(before, 'NULL', 'TRUE', 'FALSE') : before.kind !== 'symbol';
  });

export const readCondition = (items: readonly SqlToken[], subselect: Subselect): SqlPredicate => {
  const fragment = fragmentAt(items);
  if (fragment !== -1) {
    const rest = items.slice(fragment + 1);
    return joinConditions([readCondition(items.slice(0, fragment), subselect), unreadable, readCondition(isWord(rest[0], 'AND', 'OR') ? rest.slice(1) : rest, subselect)]);
  }
  const alternatives = splitSql(items, (token) => isWord(token, 'OR'));
  if (alternatives.length > 1) {
    const read = joinConditions(alternatives.map((part) => readCondition(part, subselect)));
    return { ...read, terms: read.terms.map((one) => ({ ...one, disjunct: true })) };
  }
  const parts = splitAnd(items);
  if (parts.length > 1) return joinConditions(parts.map((part) => readCondition(part, subselect)));
  return readTerm(items, subselect);
};

const readTerm = (items: readonly SqlToken[], subselect: Subselect): SqlPredicate => {
  const first = items[0];
  if (first === undefined) return noCondition;
  if (isWord(first, 'NOT')) return negate(readTerm(items.slice(1), subselect));
  if (items.length === 1) {
    if (first.kind === 'group') return readCondition(first.items, subselect);
    if (isWord(first, 'TRUE')) return noCondition;
  }
  const second = items[1];
  if (isWord(first, 'EXISTS') && second?.kind === 'group') return { ...unreadable, subselects: [subselect(second.items)] };
  const index = items.findIndex((token) => isComparison(token));
  if (index === -1) return term(items, 'eq', { kind: 'literal', value: true }) ?? unreadable;
  const left = items.slice(0, index);
  const right = items.slice(index + 1);
  return compare(left, items[index], right, subselect) ?? { ...unreadable, subselects: nested(items, subselect) };
};

const isComparison = (token: SqlToken): boolean =>
  (token.kind === 'symbol' && OPERATORS[token.text] !== undefined) || isWord(token, 'IN', 'IS', 'NOT', 'BETWEEN', 'LIKE', 'ILIKE', 'SIMILAR', 'REGEXP');

/** NOT of one readable condition is its opposite; of more it can't be said. */
const negate = (read: SqlPredicate): SqlPredicate => {
  const only = read.terms[0];
  const op = only === undefined ? undefined : NEGATED[only.op];
  if (only === undefined || op === undefined || read.terms.length > 1 || read.open) return { ...unreadable, subselects: read.subselects };
  return { ...read, terms: [{ ...only, op }] };
};

const nested = (items: readonly SqlToken[], subselect: Subselect): readonly SqlStatement[] =>
  items.flatMap((token) => {
    if (token.kind !== 'group') return [];
    return isWord(token.items[0], 'SELECT', 'WITH') ? [subselect(token.items)] : nested(token.items, subselect);
  });

const compare = (left: readonly SqlToken[], operator: SqlToken | undefined, right: readonly SqlToken[], subselect: Subselect): SqlPredicate | undefined => {
  if (operator?.kind === 'symbol') return compareSymbol(left, OPERATORS[operator.text] ?? 'other', right, subselect);
  if (isWord(operator, 'IS')) {
    const not = isWord(right[0], 'NOT');
    const rest = not ? right.slice(1) : right;
    if (isWord(rest[0], 'NULL')) return term(left, not ? 'notNull' : 'isNull', undefined);
    if (isWord(rest[0], 'TRUE', 'FALSE')) return term(left, 'eq', { kind: 'literal', value: isWord(rest[0], 'TRUE') !== not });
    if (isWord(rest[0], 'DISTINCT')) return term(left, not ? 'eq' : 'ne', readValue(rest.slice(2), subselect));
    return undefined;
  }
  if (isWord(operator, 'NOT')) {
    const rest = compare(left, right[0], right.slice(1), subselect);
    return rest === undefined ? undefined : negate(rest);
  }
  if (isWord(operator, 'IN')) return compareIn(left, right, subselect);
  if (isWord(operator, 'BETWEEN')) {
    const [low, high] = splitSql(right, (token) => isWord(token, 'AND'));
    const from = term(left, 'gte', readValue(low ?? [], subselect));
    const to = term(left, 'lte', readValue(high ?? [], subselect));
    return from === undefined || to === undefined ? undefined : joinConditions([from, to]);
  }
  return isWord(operator, 'LIKE', 'ILIKE') ? compareAlike(left, right, subselect) : term(left, 'other', readValue(right, subselect));
};

/** Without `lower(…)`, `upper(…)`, `trim(…)` around. */
const unfolded = (items: readonly SqlToken[]): readonly SqlToken[] => {
  const [name, inner] = items;
  if (items.length === 1 && name?.kind === 'group') return unfolded(name.items);
  return items.length === 2 && isWord(name, 'LOWER', 'UPPER', 'TRIM') && inner?.kind === 'group' && splitCommas(inner.items).length === 1 ? unfolded(inner.items) : items;
};

/** `email ILIKE $1`, `lower(email) = lower($1)`; undefined when one side is more than a column, or the other is no value that was given. */
const compareAlike = (left: readonly SqlToken[], right: readonly SqlToken[], subselect: Subselect): SqlPredicate | undefined => {
  const value = readValue(unfolded(right), subselect);
  return term(unfolded(left), value.kind === 'hole' ? 'alike' : 'other', value);
};

const compareSymbol = (left: readonly SqlToken[], op: SqlComparison, right: readonly SqlToken[], subselect: Subselect): SqlPredicate | undefined => {
  const [a, b] = [left[0], right[0]];
  if (op === 'eq' && left.length === 1 && right.length === 1 && a?.kind === 'group' && b?.kind === 'group') {
    const columns = splitCommas(a.items);
    const values = splitCommas(b.items);
    if (columns.length > 1 && columns.length === values.length) {
      const terms = columns.map((column, index) => term(column, 'eq', readValue(values[index] ?? [], subselect)));
      return terms.every((one) => one !== undefined) ? joinConditions(terms) : undefined;
    }
  }
  if (isWord(b, 'ANY', 'ALL', 'SOME') && right[1]?.kind === 'group') {
    return isWord(b, 'ALL') ? undefined : term(left, op === 'eq' ? 'in' : 'other', readValue(right[1].items, subselect));
  }
  const value = readValue(right, subselect);
  const direct = term(left, op, value);
  if (direct !== undefined) return direct;
  const flipped = term(right, FLIPPED[op] ?? op, readValue(left, subselect));
  const alike = op === 'eq' && flipped === undefined ? (compareAlike(left, right, subselect) ?? compareAlike(right, left, subselect)) : undefined;
  return flipped ?? alike ?? expressionTerm(left, value, subselect);
};

/** `n + 1 <= max`: a condition on the columns inside */
const expressionTerm = (left: readonly SqlToken[], value: SqlValue, subselect: Subselect): SqlPredicate | undefined => {
  const expression = readValue(left, subselect);
  if (expression.kind !== 'expression' || expression.columns.length === 0) return undefined;
  const terms = expression.columns.map((column): SqlTerm => ({ ...column, op: 'other', value, disjunct: false }));
  return { terms, open: false, subselects: [] };
};

const compareIn = (left: readonly SqlToken[], right: readonly SqlToken[], subselect: Subselect): SqlPredicate | undefined => {
  const list = right[0];
  if (list?.kind === 'hole') return term(left, 'in', { kind: 'hole', node: list.node });
  if (list?.kind !== 'group') return undefined;
  if (isWord(list.items[0], 'SELECT', 'WITH')) return term(left, 'in', { kind: 'subselect', statement: subselect(list.items) });
  const values = splitCommas(list.items);
  const only = values[0];
  if (values.length !== 1 || only === undefined) return term(left, 'in', undefined);
  const value = readValue(only, subselect);
  return term(left, value.kind === 'hole' ? 'in' : 'eq', value);
};
