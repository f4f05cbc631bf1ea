/** Functions and their parts. */
import type { TSESTree } from '@typescript-eslint/utils';

export type FunctionNode = TSESTree.ArrowFunctionExpression | TSESTree.FunctionDeclaration | TSESTree.FunctionExpression;

/** A function with a body: arrow, function expression (also of a method), function declaration. */
export const isFunction = (node: TSESTree.Node | null | undefined): node is FunctionNode =>
  node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression' || node?.type === 'FunctionDeclaration';

/** A parameter's own pattern: without `private` and its like, and without its default. */
export type ParameterPattern = TSESTree.Identifier | TSESTree.ObjectPattern | TSESTree.ArrayPattern | TSESTree.RestElement;

/** The pattern of one parameter. */
export const parameterPattern = (node: TSESTree.Parameter): ParameterPattern => {
  const inner = node.type === 'TSParameterProperty' ? node.parameter : node;
  return inner.type === 'AssignmentPattern' ? inner.left : inner;
};

/** The patterns of the parameters; an index counts as in a call. */
export const parametersOf = (fn: FunctionNode): readonly ParameterPattern[] => fn.params.map(parameterPattern);

/** The statements of a function; an arrow's expression body gives none. */
export const statementsOf = (fn: FunctionNode): readonly TSESTree.Statement[] => (fn.body.type === 'BlockStatement' ? fn.body.body : []);

/** The expression that a function always gives: an arrow's body, or a `return` that ends the body. */
export const returnedExpression = (fn: FunctionNode): TSESTree.Expression | undefined => {
  if (fn.body.type !== 'BlockStatement') return fn.body;
  const last = fn.body.body.at(-1);
  return last?.type === 'ReturnStatement' ? (last.argument ?? undefined) : undefined;
};

/** The innermost function around a node; undefined at module level. */
export const enclosingFunction = (node: TSESTree.Node): FunctionNode | undefined => {
  for (let current = node.parent; current; current = current.parent) if (isFunction(current)) return current;
  return undefined;
};
