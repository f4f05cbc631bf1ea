/**
 * Which operations run in one transaction, as far as the file shows.
 */
import type { Context } from '../model/context.js';
import type { Instance } from '../model/instance.js';

type Transaction = Extract<Context, { kind: 'transaction' }>;

const transactionsOf = (instance: Instance): readonly Transaction[] => instance.contexts.filter((context): context is Transaction => context.kind === 'transaction');

/** Both stand between statements that begin and end a transaction on one connection, but not of the same one. */
const inDifferent = (a: Instance, b: Instance): boolean => {
  const [left, right] = [a, b].map((instance) => transactionsOf(instance).filter(({ form }) => form === 'begin'));
  return left !== undefined && right !== undefined && left.length > 0 && right.length > 0 && !left.some(({ node }) => right.some((other) => other.node === node));
};

/** Whether two operations run in one transaction, as far as the file shows. */
export const inOneTransaction = (a: Instance, b: Instance): boolean => {
  const handle = a.handle;
  const other = b.handle;
  if (handle.id === other.id && inDifferent(a, b)) return false;
  if (handle.kind === 'client' && other.kind === 'client') return transactionsOf(a).some((outer) => outer.form === 'function' && transactionsOf(b).some((inner) => inner.node === outer.node));
  // a handle that came as a parameter is the caller's transaction; the ids of two functions differ
  if (handle.kind !== 'client' && other.kind !== 'client') return handle.id === other.id || a.hops.length !== b.hops.length || transactionsOf(a).some((outer) => transactionsOf(b).some((inner) => inner.node === outer.node));
  return false;
};

/** A row that a transaction has locked, written through options out of sight (`row.destroy(ctx.context)`): through another connection the code would wait for itself. */
export const mustBeOneTransaction = (locked: Instance, write: Instance): boolean => locked.handle.kind !== 'client' && write.handle.kind === 'either' && locked.hops.length === write.hops.length && !transactionsOf(locked).some(({ node }) => !transactionsOf(write).some((other) => other.node === node));

/** Whether two operations run in one transaction that is in view: not through a handle that is one only where the caller says so. What isn't written for its sake protects nobody by chance. */
export const isInTransaction = (a: Instance, b: Instance): boolean => {
  if (!inOneTransaction(a, b)) return false;
  const [left, right] = [a, b].map((instance) => transactionsOf(instance).filter(({ form }) => form === 'callback'));
  if (transactionsOf(a).some(({ node }) => transactionsOf(b).some((other) => other.node === node))) return true;
  // before the callback, or after it, its handle isn't there
  return left?.length === 0 && right?.length === 0 && (a.handle.kind === 'transaction' || b.handle.kind === 'transaction');
};
