/**
 * Transactions that are opened and closed by statements on a connection (`BEGIN` … `COMMIT`, `queryRunner.startTransaction()`), along control flow.
 *
 * In: the begin and end extents as the analysis meets them. Out: which of them are open at a point, on some path. Never assumed: that a
 * connection which a function is given has none open (its caller may have begun one).
 */
import type { Extent } from '../operations/dialect.js';
import type { TSESTree } from '@typescript-eslint/utils';
import type { Context } from './context.js';
import type { Instance } from './instance.js';

type Begun = Extract<Context, { kind: 'transaction' }>;

/** The transactions that are open at one point, by connection. Never changed: each step gives another one. */
export class Transactions {
  static readonly none = new Transactions(new Map());
  private readonly open: ReadonlyMap<string, readonly Begun[]>;

  private constructor(open: ReadonlyMap<string, readonly Begun[]>) {
    this.open = open;
  }

  /** The state after a call that begins or ends a transaction; the same after any other. */
  after(call: TSESTree.CallExpression, extent: Extent | undefined): Transactions {
    if (extent?.form !== 'begin' && extent?.form !== 'end') return this;
    const next = new Map(this.open);
    if (extent.form === 'begin') next.set(extent.key, [{ kind: 'transaction', node: call, isolation: extent.isolation, form: 'begin' }]);
    else next.delete(extent.key);
    return new Transactions(next);
  }

  /** What is open on a connection. */
  on(connection: string): readonly Begun[] {
    return this.open.get(connection) ?? [];
  }

  /** What is open on any connection. */
  all(): readonly Begun[] {
    return [...this.open.values()].flat();
  }

  /** What is open after one of several ways. */
  static join(states: readonly Transactions[]): Transactions {
    const [first = Transactions.none] = states;
    if (states.every((state) => state.open === first.open)) return first;
    const joined = new Map<string, readonly Begun[]>();
    for (const { open } of states) {
      for (const [connection, begun] of open) {
        const known = joined.get(connection) ?? [];
        joined.set(connection, [...known, ...begun.filter(({ node }) => !known.some((other) => other.node === node))]);
      }
    }
    return new Transactions(joined);
  }
}

/**
 * Says of every operation on a connection on which this function begins transactions whether it is in one. A lock of the session is left as it is:
 * it outlives them.
 */
export const settleHandles = (instances: readonly Instance[], begun: ReadonlySet<string>): void => {
  for (const instance of instances) {
    const { handle, operation } = instance;
    if (!begun.has(handle.id) || operation.lockScope === 'session') continue;
    const isInside = instance.contexts.some((context) => context.kind === 'transaction' && context.form === 'begin');
    Object.assign(instance, { handle: { ...handle, kind: isInside ? 'transaction' : 'client' } });
  }
};
