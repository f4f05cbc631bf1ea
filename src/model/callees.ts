/**
 * Which function of this file a call runs: local functions, methods, functions in object literals, wrapped constants.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import type { ClassNode, Origin, Resolver } from '../resolve/resolver.js';

type Call = TSESTree.CallExpression | TSESTree.NewExpression;

const isFunction = (node: TSESTree.Node | undefined | null): node is FunctionNode => node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression' || node?.type === 'FunctionDeclaration';

/** The function that an expression is, through constants and wrappers (`cache(async () => …)`): calling a wrapped constant is calling the function. */
const functionIn = (node: TSESTree.Node, resolver: Resolver, depth = 0): FunctionNode | undefined => {
  const bare = resolver.constant(node);
  if (isFunction(bare)) return bare;
  if (bare.type !== 'CallExpression' || depth > 3) return undefined;
  const candidates = bare.arguments.filter((argument) => isFunction(argument) || argument.type === 'CallExpression');
  const [only] = candidates;
  return only && candidates.length === 1 ? functionIn(only, resolver, depth + 1) : undefined;
};

/** The method or function-valued property of a class of this file, also inherited from one. */
export const methodOf = (node: ClassNode, name: string, resolver: Resolver, depth = 0): FunctionNode | undefined => {
  for (const member of node.body.body) {
    if ((member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') || member.computed) continue;
    if ((member.key.type !== 'Identifier' && member.key.type !== 'PrivateIdentifier') || member.key.name !== name) continue;
    if (member.type === 'MethodDefinition') return member.kind === 'method' && member.value.type === 'FunctionExpression' ? member.value : undefined;
    return member.value ? functionIn(member.value, resolver) : undefined;
  }
  const parent = depth < 4 ? resolver.superclass(node)?.origin : undefined;
  return parent?.kind === 'class' ? methodOf(parent.class, name, resolver, depth + 1) : undefined;
};

const memberFunction = (object: Origin, name: string, resolver: Resolver): FunctionNode | undefined => {
  switch (object.kind) {
    case 'this':
      return object.class && methodOf(object.class, name, resolver);
    case 'class':
      return methodOf(object.class, name, resolver);
    case 'new':
      return object.callee.kind === 'class' ? methodOf(object.callee.class, name, resolver) : undefined;
    case 'expression': {
      if (object.node.type !== 'ObjectExpression') return undefined;
      const entry = resolver.object(object.node).entries.get(name);
      return entry && functionIn(entry.value, resolver);
    }
    default:
      return undefined;
  }
};

/** The function of this file that a call runs; undefined when it isn't one, or not for certain. */
export const calleeInFile = (call: Call, resolver: Resolver): FunctionNode | undefined => {
  if (call.type === 'NewExpression') return undefined;
  const callee = resolver.bare(call.callee);
  if (callee.type === 'Identifier') {
    const variable = resolver.variable(callee);
    const [definition] = variable?.defs ?? [];
    if (definition?.type === 'FunctionName') return isFunction(definition.node) ? definition.node : undefined;
    return definition?.type === 'Variable' ? functionIn(callee, resolver) : undefined;
  }
  if (callee.type !== 'MemberExpression' || callee.computed) return undefined;
  if (callee.object.type === 'ThisExpression') {
    const around = resolver.classOf(call);
    return around && methodOf(around, callee.property.name, resolver);
  }
  if (callee.object.type !== 'Identifier' && callee.object.type !== 'MemberExpression') return undefined;
  return memberFunction(resolver.origin(callee.object), callee.property.name, resolver);
};
