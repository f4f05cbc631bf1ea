/**
 * `where` objects as conjunctions of terms.
 *
 * In: the expression behind `where`. Out: terms, the relations that it looks at, and whether more conditions may be there.
 * Never assumed: the schema. An object that is neither operators nor a compound key is a filter on a related row.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import { listed } from '../../resolve/listed.js';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';
import { anyRow, isConditional, isUndefined, someRows } from './facts.js';

export interface Where {
  readonly predicate: Predicate;
  /** relation paths that the filter follows */
  readonly relations: readonly (readonly string[])[];
}

interface Context {
  readonly at: Resolver;
  /** the operation names a unique key, and no plain column is there to be it: an object value can be a compound key of any name */
  readonly unique: boolean;
  readonly via: readonly string[];
  readonly depth: number;
}

const OPERATORS: Readonly<Record<string, Comparison>> = { equals: 'eq', in: 'in', notIn: 'notIn', lt: 'lt', lte: 'lte', gt: 'gt', gte: 'gte' };
const FILTERS = new Set([
  ...Object.keys(OPERATORS), 'not', 'contains', 'startsWith', 'endsWith', 'mode', 'search', 'has', 'hasSome', 'hasEvery', 'isEmpty', 'isSet', 'path', 'string_contains',
  'string_starts_with', 'string_ends_with', 'array_contains', 'array_starts_with', 'array_ends_with',
]);
const RELATION = new Set(['some', 'every', 'none', 'is', 'isNot']);
const MAX_DEPTH = 6;

const nowhere: Where = { predicate: anyRow, relations: [] };
const open: Where = { predicate: someRows, relations: [] };

const join = (parts: readonly Where[]): Where => ({
  predicate: {
    terms: parts.flatMap((part) => part.predicate.terms),
    open: parts.some((part) => part.predicate.open),
    spreads: parts.flatMap((part) => part.predicate.spreads),
  },
  relations: parts.flatMap((part) => part.relations),
});

/** The predicate that a `where` says. */
export const readWhere = (node: TSESTree.Node | undefined, at: Resolver, unique: boolean): Where => {
  if (node === undefined || isUndefined(at.bare(node))) return nowhere;
  return read(node, { at, unique, via: [], depth: 0 });
};

const read = (node: TSESTree.Node, context: Context): Where => {
  const shape = context.at.object(node);
  if (context.depth > MAX_DEPTH) return open;
  const isPlain = [...shape.entries].some(([key, { value }]) => key !== 'AND' && literalShape(context.at.bare(value), context.at) === undefined);
  const inner: Context = { ...context, unique: context.unique && !isPlain };
  const entries = [...shape.entries].map(([key, { value }]) => readEntry(key, value, inner));
  const isOpen = shape.open || shape.spreads.some((spread) => isConditional(context.at.bare(spread)));
  // inside a relation, a spread's fields are columns of another table
  const spreads = context.via.length === 0 ? shape.spreads : [];
  return join([{ predicate: { terms: [], open: isOpen || spreads.length < shape.spreads.length, spreads }, relations: [] }, ...entries]);
};

const readEntry = (key: string, value: TSESTree.Node, context: Context): Where => {
  const bare = context.at.bare(value);
  if (isUndefined(bare)) return nowhere;
  if (key === 'AND') return readAnd(value, context);
  if (key === 'OR') return readOr(value, context);
  if (key === 'NOT') return readNot(value, context);
  const shape = literalShape(bare, context.at);
  if (shape === undefined) return fieldTerm(key, value, context);
  const keys = [...shape.entries.keys()];
  if (keys.length === 0) return shape.spreads.length > 0 || shape.open ? open : nowhere;
  if (keys.every((name) => FILTERS.has(name))) return readFilter(key, shape, context);
  if (keys.some((name) => RELATION.has(name))) return readRelation(key, shape, context);
  if (isCompoundKey(key, keys, context)) return join([...shape.entries].map(([column, entry]) => fieldTerm(column, entry.value, context)));
  return readRelated(key, value, context);
};

const deeper = (context: Context): Context => ({ ...context, depth: context.depth + 1 });

/** An object literal, also one that a constant stands for. */
const literalShape = (bare: TSESTree.Node, at: Resolver): ObjectShape | undefined => {
  if (bare.type !== 'ObjectExpression' && bare.type !== 'Identifier') return undefined;
  const shape = at.object(bare);
  return shape.node === undefined ? undefined : shape;
};

/** `{ hall_no: { hall, no } }`; under a name of its own only where the API asks for a unique key. */
const isCompoundKey = (key: string, keys: readonly string[], context: Context): boolean =>
  context.via.length === 0 && keys.length > 1 && (context.unique || isJoined(key, keys));

const isJoined = (key: string, keys: readonly string[]): boolean =>
  key.length === keys.join('_').length && keys.every((name) => `_${key}_`.includes(`_${name}_`));

const readAnd = (value: TSESTree.Node, context: Context): Where => {
  const list = listed(value, context.at) ?? { certain: [value], possible: [], open: false };
  const parts = list.certain.map((element) => read(element, deeper(context)));
  return join([...parts, ...(list.possible.length > 0 ? [alternatives(list.possible, context)] : []), list.open || list.possible.length > 0 ? open : nowhere]);
};

