/**
 * What the adapters say of a file: its operations, transactions and effects, by the calls that they are.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Extent, FunctionExtent, MemoryEffect } from '../operations/dialect.js';
import type { FunctionNode } from '../flow/graph.js';
import type { Operation } from '../operations/operation.js';
import type { Resolver } from '../resolve/resolver.js';

export type Call = TSESTree.CallExpression | TSESTree.NewExpression;

/** What the adapters say of a file. */
export interface FileFacts {
  readonly program: TSESTree.Program;
  readonly resolver: Resolver;
  /** all calls of the file, by their ends */
  readonly calls: readonly Call[];
  /** what is recognised already: all that may write, and what only reads as far as it was asked for */
  readonly operations: ReadonlyMap<TSESTree.Node, readonly Operation[]>;
  readonly extents: ReadonlyMap<TSESTree.Node, Extent>;
  readonly operationsOf: (node: TSESTree.Node) => readonly Operation[];
  /** Recognises what only reads, too, in a stretch of the text; everywhere. */
  readonly recogniseIn: (range: readonly [number, number]) => void;
  readonly recogniseAll: () => void;
  readonly functionExtent: (fn: FunctionNode) => FunctionExtent | undefined;
  readonly effectOf: (call: Call) => MemoryEffect | undefined;
}
