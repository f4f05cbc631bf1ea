/** A call → its operations: query chains here; relational queries, counts and SQL text in their files. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { Handle, OperationNode, Predicate, Result, RowLock, Table, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { memberName } from '../../syntax/property-name.js';
import { queryOf, type Link, type Query } from './chain.js';
import { allOf, anyRow, argument, noColumns, someRows, type Facts } from './facts.js';
import { evidenceOf } from './handles.js';
import { running } from './names.js';
import { readCondition } from './predicates.js';
import { isOwn } from './proofs.js';
import { rawOperations } from './raw.js';
import { countOperations, relationalOperations } from './relational.js';
import { declaredSqlName, selectionOf, sqlNames, type Selection } from './selection.js';
import { columnOf, tableRef, type Scope, type TableRef } from './tables.js';
import { assignments, isList } from './values.js';

/** The operations that a call is, without their dialect. */
export const recogniseFacts = (node: OperationNode, at: Resolver): readonly Facts[] => {
  if (node.type !== 'CallExpression') return [];
  const callee = at.bare(node.callee);
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  if (name === undefined) return [];
  if (name === 'findFirst' || name === 'findMany') return relationalOperations(node, at);
  if (name === '$count') return countOperations(node, at);
  if (running.has(name) || name === 'values') {
    const raw = rawOperations(node, at);
    if (raw.length > 0) return raw;
  }
  const query = queryOf(node, at);
  return query === undefined || !isOwn(query, at) ? [] : ofQuery(query, at);
};

interface Subject {
  readonly query: Query;
  readonly at: Resolver;
  readonly target: TableRef;
  readonly scope: Scope;
  readonly joined: readonly { readonly table: Table; readonly path: readonly string[] }[];
}

const joins: ReadonlySet<string> = new Set(['innerJoin', 'leftJoin', 'rightJoin', 'fullJoin', 'crossJoin']);

const ofQuery = (query: Query, at: Resolver): readonly Facts[] => {
  const { first, rest } = query;
  const node = argument((first.name.startsWith('select') ? rest.find(({ name }) => name === 'from') : first)?.args ?? [], 0);
  const target = node === undefined ? undefined : tableRef(node, at);
  if (node === undefined || target === undefined) return [];
  const sources = new Map<string, readonly string[]>([[target.key, []]]);
  const joined: { table: Table; path: readonly string[] }[] = [];
  for (const link of rest) {
    const source = joins.has(link.name) || link.name === 'from' ? argument(link.args, 0) : undefined;
    const ref = source === undefined ? undefined : tableRef(source, at);
    if (ref === undefined || !isKnown(ref.table) || sources.has(ref.key)) continue;
    const path = [ref.key];
    sources.set(ref.key, path);
    joined.push({ table: ref.table, path });
  }
  const subject: Subject = { query, at, target, scope: { at, sources }, joined };
  switch (first.name) {
    case 'insert':
      return [inserted(subject)];
    case 'update':
      return [changed(subject, 'update')];
    case 'delete':
      return [changed(subject, 'delete')];
    default:
      return selected(subject, node);
  }
};

const find = (query: Query, ...names: readonly string[]): Link | undefined => query.rest.findLast(({ name }) => names.includes(name));

/** The parts that all queries have. */
const base = ({ query, at, target, joined }: Subject): Omit<Facts, 'kind' | 'result'> => {
  const { kind, id } = evidenceOf(query.handle, at);
  const handle: Handle = { kind, id, node: query.handle };
  return {
    node: query.node, verb: query.first.node, handle, table: target.table, joins: joined.map(({ table }) => table), where: anyRow, sets: noColumns, lock: undefined, rows: 'many',
    oneStatement: true, lazy: true, ...(isSynchronous(query, at) ? { synchronous: true } : {}),
  };
};

/** `.get()`, `.all()` and `.run()` of the SQLite drivers that don't wait give what others promise. */
const isSynchronous = ({ node }: Query, at: Resolver): boolean => {
  const last = node.callee.type === 'MemberExpression' ? memberName(node.callee) : undefined;
  if (last === undefined || !running.has(last) || last === 'execute' || awaitOf(node) !== undefined) return false;
  const { parent } = node;
  if (parent.type === 'ArrayExpression' || (parent.type === 'MemberExpression' && /^(?:then|catch|finally)$/.test(memberName(parent) ?? ''))) return false;
  const isReturned = parent.type === 'ReturnStatement' || parent.type === 'ArrowFunctionExpression';
  return !isReturned || at.functionOf(node)?.async !== true;
};

