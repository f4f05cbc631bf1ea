/**
 * What a function keeps of a write whose promise it hands to a helper: `const saved = await attempt(tx.insert(…))`.
 *
 * Never assumed: that a helper gives errors back; whoever asks for these variables shows it by what they are compared with.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import type { Resolver } from '../resolve/resolver.js';
import { childrenOf } from '../syntax/descendants.js';

type Variable = NonNullable<ReturnType<Resolver['variable']>>;

/** The variables that are given what a helper made of the promise of a write, of a call, or of the transaction that the write is in. */
export const heldResults = ({ site }: Instance, { fn, resolver }: FunctionModel): readonly Variable[] => heldFrom(site, fn, resolver);

/** The same, from a call up to a function around it. */
export const heldFrom = (from: TSESTree.Node, fn: TSESTree.Node, resolver: Resolver): readonly Variable[] => {
  const held: Variable[] = [];
  let isHanded = false;
  for (let node = from; node !== fn && node.parent; node = node.parent) {
    const { parent }: TSESTree.Node = node;
    if (isHandedTo(node, parent)) isHanded = true;
    if (!isHanded) continue;
    if (parent.type === 'VariableDeclarator') held.push(...variablesIn(parent.id, resolver));
    else if (parent.type === 'AssignmentExpression' && parent.right === node) held.push(...variablesIn(parent.left, resolver));
  }
  return held;
};

/** A promise that nobody waited for is an argument; `Promise.all([…])` throws on what it is given. */
const isHandedTo = (node: TSESTree.Node, parent: TSESTree.Node): boolean =>
  parent.type === 'CallExpression' && node.type === 'CallExpression' && parent.callee !== node;

const variablesIn = (target: TSESTree.Node, resolver: Resolver): readonly Variable[] => {
  if (target.type === 'Identifier') {
    const variable = resolver.variable(target);
    return variable ? [variable] : [];
  }
  return childrenOf(target).flatMap((child) => variablesIn(child, resolver));
};

/** Whether an expression is one of the variables, a part of it, or an object that holds it. */
export const mentionsAny = (node: TSESTree.Node, variables: readonly Variable[], resolver: Resolver): boolean => {
  switch (node.type) {
    case 'Identifier': {
      const variable = resolver.variable(node);
      return !!variable && variables.includes(variable);
    }
    case 'MemberExpression':
      return mentionsAny(node.object, variables, resolver);
    case 'ChainExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return mentionsAny(node.expression, variables, resolver);
    case 'ObjectExpression':
      return node.properties.some((property) => property.type === 'Property' && mentionsAny(property.value, variables, resolver));
    default:
      return false;
  }
};
