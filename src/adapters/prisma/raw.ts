/**
 * `$queryRaw`, `$executeRaw` and their unsafe forms as operations, by their SQL text.
 *
 * Never assumed: that a schema tells `@@map` and `@map`; without it a SQL name is taken for the accessor that it resembles.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Assignment, Assignments, Handle, OperationNode, Predicate, Result, Table, Term, Written } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import type { SqlAssignment, SqlBindings, SqlKeyLock, SqlStatement, SqlTable, SqlTerm, SqlValue } from '../../syntax/sql-facts.js';
import { scanSql } from '../../syntax/sql.js';
import { anyRow, noColumns, someRows, type Facts } from './facts.js';
import { evidenceOf } from './handles.js';
import { RAW_EXECUTES, RAW_QUERIES } from './names.js';
import { expressionParts, templateParts } from './sql-text.js';
import { sqlColumn, sqlTable } from './tables.js';

interface Site {
  readonly node: OperationNode;
  readonly verb: TSESTree.Node;
  readonly handle: Handle;
  readonly executes: boolean;
  readonly at: Resolver;
}

/** The operations that a raw call is. The names exist nowhere else, so only a refuted receiver is none. */
export const rawOperations = (node: OperationNode, at: Resolver): readonly Facts[] => {
  if (node.type === 'AwaitExpression') return [];
  const callee = at.bare(node.type === 'CallExpression' ? node.callee : node.tag);
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || callee.computed) return [];
  const name = callee.property.name;
  const executes = RAW_EXECUTES.has(name);
  if (!executes && !RAW_QUERIES.has(name)) return [];
  const owner = at.bare(callee.object);
  const evidence = evidenceOf(owner, at);
  if (evidence.strength === 'refuted' && owner.type !== 'ThisExpression') return [];
  const site: Site = { node, verb: callee.property, handle: { kind: evidence.kind, id: evidence.id, node: owner }, executes, at };
  const statements = statementsOf(node, at);
  if (statements === undefined) return [{ ...base(site, unknown, []), kind: executes ? 'update' : 'read', where: someRows, sets: { ...noColumns, open: true } }];
  return statements.flatMap((statement) => operationsOf(statement, site));
};

/** Undefined where the text is not in view. */
const statementsOf = (node: OperationNode, at: Resolver): readonly SqlStatement[] | undefined => {
  const [first, ...rest] = node.type === 'CallExpression' ? node.arguments : [];
  const choice = first === undefined ? undefined : at.constant(first);
  if (choice?.type === 'ConditionalExpression') return eitherLock(choice, at);
  const parts = node.type === 'TaggedTemplateExpression' ? templateParts(node.quasi, at) : first === undefined ? undefined : expressionParts(first, at);
  if (parts === undefined || parts.every((part) => typeof part !== 'string' || part.trim() === '')) return undefined;
  const spread = rest.findIndex((argument) => argument.type === 'SpreadElement');
  const positional = rest.slice(0, spread === -1 ? rest.length : spread);
  const bindings: SqlBindings = rest.length === 0 ? {} : { positional };
  return scanSql(parts, bindings);
};

/** `parentId ? Prisma.sql`…FOR UPDATE` : Prisma.sql`…FOR UPDATE``: one lock or the other of one table; by the text that says more. */
const eitherLock = ({ consequent, alternate }: TSESTree.ConditionalExpression, at: Resolver): readonly SqlStatement[] | undefined => {
  const [left, right] = [consequent, alternate].map((text) => {
    const parts = expressionParts(text, at);
    const statements = parts && scanSql(parts, {});
    return statements?.length === 1 && statements[0]?.verb === 'select' && statements[0].lock !== undefined ? statements[0] : undefined;
  });
  if (!left || !right || left.tables[0]?.name === undefined || left.tables[0].name !== right.tables[0]?.name) return undefined;
  return [left.where.terms.length < right.where.terms.length ? right : left];
};

const base = (site: Site, table: Known<Table>, joins: readonly Table[]): Omit<Facts, 'kind'> => ({
  node: site.node, verb: site.verb, handle: site.handle, table, joins, where: anyRow, sets: noColumns, lock: undefined,
  result: site.executes ? { kind: 'affected' } : { kind: 'rows' }, rows: 'many', oneStatement: true, lazy: true,
});

const operationsOf = (statement: SqlStatement, site: Site): readonly Facts[] => {
  const parts = [...statement.ctes.map((cte) => cte.statement), ...statement.where.subselects].filter((inner) => inner.verb !== 'select' || inner.lock !== undefined);
  const inner = parts.flatMap((part) => operationsOf(part, site)).map((facts): Facts => (facts.kind === 'read' ? { ...facts, kind: 'lock' } : facts));
  const own = ofStatement(statement, site);
  return [...inner, ...own];
};

