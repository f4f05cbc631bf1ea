/**
 * Call chains: `a.b(x).c(y).d()` as its root `a` and the links `b`, `c`, `d`.
 *
 * Optional chaining, TypeScript wrappers and parentheses are looked through. An `await` inside the chain ends it: the awaited
 * expression is the root, because what follows happens on its result.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { plain } from './bare.js';
import { memberName } from './property-name.js';

/** `.name` or `.name(arguments)` of a chain. */
export interface ChainLink {
  /** undefined for `a[b]` */
  readonly name: string | undefined;
  /** the name in the code, for a report's range */
  readonly node: TSESTree.Node;
  readonly member: TSESTree.MemberExpression;
  /** undefined when the member is read, not called */
  readonly call: TSESTree.CallExpression | undefined;
  readonly arguments: readonly TSESTree.CallExpressionArgument[];
}

export interface CallChain {
  /** what the first link is a member of: an identifier, `this`, `f()`, `await …` */
  readonly root: TSESTree.Node;
  /** from the root outwards; empty when the expression is no member and no call of one */
  readonly links: readonly ChainLink[];
}

/** The chain that ends in this expression. */
export const callChain = (node: TSESTree.Node): CallChain => {
  const links: ChainLink[] = [];
  let current = plain(node);
  for (;;) {
    const call = current.type === 'CallExpression' ? current : undefined;
    const member = call === undefined ? current : plain(call.callee);
    if (member.type !== 'MemberExpression') break;
    links.push({ name: memberName(member), node: member.property, member, call, arguments: call?.arguments ?? [] });
    current = plain(member.object);
  }
  return { root: current, links: links.reverse() };
};

/** The last link of that name. */
export const findLink = (chain: CallChain, name: string): ChainLink | undefined => chain.links.findLast((link) => link.name === name);
