/** The options of a find or of a write by predicate: `{ where, include, attributes, order, limit, lock, transaction }`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import { limitOf, type Limit } from '../../operations/limit.js';
import type { Predicate, Result, RowLock, Table } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { modelTable } from './entity.js';
import { anyRow, argument, isFalse, isNothing, isTrue } from './facts.js';
import { columnOf, conditions } from './predicates.js';

/** A table that is loaded with the row. */
export interface Included {
  readonly table: Known<Table>;
  readonly path: readonly string[];
  readonly where: Predicate;
}

export interface FindOptions {
  readonly where: Predicate;
  readonly lock: Known<RowLock | undefined>;
  /** the lock on the rows of what is included: they are joined, and so locked as well, unless the lock is of one model */
  readonly joinedLock: Known<RowLock | undefined>;
  readonly includes: readonly Included[];
  readonly order: readonly string[];
  readonly limit: Limit;
  readonly selects: readonly string[] | undefined;
  /** aggregates among the attributes, by their alias */
  readonly aggregates: Readonly<Record<string, Result>>;
  readonly onlyAggregates: boolean;
  readonly grouped: boolean;
  readonly throwsWhenAbsent: boolean;
}

const nothing: FindOptions = {
  where: anyRow, lock: undefined, joinedLock: undefined, includes: [], order: [], limit: undefined, selects: undefined, aggregates: {}, onlyAggregates: false, grouped: false, throwsWhenAbsent: false,
};

/** Reads options; what stands elsewhere makes the predicate open. */
export const findOptions = (node: TSESTree.Node | undefined, at: Resolver): FindOptions => {
  if (node === undefined) return nothing;
  const shape = at.object(node);
  if (shape.node === undefined) return isNothing(at.bare(node)) ? nothing : { ...nothing, where: { terms: [], open: true, spreads: [] }, lock: unknown, joinedLock: unknown };
  const value = (key: string): TSESTree.Node | undefined => shape.entries.get(key)?.value;
  const includes = includesOf(value('include'), [], at);
  const own = conditions(value('where'), at);
  const unseen = shape.open || shape.spreads.length > 0;
  const option = value('lock');
  const lock = option === undefined ? (unseen ? unknown : undefined) : lockOf(option, value('skipLocked'), at);
  const attributes = attributesOf(value('attributes'), at);
  const terms = [...own.terms, ...includes.flatMap((included) => included.where.terms)];
  const rejects = value('rejectOnEmpty');
  return {
    where: { terms, spreads: own.spreads, open: own.open || (unseen && value('where') === undefined) || includes.some((included) => included.where.open) },
    lock, joinedLock: at.object(option).entries.has('of') ? undefined : lock,
    includes, order: orderOf(value('order'), at), limit: limitOf(value('limit'), at), ...attributes, grouped: value('group') !== undefined,
    throwsWhenAbsent: rejects !== undefined && !isFalse(at.constant(rejects)),
  };
};

/** `lock: true`, `lock: t.LOCK.UPDATE`, `lock: { level: t.LOCK.UPDATE, of: User }`. `skipLocked` is dropped by MySQL (6.x): then the read waits. */
const lockOf = (node: TSESTree.Node, skip: TSESTree.Node | undefined, at: Resolver): Known<RowLock | undefined> => {
  const value = at.constant(node);
  const onLocked = skip !== undefined && isTrue(at.constant(skip)) ? 'skip' : 'wait';
  if (isTrue(value)) return { strength: 'update', onLocked };
  if (isFalse(value) || isNothing(value)) return undefined;
  if (value.type === 'ObjectExpression') {
    const level = at.object(value).entries.get('level')?.value;
    return level === undefined ? { strength: 'update', onLocked } : lockOf(level, skip, at);
  }
  const name = at.text(node) ?? (value.type === 'MemberExpression' ? memberName(value) : undefined);
  const strength = name === undefined ? undefined : strengths[name.toUpperCase().replace(/[\s_]/g, '')];
  if (strength !== undefined) return { strength, onLocked };
  // `lock: transaction ? transaction.LOCK.UPDATE : undefined`
  return unknown;
};

const strengths: Readonly<Partial<Record<string, RowLock['strength']>>> = { UPDATE: 'update', NOKEYUPDATE: 'no-key-update', SHARE: 'share', KEYSHARE: 'key-share' };

