/** The nodes inside a node. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, type FunctionNode } from './functions.js';

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

/** The outermost function within a stretch of text that ends where the stretch ends: TypeScript's nodes begin before modifiers, ours after them. */
export const functionAt = (range: readonly [number, number], node: TSESTree.Node): FunctionNode | undefined => {
  if (isFunction(node) && node.range[0] >= range[0] && node.range[1] === range[1]) return node;
  for (const child of childrenOf(node)) {
    if (child.range[0] >= range[1] || child.range[1] <= range[0]) continue;
    const found = functionAt(range, child);
    if (found) return found;
  }
  return undefined;
};
