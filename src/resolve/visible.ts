/** Does a name still mean its declaration at another place? */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from './resolver.js';

/** Whether the variable of a declaring identifier is what its name means at a node, that is, isn't out of scope or shadowed there. */
export const isVisible = (declared: TSESTree.Identifier, node: TSESTree.Node, at: Resolver): boolean => {
  const own = at.variable(declared);
  for (let scope: TSESLint.Scope.Scope | null = at.sourceCode.getScope(node); scope; scope = scope.upper) {
    const found = scope.set.get(declared.name);
    if (found) return found === own || found.identifiers.includes(declared);
  }
  return false;
};

/** Whether a name that was declared at the top of the file, or imported, is what it means at a node. */
export const isNameVisible = (name: string, node: TSESTree.Node, at: Resolver): boolean => {
  for (let scope: TSESLint.Scope.Scope | null = at.sourceCode.getScope(node); scope; scope = scope.upper) {
    const found = scope.set.get(name);
    if (found) return scope.type === 'module' || scope.type === 'global';
  }
  return false;
};
