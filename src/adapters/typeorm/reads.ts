/** Finds, counts and aggregates. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import { cutBy } from '../../operations/limit.js';
import type { Predicate, Result, Table } from '../../operations/operation.js';
import { relationTable } from './entity.js';
import { someRows, type Facts } from './facts.js';
import { findOptions, type FindOptions } from './find-options.js';
import type { ReadVerb } from './names.js';
import { operationOf, type Subject } from './operation-parts.js';
import { conditions, isByKey } from './predicates.js';

const row: Result = { kind: 'row', absent: 'null' };
const rowOrThrow: Result = { kind: 'row', absent: 'throws' };
const rows: Result = { kind: 'rows' };
const count: Result = { kind: 'number', of: 'count', column: undefined };
const rowsAndCount: Result = { kind: 'tuple', items: [rows, count] };
const exists: Result = { kind: 'boolean' };

/** The operations of a read: the row's own, and one for each relation that is loaded with it. */
export const readOperations = (subject: Subject, verb: ReadVerb): readonly Facts[] => {
  const [first, second] = subject.args;
  switch (verb) {
    case 'findOne':
      return byOptions(subject, row);
    case 'findOneOrFail':
      return byOptions(subject, rowOrThrow);
    case 'find':
      return byOptions(subject, rows);
    case 'findAndCount':
      return byOptions(subject, rowsAndCount);
    case 'exists':
    case 'exist':
      return byOptions(subject, exists);
    case 'count':
      return byOptions(subject, count);
    case 'findOneBy':
      return byWhere(subject, row, first);
    case 'findOneByOrFail':
      return byWhere(subject, rowOrThrow, first);
    case 'findBy':
      return byWhere(subject, rows, first);
    case 'findAndCountBy':
      return byWhere(subject, rowsAndCount, first);
    case 'existsBy':
      return byWhere(subject, exists, first);
    case 'countBy':
      return byWhere(subject, count, first);
    case 'findByIds':
      return withRelations(subject, { ...findOptions(second, undefined, subject.at), where: idTerm(first, 'in') }, rows);
    case 'findOneById':
      return withRelations(subject, { ...findOptions(undefined, undefined, subject.at), where: idTerm(first, 'eq') }, row);
    case 'sum':
    case 'average':
      return aggregate(subject, verb, first, second);
    case 'minimum':
      return aggregate(subject, 'min', first, second);
    case 'maximum':
      return aggregate(subject, 'max', first, second);
    case 'preload':
      return [operationOf(subject, { kind: 'read', where: preloadKey(subject, first), result: row, rows: 'one' })];
  }
};

const idTerm = (value: TSESTree.Node | undefined, op: 'eq' | 'in'): Predicate =>
  value === undefined ? someRows : { terms: [{ column: 'id', op, value }], open: false, spreads: [] };

const preloadKey = (subject: Subject, node: TSESTree.Node | undefined): Predicate => {
  if (node === undefined) return someRows;
  const shape = subject.at.object(node);
  const id = shape.entries.get('id');
  if (id !== undefined) return idTerm(id.value, 'eq');
  return { terms: [], open: shape.spreads.length === 0, spreads: shape.spreads };
};

const aggregate = (subject: Subject, of: 'sum' | 'average' | 'min' | 'max', column: TSESTree.Node | undefined, where: TSESTree.Node | undefined): readonly Facts[] => {
  const predicate = conditions(where, subject.at);
  return [operationOf(subject, { kind: 'read', where: predicate, joins: joined(subject, predicate, []), result: { kind: 'number', of, column: subject.at.text(column) } })];
};

const byWhere = (subject: Subject, result: Result, node: TSESTree.Node | undefined): readonly Facts[] => {
  const where = node === undefined ? someRows : conditions(node, subject.at);
  return withRelations(subject, { where, lock: undefined, joinedLock: undefined, relations: [], order: [], limit: undefined, selects: undefined }, result);
};

const byOptions = (subject: Subject, result: Result): readonly Facts[] => {
  const [first, second] = subject.args;
  return withRelations(subject, findOptions(first, second, subject.at), result);
};

const withRelations = (subject: Subject, options: FindOptions, result: Result): readonly Facts[] => {
  const { where, lock, joinedLock, relations, order, selects } = options;
  const main = operationOf(subject, {
    kind: 'read', where, lock, result, rows: isByKey(where) ? 'one' : 'many', joins: joined(subject, where, relations),
    ...cutBy(options.limit, order, result.kind === 'row'), ...(selects === undefined ? {} : { selects }),
  });
  return [main, ...relations.map((path) => operationOf({ ...subject, table: relationTable(subject.table, path) }, {
    kind: 'read', where: someRows, lock: joinedLock, result: rows, nested: { parent: subject.call.node, path },
  }))];
};

/** Tables that the predicate or the result looks at besides the row's own. */
const joined = (subject: Subject, where: Predicate, relations: readonly (readonly string[])[]): readonly Table[] => {
  const paths = [...where.terms.flatMap((term) => (term.via === undefined ? [] : [term.via])), ...relations];
  const found = new Map<string, Table>();
  for (const path of paths) {
    const table = relationTable(subject.table, path);
    if (table !== unknown) found.set(table.id, table);
  }
  return [...found.values()];
};
