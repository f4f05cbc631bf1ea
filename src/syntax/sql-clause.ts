/**
 * The clauses of one SQL statement: where they begin, and what FROM, SET, SELECT and FOR UPDATE say.
 */
import type { SqlAssignment, SqlColumn, SqlLock, SqlPredicate, SqlSelectItem, SqlStatement, SqlTable, SqlValue } from './sql-facts.js';
import { joinConditions, readCondition } from './sql-condition.js';
import { hasWords, isSymbol, isWord, splitCommas, splitSql, type SqlToken } from './sql-token.js';
import { collectColumns, isKeyword, readColumn, readPath, readValue, type Subselect } from './sql-value.js';

export interface SqlClause {
  readonly name: string;
  readonly items: readonly SqlToken[];
}

/** Longest first where one begins like another. */
const CLAUSES: readonly (readonly string[])[] = [
  'ON DUPLICATE KEY UPDATE', 'FOR NO KEY UPDATE', 'LOCK IN SHARE MODE', 'FOR KEY SHARE', 'DO UPDATE SET', 'DO NOTHING', 'DEFAULT VALUES',
  'ON CONFLICT', 'FOR UPDATE', 'FOR SHARE', 'GROUP BY', 'ORDER BY', 'SELECT', 'FROM', 'WHERE', 'HAVING', 'LIMIT', 'OFFSET', 'FETCH', 'UNION', 'EXCEPT',
  'INTERSECT', 'SET', 'VALUES', 'RETURNING', 'WINDOW', 'USING',
].map((words) => words.split(' '));

const clauseAt = (items: readonly SqlToken[], index: number): readonly string[] | undefined => {
  if (items[index]?.kind !== 'word') return undefined;
  const found = CLAUSES.find((words) => hasWords(items, index, words));
  if (found === undefined) return undefined;
  const [before, after] = [items[index - 1], items[index + found.length]];
  if (isSymbol(before, '.')) return undefined;
  if (found[0] === 'FROM' && isWord(before, 'DISTINCT') && !isWord(items[index - 2], 'SELECT')) return undefined;
  if (found[0] === 'VALUES' && before?.kind === 'symbol') return undefined;
  if (found[0] === 'USING' && after?.kind === 'group') return undefined;
  return found;
};

/** The statement cut at its clause words; the first clause has no name and holds what stands before (`UPDATE t`). */
export const splitClauses = (items: readonly SqlToken[]): readonly SqlClause[] => {
  const out: { name: string; items: SqlToken[] }[] = [{ name: '', items: [] }];
  for (let index = 0; index < items.length; ) {
    const words = clauseAt(items, index);
    if (words !== undefined) {
      out.push({ name: words.join(' '), items: [] });
      index += words.length;
      continue;
    }
    const token = items[index];
    if (token !== undefined) out.at(-1)?.items.push(token);
    index += 1;
  }
  return out;
};

export interface SqlSources {
  readonly tables: readonly SqlTable[];
  readonly on: SqlPredicate;
  /** nested SELECTs in FROM */
  readonly subselects: readonly SqlStatement[];
}

const isJoinWord = (token: SqlToken): boolean => isWord(token, 'JOIN', 'STRAIGHT_JOIN') || isSymbol(token, ',');
const isJoinKind = (token: SqlToken | undefined): boolean => isWord(token, 'INNER', 'LEFT', 'RIGHT', 'FULL', 'CROSS', 'OUTER', 'NATURAL');

