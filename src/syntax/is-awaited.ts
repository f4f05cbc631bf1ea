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
