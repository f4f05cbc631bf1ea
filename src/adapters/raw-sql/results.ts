/**
 * What the drivers give: rows in a list, in an object, in a pair, one by one; the number of affected rows by its various names.
 *
 * Sources as in drivers.ts. Never assumed of a driver that isn't known: which of the forms it has; its result then answers to all names.
 */
import type { Result } from '../../operations/operation.js';
import type { SqlStatement } from '../../syntax/sql-facts.js';
import type { Driver } from './drivers.js';

const affected: Result = { kind: 'affected' };
const counted: Result = { kind: 'number', of: 'count', column: undefined };

/** How a call gives what a statement gives. */
export type Form =
  | 'rows-object' | 'list' | 'pair' | 'row' | 'row-or-throw' | 'value' | 'value-or-throw' | 'values' | 'exists' | 'changes' | 'd1-run' | 'd1-all' | 'nothing' | 'any';

const ofMethod: Readonly<Partial<Record<string, Form>>> = {
  one: 'row-or-throw', oneOrNone: 'row', maybeOne: 'row', oneFirst: 'value-or-throw', maybeOneFirst: 'value', many: 'list', manyOrNone: 'list', any: 'list', manyFirst: 'values', anyFirst: 'values', exists: 'exists', none: 'nothing',
  result: 'rows-object',
};

const forms: Readonly<Record<Driver, (method: string) => Form>> = {
  pg: () => 'rows-object',
  postgres: () => 'list',
  neon: (method) => (method === 'query' ? 'list' : 'list'),
  bun: () => 'list',
  mysql: () => 'pair',
  'mysql-callback': () => 'nothing',
  mariadb: () => 'list',
  sqlite: (method) => (method === 'get' ? 'row' : method === 'run' ? 'changes' : method === 'exec' ? 'nothing' : 'list'),
  'sqlite-callback': () => 'nothing',
  'sqlite-promise': (method) => (method === 'get' ? 'row' : method === 'run' ? 'changes' : 'list'),
  d1: (method) => (method === 'first' ? 'row' : method === 'run' ? 'd1-run' : method === 'raw' ? 'list' : 'd1-all'),
  libsql: () => 'rows-object',
  slonik: (method) => ofMethod[method] ?? 'rows-object',
  'pg-promise': (method) => ofMethod[method] ?? 'list',
  unknown: (method) => ofUnknown(method),
};

/** The names that wrappers of a project share with pg-promise and slonik; `selectOneOrNone`, `queryOne`. */
const ofUnknown = (method: string): Form => {
  const known = ofMethod[method];
  if (known !== undefined && known !== 'row-or-throw') return known;
  if (/(?:one|first|single|row)(?:ornull|ornone|orundefined)?$/i.test(method) || method === 'get') return 'row';
  return 'any';
};

export const formOf = (driver: Driver, method: string): Form => forms[driver](method);

/** What a callback is given: mysql2 gives it the rows, or what tells of a write; pg its result. */
export const answeredForm = (driver: Driver, method: string): Form => (driver === 'pg' ? 'rows-object' : driver === 'sqlite-callback' ? formOf('sqlite', method) : 'any');

/** The result of a call of such a form, by the rows that its statement gives. */
export const resultOf = (form: Form, rows: Result, verb: SqlStatement['verb']): Result => {
  const number = verb === 'select' ? counted : affected;
  switch (form) {
    case 'rows-object':
      return { kind: 'object', members: { rows, rowCount: number, rowsAffected: affected, affectedRows: affected } };
    case 'list':
      return withList(rows, { count: number, affectedRows: affected, changes: affected });
    case 'pair':
      return { kind: 'tuple', items: [verb === 'select' ? rows : { kind: 'object', members: { affectedRows: affected, changedRows: affected } }] };
    case 'row':
      return firstOf(rows, 'null');
    case 'row-or-throw':
      return firstOf(rows, 'throws');
    case 'value':
      return valueOf(rows, 'null');
    case 'value-or-throw':
      return valueOf(rows, 'throws');
    case 'values':
      return rows;
    case 'exists':
      return { kind: 'boolean' };
    case 'changes':
      return { kind: 'object', members: { changes: affected } };
    case 'd1-run':
      return { kind: 'object', members: { results: rows, meta: { kind: 'object', members: { changes: affected } } } };
    case 'd1-all':
      return { kind: 'object', members: { results: rows } };
    case 'nothing':
      return { kind: 'nothing' };
    case 'any':
      return withList(rows, { rows, rowCount: number, affectedRows: affected, changes: affected, count: number, rowsAffected: affected });
  }
};

const withList = (rows: Result, list: Readonly<Record<string, Result>>): Result => {
  if (rows.kind === 'rows') return { ...rows, list };
  // one row of aggregates
  return rows.kind === 'tuple' ? { kind: 'object', members: { ...list, 0: rows.items[0] ?? { kind: 'nothing' }, rows } } : rows;
};

const firstOf = (rows: Result, absent: 'null' | 'throws'): Result => {
  if (rows.kind === 'tuple') return rows.items[0] ?? rows;
  return rows.kind === 'rows' ? { kind: 'row', absent } : rows;
};

/** The first column of the first row: an aggregate, or whether there is a row. */
const valueOf = (rows: Result, absent: 'null' | 'throws'): Result => {
  const row = firstOf(rows, absent);
  const [only, other] = row.kind === 'object' ? Object.values(row.members) : [];
  return only !== undefined && other === undefined ? only : row;
};
