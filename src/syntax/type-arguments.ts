/** Type arguments, under the names that the versions of typescript-estree gave them. */
import type { TSESTree } from '@typescript-eslint/utils';

const keys = ['typeArguments', 'typeParameters'] as const;
const superKeys = ['superTypeArguments', 'superTypeParameters'] as const;

const isInstantiation = (value: unknown): value is TSESTree.TSTypeParameterInstantiation =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'TSTypeParameterInstantiation';

const find = (node: TSESTree.Node, names: readonly string[]): readonly TSESTree.TypeNode[] => {
  for (const name of names) {
    const value: unknown = Reflect.get(node, name);
    if (isInstantiation(value)) return value.params;
  }
  return [];
};

/** `f<A, B>()`, `Map<A, B>` → A, B. */
export const typeArguments = (node: TSESTree.Node): readonly TSESTree.TypeNode[] => find(node, keys);

/** `class X extends Y<A>` → A. */
export const superTypeArguments = (node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): readonly TSESTree.TypeNode[] => find(node, superKeys);
