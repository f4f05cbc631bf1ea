/**
 * SQL text: `` db.execute(sql`…`) ``, and `run`, `get`, `all`, `values` of SQLite.
 *
 * Never assumed: which table a SQL name is, beyond a table of the file that it names or resembles.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Assignment, Assignments, Handle, Predicate, Result, Table, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { scanSql } from '../../syntax/sql.js';
import type { SqlAssignment, SqlKeyLock, SqlPart, SqlStatement, SqlTable } from '../../syntax/sql-facts.js';
import { memberName } from '../../syntax/property-name.js';
import { anyRow, argument, noColumns, someRows, type Facts } from './facts.js';
import { evidenceOf } from './handles.js';
import { rightSide } from './predicates.js';
import { isProven } from './proofs.js';
import { interpolatedTables, markedKey, sqlParts, sqlTemplate, tagOf } from './sql-text.js';
import { sqlColumn, sqlTable } from './sql-names.js';
import type { Scope } from './tables.js';
import { toWritten } from './values.js';

interface Site {
  readonly node: TSESTree.CallExpression;
  readonly verb: TSESTree.Node;
  readonly handle: Handle;
  readonly at: Resolver;
}

/** The operations that a call with SQL text is. */
export const rawOperations = (node: TSESTree.CallExpression, at: Resolver): readonly Facts[] => {
  const callee = at.bare(node.callee);
  const first = argument(node.arguments, 0);
  if (callee.type !== 'MemberExpression' || first === undefined || node.arguments.length !== 1) return [];
  const parts = partsOf(first, at);
  if (parts === undefined) return [];
  const evidence = evidenceOf(callee.object, at);
  if (evidence.strength === 'refuted' || !(parts.own || isProven(callee.object, at))) return [];
  const site: Site = { node, verb: callee.property, handle: { kind: evidence.kind, id: evidence.id, node: callee.object }, at };
  const isRow = memberName(callee) === 'get';
  return scanSql(parts.parts).flatMap((statement) => operationsOf(statement, site)).map((facts): Facts => (isRow && facts.kind === 'read' ? { ...facts, result: firstOf(facts.result) } : facts));
};

/** The columns of the tables that the text interpolates: unqualified for the first of them. */
const scopeOf = (template: TSESTree.TaggedTemplateExpression, at: Resolver): Scope => {
  const keys = [...new Set(interpolatedTables(template, at))];
  return { at, sources: new Map(keys.map((key, index) => [key, index === 0 ? [] : [key]])) };
};

/** The text that a call is given; `own`: by Drizzle's own tag. */
const partsOf = (node: TSESTree.Node, at: Resolver): { readonly parts: readonly SqlPart[]; readonly own: boolean } | undefined => {
  const template = sqlTemplate(node, at);
  if (template !== undefined) return { parts: sqlParts(template, scopeOf(template, at)), own: tagOf(template.tag, at) === 'drizzle' };
  const value = at.constant(node);
  if (value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && memberName(value.callee) === 'raw' && tagOf(value.callee.object, at) === 'drizzle' && value.arguments[0]) {
    const text = at.text(value.arguments[0]);
    return text === undefined ? undefined : { parts: [text], own: true };
  }
  const text = at.text(node);
  return text === undefined || !/^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\b/i.test(text) ? undefined : { parts: [text], own: false };
};

const operationsOf = (statement: SqlStatement, site: Site): readonly Facts[] => {
  const inner = [...statement.ctes.map((cte) => cte.statement), ...statement.where.subselects].filter(({ verb, lock }) => verb !== 'select' || lock !== undefined);
  return [...inner.flatMap((part) => operationsOf(part, site)).map((facts): Facts => (facts.kind === 'read' ? { ...facts, kind: 'lock' } : facts)), ...ofStatement(statement, site)];
};

const tableOf = (table: SqlTable | undefined, at: Resolver): Known<Table> => (table?.name === undefined ? unknown : sqlTable(markedKey(table.name), table.name, at));

const affected: Result = { kind: 'affected' };

/** The drivers give rows as they are, under `rows`, or in a pair. */
const givenRows: Result = { kind: 'object', members: { rows: { kind: 'rows' }, 0: { kind: 'row', absent: 'null' }, length: { kind: 'number', of: 'count', column: undefined }, rowCount: { kind: 'number', of: 'count', column: undefined } } };
const givenWrite: Result = {
  kind: 'object',
  members: { rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, length: affected, rows: { kind: 'rows' }, 0: { kind: 'row', absent: 'null' } },
};

const firstOf = (result: Result): Result => (result.kind === 'object' ? (result.members[0] ?? result) : result);

