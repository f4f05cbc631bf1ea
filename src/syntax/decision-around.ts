/** The statement or expression that a condition decides in. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unwrapped } from './bare.js';

/** The `if` or `?:` whose test a condition is, or is a part of (by `&&`, `||`, `!`). */
export const decisionAround = (condition: TSESTree.Node): TSESTree.IfStatement | TSESTree.ConditionalExpression | undefined => {
  let node = condition;
  for (let { parent } = node; parent; { parent } = node) {
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') return parent.test === node ? parent : undefined;
    if (parent.type !== 'LogicalExpression' && parent.type !== 'UnaryExpression' && parent.type !== 'AwaitExpression' && unwrapped(parent) !== node) return undefined;
    node = parent;
  }
  return undefined;
};
