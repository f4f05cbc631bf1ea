/**
 * Which conditions a list holds when a query is given it: `[a, b]`, `[a, ...(c ? [b] : [])]`, `c ? [a, b] : [a]`, and what is pushed onto it.
 *
 * Never assumed: that a list which is handed on, returned or assigned anew holds no more than is seen.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { initialiser } from '../syntax/references.js';
import { memberName } from '../syntax/property-name.js';
import type { Resolver } from './resolver.js';

/** What a list holds. */
export interface Listed {
  /** elements that are always there */
  readonly certain: readonly TSESTree.Node[];
  /** elements that are there on some paths */
  readonly possible: readonly TSESTree.Node[];
  /** whether there may be elements that can't be read */
  readonly open: boolean;
}

const maximumDepth = 4;

/** The elements of a list; undefined for what is no list that is written down. */
export const listed = (node: TSESTree.Node, at: Resolver, depth = maximumDepth): Listed | undefined => {
  if (depth === 0) return undefined;
  const value = begun(node, at) ?? at.constant(node);
  switch (value.type) {
    case 'ArrayExpression':
      return joined([...value.elements.map((element) => ofElement(element, at, depth)), pushedOnto(node, at)]);
    case 'ConditionalExpression':
      return eitherOf([value.consequent, value.alternate], at, depth);
    case 'LogicalExpression':
      return value.operator === '&&' ? eitherOf([value.right], at, depth) : eitherOf([value.left, value.right], at, depth);
    default:
      return undefined;
  }
};

/** `const conditions: Filter[] = []`, onto which something is pushed. */
const begun = (node: TSESTree.Node, at: Resolver): TSESTree.ArrayExpression | undefined => {
  const bare = at.bare(node);
  const variable = bare.type === 'Identifier' ? at.variable(bare) : undefined;
  const start = variable === undefined ? undefined : initialiser(variable);
  if (start === undefined) return undefined;
  const value = at.bare(start);
  return value.type === 'ArrayExpression' && value.elements.length === 0 && pushedOnto(node, at).possible.length > 0 ? value : undefined;
};

const nothing: Listed = { certain: [], possible: [], open: false };

const joined = (parts: readonly Listed[]): Listed => ({ certain: parts.flatMap((part) => part.certain), possible: parts.flatMap((part) => part.possible), open: parts.some((part) => part.open) });

const maybe = ({ certain, possible, open }: Listed): Listed => ({ certain: [], possible: [...certain, ...possible], open });

const eitherOf = (branches: readonly TSESTree.Node[], at: Resolver, depth: number): Listed | undefined => {
  const read = branches.flatMap((branch) => (isNone(at.bare(branch)) ? [] : [listed(branch, at, depth - 1)]));
  return read.length > 0 && read.every((one) => one !== undefined) ? maybe(joined(read)) : undefined;
};

const isNone = (node: TSESTree.Node): boolean => (node.type === 'Identifier' && node.name === 'undefined') || node.type === 'Literal';

const ofElement = (element: TSESTree.Expression | TSESTree.SpreadElement | null, at: Resolver, depth: number): Listed => {
  if (element === null) return nothing;
  if (element.type !== 'SpreadElement') return { certain: [element], possible: [], open: false };
  return listed(element.argument, at, depth - 1) ?? { certain: [], possible: [], open: true };
};

/** `conditions.push(…)`: on some path. */
const pushedOnto = (node: TSESTree.Node, at: Resolver): Listed => {
  const bare = at.bare(node);
  const variable = bare.type === 'Identifier' ? at.variable(bare) : undefined;
  if (variable === undefined) return nothing;
  return joined(
    at.references(variable).map(({ identifier }): Listed => {
      const { parent } = identifier;
      if (parent.type !== 'MemberExpression' || parent.object !== identifier || parent.parent.type !== 'CallExpression' || parent.parent.callee !== parent) return nothing;
      const name = memberName(parent);
      if (name !== 'push' && name !== 'unshift') return nothing;
      const given = parent.parent.arguments;
      return { certain: [], possible: given.filter((one) => one.type !== 'SpreadElement'), open: given.some((one) => one.type === 'SpreadElement') };
    }),
  );
};
