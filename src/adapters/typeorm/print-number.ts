/** Is it a number that is added? `+` joins strings, and a decimal or bigint column arrives as one. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { RepairPlan } from '../../operations/repair.js';
import { isKnown } from '../../operations/known.js';
import { plain } from '../../syntax/bare.js';
import { columnOf } from './print-entity.js';
import { tableSchema } from './schema.js';

/** Whether the amount, or the column by its declaration, is surely a number. */
export const isNumber = (plan: RepairPlan, amount: TSESTree.Node, column: string): boolean => {
  const declared = columnOf(plan, column);
  if (declared) return declared.typeAnnotation?.typeAnnotation.type === 'TSNumberKeyword';
  const { table } = plan.write;
  const elsewhere = isKnown(table) ? tableSchema(table, plan.at)?.columns.get(column) : undefined;
  if (elsewhere?.type !== undefined) return numbers.has(elsewhere.type) && !elsewhere.nullable;
  return isNumeric(plan, amount, 0);
};

/** Column types whose values arrive as numbers; `decimal` and `bigint` arrive as strings. */
const numbers: ReadonlySet<string> = new Set(['number', 'int', 'integer', 'smallint', 'mediumint', 'tinyint', 'int2', 'int4', 'float', 'float4', 'float8', 'double', 'double precision', 'real']);

const isNumeric = (plan: RepairPlan, node: TSESTree.Node, depth: number): boolean => {
  const inner = plain(node);
  if (depth > 4) return false;
  switch (inner.type) {
    case 'Literal':
      return typeof inner.value === 'number';
    case 'UnaryExpression':
      return inner.operator === '-' || inner.operator === '+';
    case 'BinaryExpression':
      return inner.operator === '-' || inner.operator === '*' || inner.operator === '/' || (inner.operator === '+' && isNumeric(plan, inner.left, depth + 1) && isNumeric(plan, inner.right, depth + 1));
    case 'ConditionalExpression':
      return isNumeric(plan, inner.consequent, depth + 1) && isNumeric(plan, inner.alternate, depth + 1);
    case 'CallExpression':
      return /^(?:Number|parseInt|parseFloat|Math\.\w+)$/.test(plan.sourceCode.getText(inner.callee));
    case 'MemberExpression':
      return (inner.property.type === 'Identifier' && inner.property.name === 'length') || isAnnotated(plan, inner);
    case 'Identifier': {
      const value = plan.at.constant(inner);
      return isAnnotated(plan, inner) || (value !== inner && isNumeric(plan, value, depth + 1));
    }
    default:
      return false;
  }
};

const isAnnotated = ({ at }: RepairPlan, node: TSESTree.Node): boolean => {
  const type = at.annotation(node)?.node.type;
  if (type !== undefined) return type === 'TSNumberKeyword';
  const declared = node.type === 'Identifier' ? at.variable(node)?.defs[0]?.name : undefined;
  return declared?.type === 'Identifier' && (declared.typeAnnotation?.typeAnnotation.type === 'TSNumberKeyword' || (declared.parent.type === 'AssignmentPattern' && declared.parent.right.type === 'Literal' && typeof declared.parent.right.value === 'number'));
};
