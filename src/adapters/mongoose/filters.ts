/**
 * Filters: `{ email, age: { $gte: 18 }, $or: [{ a }, { b }], 'items.sku': sku }`.
 *
 * In: the expression of a filter. Out: a conjunction of terms. Never assumed: the schema (casts, discriminators, plugins that add to a filter).
 * A condition on a dotted path keeps its path as the column's name.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import { argumentAt } from '../../resolve/builder-calls.js';
import { listed } from '../../resolve/listed.js';
import type { Resolver } from '../../resolve/resolver.js';
import { anyRow, columnName, isNothing, someRows } from './facts.js';

const comparisons: Readonly<Partial<Record<string, Comparison>>> = { $eq: 'eq', $ne: 'ne', $lt: 'lt', $lte: 'lte', $gt: 'gt', $gte: 'gte', $in: 'in', $nin: 'notIn', $regex: 'alike' };

const maximumDepth = 6;

const join = (parts: readonly Predicate[]): Predicate => ({
  terms: parts.flatMap((part) => part.terms), open: parts.some((part) => part.open), spreads: parts.flatMap((part) => part.spreads),
});

const only = (term: Term): Predicate => ({ terms: [term], open: false, spreads: [] });

/** The predicate of a filter; no filter: every document. */
export const filter = (node: TSESTree.Node | undefined, at: Resolver): Predicate => (node === undefined || isNothing(at.bare(node)) ? anyRow : read(node, '', at, 0));

/** The predicate of `findById(id)`. */
export const byId = (node: TSESTree.Node | undefined): Predicate => (node === undefined ? someRows : only({ column: 'id', op: 'eq', value: node }));

const read = (node: TSESTree.Node, prefix: string, at: Resolver, depth: number): Predicate => {
  if (depth > maximumDepth) return someRows;
  const shape = at.object(node);
  const value = at.constant(node);
  if (shape.node === undefined && (value.type === 'ConditionalExpression' || value.type === 'LogicalExpression')) return someRows;
  const spreads = shape.spreads.filter((spread) => !isConditional(at.bare(spread)));
  const parts = [...shape.entries].map(([key, entry]) => readEntry(key, entry.value, prefix, at, depth));
  const unread = spreads.length < shape.spreads.length || (prefix !== '' && spreads.length > 0);
  return join([{ terms: [], open: shape.open || unread, spreads: prefix === '' ? spreads : [] }, ...parts]);
};

const isConditional = (node: TSESTree.Node): boolean => node.type === 'ConditionalExpression' || node.type === 'LogicalExpression';

const readEntry = (key: string, value: TSESTree.Node, prefix: string, at: Resolver, depth: number): Predicate => {
  if (key === '$and') return allOf(value, prefix, at, depth);
  if (key === '$or') return alternatives(value, prefix, at, depth);
  // $expr, $nor, $text, $where: conditions that can't be said in terms
  if (key.startsWith('$')) return someRows;
  const column = columnName(prefix + key);
  const bare = at.constant(value);
  if (isNothing(bare)) return only({ column, op: 'isNull' });
  if (bare.type === 'ObjectExpression') return readCondition(column, bare, at, depth);
  if (bare.type === 'Literal' && 'regex' in bare) return only({ column, op: 'other', value });
  const pattern = patternOf(bare);
  if (pattern !== undefined) return only({ column, op: 'alike', value: pattern });
  const branches = bare.type === 'ConditionalExpression' ? [bare.consequent, bare.alternate] : bare.type === 'LogicalExpression' ? [bare.right] : [];
  if (branches.some((branch) => at.constant(branch).type === 'ObjectExpression')) return { terms: [{ column, op: 'other' }], open: true, spreads: [] };
  return only({ column, op: 'eq', value });
};

/** `{ $gte: a, $lt: b }`; an object without operators is compared as a whole. */
const readCondition = (column: string, node: TSESTree.ObjectExpression, at: Resolver, depth: number): Predicate => {
  const shape = at.object(node);
  const keys = [...shape.entries.keys()];
  if (!keys.some((key) => key.startsWith('$'))) return shape.open || shape.spreads.length > 0 ? { terms: [{ column, op: 'other' }], open: true, spreads: [] } : only({ column, op: 'eq', value: node });
  const parts = [...shape.entries].map(([operator, { value }]): Predicate => {
    if (operator === '$elemMatch') return read(value, `${column}.`, at, depth + 1);
    if (operator === '$exists') return only({ column, op: isFalse(at.bare(value)) ? 'isNull' : 'notNull' });
    if (operator === '$not') return { terms: [{ column, op: 'other' }], open: true, spreads: [] };
    const op = comparisons[operator];
    if ((op === 'eq' || op === 'ne') && isNothing(at.bare(value))) return only({ column, op: op === 'eq' ? 'isNull' : 'notNull' });
    return only({ column, op: op ?? 'other', value: (op === 'alike' ? patternOf(at.constant(value)) : undefined) ?? value });
  });
  return join([...parts, { terms: [], open: shape.open || shape.spreads.length > 0, spreads: [] }]);
};

/** What `new RegExp(…)` is made of. */
const patternOf = (node: TSESTree.Node): TSESTree.Node | undefined =>
  node.type === 'NewExpression' && node.callee.type === 'Identifier' && node.callee.name === 'RegExp' ? argumentAt(node.arguments, 0) : undefined;

const isFalse = (node: TSESTree.Node): boolean => node.type === 'Literal' && node.value === false;

const allOf = (node: TSESTree.Node, prefix: string, at: Resolver, depth: number): Predicate => {
  const list = listed(node, at);
  if (list === undefined) return someRows;
  const parts = list.certain.map((element) => read(element, prefix, at, depth + 1));
  return join([...parts, ...(list.possible.length > 0 ? [eitherOf(list.possible, prefix, at, depth), someRows] : []), ...(list.open ? [someRows] : [])]);
};

const alternatives = (node: TSESTree.Node, prefix: string, at: Resolver, depth: number): Predicate => {
  const list = listed(node, at);
  if (list === undefined) return someRows;
  const all = [...list.certain, ...list.possible];
  const [only] = all;
  if (only !== undefined && list.certain.length === 1 && all.length === 1 && !list.open) return read(only, prefix, at, depth + 1);
  return join([eitherOf(all, prefix, at, depth), ...(list.open ? [someRows] : [])]);
};

/** Each restricts the documents only where the others don't let them in. */
const eitherOf = (parts: readonly TSESTree.Node[], prefix: string, at: Resolver, depth: number): Predicate => {
  const all = join(parts.map((element) => read(element, prefix, at, depth + 1)));
  return { terms: all.terms.map((term) => ({ ...term, disjunct: true })), open: all.open || all.spreads.length > 0, spreads: [] };
};

/** Whether the predicate names the document by its key. */
export const isByKey = (where: Predicate): boolean => where.terms.some((term) => term.column === 'id' && term.op === 'eq' && term.disjunct !== true);

/** Whether an upsert's filter is equalities only: the server then retries by itself when another upsert came first (MongoDB manual, "Upsert with Unique Index"). */
export const isEqualities = (where: Predicate): boolean => !where.open && where.terms.every((term) => term.op === 'eq' && term.disjunct !== true);
