/** The nodes inside a node. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction } from './functions.js';

/** The child nodes of a node, in no order that is promised. */
export const childrenOf = (node: TSESTree.Node): readonly TSESTree.Node[] =>
  Object.entries(node).flatMap(([key, value]: [string, unknown]) => (noChildren.has(key) ? [] : nodesIn(value)));

/** A program's tokens and comments look like nodes, and have no parent. */
const noChildren: ReadonlySet<string> = new Set(['parent', 'loc', 'range', 'tokens', 'comments']);

const nodesIn = (value: unknown): readonly TSESTree.Node[] => {
  if (Array.isArray(value)) return value.filter(isNode);
  return isNode(value) ? [value] : [];
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'range' in value;

/** Whether the node, or one inside it, passes the test. */
export const anyWithin = (node: TSESTree.Node, test: (inner: TSESTree.Node) => boolean): boolean => test(node) || childrenOf(node).some((child) => anyWithin(child, test));

/** The same, without what stands in functions inside it. */
export const anyInFunction = (node: TSESTree.Node, test: (inner: TSESTree.Node) => boolean): boolean =>
  !isFunction(node) && (test(node) || childrenOf(node).some((child) => anyInFunction(child, test)));

/** The name that begins at an offset, in characters from the file's beginning. */
export const nameAt = (offset: number, node: TSESTree.Node): TSESTree.Identifier | TSESTree.PrivateIdentifier | undefined => {
  for (const child of childrenOf(node)) {
    if (child.range[0] > offset || child.range[1] <= offset) continue;
    const found = nameAt(offset, child);
    if (found) return found;
    if ((child.type === 'Identifier' || child.type === 'PrivateIdentifier') && child.range[0] === offset) return child;
  }
  return undefined;
};
