/** What the readers of single calls share: the subject of a call, and an operation with the parts that most have in common. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Known } from '../../operations/known.js';
import type { Handle, Result, Table } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { noColumns, type Facts, type MethodCall } from './facts.js';

/** A call whose receiver is known to be TypeORM's; the entity argument of a manager is gone from `args`. */
export interface Subject {
  readonly call: MethodCall;
  readonly at: Resolver;
  readonly table: Known<Table>;
  readonly handle: Handle;
  readonly args: readonly (TSESTree.Expression | undefined)[];
}

/** As much of a subject as an operation needs. */
export type OperationSubject = Pick<Subject, 'call' | 'handle' | 'table'>;

/** The operation of a call, with the parts that most have in common. */
export const operationOf = (subject: OperationSubject, facts: Partial<Facts> & Pick<Facts, 'kind' | 'where' | 'result'>): Facts => ({
  node: subject.call.node, verb: subject.call.verb, handle: subject.handle, table: subject.table, joins: [], sets: noColumns, lock: undefined, rows: 'many',
  oneStatement: true, ...facts,
});

export const affected: Result = { kind: 'object', members: { affected: { kind: 'affected' } } };
export const inserted: Result = { kind: 'object', members: { identifiers: { kind: 'written' }, generatedMaps: { kind: 'written' } } };

/** `{ reload: false }` and its like, as opposed to an entity */
export const isSaveOptions = (node: TSESTree.Node, at: Resolver): boolean => {
  const keys = [...at.object(node).entries.keys()];
  return keys.length > 0 && keys.every((key) => /^(?:data|listeners|transaction|chunk|reload)$/.test(key));
};
