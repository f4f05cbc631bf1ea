/**
 * The `sql` tag: conditions, values, whole statements.
 *
 * `${value}` is a parameter, `sql.ref`, `sql.table` and `sql.id` are names, another `sql` is text (kysely.dev, `sql`).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Predicate, Result, Written } from '../../operations/operation.js';
import { conditionOf, sqlOperations, writtenOf, type Facts } from '../../operations/from-sql.js';
import { tableName, type Aliases } from '../../operations/query-names.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { templateParts } from '../../resolve/sql-text.js';
import type { SqlPart } from '../../syntax/sql-facts.js';
import { scanSql, scanSqlAssignments, scanSqlCondition } from '../../syntax/sql.js';
import { handleOf } from './handles.js';
import { isKyselyModule } from './names.js';

const MAX_DEPTH = 5;

export const tableNamed = (name: string): { readonly id: string; readonly name: string } => ({ id: `kysely:${name}`, name });

/** The text of `` sql`…` ``; undefined for anything else. */
export const sqlText = (node: TSESTree.Node, at: Resolver, depth = 0): readonly SqlPart[] | undefined => {
  const value = at.constant(node);
  if (depth > MAX_DEPTH) return undefined;
  if (value.type === 'CallExpression') {
    const call = methodCall(value);
    // `` sql<number>`count(*)`.as('n') ``
    return call?.name === 'as' || call?.name === '$castTo' ? sqlText(call.receiver, at, depth + 1) : undefined;
  }
  if (value.type !== 'TaggedTemplateExpression' || !isTag(value.tag, at)) return undefined;
  return templateParts(value.quasi, at, (hole) => opened(hole, at, depth + 1));
};

const isTag = (node: TSESTree.Node, at: Resolver): boolean => {
  const origin = at.origin(node);
  return origin.kind === 'import' && origin.name === 'sql' && (isKyselyModule(origin.module) || !/^(?:postgres|slonik|drizzle-orm|@vercel\/postgres|bun)/.test(origin.module));
};

const opened = (hole: TSESTree.Node, at: Resolver, depth: number): readonly SqlPart[] => {
  const inner = sqlText(hole, at, depth);
  if (inner !== undefined) return inner;
  const call = methodCall(at.bare(hole));
  const [first] = call?.args ?? [];
  if (call !== undefined && first !== undefined && /^(?:ref|table|id|raw|lit|column)$/.test(call.name)) {
    const text = at.text(first);
    return [text === undefined ? hole : call.name === 'raw' ? text : call.name === 'lit' ? `'${text}'` : text.replace(/[\w$]+/g, '"$&"')];
  }
  return [hole];
};

/** `` where(sql`lower(email) = ${email}`) `` */
export const sqlCondition = (parts: readonly SqlPart[], aliases: Aliases): Predicate => conditionOf(scanSqlCondition(parts), aliases);

/** `` set({ n: sql`n + 1` }) `` */
export const sqlWritten = (column: string, parts: readonly SqlPart[]): Written => {
  const [set] = scanSqlAssignments([`"${column}" = `, ...parts]);
  return set === undefined ? { kind: 'atomic', operator: 'expression', node: undefined } : writtenOf(set);
};

const result = (rows: Result): Result => ({ kind: 'object', members: { rows, numAffectedRows: { kind: 'affected', bigint: true } } });

/** `` sql`UPDATE …`.execute(db) `` */
export const sqlTagOperations = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const handle = argumentAt(call.args, 0);
  const parts = call.name === 'execute' && handle !== undefined ? sqlText(call.receiver, at) : undefined;
  if (parts === undefined || handle === undefined) return [];
  const named = (name: string): ReturnType<typeof tableNamed> => tableNamed(tableName(name)?.name ?? name);
  return sqlOperations(scanSql(parts), { node: call.node, verb: call.verb, handle: handleOf(handle, at), tableNamed: named, result });
};
