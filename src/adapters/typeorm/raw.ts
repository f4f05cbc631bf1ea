/**
 * SQL text: `query(sql, params)` on a data source, manager, query runner or repository, and the `sql` tag.
 *
 * Never assumed: which table a SQL name is, beyond a class of the file that has its name.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Assignment, Assignments, Handle, Predicate, Result, Table, Term, Written } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import type { SqlAssignment, SqlBindings, SqlPart, SqlStatement, SqlValue } from '../../syntax/sql-facts.js';
import { scanSql } from '../../syntax/sql.js';
import { sqlTable } from './entity.js';
import { anyRow, argument, noColumns, type Facts, type MethodCall, type OperationNode } from './facts.js';
import { receiverOf } from './handles.js';
import type { Receiver } from './receiver.js';
import { rightSide, sqlParts, toTerm, type Aliases } from './sql-conditions.js';
import { isProven } from './weak.js';

/** The statements of a `query` call on something that is TypeORM's. */
export const rawStatements = (call: MethodCall, at: Resolver): { readonly receiver: Receiver; readonly statements: readonly SqlStatement[] } | undefined => {
  const first = argument(call.args, 0);
  if (first === undefined) return undefined;
  const parts = sqlParts(first, at);
  if (parts === undefined) return undefined;
  const receiver = receiverOf(call.receiver, at);
  if (receiver === undefined || !mayQuery(receiver, call.receiver, at)) return undefined;
  return { receiver, statements: scanSql(parts, bindingsOf(argument(call.args, 1), at)) };
};

const mayQuery = (receiver: Receiver, node: TSESTree.Node, at: Resolver): boolean =>
  receiver.evidence === 'bound' || isProven(node, at) || (receiver.evidence === 'named' && receiver.kind !== 'repository' && receiver.kind !== 'static');

const bindingsOf = (node: TSESTree.Node | undefined, at: Resolver): SqlBindings => {
  if (node === undefined) return { positional: [] };
  const value = at.constant(node);
  if (value.type === 'ObjectExpression') return { named: new Map([...at.object(node).entries].map(([name, entry]) => [name, entry.value])), positional: [] };
  if (value.type !== 'ArrayExpression') return { positional: [] };
  const spread = value.elements.findIndex((element) => element === null || element.type === 'SpreadElement');
  const known = spread === -1 ? value.elements : value.elements.slice(0, spread);
  return { positional: known.filter((element) => element !== null) };
};

export const rawOperations = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const found = rawStatements(call, at);
  return found === undefined ? [] : operationsOf(found.statements, { node: call.node, verb: call.verb, handle: { ...found.receiver.handle, node: call.receiver }, at });
};

/** `` dataSource.sql`SELECT …` `` */
export const taggedOperations = (node: TSESTree.TaggedTemplateExpression, at: Resolver): readonly Facts[] => {
  const tag = node.tag;
  if (tag.type !== 'MemberExpression' || tag.property.type !== 'Identifier' || tag.property.name !== 'sql') return [];
  const receiver = receiverOf(tag.object, at);
  if (receiver?.evidence !== 'bound') return [];
  const parts = node.quasi.quasis.flatMap((quasi, index): SqlPart[] => {
    const hole = node.quasi.expressions[index];
    const text = quasi.value.cooked ?? '';
    return hole === undefined ? [text] : [text, hole];
  });
  return operationsOf(scanSql(parts), { node, verb: tag.property, handle: { ...receiver.handle, node: tag.object }, at });
};

interface Site {
  readonly node: OperationNode;
  readonly verb: TSESTree.Node;
  readonly handle: Handle;
  readonly at: Resolver;
}

const operationsOf = (statements: readonly SqlStatement[], site: Site): readonly Facts[] =>
  statements.flatMap((statement) => [...statement.ctes.flatMap((cte) => ofStatement(cte.statement, site)), ...ofStatement(statement, site)]);

const affected: Result = { kind: 'tuple', items: [{ kind: 'rows' }, { kind: 'affected' }] };

