/** Relational queries (`db.query.users.findFirst({ where, with })`) and `db.$count(users, condition)`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Handle, Predicate, Result, Table } from '../../operations/operation.js';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { anyRow, argument, noColumns, someRows, type Facts } from './facts.js';
import { readFilter } from './filters.js';
import { evidenceOf } from './handles.js';
import { readCondition } from './predicates.js';
import { fileOf, isProven, relationalHandle, takesCallback } from './proofs.js';
import { columnOf, tableNamed, tableRef, type Scope } from './tables.js';

/** The operations of `findFirst` and `findMany`: the table's, and one for each relation that is read along. */
export const relationalOperations = (node: TSESTree.CallExpression, at: Resolver): readonly Facts[] => {
  const owner = relationalHandle(node);
  const callee = node.callee;
  if (owner === undefined || callee.type !== 'MemberExpression' || callee.object.type !== 'MemberExpression') return [];
  const evidence = evidenceOf(owner, at);
  if (evidence.strength === 'refuted') return [];
  if (!(evidence.strength === 'proven' || takesCallback(node, at) || fileOf(at).own || isProven(owner, at))) return [];
  const name = memberName(callee.object);
  if (name === undefined) return [];
  const handle: Handle = { kind: evidence.kind, id: evidence.id, node: owner };
  const options = at.object(argument(node.arguments, 0));
  const table = tableNamed(name);
  const scope: Scope = { at, sources: new Map([[name, []]]) };
  const where = whereOf(options, scope);
  const isFirst = memberName(callee) === 'findFirst';
  const order = options.entries.get('orderBy')?.value;
  const base = { node, verb: callee.property, handle, joins: [], sets: noColumns, lock: undefined, oneStatement: true, lazy: true } as const;
  const related = relationsOf(options, at, []);
  const limit = options.entries.get('limit')?.value;
  const isOne = isFirst || (limit?.type === 'Literal' && limit.value === 1);
  const main: Facts = {
    ...base, kind: 'read', table, where, result: isFirst ? { kind: 'row', absent: 'null' } : { kind: 'rows' }, joins: related.map(({ path }) => relation(table, path)),
    rows: where.terms.some(({ column, op, via, disjunct }) => column === 'id' && op === 'eq' && via === undefined && disjunct !== true) ? 'one' : 'many',
    ...(order !== undefined && isOne ? { orderedBy: orderedBy(order, scope) } : {}), ...columnsOf(options, at),
  };
  return [main, ...related.map(({ path, isList }): Facts => ({
    ...base, kind: 'read', table: relation(table, path), where: someRows, rows: 'many', result: isList ? { kind: 'rows' } : { kind: 'row', absent: 'null' }, nested: { parent: node, path },
  }))];
};

const relation = (table: Table, path: readonly string[]): Table => ({ id: `${table.id}.${path.join('.')}`, name: path.at(-1) ?? table.name });

/** A condition, a callback that gives one, or (1.0) an object of filters. */
const whereOf = (options: ObjectShape, scope: Scope): Predicate => {
  const node = options.entries.get('where')?.value;
  if (node === undefined) return options.spreads.length > 0 || options.open ? someRows : anyRow;
  const value = scope.at.constant(node);
  if (value.type === 'ObjectExpression') return readFilter(value, scope.at);
  if (!isFunction(value)) return readCondition(value, scope);
  const returned = returnedExpression(value);
  return returned === undefined ? someRows : readCondition(returned, { ...scope, fields: value.params[0] });
};

/** `columns: { id: true }`; with `false` the others are given. */
const columnsOf = (options: ObjectShape, at: Resolver): Pick<Facts, 'selects'> => {
  const entries = [...at.object(options.entries.get('columns')?.value).entries];
  const chosen = entries.flatMap(([name, { value }]) => (value.type === 'Literal' && value.value === true ? [name] : []));
  return chosen.length === 0 || chosen.length < entries.length ? {} : { selects: chosen };
};

/** `orderBy: desc(users.n)`, `orderBy: (users, { desc }) => [desc(users.n)]`, `orderBy: { n: 'desc' }` */
const orderedBy = (node: TSESTree.Node, scope: Scope): readonly string[] => {
  const value = scope.at.constant(node);
  if (value.type === 'ObjectExpression') return [...scope.at.object(value).entries.keys()];
  const inner = isFunction(value) ? { node: returnedExpression(value), scope: { ...scope, fields: value.params[0] } } : { node: value, scope };
  const list = inner.node?.type === 'ArrayExpression' ? inner.node.elements : [inner.node];
  return list.flatMap((item) => {
    const of = item?.type === 'CallExpression' ? item.arguments[0] : item;
    const column = of === undefined || of === null ? undefined : columnOf(of, inner.scope);
    return column === undefined ? [] : [column.column];
  });
};

interface Relation {
  readonly path: readonly string[];
  readonly isList: boolean;
}

const listOnly = ['limit', 'offset', 'orderBy', 'where'];

/** The relations that are read along. Whether one is a list is told by its options, else by its name. */
const relationsOf = (options: ObjectShape, at: Resolver, path: readonly string[]): readonly Relation[] => {
  if (path.length > 3) return [];
  return [...at.object(options.entries.get('with')?.value).entries].flatMap(([name, { value }]): readonly Relation[] => {
    const inner = at.object(value);
    const own = [...path, name];
    const isList = listOnly.some((key) => inner.entries.has(key)) || (name.endsWith('s') && !name.endsWith('ss'));
    return [{ path: own, isList }, ...(inner.node === undefined ? [] : relationsOf(inner, at, own))];
  });
};

const count: Result = { kind: 'number', of: 'count', column: undefined };

/** `db.$count(users, eq(users.teamId, id))` gives a number; as a column of a query it is a part of that. */
export const countOperations = (node: TSESTree.CallExpression, at: Resolver): readonly Facts[] => {
  const { callee, arguments: args } = node;
  const table = argument(args, 0);
  const ref = table === undefined ? undefined : tableRef(table, at);
  if (callee.type !== 'MemberExpression' || ref === undefined || node.parent.type === 'Property') return [];
  const { strength, kind, id } = evidenceOf(callee.object, at);
  if (strength === 'refuted') return [];
  const scope: Scope = { at, sources: new Map([[ref.key, []]]) };
  return [{
    kind: 'read', node, verb: callee.property, handle: { kind, id, node: callee.object }, table: ref.table, joins: [], where: readCondition(argument(args, 1), scope), sets: noColumns, lock: undefined,
    result: count, rows: 'many', oneStatement: true, lazy: true,
  }];
};
