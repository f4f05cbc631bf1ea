/**
 * Conditions: a primary key, `{ email }`, `{ n: { $gt: 1 } }`, `{ team: { id } }`, `$and`, `$or`.
 *
 * `{ email: undefined }` becomes `IS NULL` (or is dropped with `ignoreUndefinedInQuery`): such a condition leaves the predicate open.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import { anyRow, someRows } from '../../operations/from-sql.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isNothing } from '../../syntax/truth.js';
import { memberName } from '../../syntax/property-name.js';

const operators: Readonly<Partial<Record<string, Comparison>>> = { $eq: 'eq', $ne: 'ne', $in: 'in', $nin: 'notIn', $gt: 'gt', $gte: 'gte', $lt: 'lt', $lte: 'lte', $like: 'alike', $ilike: 'alike', $re: 'alike' };

interface Draft {
  readonly terms: Term[];
  readonly spreads: TSESTree.Node[];
  open: boolean;
}

/** The predicate of a `where`: conditions, a list of primary keys, or one primary key. */
export const conditions = (node: TSESTree.Node | undefined, at: Resolver): Predicate => {
  if (node === undefined) return anyRow;
  const value = at.constant(node);
  if (value.type === 'ObjectExpression') {
    const draft: Draft = { terms: [], spreads: [], open: false };
    collect(value, [], draft, at);
    return draft;
  }
  if (value.type === 'ArrayExpression') return { ...anyRow, terms: [{ column: 'id', op: 'in', value: node }] };
  if (isNothing(value) || value.type === 'ConditionalExpression' || value.type === 'LogicalExpression') return someRows;
  return isKey(value, at) ? { ...anyRow, terms: [{ column: 'id', op: 'eq', value: node }] } : { ...anyRow, spreads: [node] };
};

/** Whether a value is a primary key, not an object of conditions: by its form, its written type, or because it is a key by name (`order.id`, `userId`). */
const isKey = (value: TSESTree.Node, at: Resolver): boolean => {
  if (value.type === 'Literal' || value.type === 'TemplateLiteral') return true;
  const type = value.type === 'Identifier' ? at.variable(value)?.identifiers[0]?.typeAnnotation?.typeAnnotation.type : undefined;
  if (type !== undefined && /^TS(?:String|Number|BigInt)Keyword$/.test(type)) return true;
  const name = value.type === 'Identifier' ? value.name : value.type === 'MemberExpression' ? memberName(value) : undefined;
  return /^(?:u?u?id|pk)$|[a-z](?:Id|ID|Uuid)$|_id$/.test(name ?? '');
};

const collect = (node: TSESTree.Node, via: readonly string[], draft: Draft, at: Resolver): void => {
  const shape = at.object(node);
  if (shape.open) draft.open = true;
  for (const spread of shape.spreads) {
    if (via.length === 0) draft.spreads.push(spread);
    else draft.open = true;
  }
  for (const [name, { value }] of shape.entries) {
    if (name === '$and' || name === '$or') combined(name, value, via, draft, at);
    else if (name.startsWith('$')) draft.open = true;
    else condition(name, value, via, draft, at);
  }
};

const combined = (name: '$and' | '$or', node: TSESTree.Node, via: readonly string[], draft: Draft, at: Resolver): void => {
  const list = at.constant(node);
  if (list.type !== 'ArrayExpression') {
    draft.open = true;
    return;
  }
  for (const element of list.elements) {
    if (element === null || element.type === 'SpreadElement' || at.constant(element).type !== 'ObjectExpression') {
      draft.open = true;
      continue;
    }
    const part: Draft = { terms: [], spreads: [], open: false };
    collect(at.constant(element), via, part, at);
    draft.terms.push(...(name === '$or' ? part.terms.map((term) => ({ ...term, disjunct: true })) : part.terms));
    if (part.open || (name === '$or' && part.spreads.length > 0)) draft.open = true;
    if (name === '$and') draft.spreads.push(...part.spreads);
  }
};

const condition = (column: string, node: TSESTree.Node, via: readonly string[], draft: Draft, at: Resolver): void => {
  const value = at.constant(node);
  const place = via.length === 0 ? { column } : { column, via };
  if (value.type === 'ArrayExpression') {
    draft.terms.push({ ...place, op: 'in', value: node });
    return;
  }
  if (value.type !== 'ObjectExpression') {
    if (mayVanish(node, at)) draft.open = true;
    else if (isNothing(value)) draft.terms.push({ ...place, op: 'isNull' });
    else draft.terms.push({ ...place, op: 'eq', value: node });
    return;
  }
  const { entries } = at.object(value);
  if (![...entries.keys()].some((name) => name.startsWith('$'))) {
    collect(value, [...via, column], draft, at);
    return;
  }
  for (const [name, entry] of entries) {
    const op = Object.hasOwn(operators, name) ? operators[name] : undefined;
    if (op === undefined) draft.terms.push({ ...place, op: 'other' });
    else if (isNothing(at.constant(entry.value))) draft.terms.push({ ...place, op: op === 'ne' ? 'notNull' : 'isNull' });
    else draft.terms.push({ ...place, op, value: entry.value });
  }
};

const isUndefined = (node: TSESTree.Node): boolean => node.type === 'Identifier' && node.name === 'undefined';

const mayVanish = (node: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(node);
  if (bare.type === 'ConditionalExpression') return mayVanish(bare.consequent, at) || mayVanish(bare.alternate, at);
  return isUndefined(bare) || (bare.type === 'LogicalExpression' && mayVanish(bare.right, at));
};

/** Whether a predicate names a row by its key. */
export const isByKey = ({ terms }: Predicate): boolean => terms.some(({ column, op, via, disjunct }) => column === 'id' && op === 'eq' && via === undefined && disjunct !== true);
