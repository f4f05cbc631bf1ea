/** Finds, counts and aggregates of a model. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import { cutBy } from '../../operations/limit.js';
import type { Handle, Predicate, Result, Table } from '../../operations/operation.js';
import { argument, operationOf, someRows, type Facts, type Subject } from './facts.js';
import type { ReadVerb } from './names.js';
import { findOptions, type FindOptions } from './options.js';
import { isByKey } from './predicates.js';
import { handleOf } from './transaction.js';

const rows: Result = { kind: 'rows' };
const count: Result = { kind: 'number', of: 'count', column: undefined };

/** The operations of a read: the row's own, and one for each table that is loaded with it. */
export const readOperations = (subject: Subject, verb: ReadVerb, scope: Predicate): readonly Facts[] => {
  const { call, at } = subject;
  const first = argument(call.args, 0);
  const second = argument(call.args, 1);
  const byFirst = (result: (options: FindOptions) => Result): readonly Facts[] => {
    const options = findOptions(first, at);
    return withIncluded(subject, handleOf(first, call, at), scoped(options, scope), result(options));
  };
  switch (verb) {
    case 'findOne':
      return byFirst(rowOf);
    case 'findByPk':
    case 'findById': {
      const options = findOptions(second, at);
      const where: Predicate = first === undefined ? someRows : { terms: [{ column: 'id', op: 'eq', value: first }], open: options.where.open, spreads: [] };
      return withIncluded(subject, handleOf(second, call, at), scoped({ ...options, where }, scope), rowOf(options));
    }
    case 'findAll':
      return byFirst(({ aggregates }) => (Object.keys(aggregates).length > 0 ? { kind: 'rows', members: aggregates } : rows));
    case 'findAndCountAll':
    case 'findAndCount':
      return byFirst(() => ({ kind: 'object', members: { rows, count } }));
    case 'count':
      return byFirst(({ grouped }) => (grouped ? rows : count));
    case 'max':
    case 'min':
    case 'sum': {
      const options = findOptions(second, at);
      return withIncluded(subject, handleOf(second, call, at), scoped(options, scope), { kind: 'number', of: verb, column: at.text(first) });
    }
  }
};

const rowOf = ({ onlyAggregates, aggregates, grouped, throwsWhenAbsent }: FindOptions): Result =>
  onlyAggregates && !grouped ? { kind: 'object', members: aggregates } : { kind: 'row', absent: throwsWhenAbsent ? 'throws' : 'null' };

const scoped = (options: FindOptions, scope: Predicate): FindOptions => (scope.open ? { ...options, where: { ...options.where, open: true } } : options);

const withIncluded = (subject: Subject, handle: Handle, options: FindOptions, result: Result): readonly Facts[] => {
  const { where, lock, joinedLock, includes, order, limit, selects } = options;
  const joins = includes.flatMap(({ table }): readonly Table[] => (table === unknown ? [] : [table]));
  const main = operationOf(subject, handle, {
    kind: 'read', where, lock, result, rows: isByKey(where) ? 'one' : 'many', joins, ...cutBy(limit, order, result.kind === 'row'), ...(selects === undefined ? {} : { selects }),
  });
  return [main, ...includes.map(({ table, path, where: own }) => operationOf({ ...subject, table }, handle, {
    kind: 'read', where: { ...own, terms: own.terms.map(({ via: _via, ...term }) => term) }, lock: joinedLock, result: rows, nested: { parent: subject.call.node, path },
  }))];
};

/** A read by predicate, for the calls that read before they write. */
export const readFirst = (subject: Subject, handle: Handle, options: TSESTree.Node | undefined, result: Result): Facts => {
  const { where } = findOptions(options, subject.at);
  return operationOf(subject, handle, { kind: 'read', where, result, rows: 'one' });
};
