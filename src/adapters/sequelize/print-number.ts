/** Is it a number that is added? `+` joins strings, and a DECIMAL or BIGINT column arrives as one. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { RepairPlan } from '../../operations/repair.js';
import { plain } from '../../syntax/bare.js';

/** Whether the amount is surely a number. */
export const isNumber = (plan: RepairPlan, node: TSESTree.Node, depth = 0): boolean => {
  const inner = plain(node);
  if (depth > 4) return false;
  switch (inner.type) {
    case 'Literal':
      return typeof inner.value === 'number';
    case 'UnaryExpression':
      return inner.operator === '-' || inner.operator === '+';
    case 'BinaryExpression':
      return inner.operator === '-' || inner.operator === '*' || inner.operator === '/' || (inner.operator === '+' && isNumber(plan, inner.left, depth + 1) && isNumber(plan, inner.right, depth + 1));
    case 'ConditionalExpression':
      return isNumber(plan, inner.consequent, depth + 1) && isNumber(plan, inner.alternate, depth + 1);
    case 'CallExpression':
      return /^(?:Number|parseInt|parseFloat|Math\.\w+)$/.test(plan.sourceCode.getText(inner.callee));
    case 'MemberExpression':
      return (inner.property.type === 'Identifier' && inner.property.name === 'length') || isAnnotated(plan, inner);
    case 'Identifier': {
      const value = plan.at.constant(inner);
      return isAnnotated(plan, inner) || (value !== inner && isNumber(plan, value, depth + 1));
    }
    default:
      return false;
  }
};

const isAnnotated = ({ at }: RepairPlan, node: TSESTree.Node): boolean => at.annotation(node)?.node.type === 'TSNumberKeyword';