const ofStatement = (statement: SqlStatement, site: Site): readonly Facts[] => {
  const { at } = site;
  const [target, ...others] = statement.tables;
  const base = {
    node: site.node, verb: site.verb, handle: site.handle, table: tableOf(target, at), sets: noColumns, lock: undefined, rows: 'many', oneStatement: true, lazy: true,
    joins: others.flatMap((one) => { const table = tableOf(one, at); return table === unknown ? [] : [table]; }),
  } as const;
  const locks = statement.keyLocks.filter((lock) => lock.takes).map((lock) => keyLock(lock, base));
  switch (statement.verb) {
    case 'select':
      return target === undefined ? locks : [...locks, selected(statement, base, site)];
    case 'insert':
      return [inserted(statement, base, site)];
    case 'update':
      return [{ ...base, kind: 'update', where: predicateOf(statement, at), sets: assignmentsOf(statement, at), result: givenWrite }];
    case 'delete':
      return [{ ...base, kind: 'delete', where: predicateOf(statement, at), result: givenWrite }];
    case 'lock':
      return [{ ...base, kind: 'lock', where: anyRow, lock: lockOf(statement), result: { kind: 'nothing' } }];
    default:
      return locks;
  }
};

type Base = Omit<Facts, 'kind' | 'where' | 'result'>;

const lockOf = ({ lock }: SqlStatement): Facts['lock'] => (lock === undefined ? undefined : { strength: lock.strength, onLocked: lock.onLocked });

const keyLock = (lock: SqlKeyLock, base: Base): Facts => ({
  ...base, kind: 'lock', table: unknown, joins: [], where: anyRow, lockKey: lock.holes, lockScope: lock.scope,
  lock: { strength: lock.strength, onLocked: lock.wait === 'try' ? 'nowait' : 'wait' }, result: lock.wait === 'try' ? { kind: 'boolean' } : { kind: 'nothing' },
});

const selected = (statement: SqlStatement, base: Base, { at, node }: Site): Facts => {
  const lock = lockOf(statement);
  return {
    ...base, kind: lock !== undefined && isUnused(node) ? 'lock' : 'read', where: predicateOf(statement, at), lock, result: selection(statement, at),
    ...(statement.orderBy.length > 0 && statement.limit === 1 ? { orderedBy: statement.orderBy.map((column) => sqlColumn(column, at)) } : {}),
  };
};

const isUnused = (node: TSESTree.Node): boolean => {
  const parent = node.parent?.type === 'AwaitExpression' ? node.parent.parent : node.parent;
  return parent?.type === 'ExpressionStatement';
};

/** `SELECT MAX(n) AS max` gives one row of named numbers. */
const selection = (statement: SqlStatement, at: Resolver): Result => {
  if (statement.grouped || statement.select.length === 0) return givenRows;
  const members: Record<string, Result> = {};
  for (const item of statement.select) {
    if (item.kind === 'column' || item.kind === 'all' || item.kind === 'other') return givenRows;
    members[item.alias ?? item.kind] = item.kind === 'exists' ? { kind: 'boolean' } : { kind: 'number', of: item.kind, column: item.column === undefined ? undefined : sqlColumn(item.column, at) };
  }
  const row: Result = { kind: 'object', members };
  return { kind: 'object', members: { rows: { kind: 'tuple', items: [row] }, 0: row } };
};

const inserted = (statement: SqlStatement, base: Base, { at }: Site): Facts => {
  const sets = assignmentsOf(statement, at);
  const { conflict, rows } = statement;
  const facts = { ...base, sets, rows, result: givenWrite } as const;
  if (conflict === undefined) return { ...facts, kind: 'insert', where: anyRow };
  if (conflict.action === 'ignore') return { ...facts, kind: 'insert', where: anyRow, onConflict: 'ignore' };
  const key = (conflict.columns ?? []).map((column): Term => ({ column: sqlColumn(column, at), op: 'eq', ...rightSide(statement.sets.find((set) => set.column === column)?.value) }));
  const updated = conflict.action === 'replace' ? statement.sets : conflict.sets;
  return {
    ...facts, kind: 'upsert', onConflict: 'update', where: key.length === 0 ? someRows : { terms: key, open: false, spreads: [] },
    updates: { entries: updated.map((set) => toAssignment(set, at)), spreads: [], open: false },
  };
};

const predicateOf = (statement: SqlStatement, at: Resolver): Predicate => {
  const paths = new Map<string, readonly string[]>();
  statement.tables.forEach((table, index) => {
    if (table.role === 'subselect') return;
    const path = index === 0 || table.name === undefined ? [] : [markedKey(table.name) ?? table.name];
    for (const name of [table.alias, table.name]) if (name !== undefined && !paths.has(name)) paths.set(name, path);
  });
  const terms: Term[] = [];
  let { open } = statement.where;
  for (const term of statement.where.terms) {
    const via = term.table === undefined ? [] : paths.get(term.table);
    const isJoin = term.value?.kind === 'column';
    if (via === undefined || isJoin || term.value?.kind === 'subselect') open ||= !isJoin || statement.verb !== 'select';
    else terms.push({ column: sqlColumn(term.column, at), op: term.op, ...rightSide(term.value), ...(via.length === 0 ? {} : { via }), ...(term.disjunct ? { disjunct: true } : {}) });
  }
  return { terms, open, spreads: [] };
};

const assignmentsOf = (statement: SqlStatement, at: Resolver): Assignments => ({ entries: statement.sets.map((set) => toAssignment(set, at)), spreads: [], open: statement.setsOpen });

const toAssignment = (set: SqlAssignment, at: Resolver): Assignment => ({ column: sqlColumn(set.column, at), written: toWritten(set), property: undefined });
