/**
 * What surrounds an operation: transactions, error handlers, wrappers, loops.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode, Isolation } from '../operations/dialect.js';
import { isKnown, type Known } from '../operations/known.js';
import type { Handle } from '../operations/operation.js';
import { parameterOf } from './leaving-calls.js';

export type Context =
  /** `on`: for a callback's, what it is opened on as the function at hand sees it */
  | { readonly kind: 'transaction'; readonly node: TSESTree.Node; readonly isolation: Known<Isolation>; readonly form: 'callback' | 'batch' | 'begin' | 'function' | 'parameter'; readonly on?: Handle }
  /** a `try` with a handler, or `.catch(…)`; `body`: where it begins and ends */
  | { readonly kind: 'handler'; readonly node: TSESTree.TryStatement | TSESTree.CallExpression; readonly catches: TSESTree.Node }
  /** a callback of a call that isn't known, awaited or returned: perhaps a lock, perhaps a transaction */
  | { readonly kind: 'wrapper'; readonly node: TSESTree.Node }
  /** a callback that a function runs under a lock, as the settings say */
  | { readonly kind: 'lock'; readonly node: TSESTree.CallExpression }
  | { readonly kind: 'loop'; readonly node: TSESTree.Node }
  /** the function literal that the operation stands in, when it isn't the function at hand */
  | { readonly kind: 'callback'; readonly fn: FunctionNode };

/**
 * What surrounds an operation of a function, as seen from a call of it: a transaction whose options are a parameter that the call leaves out has the
 * database's own isolation level.
 */
export const asCalled = (of: Context, call: TSESTree.CallExpression | TSESTree.NewExpression, fn: FunctionNode): Context =>
  of.kind === 'transaction' && !isKnown(of.isolation) && of.node.type === 'CallExpression' && of.node.arguments.some((options) => isLeftOut(options, call, fn)) ? { ...of, isolation: 'default' } : of;

const isLeftOut = (options: TSESTree.Node, { arguments: given }: TSESTree.CallExpression | TSESTree.NewExpression, fn: FunctionNode): boolean =>
  given.every(({ type }) => type !== 'SpreadElement') && (parameterOf(options, fn) ?? -1) >= given.length;
