/**
 * What SQL statements do, as operations: for layers whose raw SQL names the same tables and columns as their builders do.
 *
 * In: statements that `scanSql` read, and where they stand. Out: facts; an operation each statement, locks on keys, writes inside CTEs.
 */
import type { SqlAssignment, SqlKeyLock, SqlPredicate, SqlStatement, SqlTable, SqlTerm, SqlValue } from '../syntax/sql-facts.js';
import { unknown, type Known } from './known.js';
import { cutBy } from './limit.js';
import type { Assignment, Assignments, Handle, Operation, OperationNode, Predicate, Result, Table, Term, Written } from './operation.js';
import type { TSESTree } from '@typescript-eslint/utils';

/** An operation without its dialect, which an adapter's `index.ts` adds. */
export type Facts = Omit<Operation, 'dialect'>;

export const noColumns: Assignments = { entries: [], spreads: [], open: false };
export const anyRow: Predicate = { terms: [], open: false, spreads: [] };
/** Rows that can't be told. */
export const someRows: Predicate = { terms: [], open: true, spreads: [] };

/** A predicate whose values stand in a function that was given the builder. */
export const withGiven = (predicate: Predicate, given: Term['given']): Predicate =>
  given === undefined ? predicate : { terms: predicate.terms.map((term) => ({ ...term, given })), open: predicate.open || predicate.spreads.length > 0, spreads: [] };

export interface SqlSite {
  readonly node: OperationNode;
  readonly verb: TSESTree.Node;
  readonly handle: Handle;
  readonly tableNamed: (name: string) => Table;
  /** the result of a call whose rows are these, and which may tell the number of affected rows */
  readonly result: (rows: Result) => Result;
}

/** The operations of statements, in order. */
export const sqlOperations = (statements: readonly SqlStatement[], site: SqlSite): readonly Facts[] =>
  statements.flatMap((statement) => [...statement.ctes.filter((cte) => cte.statement.verb !== 'select').flatMap((cte) => ofStatement(cte.statement, site)), ...ofStatement(statement, site)]);

const ofStatement = (statement: SqlStatement, site: SqlSite): readonly Facts[] => {
  const [target, ...others] = statement.tables;
  const table: Known<Table> = target?.name === undefined ? unknown : site.tableNamed(target.name);
  const joins = others.flatMap((one) => (one.name === undefined ? [] : [site.tableNamed(one.name)]));
  const base = { node: site.node, verb: site.verb, handle: site.handle, table, joins, sets: noColumns, lock: undefined, rows: 'many', oneStatement: true } as const;
  const where = predicateOf(statement);
  const result = site.result({ kind: 'rows' });
  switch (statement.verb) {
    case 'select': {
      const locks = statement.keyLocks.filter((lock) => lock.takes).map((lock): Facts => ({ ...base, table: unknown, ...keyLock(lock) }));
      return target === undefined ? locks : [...locks, { ...base, kind: 'read', where, ...lockOf(statement), result: site.result(selection(statement)), ...orderOf(statement) }];
    }
    case 'insert':
      return [{ ...base, ...inserted(statement), result }];
    case 'update':
      return [{ ...base, kind: 'update', where, sets: setsOf(statement), result }];
    case 'delete':
      return [{ ...base, kind: 'delete', where, result }];
    case 'lock':
      return [{ ...base, kind: 'lock', where: anyRow, ...lockOf(statement), result: { kind: 'nothing' } }];
    default:
      return [];
  }
};

const keyLock = (lock: SqlKeyLock): Pick<Facts, 'kind' | 'where' | 'lockKey' | 'lockScope' | 'lock' | 'result'> => ({
  kind: 'lock', where: anyRow, lockKey: lock.holes, lockScope: lock.scope, lock: { strength: lock.strength, onLocked: lock.wait === 'try' ? 'nowait' : 'wait' },
  result: lock.wait === 'try' ? { kind: 'boolean' } : { kind: 'nothing' },
});

const lockOf = ({ lock }: SqlStatement): Pick<Facts, 'lock'> => ({ lock: lock === undefined ? undefined : { strength: lock.strength, onLocked: lock.onLocked } });

const orderOf = ({ orderBy, limit }: SqlStatement): Pick<Facts, 'orderedBy' | 'limited'> => cutBy(limit === undefined ? undefined : limit === 1 ? 'one' : 'some', orderBy);

