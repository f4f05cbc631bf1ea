/** Classes and whose `this` it is. */
import type { TSESTree } from '@typescript-eslint/utils';

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

export const isClass = (node: TSESTree.Node | null | undefined): node is ClassNode => node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';

/** The innermost class around a node. */
export const enclosingClass = (node: TSESTree.Node): ClassNode | undefined => {
  for (let current = node.parent; current; current = current.parent) if (isClass(current)) return current;
  return undefined;
};

/** The class, or the object literal with the method, whose `this` is meant at a node; undefined inside any other function and at module level. */
export const thisOwner = (node: TSESTree.Node): ClassNode | TSESTree.ObjectExpression | undefined => {
  for (let current = node.parent; current; current = current.parent) {
    switch (current.type) {
      case 'FunctionDeclaration':
      case 'TSModuleBlock':
        return undefined;
      case 'FunctionExpression':
        return ownerOfMethod(current);
      case 'PropertyDefinition':
      case 'AccessorProperty':
      case 'StaticBlock':
        return current.parent.parent;
      default:
    }
  }
  return undefined;
};

const ownerOfMethod = (fn: TSESTree.FunctionExpression): ClassNode | TSESTree.ObjectExpression | undefined => {
  const holder = fn.parent;
  if (holder.type === 'MethodDefinition' || ((holder.type === 'PropertyDefinition' || holder.type === 'AccessorProperty') && holder.value === fn)) return holder.parent.parent;
  if (holder.type === 'Property' && holder.value === fn && holder.parent.type === 'ObjectExpression') return holder.parent;
  return undefined;
};
