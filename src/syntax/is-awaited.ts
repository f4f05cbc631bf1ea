/** Whether a promise is waited for where it is made. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unwrapped } from './bare.js';

/** The `await` around an expression, through TypeScript wrappers and optional chains. */
export const awaitOf = (node: TSESTree.Node): TSESTree.AwaitExpression | undefined => {
  let current = node;
  for (;;) {
    const parent = current.parent;
    if (!parent) return undefined;
    if (parent.type === 'AwaitExpression') return parent;
    if (unwrapped(parent) !== current) return undefined;
    current = parent;
  }
};

/** True for the operand of an `await`. */
export const isAwaited = (node: TSESTree.Node): boolean => awaitOf(node) !== undefined;

/** Whether somebody waits for a call: it is awaited or returned, itself, at the end of a chain, or in a list. */
export const isAwaitedOrReturned = (call: TSESTree.Node): boolean => {
  let node = call;
  for (let parent: TSESTree.Node | undefined = node.parent; parent; node = parent, parent = parent.parent) {
    switch (parent.type) {
      case 'AwaitExpression':
      case 'ReturnStatement':
      case 'YieldExpression':
        return true;
      case 'ArrowFunctionExpression':
        return parent.body === node;
      case 'ChainExpression':
      case 'TSAsExpression':
      case 'TSNonNullExpression':
      case 'ArrayExpression':
        continue;
      case 'LogicalExpression':
        continue;
      case 'ConditionalExpression':
        if (parent.test === node) return false;
        continue;
      case 'MemberExpression':
        if (parent.object !== node) return false;
        continue;
      case 'CallExpression':
        // a chain on the call (`wrap(fn).catch(…)`, `wrap(fn)()`), or Promise.all([wrap(fn)])
        continue;
      default:
        return false;
    }
  }
  return false;
};
