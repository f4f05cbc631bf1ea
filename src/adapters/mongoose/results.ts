/** The variable that holds what a call gives: through `await`, TypeScript wrappers and a query's links. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { resultExpression } from '../../syntax/result-binding.js';
import { outermost } from './query.js';

export const resultVariable = (node: TSESTree.CallExpression | TSESTree.NewExpression, at: Resolver): TSESLint.Scope.Variable | undefined => {
  const whole = resultExpression(node.type === 'CallExpression' ? outermost(node) : node);
  const { parent } = whole;
  const target = parent?.type === 'VariableDeclarator' && parent.init === whole ? parent.id : parent?.type === 'AssignmentExpression' && parent.right === whole ? parent.left : undefined;
  return target?.type === 'Identifier' ? at.variable(target) : undefined;
};