/** `['n', 'DESC']` of `[['n', 'DESC']]`; also a single `['n', 'DESC']` (version 4). */
const orderOf = (node: TSESTree.Node | undefined, at: Resolver): readonly string[] => {
  const value = node === undefined ? undefined : at.constant(node);
  if (value?.type !== 'ArrayExpression') return [];
  return value.elements.flatMap((element) => {
    if (element === null || element.type === 'SpreadElement') return [];
    const one = at.constant(element);
    const column = one.type === 'ArrayExpression' ? one.elements[0] : one;
    if (column === null || column === undefined || column.type === 'SpreadElement') return [];
    const text = at.text(column) ?? columnOf(column, at);
    return text === undefined || /^(?:ASC|DESC)$/i.test(text) ? [] : [text];
  });
};

const aggregateKinds: Readonly<Partial<Record<string, 'count' | 'sum' | 'max' | 'min' | 'average'>>> = { count: 'count', sum: 'sum', max: 'max', min: 'min', avg: 'average' };

type Attributes = Pick<FindOptions, 'selects' | 'aggregates' | 'onlyAggregates'>;

/** `['id', 'n']`, `[[fn('max', col('n')), 'last']]` */
const attributesOf = (node: TSESTree.Node | undefined, at: Resolver): Attributes => {
  const value = node === undefined ? undefined : at.constant(node);
  if (value?.type !== 'ArrayExpression') return { selects: undefined, aggregates: {}, onlyAggregates: false };
  const selects: string[] = [];
  const aggregates: Record<string, Result> = {};
  let open = false;
  for (const element of value.elements) {
    const text = element === null || element.type === 'SpreadElement' ? undefined : at.text(element);
    if (text !== undefined) selects.push(text);
    else {
      const aliased = element === null ? undefined : aggregateOf(element, at);
      if (aliased === undefined) open = true;
      else aggregates[aliased.alias] = aliased.result;
    }
  }
  const any = Object.keys(aggregates).length > 0;
  return { selects: open || any ? undefined : selects, aggregates, onlyAggregates: any && !open && selects.length === 0 };
};

const aggregateOf = (node: TSESTree.Node, at: Resolver): { readonly alias: string; readonly result: Result } | undefined => {
  const pair = at.constant(node);
  if (pair.type !== 'ArrayExpression') return undefined;
  const [call, alias] = pair.elements;
  const name = alias == null ? undefined : at.text(alias);
  const fn = call == null ? undefined : at.constant(call);
  if (name === undefined || fn?.type !== 'CallExpression') return undefined;
  const of = aggregateKinds[at.text(argument(fn.arguments, 0))?.toLowerCase() ?? ''];
  const column = argument(fn.arguments, 1);
  return of === undefined ? undefined : { alias: name, result: { kind: 'number', of, column: column === undefined ? undefined : columnOf(column, at) } };
};

/** `include: [{ model: Role, as: 'roles', where, include }]`, `include: Role`, `include: ['roles']` */
const includesOf = (node: TSESTree.Node | undefined, outer: readonly string[], at: Resolver): readonly Included[] => {
  if (node === undefined || outer.length > 4) return [];
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') return value.elements.flatMap((element) => (element === null ? [] : includesOf(element, outer, at)));
  const text = at.text(node);
  if (text !== undefined) return [{ table: { id: `sequelize:${text}`, name: text }, path: [...outer, text], where: { terms: [], open: false, spreads: [] } }];
  if (value.type === 'ObjectExpression') return ofObject(value, outer, at);
  if (value.type !== 'Identifier' && value.type !== 'MemberExpression' && value.type !== 'CallExpression') return [];
  const table = modelTable(value, at);
  return table === unknown ? [] : [{ table, path: [...outer, table.name], where: anyRow }];
};

const ofObject = (value: TSESTree.ObjectExpression, outer: readonly string[], at: Resolver): readonly Included[] => {
  const { entries } = at.object(value);
  const model = (entries.get('model') ?? entries.get('association'))?.value;
  const as = at.text(entries.get('as')?.value);
  const table = model === undefined ? unknown : modelTable(model, at);
  const name = as ?? (table === unknown ? undefined : table.name);
  if (name === undefined) return [];
  const path = [...outer, name];
  const optional = entries.get('required')?.value;
  const where = optional !== undefined && isFalse(at.constant(optional)) ? anyRow : conditions(entries.get('where')?.value, at, path);
  return [{ table: table === unknown ? { id: `sequelize:${name}`, name } : table, path, where }, ...includesOf(entries.get('include')?.value, path, at)];
};
