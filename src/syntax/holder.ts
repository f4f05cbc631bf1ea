/** The variable that a call's result is kept in. */
import type { TSESTree } from '@typescript-eslint/utils';

/** `const trx = await begin()`, `trx = begin()`: `trx`. Undefined where the result goes anywhere else, or into a pattern. */
export const holderOf = (call: TSESTree.Node): TSESTree.Identifier | undefined => {
  const awaited = call.parent?.type === 'AwaitExpression' ? call.parent : call;
  const { parent } = awaited;
  const holder = parent?.type === 'VariableDeclarator' ? parent.id : parent?.type === 'AssignmentExpression' ? parent.left : undefined;
  return holder?.type === 'Identifier' ? holder : undefined;
};
