/**
 * SQL text: `sequelize.query(sql, { replacements | bind, type, transaction })`.
 *
 * Never assumed: which table a SQL name is, beyond a model of the file that has its name.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Assignment, Assignments, Handle, Predicate, Result, Table, Term, Written } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import type { SqlAssignment, SqlBindings, SqlStatement, SqlTerm, SqlValue } from '../../syntax/sql-facts.js';
import { scanSql } from '../../syntax/sql.js';
import { sqlParts } from './assignments.js';
import { sqlTable } from './entity.js';
import { anyRow, argument, noColumns, type Facts, type MethodCall } from './facts.js';
import { isForeignFile, isSequelize } from './handles.js';
import { handleOf } from './transaction.js';

const ownKeys: ReadonlySet<string> = new Set(['replacements', 'bind', 'type', 'transaction', 'plain', 'nest', 'mapToModel', 'raw']);

/** The connection by its own evidence, or by options that only Sequelize's `query` has. */
const isQuery = (call: MethodCall, options: TSESTree.Node | undefined, at: Resolver): boolean => {
  if (isSequelize(call.receiver, at)) return true;
  if (options === undefined || isForeignFile(at)) return false;
  const keys = [...at.object(options).entries.keys()];
  return keys.length > 0 && keys.every((key) => ownKeys.has(key)) && (keys.includes('replacements') || keys.includes('type'));
};

export const rawOperations = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const [first, options] = [argument(call.args, 0), argument(call.args, 1)];
  if (first === undefined) return [];
  const text = textOf(first, at);
  const parts = sqlParts(text, at);
  if (parts === undefined || !isQuery(call, options, at)) return [];
  const site: Site = { call, at, handle: handleOf(options, call, at), type: typeOf(options, at) };
  return scanSql(parts, bindingsOf(options, at)).flatMap((statement) => [...statement.ctes.flatMap((cte) => ofStatement(cte.statement, site)), ...ofStatement(statement, site)]);
};

/** `query({ query: 'SELECT …', values: [] })` */
const textOf = (node: TSESTree.Node, at: Resolver): TSESTree.Node => at.object(node).entries.get('query')?.value ?? node;

const typeOf = (options: TSESTree.Node | undefined, at: Resolver): string | undefined => {
  const given = options === undefined ? undefined : at.object(options).entries.get('type')?.value;
  if (given === undefined) return undefined;
  const value = at.constant(given);
  return (at.text(given) ?? (value.type === 'MemberExpression' ? memberName(value) : undefined))?.toUpperCase();
};

const bindingsOf = (options: TSESTree.Node | undefined, at: Resolver): SqlBindings => {
  const { entries } = at.object(options);
  const given = (entries.get('replacements') ?? entries.get('bind'))?.value;
  if (given === undefined) return {};
  const value = at.constant(given);
  if (value.type === 'ArrayExpression') {
    const spread = value.elements.findIndex((element) => element === null || element.type === 'SpreadElement');
    return { positional: (spread === -1 ? value.elements : value.elements.slice(0, spread)).filter((element) => element !== null) };
  }
  return { named: new Map([...at.object(given).entries].map(([name, entry]) => [name, entry.value])) };
};

interface Site {
  readonly call: MethodCall;
  readonly at: Resolver;
  readonly handle: Handle;
  /** `QueryTypes.SELECT` → `SELECT` */
  readonly type: string | undefined;
}

const metadata: Result = { kind: 'object', members: { affectedRows: { kind: 'affected' }, rowCount: { kind: 'affected' } } };

const ofStatement = (statement: SqlStatement, site: Site): readonly Facts[] => {
  const base = { ...tablesOf(statement, site.at), node: site.call.node, verb: site.call.verb, handle: site.handle, sets: noColumns, lock: undefined, rows: 'many', oneStatement: true } as const;
  const locks = statement.keyLocks.filter((lock) => lock.takes).map((lock): Facts => ({
    ...base, kind: 'lock', table: unknown, where: anyRow, lockKey: lock.holes, lockScope: lock.scope, result: { kind: 'nothing' },
    lock: { strength: lock.strength, onLocked: lock.wait === 'try' ? 'nowait' : 'wait' },
  }));
  const where = predicateOf(statement);
  switch (statement.verb) {
    case 'select':
      if (statement.tables.length === 0) return locks;
      return [...locks, {
        ...base, kind: 'read', where, lock: statement.lock === undefined ? undefined : { strength: statement.lock.strength, onLocked: statement.lock.onLocked }, result: selection(statement, site.type),
        ...(statement.orderBy.length > 0 && statement.limit === 1 ? { orderedBy: statement.orderBy } : {}),
      }];
    case 'insert':
      return [{
        ...base, kind: statement.conflict?.action === 'update' || statement.conflict?.action === 'replace' ? 'upsert' : 'insert', where: conflictKey(statement), sets: setsOf(statement), rows: statement.rows,
        result: statement.returning ? { kind: 'tuple', items: [{ kind: 'rows' }] } : { kind: 'written' }, ...conflictOf(statement),
      }];
    case 'update':
      return [{ ...base, kind: 'update', where, sets: setsOf(statement), result: { kind: 'tuple', items: [{ kind: 'rows' }, site.type === undefined ? metadata : { kind: 'affected' }] } }];
    case 'delete':
      return [{ ...base, kind: 'delete', where, result: { kind: 'tuple', items: [{ kind: 'rows' }, metadata] } }];
    case 'lock':
      return [{ ...base, kind: 'lock', where: anyRow, lock: { strength: 'update', onLocked: statement.lock?.onLocked ?? 'wait' }, result: { kind: 'nothing' } }];
    default:
      return locks;
  }
};