/** All `where`s of a query; the last one counts, but a chain with two is built up somewhere. */
const whereOf = ({ query, scope }: Subject): Predicate => {
  const conditions = query.rest.filter(({ name }) => name === 'where');
  const last = conditions.at(-1);
  const read = last === undefined ? anyRow : readCondition(argument(last.args, 0), scope);
  return query.open || conditions.length > 1 ? { ...read, open: true } : read;
};

/** By the convention of the key's name. */
const rowsOf = ({ terms }: Predicate): 'one' | 'many' => (terms.some(({ column, op, via, disjunct }) => column === 'id' && op === 'eq' && via === undefined && disjunct !== true) ? 'one' : 'many');

const affected: Result = { kind: 'affected' };
const header: Result = { kind: 'object', members: { affectedRows: affected, changedRows: affected, insertId: { kind: 'nothing' } } };
/** What the drivers say of a write without `returning`: node-postgres, postgres.js, libsql, better-sqlite3, D1, mysql2. */
const written: Result = {
  kind: 'object',
  members: { rowCount: affected, count: affected, rowsAffected: affected, changes: affected, affectedRows: affected, meta: { kind: 'object', members: { changes: affected } }, 0: header },
};

const writeResult = (query: Query): Result => {
  if (find(query, 'returning', '$returningId', 'output') === undefined) return written;
  return find(query, 'get') === undefined ? { kind: 'rows' } : { kind: 'row', absent: 'null' };
};

const changed = (subject: Subject, kind: 'update' | 'delete'): Facts => {
  const where = whereOf(subject);
  return {
    ...base(subject), kind, where, rows: rowsOf(where), result: writeResult(subject.query),
    sets: kind === 'update' ? assignments(argument(find(subject.query, 'set')?.args ?? [], 0), subject.scope) : noColumns,
  };
};

const inserted = (subject: Subject): Facts => {
  const { query, scope } = subject;
  const values = argument(find(query, 'values')?.args ?? [], 0);
  const sets = find(query, 'select') === undefined ? assignments(values, scope) : { ...noColumns, open: true };
  const facts = { ...base(subject), sets, rows: isList(values, scope) ? 'many' : 'one', result: writeResult(query) } as const;
  const update = find(query, 'onConflictDoUpdate', 'onDuplicateKeyUpdate');
  if (update === undefined) return { ...facts, kind: 'insert', ...(find(query, 'onConflictDoNothing', 'ignore') === undefined ? {} : { onConflict: 'ignore' }) };
  const options = scope.at.object(argument(update.args, 0));
  return { ...facts, kind: 'upsert', onConflict: 'update', where: targetOf(options.entries.get('target')?.value, sets, scope), updates: assignments(options.entries.get('set')?.value, scope) };
};

/** The row that a conflict is about: the proposed values of the target's columns. */
const targetOf = (node: TSESTree.Node | undefined, sets: Facts['sets'], scope: Scope): Predicate => {
  const list = node === undefined ? undefined : scope.at.constant(node);
  const columns = list?.type === 'ArrayExpression' ? list.elements : list === undefined ? [] : [list];
  const terms = columns.flatMap((column): readonly Term[] => {
    const name = column === null ? undefined : columnOf(column, scope)?.column;
    const set = sets.entries.find((entry) => entry.column === name);
    return name !== undefined && set?.written.kind === 'value' ? [{ column: name, op: 'eq', value: set.written.node }] : [];
  });
  return terms.length === 0 ? someRows : { terms, open: terms.length < columns.length, spreads: [] };
};

