/** Decorators of a class, property, method or parameter. */
import type { TSESTree } from '@typescript-eslint/utils';
import { memberName } from '../syntax/property-name.js';
import type { Resolver } from './resolver.js';

type Decorator = ReturnType<Resolver['decorators']>[number];

export const decoratorsOf = (declaration: TSESTree.Node, at: Resolver): readonly Decorator[] =>
  nodesOf(declaration).map((node) => described(node, at)).filter((decorator) => decorator !== undefined);

/** A parameter's decorators may hang on any of the nodes that make it up; a method's on the definition around its function. */
const nodesOf = (declaration: TSESTree.Node): readonly TSESTree.Decorator[] => {
  const found = ownDecorators(declaration);
  if (found.length > 0) return found;
  switch (declaration.type) {
    case 'TSParameterProperty':
      return nodesOf(declaration.parameter);
    case 'AssignmentPattern':
      return nodesOf(declaration.left);
    case 'FunctionExpression':
      return declaration.parent.type === 'MethodDefinition' ? ownDecorators(declaration.parent) : [];
    case 'Identifier':
      return declaration.parent.type === 'AssignmentPattern' || declaration.parent.type === 'TSParameterProperty' ? ownDecorators(declaration.parent) : [];
    default:
      return [];
  }
};

/** Plain parsers give nodes without the list. */
const ownDecorators = (node: TSESTree.Node): readonly TSESTree.Decorator[] => ('decorators' in node && Array.isArray(node.decorators) ? node.decorators : []);

const described = (node: TSESTree.Decorator, at: Resolver): Decorator | undefined => {
  const { expression } = node;
  const callee = expression.type === 'CallExpression' ? expression.callee : expression;
  const local = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  if (local === undefined) return undefined;
  const origin = at.origin(callee);
  const from = origin.kind === 'member' ? origin.object : origin;
  const renamed = origin.kind === 'import' && origin.name !== 'default' && origin.name !== '*';
  return {
    name: renamed ? origin.name : local,
    module: from.kind === 'import' ? from.module : undefined,
    arguments: expression.type === 'CallExpression' ? expression.arguments : [],
  };
};