const tableOf = (table: SqlTable | undefined, at: Resolver): Known<Table> => (table?.name === undefined ? unknown : sqlTable(table.name, at));

const ofStatement = (statement: SqlStatement, site: Site): readonly Facts[] => {
  const locks = statement.keyLocks.filter((lock) => lock.takes).map((lock) => keyLock(lock, site));
  const [target, ...others] = statement.tables;
  const joins = others.flatMap((one) => (one.name === undefined ? [] : [sqlTable(one.name, site.at)]));
  const facts = base(site, tableOf(target, site.at), joins);
  switch (statement.verb) {
    case 'select':
      if (target !== undefined) return [...locks, selected(statement, facts, site)];
      return [...locks, ...throughCtes(statement, site)];
    case 'insert':
      return [inserted(statement, facts, site)];
    case 'update':
      return [{ ...facts, kind: 'update', where: predicateOf(statement, site.at), sets: assignmentsOf(statement, site.at) }];
    case 'delete':
      return [{ ...facts, kind: 'delete', where: predicateOf(statement, site.at) }];
    case 'lock':
      return [{ ...facts, kind: 'lock', lock: lockOf(statement), result: { kind: 'nothing' } }];
    default:
      return locks;
  }
};

/** `WITH a AS (SELECT … FROM t) SELECT … FROM a`: rows made of those of `t`. */
const throughCtes = (statement: SqlStatement, site: Site): readonly Facts[] => {
  const [first, ...others] = statement.ctes.flatMap(({ statement: inner }) => (inner.verb === 'select' ? inner.tables : [])).flatMap((table) => (table.name === undefined ? [] : [sqlTable(table.name, site.at)]));
  return first === undefined ? [] : [{ ...base(site, first, others), kind: 'read', where: someRows }];
};

const lockOf = ({ lock }: SqlStatement): Facts['lock'] => (lock === undefined ? undefined : { strength: lock.strength, onLocked: lock.onLocked });

const keyLock = (lock: SqlKeyLock, site: Site): Facts => ({
  ...base(site, unknown, []),
  kind: 'lock',
  lockKey: lock.holes,
  lockScope: lock.scope,
  lock: { strength: lock.strength, onLocked: lock.wait === 'try' ? 'nowait' : 'wait' },
  result: lock.wait === 'try' ? { kind: 'boolean' } : { kind: 'nothing' },
});

const selected = (statement: SqlStatement, facts: Omit<Facts, 'kind'>, site: Site): Facts => {
  const lock = lockOf(statement);
  const columns = statement.select.every((item) => item.kind === 'column' && item.alias === item.column) ? statement.select.flatMap((item) => (item.column === undefined ? [] : [columnName(item.column, statement, site.at)])) : [];
  return {
    ...facts,
    kind: lock !== undefined && isUnused(site.node) ? 'lock' : 'read',
    where: predicateOf(statement, site.at),
    lock,
    result: site.executes ? { kind: 'affected' } : selection(statement),
    ...(statement.orderBy.length > 0 && statement.limit === 1 ? { orderedBy: statement.orderBy.map((column) => columnName(column, statement, site.at)) } : {}),
    ...(columns.length === 0 ? {} : { selects: columns }),
  };
};

/** `` await tx.$queryRaw`…`; `` */
const isUnused = (node: TSESTree.Node): boolean => {
  const parent = node.parent?.type === 'AwaitExpression' ? node.parent.parent : node.parent;
  return parent?.type === 'ExpressionStatement';
};

/** `SELECT MAX(n) AS max` gives one row of named numbers: ``const [{ max }] = await tx.$queryRaw`…` ``. */
const selection = (statement: SqlStatement): Result => {
  if (statement.grouped || statement.select.length === 0) return { kind: 'rows' };
  const members: Record<string, Result> = {};
  for (const item of statement.select) {
    if (item.kind === 'column' || item.kind === 'all' || item.kind === 'other') return { kind: 'rows' };
    members[item.alias ?? item.kind] = item.kind === 'exists' ? { kind: 'boolean' } : { kind: 'number', of: item.kind, column: item.column };
  }
  return { kind: 'tuple', items: [{ kind: 'object', members }] };
};