const selected = (subject: Subject, target: TSESTree.Node): readonly Facts[] => {
  const { query, scope, at, joined } = subject;
  const selection = selectionOf(query.first.args.at(-1), scope, joined.length === 0 ? {} : partNames(subject, target));
  const where = whereOf(subject);
  const order = find(query, 'orderBy');
  const first = query.node.callee.type === 'MemberExpression' && memberName(query.node.callee) === 'get';
  const isFirst = first || isOne(find(query, 'limit'));
  const result = resultOf(query, selection);
  const on = query.rest.filter(({ name }) => name === 'innerJoin').flatMap(({ args }) => (args[1] === undefined || args[1].type === 'SpreadElement' ? [] : [readCondition(args[1], scope)]));
  const all = allOf([where, ...on.map((predicate) => ({ ...predicate, open: false }))]);
  const main: Facts = {
    ...base(subject), kind: 'read', where: all, lock: lockOf(query, at), result: first ? single(result) : result, rows: rowsOf(where),
    ...(find(query, 'limit') === undefined ? {} : { limited: true }), ...(order !== undefined && isFirst ? { orderedBy: orderedBy(order.args, scope) } : {}),
    ...(selection.columns === undefined ? {} : { selects: selection.columns }),
    ...(Object.keys(selection.fields).length === 0 ? {} : { fields: selection.fields }),
  };
  if (selection.isAggregate) return [main];
  return [main, ...joined.map(({ table, path }): Facts => {
    const terms = where.terms.flatMap(({ via, ...term }) => (via?.join('.') === path.join('.') ? [term] : []));
    return { ...base(subject), joins: [], kind: 'read', table, where: { terms, open: true, spreads: [] }, lock: main.lock, result: { kind: 'row', absent: 'null' }, nested: { parent: query.node, path } };
  })];
};

/** A join without a selection gives `{ users: {…}, posts: {…} }` by the names of the tables in SQL. */
const partNames = ({ query, at, target, joined }: Subject, node: TSESTree.Node): Readonly<Record<string, readonly string[]>> => {
  const found: Record<string, readonly string[]> = {};
  for (const { path, table } of joined) for (const name of sqlNames(table.name)) found[name] = path;
  for (const link of query.rest) {
    const source = joins.has(link.name) ? argument(link.args, 0) : undefined;
    const name = source === undefined ? undefined : declaredSqlName(source, at);
    const key = source === undefined ? undefined : tableRef(source, at)?.key;
    if (name !== undefined && key !== undefined) found[name] = [key];
  }
  for (const name of [...sqlNames(isKnown(target.table) ? target.table.name : ''), declaredSqlName(node, at)]) if (name !== undefined && name !== '') found[name] = [];
  return found;
};

const resultOf = (query: Query, { isAggregate, numbers }: Selection): Result => {
  const isGrouped = query.rest.some(({ name }) => name === 'groupBy' || /^(?:union|intersect|except)/.test(name));
  if (isAggregate && !isGrouped) return { kind: 'tuple', items: [{ kind: 'object', members: numbers }] };
  return Object.keys(numbers).length === 0 ? { kind: 'rows' } : { kind: 'rows', members: numbers };
};

/** `.get()` gives the first of what `.all()` gives. */
const single = (result: Result): Result => (result.kind === 'tuple' ? (result.items[0] ?? { kind: 'nothing' }) : { kind: 'row', absent: 'null' });

const isOne = (limit: Link | undefined): boolean => {
  const value = argument(limit?.args ?? [], 0);
  return value?.type === 'Literal' && value.value === 1;
};

/** `orderBy(desc(users.n), users.id)` */
const orderedBy = (args: readonly TSESTree.CallExpressionArgument[], scope: Scope): readonly string[] =>
  args.flatMap((arg) => {
    const value = scope.at.bare(arg);
    const inner = value.type === 'CallExpression' ? (value.arguments[0] ?? value) : value;
    const column = columnOf(inner, scope);
    return column === undefined || column.via.length > 0 ? [] : [column.column];
  });

const strengths: Readonly<Record<string, RowLock['strength']>> = { update: 'update', 'no key update': 'no-key-update', share: 'share', 'key share': 'key-share' };

const lockOf = (query: Query, at: Resolver): Facts['lock'] => {
  const link = find(query, 'for');
  const strength = strengths[at.text(argument(link?.args ?? [], 0)) ?? ''];
  if (link === undefined || strength === undefined) return undefined;
  const { entries } = at.object(argument(link.args, 1));
  return { strength, onLocked: entries.has('skipLocked') ? 'skip' : entries.has('noWait') ? 'nowait' : 'wait' };
};
