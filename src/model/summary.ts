/**
 * What a function does, in terms of its parameters: what its callers need to know of it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../flow/graph.js';
import type { Resolver } from '../resolve/resolver.js';
import type { Callee } from './callees.js';
import type { Context } from './context.js';
import type { Instance } from './instance.js';
import type { Literal, Option, Value } from './values.js';

export interface Invocation {
  /** which parameter is called */
  readonly parameter: number;
  readonly arguments: readonly Value[];
  readonly contexts: readonly Context[];
  /** operations that come before it (a lock that it is under) */
  readonly order: number;
}

export interface Summary {
  readonly fn: FunctionNode;
  readonly instances: readonly Instance[];
  /** what decides, inside the function, whether each of them happens */
  readonly guards: ReadonlyMap<Instance, readonly Literal[]>;
  /** what it returns, awaited, and when */
  readonly returns: readonly Option[];
  /** conditions under which it throws; any of them may do */
  readonly throwsWhen: readonly Literal[];
  readonly invocations: readonly Invocation[];
  /** fields of its arguments that it assigns */
  readonly assigns: readonly { readonly target: Value; readonly field: string; readonly value: Value }[];
}

/**
 * What a function does with a callback that it is given. `isTransaction(db) ? callback(db) : db.transaction(callback)` joins the transaction that there is, or opens one:
 * of several ways, one with a transaction tells.
 */
export const invocationIn = ({ invocations }: Summary, parameter: number): Invocation | undefined => {
  const all = invocations.filter((invocation) => invocation.parameter === parameter);
  return all.find(({ contexts }) => contexts.some(({ kind }) => kind === 'transaction')) ?? all[0];
};

/** Where calls into other functions are looked up. */
export interface Summaries {
  /** The function of the project that a call runs; undefined when it isn't known. */
  readonly calleeOf: (call: TSESTree.CallExpression | TSESTree.NewExpression) => FunctionNode | undefined;
  /** The function of another file that a call runs; asked where what the call is given can matter. */
  readonly calleeOutside: (call: TSESTree.CallExpression | TSESTree.NewExpression) => FunctionNode | undefined;
  /** The function that a call gives a callback with operations to. */
  readonly runnerOf: (call: TSESTree.CallExpression, callback: FunctionNode) => FunctionNode | undefined;
  /** Whether a class that a file of the project exports has a static function of that name, by the look of its text. */
  readonly isStatic: (module: string, name: string, member: string) => boolean;
  /** The function of a class of the project, as it is found from this file. */
  readonly memberOf: (find: (at: Resolver) => Callee | undefined) => FunctionNode | undefined;
  /** Whether a function contains or reaches an operation. */
  readonly reaches: (fn: FunctionNode) => boolean;
  /** undefined: does nothing that matters, or is being summarised (recursion) */
  readonly of: (fn: FunctionNode) => Summary | undefined;
}

/** Summaries with more operations than this are cut: what is beyond is unknown. */
export const maxInstances = 48;