const readOr = (value: TSESTree.Node, context: Context): Where => {
  const list = listed(value, context.at);
  if (list === undefined) return open;
  const all = [...list.certain, ...list.possible];
  const [only] = all;
  if (only !== undefined && list.certain.length === 1 && all.length === 1 && !list.open) return read(only, deeper(context));
  return join([alternatives(all, context), list.open ? open : nowhere]);
};

/** Each restricts the rows only where the others don't let them in. */
const alternatives = (parts: readonly TSESTree.Node[], context: Context): Where => {
  const all = join(parts.map((element) => read(element, deeper(context))));
  const terms = all.predicate.terms.map((term): Term => ({ ...term, disjunct: true }));
  return { predicate: { terms, open: all.predicate.open || all.predicate.spreads.length > 0, spreads: [] }, relations: all.relations };
};

const OPPOSITE: Readonly<Partial<Record<Comparison, Comparison>>> = { eq: 'ne', ne: 'eq', in: 'notIn', notIn: 'in', lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt', isNull: 'notNull', notNull: 'isNull' };

/** NOT of one plain condition is its opposite; anything else restricts the rows in a way that can't be said. */
const readNot = (value: TSESTree.Node, context: Context): Where => {
  const all = readAnd(value, context);
  const [only] = all.predicate.terms;
  const op = only === undefined ? undefined : OPPOSITE[only.op];
  const isPlain = all.predicate.terms.length === 1 && !all.predicate.open && all.predicate.spreads.length === 0 && only?.via === undefined;
  if (only === undefined || op === undefined || !isPlain) return { ...open, relations: all.relations };
  return { predicate: { terms: [{ ...only, op }], open: false, spreads: [] }, relations: [] };
};

const isNull = (node: TSESTree.Node): boolean => node.type === 'Literal' && node.value === null && node.raw === 'null';

const term = (column: string, op: Comparison, value: TSESTree.Node | undefined, context: Context): Term => ({
  column,
  op,
  ...(value === undefined ? {} : { value }),
  ...(context.via.length === 0 ? {} : { via: context.via }),
});

const only = (one: Term, isOpen: boolean): Where => ({ predicate: { terms: [one], open: isOpen, spreads: [] }, relations: [] });

/** `col: value`; a value that may be `undefined` may be no condition at all. */
const fieldTerm = (column: string, value: TSESTree.Node, context: Context): Where => {
  const bare = context.at.bare(value);
  if (isNull(bare)) return only(term(column, 'isNull', undefined, context), false);
  const branches = bare.type === 'ConditionalExpression' ? [bare.consequent, bare.alternate] : bare.type === 'LogicalExpression' ? [bare.right] : [];
  const maybeAbsent = branches.some((branch) => isUndefined(context.at.bare(branch)));
  const mayFilter = branches.some((branch) => context.at.bare(branch).type === 'ObjectExpression');
  return mayFilter ? only(term(column, 'other', undefined, context), true) : only(term(column, 'eq', value, context), maybeAbsent);
};

/** `{ gte: a, lt: b }`, `{ not: null }` */
const readFilter = (column: string, shape: ObjectShape, context: Context): Where => {
  const parts = [...shape.entries].flatMap(([operator, { value }]): readonly Where[] => {
    if (operator === 'mode' || isUndefined(context.at.bare(value))) return [];
    if (operator === 'not') return [readNegated(column, value, context)];
    const op = operator === 'equals' && shape.entries.has('mode') ? 'alike' : OPERATORS[operator];
    if (op === 'eq' && isNull(context.at.bare(value))) return [only(term(column, 'isNull', undefined, context), false)];
    return [only(term(column, op ?? 'other', value, context), op === undefined)];
  });
  return join([...parts, { predicate: { terms: [], open: shape.open || shape.spreads.length > 0, spreads: [] }, relations: [] }]);
};

const readNegated = (column: string, value: TSESTree.Node, context: Context): Where => {
  const bare = context.at.bare(value);
  if (isNull(bare)) return only(term(column, 'notNull', undefined, context), false);
  const shape = bare.type === 'ObjectExpression' ? context.at.object(bare) : undefined;
  if (shape === undefined) return only(term(column, 'ne', value, context), false);
  const inner = readFilter(column, shape, context).predicate;
  const [first] = inner.terms;
  const op = first === undefined ? undefined : OPPOSITE[first.op];
  if (first === undefined || op === undefined || inner.terms.length > 1 || inner.open) return only(term(column, 'other', undefined, context), true);
  return only({ ...first, op }, false);
};

/** `{ some: {…} }`, `{ none: {…} }`: only `some` and `is` say that such a row exists. */
const readRelation = (relation: string, shape: ObjectShape, context: Context): Where =>
  join(
    [...shape.entries].map(([quantifier, { value }]) => {
      const path = [...context.via, relation];
      if (isNull(context.at.bare(value))) return { predicate: someRows, relations: [path] };
      const inner = read(value, { ...deeper(context), via: path });
      const holds = quantifier === 'some' || quantifier === 'is';
      const predicate = holds ? inner.predicate : someRows;
      return { predicate, relations: [path, ...inner.relations] };
    }),
  );

/** `{ user: { email } }`: a filter on the one related row */
const readRelated = (relation: string, value: TSESTree.Node, context: Context): Where => {
  const path = [...context.via, relation];
  const inner = read(value, { ...deeper(context), via: path, unique: false });
  return { predicate: inner.predicate, relations: [path, ...inner.relations] };
};
