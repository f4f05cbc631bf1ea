/**
 * A test of a column as a condition of `where`: `if (j.state !== 'queued') throw` passes where `state: 'queued'`.
 *
 * Never assumed: a column's type. `if (j.done)` becomes `done: false` only where the write says that it is a boolean (`j.done = true`).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { memberName } from '../../syntax/property-name.js';
import { usesWithin, type Row } from './print-row.js';

export interface Condition {
  /** the value in `where`: `'queued'`, `null`, `{ [Op.ne]: 'done' }` */
  readonly value: string;
  /** it needs `Op` */
  readonly usesOp: boolean;
  /** the test asks nothing else */
  readonly isWhole: boolean;
}

interface Leaf {
  readonly node: TSESTree.Node;
  readonly holds: boolean;
}

/** What must all hold for the write to happen: the conjuncts of a test. */
const conjuncts = (node: TSESTree.Node, holds: boolean): readonly Leaf[] => {
  const inner = bare(node);
  if (inner.type === 'UnaryExpression' && inner.operator === '!') return conjuncts(inner.argument, !holds);
  if (inner.type === 'LogicalExpression' && inner.operator === (holds ? '&&' : '||')) return [...conjuncts(inner.left, holds), ...conjuncts(inner.right, holds)];
  return [{ node: inner, holds }];
};

/**
 * The condition that a test puts on a column of the row.
 * @param written the value that the write gives the column
 */
export const conditionOn = (plan: RepairPlan, row: Row, column: string, test: Leaf, written: TSESTree.Node | undefined): Condition | undefined => {
  const leaves = conjuncts(test.node, test.holds);
  const found = leaves.map((leaf) => asCondition(plan, row, column, leaf, written)).filter((condition) => condition !== undefined);
  const [only] = found;
  return only && found.length === 1 ? { ...only, isWhole: leaves.length === 1 } : undefined;
};

type Value = Omit<Condition, 'isWhole'>;

const plainValue = (value: string): Value => ({ value, usesOp: false });
const isNull: Value = plainValue('null');
const operator = (name: string, value: string): Value => ({ value: `{ [Op.${name}]: ${value} }`, usesOp: true });

const asCondition = (plan: RepairPlan, row: Row, column: string, { node, holds }: Leaf, written: TSESTree.Node | undefined): Value | undefined => {
  if (isColumn(node, row, column)) return ofTruth(holds, written);
  if (node.type === 'CallExpression') return ofList(plan, row, column, node, holds);
  if (node.type !== 'BinaryExpression') return undefined;
  const isLeft = isColumn(node.left, row, column);
  if (!isLeft && !isColumn(node.right, row, column)) return undefined;
  const other = bare(isLeft ? node.right : node.left);
  const equal = /^[=!]==?$/.test(node.operator);
  if (!equal) return ofOrder(plan, row, isLeft ? node.operator : mirrored[node.operator], other, holds);
  const isEqual = node.operator.startsWith('=') === holds;
  if ((other.type === 'Literal' && other.raw === 'null') || (other.type === 'Identifier' && other.name === 'undefined')) return isEqual ? isNull : operator('ne', 'null');
  const text = valueText(plan, row, other);
  return text === undefined ? undefined : isEqual ? plainValue(text) : operator('ne', text);
};

const isColumn = (node: TSESTree.Node, row: Row, column: string): boolean => {
  const inner = bare(node);
  return inner.type === 'MemberExpression' && memberName(inner) === column && bare(inner.object).type === 'Identifier' && row.uses.some((use) => use.node === bare(inner.object));
};

/** Values that can stand in the write's predicate, too: no calls, nothing of the row. */
const valueText = ({ sourceCode }: RepairPlan, row: Row, node: TSESTree.Node): string | undefined =>
  isRepeatable(node) && node.type !== 'ObjectExpression' && usesWithin(row, node).length === 0 ? sourceCode.getText(node) : undefined;

const ofTruth = (holds: boolean, written: TSESTree.Node | undefined): Value | undefined => {
  const value = written && bare(written);
  if (value?.type === 'Literal' && typeof value.value === 'boolean' && value.value !== holds) return plainValue(String(holds));
  const isDate = value?.type === 'NewExpression' && value.callee.type === 'Identifier' && value.callee.name === 'Date';
  if (isDate && !holds) return isNull;
  return value?.type === 'Literal' && value.raw === 'null' && holds ? operator('ne', 'null') : undefined;
};

/** `['a', 'b'].includes(j.state)` */
const ofList = (plan: RepairPlan, row: Row, column: string, { callee, arguments: args }: TSESTree.CallExpression, holds: boolean): Value | undefined => {
  const [argument] = args;
  if (callee.type !== 'MemberExpression' || memberName(callee) !== 'includes' || !argument || !isColumn(argument, row, column)) return undefined;
  const text = valueText(plan, row, callee.object);
  if (text === undefined) return undefined;
  return holds ? (text.startsWith('[') ? plainValue(text) : operator('in', text)) : operator('notIn', text);
};

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const orders: Readonly<Record<string, readonly [string, string]>> = {
  '<': ['lt', 'gte'], '<=': ['lte', 'gt'], '>': ['gt', 'lte'], '>=': ['gte', 'lt'],
};

const ofOrder = (plan: RepairPlan, row: Row, by: string | undefined, other: TSESTree.Node, holds: boolean): Value | undefined => {
  const names = by === undefined ? undefined : orders[by];
  const text = valueText(plan, row, other);
  return names && text !== undefined ? operator(names[holds ? 0 : 1], text) : undefined;
};
