/**
 * What the files of this adapter hand to each other.
 *
 * An operation is made without its dialect; `index.ts` adds it, so that nothing here imports `index.ts`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation, OperationNode, Assignments, Predicate } from '../../operations/operation.js';

/** An operation without its dialect. */
export type Facts = Omit<Operation, 'dialect'>;

/** A call of a method: `receiver.name(...args)`. */
export interface MethodCall {
  readonly node: TSESTree.CallExpression;
  readonly receiver: TSESTree.Expression;
  readonly name: string;
  readonly verb: TSESTree.Node;
  readonly args: readonly TSESTree.CallExpressionArgument[];
}

export const noColumns: Assignments = { entries: [], spreads: [], open: false };
export const anyRow: Predicate = { terms: [], open: false, spreads: [] };
/** Rows that can't be told from the call. */
export const someRows: Predicate = { terms: [], open: true, spreads: [] };

/** A call as a method call; undefined for `f()`, `a[b]()` and the like. */
export const methodCall = (node: TSESTree.Node | undefined): MethodCall | undefined => {
  if (node?.type !== 'CallExpression') return undefined;
  const callee = node.callee;
  if (callee.type !== 'MemberExpression') return undefined;
  const name = propertyName(callee);
  if (name === undefined || callee.object.type === 'Super') return undefined;
  return { node, receiver: callee.object, name, verb: callee.property, args: node.arguments };
};

/** The name that a member expression reads: `a.b`, `a['b']`. */
export const propertyName = (node: TSESTree.MemberExpression): string | undefined => {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : undefined;
};

/** An argument that is an expression; undefined for `...rest`. */
export const argument = (args: readonly TSESTree.CallExpressionArgument[], index: number): TSESTree.Expression | undefined => {
  const found = args[index];
  return found === undefined || found.type === 'SpreadElement' ? undefined : found;
};

export const isFunction = (node: TSESTree.Node | undefined): node is TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression =>
  node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression';

/** The expression that a function always gives: an arrow's body, or its only `return`. */
export const returned = (fn: TSESTree.Node): TSESTree.Expression | undefined => {
  if (!isFunction(fn) && fn.type !== 'FunctionDeclaration') return undefined;
  const body = fn.body;
  if (body.type !== 'BlockStatement') return body;
  const last = body.body.at(-1);
  return last?.type === 'ReturnStatement' && last.argument !== null ? last.argument : undefined;
};

export type { OperationNode };
