/**
 * Through which session does an operation go? A call without one runs outside of every transaction (mongoosejs.com, "Transactions").
 *
 * A session is known by its declaration. One that came as a parameter is a transaction of the caller's.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Handle } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { argument, isNothing, type MethodCall } from './facts.js';

export const client = (node: TSESTree.Node): Handle => ({ kind: 'client', id: 'mongoose:client', node });

/** The handle that a session makes of the operations that are given it. */
export const sessionHandle = (session: TSESTree.Node, node: TSESTree.Node, at: Resolver): Handle => {
  const bare = at.bare(session);
  if (isNothing(bare)) return client(node);
  if (bare.type === 'ConditionalExpression' || bare.type === 'LogicalExpression') {
    const part = bare.type === 'LogicalExpression' ? bare.left : isNothing(at.bare(bare.consequent)) ? bare.alternate : bare.consequent;
    return { ...sessionHandle(part, node, at), kind: 'either', node };
  }
  const origin = at.origin(bare);
  if (origin.kind === 'parameter') return { kind: origin.optional || origin.path.length > 0 ? 'either' : 'transaction', id: `mongoose:session:${origin.fn.range[0]}:${[origin.index, ...origin.path].join('.')}`, node };
  if (bare.type === 'Identifier') {
    const declared = at.variable(bare)?.identifiers[0];
    return { kind: 'transaction', id: `mongoose:session:${declared?.range[0] ?? bare.name}`, node };
  }
  // a member of something: whether a transaction is in it isn't known
  return { kind: 'either', id: `mongoose:session:${at.sourceCode.getText(bare)}`, node };
};

/** The session of an options argument; undefined where it has none. Options that can't be read may hold one. */
export const sessionOfOptions = (options: TSESTree.Node | undefined, node: TSESTree.Node, at: Resolver): Handle | undefined => {
  if (options === undefined) return undefined;
  const shape = at.object(options);
  const given = shape.entries.get('session');
  if (given !== undefined) return sessionHandle(given.value, node, at);
  const [spread] = shape.spreads;
  if (spread === undefined || at.bare(spread).type === 'ArrowFunctionExpression' || at.bare(spread).type === 'FunctionExpression') return undefined;
  return { kind: 'either', id: `mongoose:options:${at.sourceCode.getText(spread)}`, node };
};

/** `.session(s)` among the links of a query. */
export const sessionOfLinks = (behind: readonly MethodCall[], node: TSESTree.Node, at: Resolver): Handle | undefined => {
  for (const { name, args } of behind) {
    const first = argument(args, 0);
    if (first === undefined) continue;
    if (name === 'session') return sessionHandle(first, node, at);
    if (name === 'setOptions') {
      const found = sessionOfOptions(first, node, at);
      if (found !== undefined) return found;
    }
  }
  return undefined;
};
