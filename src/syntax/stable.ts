/** Whether an expression gives the same at two places of a function. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { childrenOf } from './descendants.js';
import { keepsValue } from './references.js';

type VariableOf = (node: TSESTree.Identifier) => TSESLint.Scope.Variable | undefined;

/** True when no name in the expression is given another value, and no member of what it holds is assigned between the two positions. */
export const isStable = (node: TSESTree.Node, between: readonly [number, number], variableOf: VariableOf): boolean =>
  namesIn(node).every((name) => {
    const variable = variableOf(name);
    return variable === undefined || (keepsValue(variable) && !variable.references.some(({ identifier }) => between[0] <= identifier.range[0] && identifier.range[1] <= between[1] && isChangedAt(identifier)));
  });

/** The identifiers of an expression that are values, not names of members or properties. */
export const namesIn = (node: TSESTree.Node): readonly TSESTree.Identifier[] => {
  if (node.type === 'Identifier') return [node];
  if (node.type === 'MemberExpression' && !node.computed) return namesIn(node.object);
  if (node.type === 'Property' && !node.computed) return namesIn(node.value);
  return childrenOf(node).flatMap(namesIn);
};

/** `order.state = x`, `delete order.state`, `order.count++` */
const isChangedAt = (identifier: TSESTree.Node): boolean => {
  let node = identifier;
  for (let { parent } = node; parent?.type === 'MemberExpression' && parent.object === node; { parent } = node) node = parent;
  const { parent } = node;
  if (parent?.type === 'AssignmentExpression') return parent.left === node;
  return parent?.type === 'UpdateExpression' || (parent?.type === 'UnaryExpression' && parent.operator === 'delete');
};
