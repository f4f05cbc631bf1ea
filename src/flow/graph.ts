/**
 * A control-flow graph of one function, with the callbacks that it runs on the way (textbook names, no database knowledge).
 *
 * In: nothing. Out: types. Blocks hold the steps that have an effect on values, in evaluation order; pure expressions are
 * evaluated on demand by their consumers.
 */
import type { TSESTree } from '@typescript-eslint/utils';

/** Why an edge is taken: the condition came out so, or a loop has an(other) element. */
export type Branch =
  | { readonly kind: 'test'; readonly condition: TSESTree.Node; readonly outcome: boolean }
  /** `switch (subject) { case test: }`; `outcome` false: this case doesn't match */
  | { readonly kind: 'case'; readonly subject: TSESTree.Node; readonly test: TSESTree.Node; readonly outcome: boolean }
  /** `a ?? b`: outcome true when `condition` is null or undefined */
  | { readonly kind: 'nullish'; readonly condition: TSESTree.Node; readonly outcome: boolean }
  /** body of a loop over `collection`; outcome false: no (more) element */
  | { readonly kind: 'each'; readonly collection: TSESTree.Node; readonly outcome: boolean }
  /** something threw */
  | { readonly kind: 'exception' };

export type Step =
  /** evaluate an expression that has an effect (call, assignment, await …) or whose value is needed later */
  | { readonly kind: 'evaluate'; readonly node: TSESTree.Node }
  /** bind a pattern to the value of an expression; no expression: undefined */
  | { readonly kind: 'bind'; readonly pattern: TSESTree.Node; readonly init: TSESTree.Node | undefined }
  /** bind a pattern to an element of a collection */
  | { readonly kind: 'bind-element'; readonly pattern: TSESTree.Node; readonly collection: TSESTree.Node }
  /** bind the parameters of an inlined callback; the call says to what */
  | { readonly kind: 'bind-callback'; readonly callback: Callback };

export interface Edge {
  readonly from: Block;
  readonly to: Block;
  readonly branch: Branch | undefined;
}

export interface Block {
  readonly id: number;
  readonly steps: Step[];
  readonly out: Edge[];
  readonly in: Edge[];
}

export type FunctionNode = TSESTree.ArrowFunctionExpression | TSESTree.FunctionDeclaration | TSESTree.FunctionExpression;

/** How a call runs a function literal that it is given. */
export type CallbackRun =
  /** for each element of the receiver (or of the first argument), possibly never */
  | 'each'
  /** once, before the call returns */
  | 'once'
  /** once with the fulfilled value of the receiver */
  | 'then'
  /** if the receiver rejects */
  | 'catch'
  /** perhaps, by a callee that isn't known */
  | 'maybe';

export interface Callback {
  readonly fn: FunctionNode;
  readonly call: TSESTree.CallExpression | TSESTree.NewExpression;
  readonly run: CallbackRun;
}

export interface Return {
  readonly block: Block;
  /** undefined for `return;` and for falling off the end */
  readonly value: TSESTree.Node | undefined;
}

export interface Throw {
  readonly block: Block;
  readonly node: TSESTree.ThrowStatement;
}

export interface Graph {
  readonly entry: Block;
  readonly exit: Block;
  readonly blocks: readonly Block[];
  readonly returns: readonly Return[];
  /** throws that leave the function */
  readonly throws: readonly Throw[];
  /** returns of inlined callbacks; none of one that always throws. One without a `return` falls off its end. */
  readonly callbackReturns: ReadonlyMap<FunctionNode, readonly Return[]>;
  readonly callbacks: ReadonlyMap<FunctionNode, Callback>;
  /** blocks that a loop leads back to */
  readonly hasLoop: boolean;
}