const ofStatement = (statement: SqlStatement, site: Site): readonly Facts[] => {
  const base = { ...tablesOf(statement, site), node: site.node, verb: site.verb, handle: site.handle, sets: noColumns, lock: undefined, rows: 'many', oneStatement: true } as const;
  const locks = statement.keyLocks.filter((lock) => lock.takes).map((lock): Facts => ({
    ...base, kind: 'lock', table: unknown, where: anyRow, lockKey: lock.holes, lockScope: lock.scope, result: lock.wait === 'try' ? { kind: 'boolean' } : { kind: 'nothing' },
    lock: { strength: lock.strength, onLocked: lock.wait === 'try' ? 'nowait' : 'wait' },
  }));
  const where = predicateOf(statement);
  switch (statement.verb) {
    case 'select':
      if (statement.tables.length === 0) return locks;
      return [...locks, {
        ...base, kind: 'read', where, lock: statement.lock === undefined ? undefined : { strength: statement.lock.strength, onLocked: statement.lock.onLocked },
        result: selection(statement), ...(statement.orderBy.length > 0 && statement.limit === 1 ? { orderedBy: statement.orderBy } : {}),
      }];
    case 'insert':
      return [{
        ...base, kind: statement.conflict?.action === 'update' || statement.conflict?.action === 'replace' ? 'upsert' : 'insert', where: conflictKey(statement), sets: setsOf(statement),
        rows: statement.rows, result: { kind: 'rows' }, ...conflictOf(statement),
      }];
    case 'update':
      return [{ ...base, kind: 'update', where, sets: setsOf(statement), result: affected }];
    case 'delete':
      return [{ ...base, kind: 'delete', where, result: affected }];
    case 'lock':
      return [{ ...base, kind: 'lock', where: anyRow, lock: { strength: 'update', onLocked: statement.lock?.onLocked ?? 'wait' }, result: { kind: 'nothing' } }];
    default:
      return locks;
  }
};

const conflictOf = ({ conflict, sets }: SqlStatement): Pick<Facts, 'onConflict' | 'updates'> => {
  if (conflict === undefined) return {};
  if (conflict.action === 'ignore') return { onConflict: 'ignore' };
  const updated = conflict.action === 'replace' ? sets : conflict.sets;
  return { onConflict: 'update', updates: { entries: updated.map(toAssignment), spreads: [], open: false } };
};

const tablesOf = (statement: SqlStatement, site: Site): { readonly table: Known<Table>; readonly joins: readonly Table[] } => {
  const [target, ...rest] = statement.tables;
  const name = target?.name;
  return {
    table: name === undefined ? unknown : sqlTable(name, site.at),
    joins: rest.flatMap((one) => (one.name === undefined ? [] : [sqlTable(one.name, site.at)])),
  };
};

const aliasesOf = (statement: SqlStatement): Aliases => {
  const found = new Map<string, readonly string[]>();
  statement.tables.forEach((table, index) => {
    if (table.role === 'subselect') return;
    const path = index === 0 || table.name === undefined ? [] : [table.name];
    for (const name of [table.name, table.alias]) if (name !== undefined && !found.has(name)) found.set(name, path);
  });
  return found;
};

const predicateOf = (statement: SqlStatement): Predicate => {
  const aliases = aliasesOf(statement);
  const terms: Term[] = [];
  let open = statement.where.open;
  for (const term of statement.where.terms) {
    const read = toTerm(term, aliases);
    if (read !== undefined) terms.push(read);
    else if (!isJoin(term.value)) open = true;
  }
  return { terms, open, spreads: [] };
};

/** `b.user_id = u.id`; a lone name may be MySQL's `"text"`. */
const isJoin = (value: SqlValue | undefined): boolean => value?.kind === 'column' && value.table !== undefined;

const setsOf = (statement: SqlStatement): Assignments => ({ entries: statement.sets.map(toAssignment), spreads: [], open: statement.setsOpen });

const toAssignment = (set: SqlAssignment): Assignment => ({ column: set.column, written: toWritten(set), property: undefined });

const toWritten = ({ value, atomic, operand }: SqlAssignment): Written => {
  if (atomic !== undefined) return { kind: 'atomic', operator: atomic, node: operand?.kind === 'hole' ? operand.node : undefined };
  if (value.kind === 'hole' && value.node !== undefined) return { kind: 'value', node: value.node };
  if (value.kind === 'literal') return { kind: 'opaque', node: undefined, constant: value.value };
  return { kind: 'opaque', node: value.kind === 'expression' ? value.holes[0] : undefined };
};

const conflictKey = (statement: SqlStatement): Predicate => {
  const columns = statement.conflict?.columns;
  if (columns === undefined || statement.conflict?.action === 'ignore') return { ...anyRow, open: statement.conflict !== undefined && statement.conflict.action !== 'ignore' };
  return {
    terms: columns.map((column): Term => ({ column, op: 'eq', ...rightSide(statement.sets.find((set) => set.column === column)?.value) })), open: false, spreads: [],
  };
};

/** `SELECT MAX(n) AS max` gives one row of named numbers: `const [{ max }] = await query(…)`. */
const selection = (statement: SqlStatement): Result => {
  if (statement.grouped || statement.select.length === 0) return { kind: 'rows' };
  const members: Record<string, Result> = {};
  for (const item of statement.select) {
    if (item.kind === 'column' || item.kind === 'all' || item.kind === 'other' || item.kind === 'exists') return { kind: 'rows' };
    members[item.alias ?? item.kind] = { kind: 'number', of: item.kind, column: item.column };
  }
  return { kind: 'tuple', items: [{ kind: 'object', members }] };
};
