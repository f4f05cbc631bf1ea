/** The nodes inside a node. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, type FunctionNode } from './functions.js';

/** The child nodes of a node, in no order that is promised. */
export const childrenOf = (node: TSESTree.Node): readonly TSESTree.Node[] => {
  const children: TSESTree.Node[] = [];
  for (const key of Object.keys(node)) {
    if (noChildren.has(key)) continue;
    const value: unknown = Reflect.get(node, key);
    if (Array.isArray(value)) for (const one of value as readonly unknown[]) if (isNode(one)) children.push(one);
    if (isNode(value)) children.push(value);
  }
  return children;
};

/** A program's tokens and comments look like nodes, and have no parent. */
const noChildren: ReadonlySet<string> = new Set(['parent', 'loc', 'range', 'tokens', 'comments']);

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'range' in value;

/** A node and all inside it, each before what it holds. */
export function* descendantsOf(node: TSESTree.Node): Generator<TSESTree.Node> {
  const pending = [node];
  for (let next = pending.pop(); next; next = pending.pop()) {
    yield next;
    pending.push(...[...childrenOf(next)].reverse());
  }
}

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

/** Whether a node lies within another one's range. */
export const contains = (outer: TSESTree.Node, inner: TSESTree.Node): boolean => outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
