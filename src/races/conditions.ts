/** Does an expression decide something? */
import type { TSESTree } from '@typescript-eslint/utils';

/** Whether an expression is a condition, a part of one, or kept as a yes or no. */
export const isCondition = (node: TSESTree.Node): boolean => {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') return parent.test === child;
    if (parent.type === 'LogicalExpression' || parent.type === 'UnaryExpression' || parent.type === 'AwaitExpression' || parent.type === 'BinaryExpression') continue;
    // `const isTaken = isUniqueViolation(error)`; what is taken apart is no yes or no
    return parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier';
  }
  return false;
};
