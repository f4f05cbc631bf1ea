/** Names of calls and functions: a first look at who may call whom. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import { keyName, memberName } from '../syntax/property-name.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** The name by which a call names its callee, for a first look. */
export const calleeName = (call: Call): string | undefined => {
  let { callee }: { callee: TSESTree.Node } = call;
  while (callee.type === 'ChainExpression' || callee.type === 'TSNonNullExpression' || callee.type === 'TSAsExpression' || callee.type === 'TSInstantiationExpression') callee = callee.expression;
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' ? memberName(callee) : undefined;
};

/** The names under which a function may be called. */
export const namesOf = (fn: FunctionNode): readonly string[] => {
  const names: string[] = [];
  if (fn.type !== 'ArrowFunctionExpression' && fn.id) names.push(fn.id.name);
  // up through wrappers: `const f = cache(async () => …)`
  let parent: TSESTree.Node = fn.parent;
  while (parent.type === 'CallExpression') parent = parent.parent;
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') names.push(parent.id.name);
  else if (parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition' || parent.type === 'Property') names.push(keyName(parent) ?? '');
  else if (parent.type === 'AssignmentExpression' && parent.left.type === 'Identifier') names.push(parent.left.name);
  return names;
};
