/**
 * What the files of this adapter hand to each other.
 *
 * An operation is made without its dialect; `index.ts` adds it, so that nothing here imports `index.ts`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignments, Operation, Predicate } from '../../operations/operation.js';

/** An operation without its dialect. */
export type Facts = Omit<Operation, 'dialect'>;

export const noColumns: Assignments = { entries: [], spreads: [], open: false };
export const anyRow: Predicate = { terms: [], open: false, spreads: [] };
/** Rows that can't be told from the call. */
export const someRows: Predicate = { terms: [], open: true, spreads: [] };

/** A spread whose fields may be missing (`...(a && { b })`). */
export const isConditional = (node: TSESTree.Node): boolean => node.type === 'ConditionalExpression' || node.type === 'LogicalExpression';

export const isUndefined = (node: TSESTree.Node): boolean =>
  (node.type === 'Identifier' && node.name === 'undefined') || (node.type === 'MemberExpression' && node.property.type === 'Identifier' && node.property.name === 'skip' && node.object.type === 'Identifier' && node.object.name === 'Prisma');