const inserted = (statement: SqlStatement): Pick<Facts, 'kind' | 'where' | 'sets' | 'rows' | 'onConflict' | 'updates'> => {
  const { conflict, rows } = statement;
  const sets = setsOf(statement);
  if (conflict === undefined) return { kind: 'insert', where: anyRow, sets, rows };
  if (conflict.action === 'ignore') return { kind: 'insert', where: anyRow, sets, rows, onConflict: 'ignore' };
  const key = (conflict.columns ?? []).map((column): Term => ({ column, op: 'eq', ...rightSide(statement.sets.find((set) => set.column === column)?.value) }));
  const updated = conflict.action === 'replace' ? statement.sets : conflict.sets;
  return {
    kind: 'upsert', where: { terms: key, open: conflict.columns === undefined, spreads: [] }, sets, rows, onConflict: 'update',
    updates: { entries: updated.map(toAssignment), spreads: [], open: false },
  };
};

type Aliases = ReadonlyMap<string, readonly string[]>;

/** From an alias to the path of the joined table; the target's is empty. */
const aliasesOf = (tables: readonly SqlTable[]): Aliases => {
  const found = new Map<string, readonly string[]>();
  tables.forEach((table, index) => {
    if (table.role === 'subselect') return;
    const path = index === 0 || table.name === undefined ? [] : [table.name];
    for (const name of [table.alias, table.name]) if (name !== undefined && !found.has(name)) found.set(name, path);
  });
  return found;
};

const predicateOf = (statement: SqlStatement): Predicate => {
  const aliases = aliasesOf(statement.tables);
  const terms: Term[] = [];
  let { open } = statement.where;
  for (const term of statement.where.terms) {
    const read = toTerm(term, aliases);
    if (read !== undefined) terms.push(read);
    else if (term.value?.kind !== 'column') open = true;
  }
  return { terms, open, spreads: [] };
};

/** Undefined: a join's condition between two columns, a subselect, a table that isn't known. */
const toTerm = (term: SqlTerm, aliases: Aliases): Term | undefined => {
  const via = term.table === undefined ? [] : aliases.get(term.table);
  if (via === undefined || term.value?.kind === 'column' || term.value?.kind === 'subselect') return undefined;
  return { column: term.column, op: term.op, ...rightSide(term.value), ...(via.length === 0 ? {} : { via }), ...(term.disjunct ? { disjunct: true } : {}) };
};

/** The predicate of a condition that stands alone (`whereRaw('lower(email) = ?', [email])`). */
export const conditionOf = (read: SqlPredicate, aliases: Aliases): Predicate => {
  const terms = read.terms.map((term) => toTerm(term, aliases));
  const known = terms.filter((term) => term !== undefined);
  return { terms: known, open: read.open || read.subselects.length > 0 || known.length < terms.length, spreads: [] };
};

const rightSide = (value: SqlValue | undefined): Pick<Term, 'value' | 'constant'> => {
  if (value?.kind === 'hole') return value.node === undefined ? {} : { value: value.node };
  return value?.kind === 'literal' ? { constant: value.value } : {};
};

const setsOf = (statement: SqlStatement): Assignments => ({ entries: statement.sets.map(toAssignment), spreads: statement.setsWhole, open: statement.setsOpen });

const toAssignment = (set: SqlAssignment): Assignment => ({ column: set.column, written: writtenOf(set), property: undefined });

/** How a SET clause writes its column. */
export const writtenOf = ({ value, atomic, operand }: SqlAssignment): Written => {
  if (atomic !== undefined) return { kind: 'atomic', operator: atomic, node: operand?.kind === 'hole' ? operand.node : undefined };
  if (value.kind === 'hole' && value.node !== undefined) return { kind: 'value', node: value.node };
  if (value.kind === 'literal') return { kind: 'opaque', node: undefined, constant: value.value };
  return { kind: 'opaque', node: value.kind === 'expression' ? value.holes[0] : undefined };
};

/** `SELECT MAX(n) AS max` gives one row of named numbers. */
const selection = (statement: SqlStatement): Result => {
  if (statement.grouped || statement.select.length === 0) return { kind: 'rows' };
  const members: Record<string, Result> = {};
  for (const item of statement.select) {
    if (item.kind === 'column' || item.kind === 'all' || item.kind === 'other') return { kind: 'rows' };
    members[item.alias ?? item.kind] = item.kind === 'exists' ? { kind: 'boolean' } : { kind: 'number', of: item.kind, column: item.column };
  }
  return { kind: 'tuple', items: [{ kind: 'object', members }] };
};