/** FROM, USING, or the table of UPDATE and INSERT INTO. */
export const readSources = (items: readonly SqlToken[], role: SqlTable['role'], subselect: Subselect): SqlSources => {
  const tables: SqlTable[] = [];
  const on: SqlPredicate[] = [];
  const subselects: SqlStatement[] = [];
  splitSql(items, isJoinWord).forEach((part, position) => {
    const use = position === 0 ? role : 'join';
    const start = part.findIndex((token) => !isWord(token, 'ONLY', 'LATERAL'));
    const condition = part.findIndex((token) => isWord(token, 'ON'));
    const source = part.slice(Math.max(start, 0), condition === -1 ? part.length : condition).filter((token) => !isJoinKind(token));
    const first = source[0];
    if (first?.kind === 'group') {
      if (isWord(first.items[0], 'SELECT', 'WITH')) subselects.push(subselect(first.items));
      else if (!isWord(first.items[0], 'VALUES')) {
        const inner = readSources(first.items, use, subselect);
        tables.push(...inner.tables);
        on.push(inner.on);
      }
    } else if (first !== undefined) {
      const table = readTable(source, use);
      if (table !== undefined) tables.push(table);
    }
    if (condition !== -1) on.push(readCondition(part.slice(condition + 1).filter((token) => !isJoinKind(token)), subselect));
  });
  return { tables, on: joinConditions(on), subselects };
};

/** `schema.table [AS] alias`; a function in FROM is no table. */
export const readTable = (items: readonly SqlToken[], role: SqlTable['role']): SqlTable | undefined => {
  const path = readPath(items, 0);
  if (path === undefined) return undefined;
  const next = items[path.end];
  if (next?.kind === 'group' && role !== 'target') return undefined;
  const at = isWord(next, 'AS') ? items[path.end + 1] : next;
  const alias = at?.kind === 'name' || (at?.kind === 'word' && !isKeyword(at) && !isWord(at, 'FORCE', 'USE', 'IGNORE', 'TABLESAMPLE')) ? at.text : undefined;
  return { name: path.names.at(-1), alias, role };
};

const ARITHMETIC: Readonly<Record<string, SqlAssignment['atomic']>> = { '+': 'increment', '-': 'decrement', '*': 'multiply', '/': 'divide' };

/** `SET a = 1, b = b + $1, (c, d) = (…)`; undefined entries are what can't be read. */
export const readAssignments = (items: readonly SqlToken[], subselect: Subselect): { readonly sets: readonly SqlAssignment[]; readonly open: boolean } => {
  const sets: SqlAssignment[] = [];
  let open = false;
  for (const part of splitCommas(items)) {
    const equals = part.findIndex((token) => isSymbol(token, '='));
    const left = part.slice(0, equals);
    const right = part.slice(equals + 1);
    const columns = left[0]?.kind === 'group' ? splitCommas(left[0].items).map(readColumn) : [readColumn(left)];
    const values = columns.length > 1 && right.length === 1 && right[0]?.kind === 'group' ? splitCommas(right[0].items) : [right];
    columns.forEach((column, index) => {
      if (equals === -1 || column === undefined) open = true;
      else sets.push(readAssignment(column, values[index] ?? [], subselect));
    });
  }
  return { sets, open };
};

const readAssignment = (target: SqlColumn, right: readonly SqlToken[], subselect: Subselect): SqlAssignment => {
  const value = readValue(right, subselect);
  const column = target.column;
  const only = right[0];
  const items = right.length === 1 && only?.kind === 'group' && value.kind === 'expression' ? only.items : right;
  const operator = items.findIndex((token) => token.kind === 'symbol' && ARITHMETIC[token.text] !== undefined);
  const symbol = items[operator];
  if (operator > 0 && symbol?.kind === 'symbol') {
    const [left, rest] = [items.slice(0, operator), items.slice(operator + 1)];
    const isSelf = (side: readonly SqlToken[]): boolean => readColumn(side)?.column === column || selfOrDefault(side, column);
    if (isSelf(left)) return { column, value, atomic: ARITHMETIC[symbol.text], operand: readValue(rest, subselect) };
    if (isSelf(rest) && symbol.text === '+') return { column, value, atomic: 'increment', operand: readValue(left, subselect) };
  }
  const computed = (value.kind === 'expression' && value.columns.length > 0) || value.kind === 'column';
  return { column, value, atomic: computed ? 'expression' : undefined, operand: undefined };
};

