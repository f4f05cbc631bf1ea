/** The conditions of a `where`: objects with `Op` keys, `Sequelize.where(fn('lower', col('email')), email)`, lists of alternatives. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Comparison, Predicate, Term } from '../../operations/operation.js';
import { listed, type Listed } from '../../resolve/listed.js';
import type { Resolver } from '../../resolve/resolver.js';
import { keyName, memberName } from '../../syntax/property-name.js';
import { anyRow, argument, isNothing, methodCall } from './facts.js';
import { operatorOf } from './operators.js';

interface Draft {
  readonly terms: Term[];
  readonly spreads: TSESTree.Node[];
  open: boolean;
}

/** Where a condition stands: below which relation, and whether as one of several alternatives. */
interface Place {
  readonly via: readonly string[];
  readonly disjunct: boolean;
  readonly depth: number;
}

const maximumDepth = 8;

/** The predicate of a `where`. */
export const conditions = (node: TSESTree.Node | undefined, at: Resolver, via: readonly string[] = []): Predicate => {
  if (node === undefined) return anyRow;
  const draft: Draft = { terms: [], spreads: [], open: false };
  collect(node, { via, disjunct: false, depth: 0 }, draft, at);
  return draft;
};

const collect = (node: TSESTree.Node, place: Place, draft: Draft, at: Resolver): void => {
  const value = at.constant(node);
  const list = place.depth > maximumDepth ? undefined : listed(node, at);
  if (place.depth > maximumDepth) draft.open = true;
  else if (value.type === 'ObjectExpression') collectObject(value, place, draft, at);
  else if (list !== undefined) collectList(list, place, draft, at);
  else if (value.type === 'CallExpression') collectCall(value, place, draft, at);
  else if (isNothing(value) || place.disjunct || place.via.length > 0 || value.type === 'ConditionalExpression' || value.type === 'LogicalExpression') draft.open = true;
  else draft.spreads.push(node);
};

const collectObject = (value: TSESTree.ObjectExpression, place: Place, draft: Draft, at: Resolver): void => {
  let computed = false;
  for (const property of value.properties) {
    if (property.type === 'SpreadElement') {
      collect(property.argument, { ...place, depth: place.depth + 1 }, draft, at);
      continue;
    }
    computed ||= property.computed;
    const operator = operatorOf(property, at);
    if (operator !== undefined) logical(operator, property.value, place, draft, at);
    else {
      const column = keyName(property) ?? at.text(property.key);
      if (column === undefined) draft.open = true;
      else if (column.startsWith('$') && column.endsWith('$') && column.includes('.')) related(column, property.value, place, draft, at);
      else term(column, property.value, place, draft, at);
    }
  }
  // more is put into it later
  if (at.object(value).open && (!computed || value.parent.type === 'VariableDeclarator')) draft.open = true;
};

/** `'$author.name$': x` */
const related = (column: string, value: TSESTree.Node, place: Place, draft: Draft, at: Resolver): void => {
  const path = column.slice(1, -1).split('.');
  const last = path.pop() ?? column;
  term(last, value, { ...place, via: [...place.via, ...path] }, draft, at);
};

/** `[Op.or]: […]`, `[Op.and]: […]` at the place of a column. */
const logical = (operator: string, value: TSESTree.Node, place: Place, draft: Draft, at: Resolver): void => {
  const inner = { ...place, depth: place.depth + 1 };
  if (operator === 'and') collect(value, inner, draft, at);
  else if (operator === 'or') alternatives(value, inner, draft, at);
  else draft.open = true;
};

const alternatives = (node: TSESTree.Node, place: Place, draft: Draft, at: Resolver): void => {
  const value = at.constant(node);
  const list = listed(node, at);
  const only = list === undefined ? value.type === 'ObjectExpression' && value.properties.length === 1 : list.certain.length === 1 && list.possible.length === 0 && !list.open;
  collect(node, { ...place, disjunct: place.disjunct || !only }, draft, at);
};

const collectList = (list: Listed, place: Place, draft: Draft, at: Resolver): void => {
  if (list.open) draft.open = true;
  for (const element of list.certain) collect(element, { ...place, depth: place.depth + 1 }, draft, at);
  for (const element of list.possible) collect(element, { ...place, disjunct: true, depth: place.depth + 1 }, draft, at);
};

