import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../resolve/resolver.js';
import type { Facts } from './from-sql.js';

/** How a query cuts its rows: to one, to some number; undefined: not at all. */
export type Limit = 'one' | 'some' | undefined;

/** What an argument of `limit` or `take` says. */
export const limitOf = (node: TSESTree.Node | undefined, at: Resolver): Limit => {
  if (node === undefined) return undefined;
  const value = at.constant(node);
  return value.type === 'Literal' && value.value === 1 ? 'one' : 'some';
};

/** The facts of a read that is cut: the columns that its only row is chosen by, or that there may be more rows than are given. */
export const cutBy = (limit: Limit, order: readonly string[], isRow = false): Pick<Facts, 'orderedBy' | 'limited'> => ({
  ...(order.length > 0 && (limit === 'one' || isRow) ? { orderedBy: order } : {}),
  ...(limit === 'some' ? { limited: true } : {}),
});
