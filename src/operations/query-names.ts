/**
 * Names as query builders take them: `'app.users as u'`, `'u.email'`, `'!='`.
 */
import type { Comparison } from './operation.js';

export interface TableName {
  /** without schema and quotes */
  readonly name: string;
  readonly alias: string | undefined;
}

const bareName = (text: string): string => text.replace(/["`[\]]/g, '');

/** `'users'`, `'app.users'`, `'users as u'`; undefined for anything else. */
export const tableName = (text: string): TableName | undefined => {
  const found = /^\s*([\w.$"`[\]-]+)(?:\s+(?:as\s+)?(["`[\]\w$]+))?\s*$/i.exec(text);
  const name = found?.[1] === undefined ? undefined : bareName(found[1]).split('.').at(-1);
  if (name === undefined || name === '') return undefined;
  return { name, alias: found?.[2] === undefined ? undefined : bareName(found[2]) };
};

/** From an alias or a table's name to the path of the joined table; the query's own table has an empty path. */
export type Aliases = ReadonlyMap<string, readonly string[]>;

export interface Column {
  readonly column: string;
  readonly via: readonly string[];
  /** `'max(n) as m'` → m */
  readonly alias: string | undefined;
}

/** `'email'`, `'u.email'`, `'app.users.email as mail'`; undefined where the table isn't one of the query's, or it is no column. */
export const columnName = (text: string, aliases: Aliases): Column | undefined => {
  const found = /^\s*([\w.$"`[\]*-]+)(?:\s+as\s+(["`[\]\w$]+))?\s*$/i.exec(text);
  const parts = found?.[1] === undefined ? [] : bareName(found[1]).split('.');
  const column = parts.pop();
  if (column === undefined || column === '') return undefined;
  const qualifier = parts.pop();
  const via = qualifier === undefined ? [] : aliases.get(qualifier);
  return via === undefined ? undefined : { column, via, alias: found?.[2] === undefined ? undefined : bareName(found[2]) };
};

const comparisons: Readonly<Partial<Record<string, Comparison>>> = {
  '=': 'eq', '==': 'eq', '===': 'eq', '!=': 'ne', '<>': 'ne', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte', in: 'in', 'not in': 'notIn', like: 'alike', ilike: 'alike', is: 'eq', 'is not': 'ne',
};

/** The comparison that an operator's text is. */
export const comparisonOf = (text: string): Comparison => comparisons[text.trim().toLowerCase()] ?? 'other';

export const opposite: Readonly<Partial<Record<Comparison, Comparison>>> = {
  eq: 'ne', ne: 'eq', in: 'notIn', notIn: 'in', isNull: 'notNull', notNull: 'isNull', lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt',
};
