/**
 * Conditions given as objects: `{ email }`, `{ user: { id } }`, `[{ a }, { b }]` (OR), `In([...])`, and criteria that are a bare id.
 *
 * Never assumed: that `null` or `undefined` in a condition means anything (TypeORM 0.3 drops the condition, 1.x throws).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import { listed, type Listed } from '../../resolve/listed.js';
import type { Resolver } from '../../resolve/resolver.js';
import { anyRow, argument } from './facts.js';
import { isTypeormModule } from './names.js';

const operators: Readonly<Partial<Record<string, Comparison>>> = {
  Equal: 'eq', In: 'in', IsNull: 'isNull', LessThan: 'lt', LessThanOrEqual: 'lte', MoreThan: 'gt', MoreThanOrEqual: 'gte',
  Like: 'alike', ILike: 'alike', Between: 'other', Any: 'in', Raw: 'other', And: 'other', Or: 'other', ArrayContains: 'other',
  ArrayContainedBy: 'other', ArrayOverlap: 'other', JsonContains: 'other',
};

const negated: Readonly<Partial<Record<Comparison, Comparison>>> = {
  eq: 'ne', ne: 'eq', in: 'notIn', notIn: 'in', isNull: 'notNull', notNull: 'isNull', lt: 'gte', lte: 'gt', gt: 'lte', gte: 'lt',
};

interface Condition {
  readonly op: Comparison;
  readonly value: TSESTree.Node | undefined;
}

/** `Not(In([…]))` and its like; undefined when the expression is no find operator. */
const operator = (node: TSESTree.Node, at: Resolver): Condition | undefined => {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return undefined;
  const origin = at.origin(node.callee);
  if (origin.kind === 'import' && !isTypeormModule(origin.module)) return undefined;
  const name = origin.kind === 'import' ? origin.name : node.callee.name;
  const first = argument(node.arguments, 0);
  if (name === 'Not') {
    if (first === undefined) return { op: 'other', value: undefined };
    const inner = operator(at.bare(first), at) ?? { op: 'eq' as const, value: first };
    return { op: negated[inner.op] ?? 'other', value: inner.value };
  }
  const op = Object.hasOwn(operators, name) ? operators[name] : undefined;
  return op === undefined ? undefined : { op, value: first };
};

const isNothing = (node: TSESTree.Node): boolean =>
  (node.type === 'Literal' && node.value === null && node.raw === 'null') || (node.type === 'Identifier' && node.name === 'undefined');

/** A condition that may be dropped at run time: `x ? y : undefined`, `x || undefined`. */
const mayVanish = (node: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(node);
  if (isNothing(bare)) return true;
  if (bare.type === 'ConditionalExpression') return mayVanish(bare.consequent, at) || mayVanish(bare.alternate, at);
  return bare.type === 'LogicalExpression' && mayVanish(bare.right, at);
};

interface Draft {
  readonly terms: Term[];
  readonly spreads: TSESTree.Node[];
  open: boolean;
}

const collect = (node: TSESTree.Node, via: readonly string[], draft: Draft, at: Resolver): void => {
  const shape = at.object(node);
  if (shape.open) draft.open = true;
  for (const spread of shape.spreads) {
    if (via.length === 0) draft.spreads.push(spread);
    else draft.open = true;
  }
  for (const [column, { value }] of shape.entries) {
    const bare = at.bare(value);
    const known = operator(bare, at);
    const path = via.length === 0 ? {} : { via };
    if (known !== undefined) {
      draft.terms.push({ column, op: known.op, ...path, ...(known.value === undefined ? {} : { value: known.value }) });
    } else if (mayVanish(bare, at)) {
      draft.open = true;
    } else if (at.constant(bare).type === 'ObjectExpression') {
      collect(bare, [...via, column], draft, at);
    } else {
      draft.terms.push({ column, op: 'eq', value, ...path });
    }
  }
};

/** The predicate of a `where`: an object, an array of alternatives, or something that stands for one. */
export const conditions = (node: TSESTree.Node | undefined, at: Resolver): Predicate => {
  if (node === undefined) return anyRow;
  const value = at.constant(node);
  if (isNothing(value)) return { terms: [], open: true, spreads: [] };
  const list = listed(node, at);
  if (list !== undefined) return alternatives(list, at);
  if (value.type === 'ConditionalExpression' || value.type === 'LogicalExpression') return { terms: [], open: true, spreads: [] };
  const draft: Draft = { terms: [], spreads: [], open: false };
  collect(node, [], draft, at);
  return draft;
};

const alternatives = (list: Listed, at: Resolver): Predicate => {
  const all = [...list.certain, ...list.possible];
  const [only] = all;
  if (only !== undefined && list.certain.length === 1 && all.length === 1 && !list.open) return conditions(only, at);
  const terms: Term[] = [];
  let { open } = list;
  for (const element of all) {
    const one = conditions(element, at);
    terms.push(...one.terms.map((term) => ({ ...term, disjunct: true })));
    if (one.open || one.spreads.length > 0) open = true;
  }
  return { terms, open, spreads: [] };
};

const byId = (op: 'eq' | 'in', value: TSESTree.Node): Predicate => ({ terms: [{ column: 'id', op, value }], open: false, spreads: [] });

const namesConditions = /(?:where|criteria|criterion|filters?|conditions?|options?|query|params|dto|input)$/i;

/** The criteria of `update`, `delete` and of 0.2's finds: an id, a list of ids, or conditions. */
export const criteria = (node: TSESTree.Node | undefined, at: Resolver): Predicate => {
  if (node === undefined) return anyRow;
  const value = at.constant(node);
  switch (value.type) {
    case 'ObjectExpression':
      return conditions(node, at);
    case 'ArrayExpression':
      return value.elements.some((element) => element !== null && element.type !== 'SpreadElement' && at.constant(element).type === 'ObjectExpression')
        ? conditions(node, at) : byId('in', node);
    case 'Literal':
    case 'TemplateLiteral':
    case 'BinaryExpression':
      return byId('eq', node);
    case 'CallExpression': {
      const condition = operator(value, at);
      if (condition !== undefined) return { terms: [{ column: 'id', op: condition.op, ...(condition.value === undefined ? {} : { value: condition.value }) }], open: false, spreads: [] };
      return value.callee.type === 'MemberExpression' && value.callee.property.type === 'Identifier' && /^(?:map|filter|flatMap)$/.test(value.callee.property.name)
        ? byId('in', node) : byId('eq', node);
    }
    default: {
      const name = lastName(value);
      const type = at.annotation(value)?.name;
      if (type !== undefined && /^(?:FindOptionsWhere|FindConditions|FindManyOptions|FindOneOptions|Partial)$/.test(type)) return { terms: [], open: false, spreads: [node] };
      if (name !== undefined && namesConditions.test(name)) return { terms: [], open: false, spreads: [node] };
      return byId(name !== undefined && /(?:Ids|IDs|^ids|Keys)$/.test(name) ? 'in' : 'eq', node);
    }
  }
};

const lastName = (node: TSESTree.Node): string | undefined => {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' && node.property.type === 'Identifier' ? node.property.name : undefined;
};

/** Whether the predicate names the row by its primary key. */
export const isByKey = (where: Predicate): boolean =>
  where.terms.some((term) => term.column === 'id' && term.op === 'eq' && term.via === undefined && term.disjunct !== true);