/** `COALESCE(n, 0)` */
const selfOrDefault = (side: readonly SqlToken[], column: string): boolean => {
  const [first, list] = side;
  if (side.length !== 2 || !isWord(first, 'COALESCE', 'IFNULL') || list?.kind !== 'group') return false;
  return readColumn(splitCommas(list.items)[0] ?? [])?.column === column;
};

const AGGREGATES: Readonly<Record<string, SqlSelectItem['kind']>> = { COUNT: 'count', SUM: 'sum', MAX: 'max', MIN: 'min', AVG: 'average', EXISTS: 'exists' };

export const readSelectList = (items: readonly SqlToken[]): readonly SqlSelectItem[] =>
  splitCommas(isWord(items[0], 'DISTINCT', 'ALL') ? items.slice(1) : items).map((part): SqlSelectItem => {
    const as = part.findIndex((token) => isWord(token, 'AS'));
    const last = part.at(-1);
    const implied = as === -1 && part.length > 1 && (last?.kind === 'name' || last?.kind === 'word') && part.at(-2)?.kind !== 'symbol' ? last.text : undefined;
    const name = as === -1 ? undefined : part[as + 1];
    const alias = name?.kind === 'name' || name?.kind === 'word' ? name.text : implied;
    const expression = as === -1 ? (implied === undefined ? part : part.slice(0, -1)) : part.slice(0, as);
    if (isSymbol(expression.at(-1), '*') && expression.length !== 2) return { kind: 'all', column: undefined, alias };
    const column = readColumn(expression)?.column;
    if (column !== undefined) return { kind: 'column', column, alias: alias ?? column };
    return aggregate(expression, alias) ?? { kind: 'other', column: undefined, alias };
  });

/** `COUNT(*)`, `COALESCE(MAX(n), 0) + 1`: the first aggregate inside decides. */
const aggregate = (items: readonly SqlToken[], alias: string | undefined): SqlSelectItem | undefined => {
  for (const [index, token] of items.entries()) {
    const next = items[index + 1];
    const kind = token.kind === 'word' ? AGGREGATES[token.upper] : undefined;
    if (kind !== undefined && token.kind === 'word' && next?.kind === 'group') return { kind, column: kind === 'exists' ? undefined : collectColumns(next.items)[0]?.column, alias: alias ?? token.text.toLowerCase() };
    if (token.kind === 'group' && !isWord(token.items[0], 'SELECT')) {
      const inner = aggregate(token.items, alias);
      if (inner !== undefined) return inner;
    }
  }
  return undefined;
};

const STRENGTHS: Readonly<Record<string, SqlLock['strength']>> = {
  'FOR UPDATE': 'update', 'FOR NO KEY UPDATE': 'no-key-update', 'FOR SHARE': 'share', 'FOR KEY SHARE': 'key-share', 'LOCK IN SHARE MODE': 'share',
};

export const readLock = (clauses: readonly SqlClause[]): SqlLock | undefined => {
  for (const { name, items } of clauses) {
    const strength = STRENGTHS[name];
    if (strength === undefined) continue;
    const tables = isWord(items[0], 'OF') ? items.slice(1).filter((token) => !isWord(token, 'NOWAIT', 'SKIP', 'LOCKED')) : [];
    const of = splitCommas(tables).flatMap((part) => readPath(part, 0)?.names.at(-1) ?? []);
    const onLocked = items.some((token) => isWord(token, 'NOWAIT')) ? 'nowait' : items.some((token) => isWord(token, 'SKIP')) ? 'skip' : 'wait';
    return { strength, onLocked, of };
  }
  return undefined;
};

export const valuesOf = (items: readonly SqlToken[], subselect: Subselect): readonly SqlValue[] => splitCommas(items).map((part) => readValue(part, subselect));

