/**
 * What a query gives: columns under other names, rows of joined tables, numbers.
 *
 * In: the argument of `select`, the sources of the query. Out: the result of one row, and where its fields come from.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Result } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { scanSql } from '../../syntax/sql.js';
import { isForeignModule } from './types.js';
import { sqlParts, sqlTemplate } from './sql-text.js';
import { columnOf, tableRef, type Scope } from './tables.js';

export interface Selection {
  /** fields that are another column, a joined table's row, or the row itself */
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** fields that are numbers over all rows */
  readonly numbers: Readonly<Record<string, Result>>;
  /** nothing but numbers */
  readonly isAggregate: boolean;
  /** columns of the main table; undefined: all */
  readonly columns: readonly string[] | undefined;
}

const functions: Readonly<Record<string, 'count' | 'sum' | 'max' | 'min' | 'average'>> = { count: 'count', countDistinct: 'count', sum: 'sum', sumDistinct: 'sum', max: 'max', min: 'min', avg: 'average', avgDistinct: 'average' };

/** `count()`, `max(users.n)`, `` sql<number>`count(*)` `` */
export const aggregateOf = (node: TSESTree.Node, scope: Scope): Result | undefined => {
  const { at } = scope;
  let value = at.constant(node);
  const template = sqlTemplate(value, at);
  if (template !== undefined) return ofText(template, scope);
  while (value.type === 'CallExpression' && value.callee.type === 'MemberExpression') value = at.bare(value.callee.object);
  if (value.type !== 'CallExpression' || value.callee.type !== 'Identifier') return undefined;
  const origin = at.origin(value.callee);
  const of = origin.kind === 'import' && !isForeignModule(origin.module) ? functions[origin.name] : undefined;
  const [first] = value.arguments;
  return of && { kind: 'number', of, column: first === undefined ? undefined : columnOf(first, scope)?.column };
};

const ofText = (template: TSESTree.TaggedTemplateExpression, scope: Scope): Result | undefined => {
  const [item] = scanSql(['SELECT ', ...sqlParts(template, scope)])[0]?.select ?? [];
  if (item === undefined || item.kind === 'column' || item.kind === 'all' || item.kind === 'other') return undefined;
  return item.kind === 'exists' ? { kind: 'boolean' } : { kind: 'number', of: item.kind, column: item.column };
};

/** The selection that an object makes; none selects all. */
export const selectionOf = (node: TSESTree.Node | undefined, scope: Scope, defaults: Readonly<Record<string, readonly string[]>>): Selection => {
  if (node === undefined) return { fields: defaults, numbers: {}, isAggregate: false, columns: undefined };
  const shape = scope.at.object(node);
  const fields: Record<string, readonly string[]> = {};
  const numbers: Record<string, Result> = {};
  const columns: string[] = [];
  let others = shape.spreads.length;
  for (const [name, { value }] of shape.entries) {
    const aggregate = aggregateOf(value, scope);
    if (aggregate !== undefined) {
      numbers[name] = aggregate;
      continue;
    }
    others += 1;
    const path = pathOf(value, scope);
    if (path === undefined) continue;
    if (path.length === 1 && path[0] !== undefined) columns.push(path[0]);
    if (path.length !== 1 || path[0] !== name) fields[name] = path;
  }
  const isWhole = shape.spreads.length > 0 || shape.node === undefined || columns.length === 0;
  return { fields, numbers, isAggregate: others === 0 && Object.keys(numbers).length > 0, columns: isWhole ? undefined : columns };
};

/** The way from the row to what is selected: `[]` is the row itself. */
const pathOf = (node: TSESTree.Node, scope: Scope): readonly string[] | undefined => {
  const column = columnOf(node, scope);
  if (column !== undefined) return [...(column.via.length === 0 ? [] : [column.via.join('.')]), column.column];
  const key = tableRef(node, scope.at)?.key;
  const via = key === undefined ? undefined : scope.sources.get(key);
  return via && (via.length === 0 ? [] : [via.join('.')]);
};

/** The names that a table may have in SQL, by the name of its variable: `usersTable` is `users`, `orderItems` is `order_items`. */
export const sqlNames = (name: string): readonly string[] => {
  const short = name.replace(/(?:Table|Schema)$/, '');
  const snake = (text: string): string => text.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? '' : '_'}${letter.toLowerCase()}`);
  return [...new Set([name, short, snake(name), snake(short), snake(short).replace(/s$/, ''), `${snake(short).replace(/s$/, '')}s`])];
};

/** The declared name of a table (`pgTable('user_accounts', …)`), where it is in view. */
export const declaredSqlName = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const value = at.constant(node);
  return value.type === 'CallExpression' ? at.text(value.arguments[0]) : undefined;
};
