/** Finds and counts. A find by the key of a loaded row runs no query; it is a read all the same. */
import type { Predicate, Result, Table } from '../../operations/operation.js';
import { isKnown } from '../../operations/known.js';
import { someRows, type Facts } from '../../operations/from-sql.js';
import type { ReadVerb } from './names.js';
import { findOptions, type FindOptions } from './options.js';
import { conditions, isByKey } from './predicates.js';
import { operationOf, type Subject } from './subject.js';
import { relationTable } from './tables.js';

const rows: Result = { kind: 'rows' };
const count: Result = { kind: 'number', of: 'count', column: undefined };

const results: Readonly<Record<ReadVerb, Result>> = {
  findOne: { kind: 'row', absent: 'null' },
  findOneOrFail: { kind: 'row', absent: 'throws' },
  find: rows,
  findAll: rows,
  findAndCount: { kind: 'tuple', items: [rows, count] },
  findByCursor: { kind: 'object', members: { items: rows, totalCount: count } },
  count,
};

/** The operations of a read: the row's own, and one for each relation that is loaded with it. */
export const readOperations = (subject: Subject, verb: ReadVerb): readonly Facts[] => {
  const { at, args } = subject;
  const [first, second] = args;
  const isByOptions = verb === 'findAll' || verb === 'findByCursor';
  const options = isByOptions && first !== undefined ? first : second;
  const where = isByOptions ? whereOption(subject) : first === undefined && args.length > 0 ? someRows : conditions(first, at);
  return withRelations(subject, findOptions(options, at), where, results[verb]);
};

/** `findAll({ where })`; `findByCursor(where, options)` of version 6 */
const whereOption = ({ at, args: [first, second] }: Subject): Predicate => {
  if (first === undefined) return conditions(undefined, at);
  const shape = at.object(first);
  if (second !== undefined) return conditions(first, at);
  return shape.open || shape.spreads.length > 0 ? someRows : conditions(shape.entries.get('where')?.value, at);
};

const withRelations = (subject: Subject, options: FindOptions, where: Predicate, result: Result): readonly Facts[] => {
  const { lock, relations, order, selects } = options;
  const isFirst = order.length > 0 && (options.takesOne || result.kind === 'row');
  const paths = [...where.terms.flatMap(({ via }) => (via === undefined ? [] : [via])), ...relations];
  const joins = [...new Map(paths.flatMap((path): (readonly [string, Table])[] => {
    const table = relationTable(subject.table, path);
    return isKnown(table) ? [[table.id, table]] : [];
  })).values()];
  const main = operationOf(subject, {
    kind: 'read', where, lock, result, joins, rows: isByKey(where) ? 'one' : 'many',
    ...(isFirst ? { orderedBy: order } : {}), ...(options.limited && result.kind === 'rows' ? { limited: true } : {}), ...(selects === undefined ? {} : { selects }),
  });
  return [main, ...relations.map((path) => operationOf({ ...subject, table: relationTable(subject.table, path) }, { kind: 'read', where: someRows, result: rows, nested: { parent: subject.call.node, path } }))];
};
