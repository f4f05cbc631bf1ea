/** What the readers of single calls share. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Known } from '../../operations/known.js';
import type { Handle, Table } from '../../operations/operation.js';
import { noColumns, type Facts } from '../../operations/from-sql.js';
import type { MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';

/** A call on a manager or repository; the entity argument of a manager is gone from `args`. */
export interface Subject {
  readonly call: MethodCall;
  readonly at: Resolver;
  readonly table: Known<Table>;
  readonly handle: Handle;
  readonly args: readonly (TSESTree.Expression | undefined)[];
}

/** The operation of a call, with the parts that most have in common. */
export const operationOf = (subject: Pick<Subject, 'table' | 'handle'> & { readonly call: { readonly node: Facts['node']; readonly verb: TSESTree.Node } }, facts: Partial<Facts> & Pick<Facts, 'kind' | 'where' | 'result'>): Facts => ({
  node: subject.call.node, verb: subject.call.verb, handle: subject.handle, table: subject.table, joins: [], sets: noColumns, lock: undefined, rows: 'many', oneStatement: true, ...facts,
});
