/**
 * How a query of a lazy builder is used: run where it stands, kept in a variable, or part of another query.
 *
 * In: the calls of a chain, and what a layer says of its own methods. Never assumed: that a builder which nobody waits for runs.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { memberName } from '../syntax/property-name.js';
import { wrappedBy } from './builder-calls.js';
import type { Resolver } from './resolver.js';

/** What a layer knows of its builders' methods. */
export interface UseWords {
  /** methods of promises, after which a query is its result */
  readonly settling: ReadonlySet<string>;
  /** whether a method takes queries as parts of its own */
  readonly takesQueries: (name: string) => boolean;
}

/** The names of the methods that follow a call in its chain. */
export const followers = (call: TSESTree.Node): readonly string[] => {
  const names: string[] = [];
  let current = wrappedBy(call);
  for (;;) {
    const member: TSESTree.Node | undefined = current.parent;
    if (member?.type !== 'MemberExpression' || member.object !== current || member.parent.type !== 'CallExpression' || member.parent.callee !== member) return names;
    const name = memberName(member);
    if (name === undefined) return names;
    names.push(name);
    current = wrappedBy(member.parent);
  }
};

/** Whether a method of the query follows: the call isn't the one that runs it. */
export const isContinued = (call: TSESTree.Node, { settling }: UseWords): boolean => {
  const [next] = followers(call);
  return next !== undefined && !settling.has(next);
};

/** How a query is used: run where it stands, kept in a variable, part of another query, or nothing at all. */
export type Use = 'run' | 'kept' | 'none';

/** What happens to the outermost call of a chain. Builders are lazy: a statement that nobody waits for runs nothing. */
export const useOf = (call: TSESTree.Node, words: UseWords): Use => {
  const node = wrappedBy(call);
  const { parent } = node;
  switch (parent?.type) {
    case 'AwaitExpression':
    case 'ReturnStatement':
    case 'YieldExpression':
      return 'run';
    case 'ArrowFunctionExpression':
      return parent.body === node ? 'run' : 'none';
    case 'MemberExpression':
      return words.settling.has(memberName(parent) ?? '') ? 'run' : 'none';
    case 'ConditionalExpression':
    case 'LogicalExpression':
    case 'ArrayExpression':
      return useOf(parent, words) === 'none' ? 'none' : 'run';
    case 'CallExpression':
      return ofArgument(parent, words);
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? 'kept' : 'none';
    case 'AssignmentExpression':
      return parent.left.type === 'Identifier' ? 'kept' : 'none';
    case 'ForOfStatement':
      return 'run';
    default:
      return 'none';
  }
};

/** `Promise.all([query])` and `promises.push(query)` run it; another query takes it as a part of its own. */
const ofArgument = (outer: TSESTree.CallExpression, words: UseWords): Use => {
  const name = outer.callee.type === 'MemberExpression' ? memberName(outer.callee) : undefined;
  return name !== undefined && words.takesQueries(name) ? 'none' : 'run';
};

/** `await query`, where the variable holds a query that isn't run by then. */
export const isHeldBuilder = (node: TSESTree.Node, at: Resolver): boolean => {
  const variable = node.type === 'Identifier' ? at.variable(node) : undefined;
  return variable?.defs[0]?.type === 'Variable' && variable.references.some(({ writeExpr }) => writeExpr?.type === 'CallExpression' || writeExpr?.type === 'ConditionalExpression');
};

/** A query that is kept in a variable and given away (`return query`, `Promise.all([query])`), but awaited nowhere. */
export const isRunElsewhere = (node: TSESTree.Node, at: Resolver): boolean => {
  const parent = node.parent;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'Identifier') return false;
  const variable = at.variable(parent.id);
  if (variable === undefined) return false;
  const mentions = at.references(variable).filter(({ init }) => init !== true).map(({ identifier }) => identifier);
  const isAwaited = mentions.some((mention) => mention.parent.type === 'AwaitExpression');
  return !isAwaited && mentions.some((mention) => mention.parent.type === 'ReturnStatement' || mention.parent.type === 'ArrayExpression' || (mention.parent.type === 'CallExpression' && mention.parent.callee !== mention));
};
