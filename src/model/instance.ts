/**
 * An operation as it happens in one function: its own call, or the call of a function that leads to it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Block, FunctionNode } from '../flow/graph.js';
import type { Known } from '../operations/known.js';
import type { Comparison, Handle, Operation, Table, Written } from '../operations/operation.js';
import type { Context } from './context.js';
import type { Literal, Value } from './values.js';

export interface Condition {
  readonly column: string;
  readonly op: Comparison;
  readonly value: Value | undefined;
  readonly via: readonly string[];
  readonly disjunct: boolean;
}

export interface SetColumn {
  readonly column: string;
  readonly written: Written['kind'];
  /** for `atomic` */
  readonly operator?: Extract<Written, { kind: 'atomic' }>['operator'];
  readonly value: Value;
  /** the property in the code, when it stands in this file */
  readonly property: TSESTree.Node | undefined;
}

/** A call on the way from a function to an operation in another one. */
export interface Hop {
  readonly node: TSESTree.Node;
  readonly callee: FunctionNode;
}

export interface Instance {
  readonly operation: Operation;
  /** the operation's table; in a method that a class inherits from a generic one (`BaseRepository<T>`) the inheriting class's own */
  readonly table: Known<Table>;
  /** whether the table is that of the object on which the function at hand is called */
  readonly ofThis: boolean;
  /** what it goes through as the function at hand sees it: a callee's parameter is what it is given */
  readonly handle: Handle;
  /** the call in the function at hand: the operation's own, or the one that leads to it */
  readonly site: TSESTree.Node;
  /** empty for an own operation */
  readonly hops: readonly Hop[];
  readonly block: Block;
  /** position in evaluation order (reverse postorder, then steps) */
  readonly order: number;
  readonly where: readonly Condition[];
  readonly whereOpen: boolean;
  readonly whereSpreads: readonly Value[];
  readonly sets: readonly SetColumn[];
  readonly setsSpreads: readonly Value[];
  /** for an upsert: what its update branch sets */
  readonly updates: readonly SetColumn[];
  /** the entity saved or removed, and its fields as assigned so far */
  readonly entity: Value | undefined;
  /** for each value that the entity may be: its fields as assigned so far */
  readonly entityFields: ReadonlyMap<Value, ReadonlyMap<string, Value>>;
  readonly lockKey: readonly Value[];
  /** the operation that this one is a part of (nested write, included relation) */
  readonly parent: Instance | undefined;
  /** conditions inside called functions */
  readonly inner: readonly Literal[];
  /** transactions, handlers, wrappers around it, innermost first */
  readonly contexts: readonly Context[];
}
