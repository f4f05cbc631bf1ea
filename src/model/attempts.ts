/** Calls that are tried: `try { await findOrThrow(…); return true } catch { return false }`. What the handler does happens because the row isn't there. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Throw } from '../flow/graph.js';
import { contains } from '../syntax/descendants.js';
import type { Barrier } from './interpreter.js';
import type { Literal } from './values.js';

type Caught = TSESTree.TryStatement & { readonly handler: TSESTree.CatchClause };

/** The innermost `try` whose handler sees what a call throws. */
const tryAround = (call: TSESTree.Node, fn: TSESTree.Node): Caught | undefined => {
  for (let node = call; node.parent && node !== fn; node = node.parent) {
    const { parent } = node;
    if (parent.type === 'TryStatement' && parent.block === node && parent.handler) return parent as Caught;
  }
  return undefined;
};

/** Whether a call's exception is caught, and the handler throws none of its own. */
export const isSwallowed = (call: TSESTree.Node, throws: readonly Throw[], fn: TSESTree.Node): boolean => {
  const around = tryAround(call, fn);
  return around !== undefined && !throws.some(({ node }) => contains(around.handler, node));
};

/** What has failed when a handler is reached; nothing where more than one condition may have. */
export const failuresBefore = (node: TSESTree.Node, barriers: readonly Barrier[], fn: TSESTree.Node): readonly { readonly literal: Literal; readonly call: TSESTree.Node }[] => {
  const failed = barriers.flatMap(({ call, literals }) => {
    const around = tryAround(call, fn);
    return around && contains(around.handler, node) ? literals.map(({ condition, holds }) => ({ literal: { condition, holds: !holds }, call })) : [];
  });
  return failed.length === 1 ? failed : [];
};

/** What an answer that stands in a `try`, or in its handler, says of the calls that were tried before. */
export const attemptsBefore = (answer: TSESTree.Node, barriers: readonly Barrier[], fn: TSESTree.Node): readonly Literal[] => {
  const passed = barriers.flatMap(({ call, literals }) => {
    const around = tryAround(call, fn);
    return around && contains(around.block, answer) && call.range[0] < answer.range[0] ? literals : [];
  });
  return [...passed, ...failuresBefore(answer, barriers, fn).map(({ literal }) => literal)];
};
