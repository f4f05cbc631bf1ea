/** Written columns: the values of `insert`, `update`, `upsert`, `set`, and expressions that the database evaluates (`() => 'n + 1'`). */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignment, Assignments, Written } from '../../operations/operation.js';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';
import { wholesIn } from '../../resolve/object-shape.js';
import { isFunction, noColumns, returned } from './facts.js';

type AtomicOperator = Extract<Written, { kind: 'atomic' }>['operator'];

const byAtomicSign: Readonly<Partial<Record<string, AtomicOperator>>> = { '+': 'increment', '-': 'decrement', '*': 'multiply', '/': 'divide' };

/** Values of `:name` placeholders in SQL fragments. */
export type Parameters = ReadonlyMap<string, TSESTree.Node>;

/** `() => 'n + :by'`: what the database does with the column's own value. */
const fragment = (column: string, fn: TSESTree.Node, parameters: Parameters, at: Resolver): Written => {
  const body = returned(fn);
  if (body === undefined) return { kind: 'atomic', operator: 'expression', node: undefined };
  const hole = body.type === 'TemplateLiteral' ? body.expressions.at(-1) : body.type === 'BinaryExpression' && body.operator === '+' ? body.right : undefined;
  const text = sqlText(body, at);
  const plain = text.replace(/["`[\]()]/g, '').trim();
  const match = /^(?:\w+\.)?(\w+)\s*([-+*/])\s*(\?|:\w+|\d+(?:\.\d+)?)$/.exec(plain);
  const operator = byAtomicSign[match?.[2] ?? ''];
  if (match === null || operator === undefined || snake(match[1] ?? '') !== snake(column)) return { kind: 'atomic', operator: 'expression', node: hole ?? body };
  const operand = match[3] ?? '';
  const node = operand === '?' ? hole : operand.startsWith(':') ? parameters.get(operand.slice(1)) : body;
  return { kind: 'atomic', operator, node };
};

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter}`).replace(/^_/, '').toLowerCase();

/** The SQL text of an expression; `?` where a value is put in. */
const sqlText = (node: TSESTree.Node, at: Resolver): string => {
  const known = at.text(node);
  if (known !== undefined) return known;
  if (node.type === 'TemplateLiteral') return node.quasis.map((quasi) => quasi.value.cooked).join('?');
  if (node.type === 'BinaryExpression' && node.operator === '+') return sqlText(node.left, at) + sqlText(node.right, at);
  return '?';
};

const written = (column: string, value: TSESTree.Node, parameters: Parameters, at: Resolver): Written => {
  const bare = at.bare(value);
  return isFunction(bare) ? fragment(column, bare, parameters, at) : { kind: 'value', node: value };
};

const none: Parameters = new Map();

/** The columns that an object literal, a variable or a list of them writes. */
export const assignments = (node: TSESTree.Node | undefined, at: Resolver, parameters: Parameters = none): Assignments => {
  if (node === undefined) return noColumns;
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') return ofList(value, at, parameters);
  return ofShape(at.object(node), at, parameters);
};

const ofShape = (shape: ObjectShape, at: Resolver, parameters: Parameters): Assignments => {
  const entries: Assignment[] = [];
  for (const [column, { value, property }] of shape.entries) entries.push({ column, written: written(column, value, parameters, at), property });
  return { entries, spreads: wholesIn(shape), open: shape.open };
};

const ofList = (list: TSESTree.ArrayExpression, at: Resolver, parameters: Parameters): Assignments => {
  const parts = list.elements.map((element) =>
    element === null || element.type === 'SpreadElement' ? { entries: [], spreads: [], open: true } : assignments(element, at, parameters));
  return {
    entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open),
  };
};

/** Several objects may be written at once. */
export const isList = (node: TSESTree.Node | undefined, at: Resolver): boolean => {
  if (node === undefined) return false;
  const value = at.bare(at.constant(node));
  if (value.type === 'ArrayExpression') return true;
  return value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && value.callee.property.type === 'Identifier'
    && /^(?:map|filter|flatMap|concat|slice|find|findBy|findByIds|getMany)$/.test(value.callee.property.name);
};