/** With `type: SELECT` the rows themselves, else `[rows, metadata]`. `SELECT MAX(n) AS max` gives one row of named numbers. */
const selection = (statement: SqlStatement, type: string | undefined): Result => {
  const rows = aggregated(statement) ?? { kind: 'rows' };
  return type === 'SELECT' ? rows : { kind: 'tuple', items: [rows] };
};

const aggregated = (statement: SqlStatement): Result | undefined => {
  if (statement.grouped || statement.select.length === 0) return undefined;
  const members: Record<string, Result> = {};
  for (const item of statement.select) {
    if (item.kind === 'column' || item.kind === 'all' || item.kind === 'other' || item.kind === 'exists') return undefined;
    members[item.alias ?? item.kind] = { kind: 'number', of: item.kind, column: item.column };
  }
  return { kind: 'tuple', items: [{ kind: 'object', members }] };
};

const tablesOf = (statement: SqlStatement, at: Resolver): { readonly table: Known<Table>; readonly joins: readonly Table[] } => {
  const [target, ...rest] = statement.tables;
  return { table: target?.name === undefined ? unknown : sqlTable(target.name, at), joins: rest.flatMap((one) => (one.name === undefined ? [] : [sqlTable(one.name, at)])) };
};

const aliasesOf = (statement: SqlStatement): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, readonly string[]>();
  statement.tables.forEach((table, index) => {
    if (table.role === 'subselect') return;
    for (const name of [table.name, table.alias]) if (name !== undefined && !found.has(name)) found.set(name, index === 0 || table.name === undefined ? [] : [table.name]);
  });
  return found;
};

const predicateOf = (statement: SqlStatement): Predicate => {
  const aliases = aliasesOf(statement);
  const terms: Term[] = [];
  let { open } = statement.where;
  for (const term of statement.where.terms) {
    const read = toTerm(term, aliases);
    if (read !== undefined) terms.push(read);
    else if (term.value?.kind !== 'column' || term.value.table === undefined) open = true;
  }
  return { terms, open, spreads: [] };
};

/** Undefined: a join's condition between two columns, or a table that isn't known. */
const toTerm = (term: SqlTerm, aliases: ReadonlyMap<string, readonly string[]>): Term | undefined => {
  const via = term.table === undefined ? [] : aliases.get(term.table);
  if (via === undefined || term.value?.kind === 'column' || term.value?.kind === 'subselect') return undefined;
  return { column: term.column, op: term.op, ...rightSide(term.value), ...(via.length === 0 ? {} : { via }), ...(term.disjunct ? { disjunct: true } : {}) };
};

const rightSide = (value: SqlValue | undefined): Pick<Term, 'value' | 'constant'> => {
  if (value?.kind === 'hole') return value.node === undefined ? {} : { value: value.node };
  return value?.kind === 'literal' ? { constant: value.value } : {};
};

const setsOf = (statement: SqlStatement): Assignments => ({ entries: statement.sets.map(toAssignment), spreads: [], open: statement.setsOpen });

const toAssignment = (set: SqlAssignment): Assignment => ({ column: set.column, written: toWritten(set), property: undefined });

const toWritten = ({ value, atomic, operand }: SqlAssignment): Written => {
  if (atomic !== undefined) return { kind: 'atomic', operator: atomic, node: operand?.kind === 'hole' ? operand.node : undefined };
  if (value.kind === 'hole' && value.node !== undefined) return { kind: 'value', node: value.node };
  if (value.kind === 'literal') return { kind: 'opaque', node: undefined, constant: value.value };
  return { kind: 'opaque', node: value.kind === 'expression' ? value.holes[0] : undefined };
};

const conflictOf = ({ conflict, sets }: SqlStatement): Pick<Facts, 'onConflict' | 'updates'> => {
  if (conflict === undefined) return {};
  if (conflict.action === 'ignore') return { onConflict: 'ignore' };
  const updated = conflict.action === 'replace' ? sets : conflict.sets;
  return { onConflict: 'update', updates: { entries: updated.map(toAssignment), spreads: [], open: false } };
};

const conflictKey = (statement: SqlStatement): Predicate => {
  const columns = statement.conflict?.columns;
  if (columns === undefined || statement.conflict?.action === 'ignore') return { ...anyRow, open: statement.conflict !== undefined && statement.conflict.action !== 'ignore' };
  return { terms: columns.map((column): Term => ({ column, op: 'eq', ...rightSide(statement.sets.find((set) => set.column === column)?.value) })), open: false, spreads: [] };
};
