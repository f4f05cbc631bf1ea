/**
 * What the files of this adapter hand to each other.
 *
 * An operation is made without its dialect; `index.ts` adds it, so that nothing here imports `index.ts`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Assignments, Handle, Operation, OperationNode, Predicate, Table } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';

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

/** A call whose receiver is known to be Sequelize's. */
export interface Subject {
  readonly call: MethodCall;
  readonly at: Resolver;
  readonly table: Known<Table>;
}

export const noColumns: Assignments = { entries: [], spreads: [], open: false };
export const someColumns: Assignments = { entries: [], spreads: [], open: true };
export const anyRow: Predicate = { terms: [], open: false, spreads: [] };
/** Rows that can't be told from the call. */
export const someRows: Predicate = { terms: [], open: true, spreads: [] };

/** A call as a method call; undefined for `f()`, `a[b]()` and the like. */
export const methodCall = (node: TSESTree.Node | undefined): MethodCall | undefined => {
  if (node?.type !== 'CallExpression') return undefined;
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return undefined;
  const name = memberName(callee);
  return name === undefined ? undefined : { node, receiver: callee.object, name, verb: callee.property, args: node.arguments };
};

/** An argument that is an expression; undefined for `...rest`. */
export const argument = (args: readonly TSESTree.CallExpressionArgument[], index: number): TSESTree.Expression | undefined => {
  if (args.slice(0, index + 1).some((passed) => passed.type === 'SpreadElement')) return undefined;
  const found = args[index];
  return found === undefined || found.type === 'SpreadElement' ? undefined : found;
};

export const isFunction = (node: TSESTree.Node | undefined): node is TSESTree.ArrowFunctionExpression | TSESTree.FunctionExpression =>
  node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression';

export const isNothing = (node: TSESTree.Node): boolean =>
  (node.type === 'Identifier' && node.name === 'undefined') || (node.type === 'Literal' && node.value === null && node.raw === 'null');

export const isTrue = (node: TSESTree.Node | undefined): boolean => node?.type === 'Literal' && node.value === true;
export const isFalse = (node: TSESTree.Node | undefined): boolean => node?.type === 'Literal' && node.value === false;

/** The table of a relation whose model isn't in view. */
export const relationTable = (parent: Known<Table>, name: string): Known<Table> =>
  parent === unknown ? unknown : { id: `${parent.id}.${name}`, name: `${parent.name}.${name}` };

/** The operation of a call, with the parts that most have in common. */
export const operationOf = (subject: Subject, handle: Handle, facts: Partial<Facts> & Pick<Facts, 'kind' | 'where' | 'result'>): Facts => ({
  node: subject.call.node, verb: subject.call.verb, handle, table: subject.table, joins: [], sets: noColumns, lock: undefined, rows: 'many', oneStatement: true, ...facts,
});

export type { OperationNode };
