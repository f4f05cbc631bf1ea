/** The object filters of relational queries in 1.0: `{ id: 1, n: { gt: 3 }, OR: […] }` (orm.drizzle.team "Relational Queries v2"). */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { allOf, anyRow, isUndefined, oneOf, someRows } from './facts.js';

const operators: Readonly<Record<string, Comparison>> = {
  eq: 'eq', ne: 'ne', gt: 'gt', gte: 'gte', lt: 'lt', lte: 'lte', in: 'in', notIn: 'notIn', like: 'other', ilike: 'other', notLike: 'other', notIlike: 'other', isNull: 'isNull',
  isNotNull: 'notNull', arrayContains: 'other', arrayContained: 'other', arrayOverlaps: 'other',
};

const MAX_DEPTH = 6;

/** The predicate of a filter object. */
export const readFilter = (node: TSESTree.Node, at: Resolver, via: readonly string[] = []): Predicate => {
  const shape = at.object(node);
  if (via.length > MAX_DEPTH) return someRows;
  const entries = [...shape.entries].map(([key, { value }]) => entry(key, value, at, via));
  return allOf([{ terms: [], open: shape.open || (via.length > 0 && shape.spreads.length > 0), spreads: via.length === 0 ? shape.spreads : [] }, ...entries]);
};

const entry = (key: string, value: TSESTree.Node, at: Resolver, via: readonly string[]): Predicate => {
  const bare = at.constant(value);
  if (isUndefined(bare, at)) return anyRow;
  switch (key) {
    case 'AND':
    case 'OR': {
      if (bare.type !== 'ArrayExpression') return someRows;
      const parts = bare.elements.map((element) => (element === null || element.type === 'SpreadElement' ? someRows : readFilter(element, at, via)));
      return key === 'AND' ? allOf(parts) : oneOf(parts);
    }
    case 'NOT':
    case 'RAW':
      return someRows;
    default:
      return bare.type === 'ObjectExpression' ? ofObject(key, bare, at, via) : { terms: [term(key, 'eq', value, via)], open: false, spreads: [] };
  }
};

const term = (column: string, op: Comparison, value: TSESTree.Node, via: readonly string[]): Term => ({
  column, op, ...(op === 'isNull' || op === 'notNull' ? {} : { value }), ...(via.length === 0 ? {} : { via }),
});

/** Operators on a column, else a filter on the relation of that name. */
const ofObject = (key: string, node: TSESTree.ObjectExpression, at: Resolver, via: readonly string[]): Predicate => {
  const { entries, open, spreads } = at.object(node);
  const names = [...entries.keys()];
  if (names.length > 0 && names.every((name) => operators[name] !== undefined)) {
    return { terms: [...entries].map(([name, { value }]) => term(key, operators[name] ?? 'other', value, via)), open: open || spreads.length > 0, spreads: [] };
  }
  if (names.some((name) => operators[name] !== undefined || name === 'OR' || name === 'AND' || name === 'NOT')) return someRows;
  return readFilter(node, at, [...via, key]);
};