const inserted = (statement: SqlStatement, facts: Omit<Facts, 'kind'>, site: Site): Facts => {
  const { conflict } = statement;
  const sets = assignmentsOf(statement, site.at);
  if (conflict === undefined) return { ...facts, kind: 'insert', sets, rows: statement.rows };
  if (conflict.action === 'ignore') return { ...facts, kind: 'insert', sets, rows: statement.rows, onConflict: 'ignore' };
  const key = (conflict.columns ?? []).map((column): Term => ({ column: columnName(column, statement, site.at), op: 'eq', ...rightSide(statement.sets.find((set) => set.column === column)?.value) }));
  return {
    ...facts, kind: 'upsert', sets, rows: statement.rows, onConflict: 'update', where: { terms: key, open: conflict.columns === undefined, spreads: [] },
    updates: { entries: conflict.sets.map((set) => toAssignment(withProposed(set, statement), statement, site.at)), spreads: [], open: false },
  };
};

/** `SET label = EXCLUDED.label` writes what the INSERT would. */
const withProposed = (set: SqlAssignment, { sets }: SqlStatement): SqlAssignment => {
  const { value } = set;
  const proposed = value.kind === 'proposed' ? sets.find((one) => one.column === value.column) : undefined;
  return proposed === undefined ? set : { ...set, value: proposed.value };
};

/** The column as the client spells it: by the schema, else by what the file speaks of. */
const columnName = (column: string, statement: SqlStatement, at: Resolver): string => sqlColumn(column, targetOf(statement, at), at) ?? resembling(column, at);

const targetOf = ({ tables: [target] }: SqlStatement, at: Resolver): Table | undefined => (target?.name === undefined ? undefined : sqlTable(target.name, at));

/** `org_id` stands for `orgId` where the file speaks of that and not of `org_id:`. */
const resembling = (column: string, at: Resolver): string => {
  const camel = column.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  if (camel === column) return column;
  const { text } = at.sourceCode;
  return text.includes(camel) && !text.includes(`${column}:`) && !text.includes(`.${column}`) ? camel : column;
};

/** From an alias to the path of the joined table; the target's is empty. */
const aliasesOf = (statement: SqlStatement): ReadonlyMap<string, readonly string[]> => {
  const found = new Map<string, readonly string[]>();
  statement.tables.forEach((table, index) => {
    if (table.role === 'subselect') return;
    const path = index === 0 || table.name === undefined ? [] : [table.name];
    for (const name of [table.alias, table.name]) if (name !== undefined && !found.has(name)) found.set(name, path);
  });
  return found;
};

const predicateOf = (statement: SqlStatement, at: Resolver): Predicate => {
  const aliases = aliasesOf(statement);
  const terms: Term[] = [];
  let { open } = statement.where;
  for (const term of statement.where.terms) {
    const read = toTerm(term, aliases, statement, at);
    if (read !== undefined) terms.push(read);
    else if (term.value?.kind !== 'column' || statement.verb !== 'select') open = true;
  }
  return { terms, open, spreads: [] };
};

/** Undefined: a join's condition between two columns, a subselect, a table that isn't known. */
const toTerm = (term: SqlTerm, aliases: ReadonlyMap<string, readonly string[]>, statement: SqlStatement, at: Resolver): Term | undefined => {
  const via = term.table === undefined ? [] : aliases.get(term.table);
  if (via === undefined || term.value?.kind === 'column' || term.value?.kind === 'subselect') return undefined;
  return {
    column: via.length === 0 ? columnName(term.column, statement, at) : resembling(term.column, at), op: term.op, ...rightSide(term.value), ...(via.length === 0 ? {} : { via }), ...(term.disjunct ? { disjunct: true } : {}),
  };
};

const rightSide = (value: SqlValue | undefined): Pick<Term, 'value' | 'constant'> => {
  if (value?.kind === 'hole') return value.node === undefined ? {} : { value: value.node };
  return value?.kind === 'literal' ? { constant: value.value } : {};
};

const assignmentsOf = (statement: SqlStatement, at: Resolver): Assignments => ({
  entries: statement.sets.map((set) => toAssignment(set, statement, at)), spreads: [], open: statement.setsOpen,
});

const toAssignment = (set: SqlAssignment, statement: SqlStatement, at: Resolver): Assignment => ({ column: columnName(set.column, statement, at), written: toWritten(set), property: undefined });

const toWritten = ({ value, atomic, operand }: SqlAssignment): Written => {
  if (atomic !== undefined) return { kind: 'atomic', operator: atomic, node: operand?.kind === 'hole' ? operand.node : undefined };
  if (value.kind === 'hole' && value.node !== undefined) return { kind: 'value', node: value.node };
  if (value.kind === 'literal') return { kind: 'opaque', node: undefined, constant: value.value };
  return { kind: 'opaque', node: value.kind === 'expression' ? value.holes[0] : undefined };
};
