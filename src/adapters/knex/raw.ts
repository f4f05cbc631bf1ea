/**
 * `raw(sql, bindings)`: statements that are run, and fragments inside a query.
 *
 * `?` stands for a value and `??` for a name; with an object of bindings `:id` and `:table:` do (knexjs.org, Raw).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Predicate, Result, Written } from '../../operations/operation.js';
import { anyRow, conditionOf, sqlOperations, writtenOf, type Facts } from '../../operations/from-sql.js';
import type { Aliases } from '../../operations/query-names.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { sqlParts } from '../../resolve/sql-text.js';
import type { SqlPart } from '../../syntax/sql-facts.js';
import { scanSql, scanSqlAssignments, scanSqlCondition } from '../../syntax/sql.js';
import { evidenceOf } from './handles.js';
import { tableNamed } from './tables.js';
import { isHandle, useOf } from './chain.js';

/** The text of a raw call with its bindings put in. */
export const rawParts = (sql: TSESTree.Node | undefined, bindings: TSESTree.Node | undefined, at: Resolver): readonly SqlPart[] | undefined => {
  const parts = sql === undefined ? undefined : sqlParts(sql, at);
  if (parts === undefined || bindings === undefined) return parts;
  const value = at.constant(bindings);
  if (value.type === 'ObjectExpression') {
    const shape = at.object(value);
    return parts.flatMap((part) => (typeof part === 'string' ? fill(part, /(?<!:):(\w+)(:?)/g, (name, isName) => bound(shape.entries.get(name)?.value, isName, at)) : [part]));
  }
  const list = value.type === 'ArrayExpression' ? value.elements : [value];
  let next = 0;
  return parts.flatMap((part) => (typeof part === 'string' ? fill(part, /(?<!\\)\?(\??)/g, (second) => bound(list[next++] ?? undefined, second === '?' ? 'name' : '', at)) : [part]));
};

/** A value, or the text of a name. */
const bound = (node: TSESTree.Node | undefined, isName: string, at: Resolver): readonly SqlPart[] => {
  if (node === undefined || node.type === 'SpreadElement') return ['?'];
  const text = isName === '' ? undefined : at.text(node);
  return [text === undefined ? node : text.replace(/[\w$]+/g, '"$&"')];
};

const fill = (text: string, pattern: RegExp, value: (first: string, second: string) => readonly SqlPart[]): readonly SqlPart[] => {
  const parts: SqlPart[] = [];
  let from = 0;
  for (const found of text.matchAll(pattern)) {
    parts.push(text.slice(from, found.index), ...value(found[1] ?? '', found[2] ?? ''));
    from = found.index + found[0].length;
  }
  return [...parts, text.slice(from)];
};

/** `knex.raw('…')` inside a query; undefined for anything else. */
export const rawFragment = (node: TSESTree.Node, at: Resolver): readonly SqlPart[] | undefined => {
  const call = methodCall(at.constant(node));
  return call?.name === 'raw' || call?.name === 'ref' ? rawParts(argumentAt(call.args, 0), argumentAt(call.args, 1), at) : undefined;
};

/** How a column is written by a value: an expression that the database computes, or what the code says. */
export const writtenBy = (column: string, node: TSESTree.Node, at: Resolver): Written => {
  const call = methodCall(at.constant(node));
  if (call?.name === 'ref') return { kind: 'atomic', operator: 'expression', node: undefined };
  const parts = rawFragment(node, at);
  if (parts === undefined) return call?.name === 'raw' ? { kind: 'opaque', node: undefined } : { kind: 'value', node };
  const [set] = scanSqlAssignments([`"${column}" = `, ...parts]);
  return set === undefined ? { kind: 'atomic', operator: 'expression', node: undefined } : writtenOf(set);
};

/** `whereRaw('lower(email) = ?', [email])` */
export const rawCondition = (parts: readonly SqlPart[] | undefined, aliases: Aliases): Predicate =>
  parts === undefined ? { ...anyRow, open: true } : conditionOf(scanSqlCondition(parts, { positional: [] }), aliases);

/** PostgreSQL gives `{ rows }`, MySQL `[rows, fields]`, SQLite the rows. */
const result = (rows: Result): Result => ({ kind: 'object', members: { rows, 0: rows, rowCount: { kind: 'affected' }, affectedRows: { kind: 'affected' } } });

/** The statements that a raw call runs. */
export const rawOperations = (call: MethodCall, at: Resolver): readonly Facts[] => {
  if (useOf(call.node) === 'none') return [];
  const evidence = evidenceOf(call.receiver, at);
  if (evidence === undefined || !isHandle(call.receiver, evidence, at)) return [];
  const parts = rawParts(argumentAt(call.args, 0), argumentAt(call.args, 1), at);
  if (parts === undefined) return [];
  return sqlOperations(scanSql(parts, { positional: [] }), { node: call.node, verb: call.verb, handle: { kind: evidence.kind, id: evidence.id, node: call.receiver }, tableNamed, result });
};
