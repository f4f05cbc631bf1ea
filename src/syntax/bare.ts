/** Expressions without what doesn't change their value. */
import type { TSESTree } from '@typescript-eslint/utils';

/** The expression inside a TypeScript wrapper (`x as T`, `x!`, `x satisfies T`, `<T>x`, `f<T>`) or an optional chain; undefined when the node is none. */
export const unwrapped = (node: TSESTree.Node): TSESTree.Expression | undefined => {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'TSInstantiationExpression':
    case 'ChainExpression':
      return node.expression;
    default:
      return undefined;
  }
};

/** The expression without TypeScript wrappers and optional-chain wrapper; `await` stays. */
export const plain = (node: TSESTree.Node): TSESTree.Node => {
  let current = node;
  for (let inner = unwrapped(current); inner !== undefined; inner = unwrapped(current)) current = inner;
  return current;
};

/** The expression without `await`, TypeScript wrappers and optional-chain wrapper (parentheses are not in the tree). */
export const bare = (node: TSESTree.Node): TSESTree.Node => {
  let current = plain(node);
  while (current.type === 'AwaitExpression') current = plain(current.argument);
  return current;
};
