/** Names for new variables. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

type Source = Readonly<TSESLint.SourceCode>;

/** Whether a name means something at a node. */
export const isBoundAt = (name: string, node: TSESTree.Node, sourceCode: Source): boolean => {
  for (let current: TSESTree.Node | undefined = node; current; current = current.parent) {
    for (const inner of [true, false]) {
      const scope = sourceCode.scopeManager?.acquire(current, inner);
      if (scope?.set.has(name)) return true;
      if (current.type === 'Program' && scope?.childScopes.some((child) => child.type === 'module' && child.set.has(name))) return true;
    }
  }
  return false;
};

/** The first of the names that means nothing at a node yet. */
export const freeName = (names: readonly string[], node: TSESTree.Node, sourceCode: Source): string | undefined => names.find((name) => !isBoundAt(name, node, sourceCode));
