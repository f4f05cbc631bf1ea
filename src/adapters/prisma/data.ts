/**
 * `data` objects as assignments: plain values, the database's own arithmetic, related rows.
 *
 * In: the expression behind `data`, `create` or `update`. Out: what each column is set to, and the relations that are written through.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignment, Assignments, Written } from '../../operations/operation.js';
import type { ObjectShape, Resolver } from '../../resolve/resolver.js';
import { wholesIn } from '../../resolve/object-shape.js';
import { isConditional, isUndefined, noColumns } from './facts.js';

/** `members: { create: … }`: the writes that stand under a relation. */
export interface RelationWrite {
  readonly relation: string;
  readonly shape: ObjectShape;
}

export interface Data {
  readonly sets: Assignments;
  readonly relations: readonly RelationWrite[];
}

const NESTED = new Set(['create', 'createMany', 'connect', 'connectOrCreate', 'upsert', 'update', 'updateMany', 'delete', 'deleteMany', 'disconnect', 'set']);
const ARITHMETIC = ['increment', 'decrement', 'multiply', 'divide', 'push'] as const;

/** Of arrays in arrays. */
const MAX_DEPTH = 4;

const nothing: Data = { sets: noColumns, relations: [] };

const join = (parts: readonly Data[]): Data => ({
  sets: {
    entries: parts.flatMap((part) => part.sets.entries),
    spreads: parts.flatMap((part) => part.sets.spreads),
    open: parts.some((part) => part.sets.open),
  },
  relations: parts.flatMap((part) => part.relations),
});

/** The columns that `data` sets; an array sets them once an element. */
export const readData = (node: TSESTree.Node | undefined, at: Resolver, depth = 0): Data => {
  if (node === undefined || depth > MAX_DEPTH) return nothing;
  const constant = at.constant(node);
  if (constant.type === 'ArrayExpression') {
    const elements = constant.elements.flatMap((element) => (element === null ? [] : [element]));
    return join(elements.map((element) => readData(element.type === 'SpreadElement' ? element.argument : element, at, depth + 1)));
  }
  const mapped = mappedObject(constant, at);
  return readObject(at.object(mapped ?? node), at);
};

/** `rows.map((row) => ({ … }))`: the object that is made of each element */
export const mappedObject = (node: TSESTree.Node, at: Resolver): TSESTree.Node | undefined => {
  const call = at.bare(node);
  if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression' || call.callee.property.type !== 'Identifier') return undefined;
  if (call.callee.property.name !== 'map' && call.callee.property.name !== 'flatMap' && call.callee.property.name !== 'from') return undefined;
  const fn = call.arguments[call.callee.property.name === 'from' ? 1 : 0];
  if (fn?.type !== 'ArrowFunctionExpression' && fn?.type !== 'FunctionExpression') return undefined;
  const last = fn.body.type === 'BlockStatement' ? fn.body.body.at(-1) : undefined;
  const result = fn.body.type === 'BlockStatement' ? (last?.type === 'ReturnStatement' ? last.argument : null) : fn.body;
  if (result === null) return undefined;
  const bare = at.bare(result);
  return bare.type === 'ObjectExpression' ? bare : undefined;
};

const readObject = (shape: ObjectShape, at: Resolver): Data => {
  const entries = [...shape.entries].map(([column, { value, property }]) => readEntry(column, value, property, at));
  const isOpen = shape.open || shape.spreads.some((spread) => isConditional(at.bare(spread)));
  return join([{ sets: { entries: [], spreads: wholesIn(shape), open: isOpen }, relations: [] }, ...entries]);
};

const single = (column: string, written: Written, property: TSESTree.Node | undefined): Data => ({
  sets: { entries: [{ column, written, property }], spreads: [], open: false },
  relations: [],
});

const readEntry = (column: string, value: TSESTree.Node, property: TSESTree.Node, at: Resolver): Data => {
  const bare = at.bare(value);
  if (isUndefined(bare)) return nothing;
  const relation = relationShape(bare, at) ?? branches(bare).map((branch) => relationShape(at.bare(branch), at)).find((shape) => shape !== undefined);
  if (relation !== undefined) return readRelation(column, relation, property, at);
  const shape = bare.type === 'ObjectExpression' ? at.object(bare) : undefined;
  const [operator, operand] = [...(shape?.entries ?? [])][0] ?? [];
  if (shape?.entries.size === 1 && shape.spreads.length === 0 && operator !== undefined && operand !== undefined) {
    const arithmetic = ARITHMETIC.find((name) => name === operator);
    if (arithmetic !== undefined) return single(column, { kind: 'atomic', operator: arithmetic, node: operand.value }, property);
    if (operator === 'set') return single(column, { kind: 'value', node: operand.value }, property);
  }
  return single(column, { kind: 'value', node: value }, property);
};

const branches = (node: TSESTree.Node): readonly TSESTree.Node[] => {
  if (node.type === 'ConditionalExpression') return [node.consequent, node.alternate];
  return node.type === 'LogicalExpression' ? [node.right] : [];
};

/** An object whose keys are all nested writes; `{ set: x }` alone is one only when its elements are objects. */
const relationShape = (node: TSESTree.Node, at: Resolver): ObjectShape | undefined => {
  if (node.type !== 'ObjectExpression' && node.type !== 'Identifier') return undefined;
  const shape = at.object(node);
  const keys = [...shape.entries.keys()];
  if (shape.node === undefined || keys.length === 0 || !keys.every((key) => NESTED.has(key))) return undefined;
  const set = shape.entries.get('set')?.value;
  return keys.length > 1 || set === undefined || holdsRows(set, at) ? shape : undefined;
};

const holdsRows = (node: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.constant(node);
  if (mappedObject(bare, at) !== undefined) return true;
  return bare.type === 'ArrayExpression' && bare.elements.some((element) => element !== null && at.bare(element).type === 'ObjectExpression');
};

/** The relation itself, and the foreign key where one row is connected by one field (`user: { connect: { id } }` sets `userId`). */
const readRelation = (relation: string, shape: ObjectShape, property: TSESTree.Node, at: Resolver): Data => {
  const entries: Assignment[] = [{ column: relation, written: { kind: 'relation' }, property }];
  const connect = shape.entries.get('connect')?.value;
  const target = connect === undefined ? undefined : at.bare(connect);
  if (target?.type === 'ObjectExpression') {
    const [key, ...others] = at.object(target).entries;
    if (key !== undefined && others.length === 0) {
      const column = `${relation}${key[0].charAt(0).toUpperCase()}${key[0].slice(1)}`;
      entries.push({ column, written: { kind: 'value', node: key[1].value }, property });
    }
  }
  return { sets: { entries, spreads: [], open: false }, relations: [{ relation, shape }] };
};
