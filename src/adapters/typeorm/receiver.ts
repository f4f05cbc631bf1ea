/** What a receiver is to TypeORM, and small functions over it. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Known } from '../../operations/known.js';
import type { Handle, Table } from '../../operations/operation.js';
import type { FunctionNode } from '../../operations/dialect.js';

/**
 * - `repository`: its table is known from where it comes
 * - `static`: an active-record class
 * - `manager`: the entity is the first argument
 * - `source`: DataSource, Connection, or a project's wrapper around it
 * - `runner`: QueryRunner
 * - `event`: what a subscriber is given (`event.manager`)
 */
export type ReceiverKind = 'repository' | 'static' | 'manager' | 'source' | 'runner' | 'event';

/**
 * - `bound`: imports, annotations, decorators, construction
 * - `named`: only its name or a project's own type (`UserRepository`): a call counts when its arguments have TypeORM's form
 * - `form`: nothing: only a call that exists nowhere else counts, or any call when another one on the same receiver did
 */
export type Evidence = 'bound' | 'named' | 'form';

export interface Receiver {
  readonly kind: ReceiverKind;
  readonly table: Known<Table>;
  readonly handle: Handle;
  /** what says that it is TypeORM's */
  readonly evidence: Evidence;
}

export const clientId = 'typeorm:client';

export const client = (node: TSESTree.Node): Handle => ({ kind: 'client', id: clientId, node });

/** The handle that a function is given as a parameter: a transaction's callback and the callback's own parameter agree on it. */
export const parameterHandle = (fn: FunctionNode, index: number, kind: 'transaction' | 'either', node: TSESTree.Node): Handle => ({
  kind, id: `typeorm:tx:${fn.range[0]}:${index}`, node,
});

export const runnerHandle = (node: TSESTree.Node, from: TSESTree.Node): Handle => ({ kind: 'transaction', id: `typeorm:runner:${from.range[0]}`, node });

/** `a ?? b`: the same thing through one of two handles. */
export const eitherOf = (left: Receiver, right: Receiver, node: TSESTree.Node): Receiver => {
  if (left.handle.id === right.handle.id) return left;
  const leading = left.handle.kind === 'client' ? right : left;
  return { ...leading, table: left.table, evidence: left.evidence === 'bound' ? left.evidence : right.evidence, handle: { kind: 'either', id: leading.handle.id, node } };
};