/** `where(col('email'), email)`, `where(fn('lower', col('email')), email)`; other functions are SQL that isn't read. */
const collectCall = (node: TSESTree.CallExpression, place: Place, draft: Draft, at: Resolver): void => {
  const [left, ...rest] = node.arguments;
  const right = rest.at(-1);
  const column = calledName(node) === 'where' && left !== undefined ? columnOf(left, at) : undefined;
  if (column === undefined || right === undefined || right.type === 'SpreadElement' || (rest.length > 1 && at.text(rest[0]) !== '=')) draft.open = true;
  else term(column, right, place, draft, at);
};

const calledName = ({ callee }: TSESTree.CallExpression): string | undefined => (callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberName(callee) : undefined);

/** `col('users.email')`, `fn('lower', col('email'))` */
export const columnOf = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const call = at.constant(node);
  if (call.type !== 'CallExpression') return undefined;
  const name = calledName(call);
  if (name === 'col') return at.text(argument(call.arguments, 0))?.split('.').at(-1);
  const inner = call.arguments[1];
  return name === 'fn' && inner !== undefined && /^(?:lower|upper|trim)$/i.test(at.text(argument(call.arguments, 0)) ?? '') ? columnOf(inner, at) : undefined;
};

const comparisons: Readonly<Partial<Record<string, Comparison>>> = { eq: 'eq', ne: 'ne', gt: 'gt', gte: 'gte', lt: 'lt', lte: 'lte', in: 'in', any: 'in', notIn: 'notIn' };

const term = (column: string, node: TSESTree.Node, place: Place, draft: Draft, at: Resolver): void => {
  const value = at.constant(node);
  const add = (op: Comparison, right?: TSESTree.Node, disjunct = place.disjunct): void => {
    draft.terms.push({ column, op, ...(right === undefined ? {} : { value: right }), ...(place.via.length > 0 ? { via: place.via } : {}), ...(disjunct ? { disjunct: true } : {}) });
  };
  switch (value.type) {
    case 'ArrayExpression':
      add('in', node);
      return;
    case 'ObjectExpression': {
      for (const property of value.properties) {
        const operator = property.type === 'Property' ? operatorOf(property, at) : undefined;
        if (property.type !== 'Property' || operator === undefined) add('other');
        else compared(operator, property.value, add, at);
      }
      return;
    }
    case 'CallExpression':
      if (/^(?:fn|col|literal|cast|json)$/.test(calledName(value) ?? '') && methodCall(value) !== undefined) add('other');
      else add(isList(value) ? 'in' : 'eq', node);
      return;
    default:
      if (isNothing(value)) add('isNull');
      else add(isListName(value) ? 'in' : 'eq', node);
  }
};

type Add = (op: Comparison, right?: TSESTree.Node, disjunct?: boolean) => void;

/** `{ [Op.gt]: 1 }` of a column. */
const compared = (operator: string, node: TSESTree.Node, add: Add, at: Resolver): void => {
  const value = at.constant(node);
  const known = comparisons[operator];
  if (known !== undefined) {
    if (known === 'eq' && isNothing(value)) add('isNull');
    else if (known === 'ne' && isNothing(value)) add('notNull');
    else add(known, node);
  } else if (operator === 'is') {
    if (isNothing(value)) add('isNull');
    else add('eq', node);
  } else if (operator === 'not') {
    if (isNothing(value)) add('notNull');
    else add(value.type === 'ArrayExpression' ? 'notIn' : 'ne', node);
  } else if (operator === 'iLike' || operator === 'like') {
    add('alike', node);
  } else if (operator === 'or' && value.type === 'ArrayExpression' && value.elements.every((element) => element !== null && element.type !== 'SpreadElement' && at.constant(element).type !== 'ObjectExpression')) {
    add('in', node);
  } else add('other');
};

const isList = (value: TSESTree.CallExpression): boolean => value.callee.type === 'MemberExpression' && /^(?:map|filter|flatMap|keys|values|concat)$/.test(memberName(value.callee) ?? '');

const isListName = (node: TSESTree.Node): boolean => {
  const name = node.type === 'Identifier' ? node.name : node.type === 'MemberExpression' ? memberName(node) : undefined;
  return name !== undefined && /(?:Ids|IDs|^ids|Keys)$/.test(name);
};

/** Whether the predicate names the row by its primary key. */
export const isByKey = (where: Predicate): boolean => where.terms.some((one) => one.column === 'id' && one.op === 'eq' && one.via === undefined && one.disjunct !== true);
