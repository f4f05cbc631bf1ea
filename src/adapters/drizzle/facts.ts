/**
 * What the files of this adapter hand to each other.
 *
 * An operation is made without its dialect; `index.ts` adds it, so that nothing here imports `index.ts`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignments, Operation, Predicate } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';

/** An operation without its dialect. */
export type Facts = Omit<Operation, 'dialect'>;

export const noColumns: Assignments = { entries: [], spreads: [], open: false };
export const anyRow: Predicate = { terms: [], open: false, spreads: [] };
/** Rows that can't be told from the call. */
export const someRows: Predicate = { terms: [], open: true, spreads: [] };

/** An argument that is an expression; undefined for `...rest`. */
export const argument = (args: readonly TSESTree.CallExpressionArgument[], index: number): TSESTree.Expression | undefined => {
  const found = args[index];
  return found === undefined || found.type === 'SpreadElement' ? undefined : found;
};

/** `undefined` as it is written. */
export const isUndefined = (node: TSESTree.Node, at: Resolver): boolean => node.type === 'Identifier' && node.name === 'undefined' && at.variable(node) === undefined;

/** The predicate that holds when all of these do. */
export const allOf = (parts: readonly Predicate[]): Predicate => ({
  terms: parts.flatMap((part) => part.terms), open: parts.some((part) => part.open), spreads: parts.flatMap((part) => part.spreads),
});

/** The predicate that holds when one of these does. */
export const oneOf = (parts: readonly Predicate[]): Predicate => {
  const [only, ...rest] = parts;
  if (only !== undefined && rest.length === 0) return only;
  const all = allOf(parts);
  return { terms: all.terms.map((term) => ({ ...term, disjunct: true })), open: all.open || all.spreads.length > 0, spreads: [] };
};
