/**
 * What the files of this adapter hand to each other.
 *
 * An operation is made without its dialect; `index.ts` adds it, so that nothing here imports `index.ts`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Known } from '../../operations/known.js';
import type { Assignments, Handle, Operation, Predicate, Result, Table } from '../../operations/operation.js';
import { plain } from '../../syntax/bare.js';
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

export const noColumns: Assignments = { entries: [], spreads: [], open: false };
export const anyRow: Predicate = { terms: [], open: false, spreads: [] };
/** Rows that can't be told from the call. */
export const someRows: Predicate = { terms: [], open: true, spreads: [] };

/** A call as a method call; undefined for `f()`, `a[b]()` and the like. */
export const methodCall = (node: TSESTree.Node | undefined): MethodCall | undefined => {
  if (node?.type !== 'CallExpression') return undefined;
  const callee = plain(node.callee);
  if (callee.type !== 'MemberExpression' || callee.object.type === 'Super') return undefined;
  const name = memberName(callee);
  return name === undefined ? undefined : { node, receiver: callee.object, name, verb: callee.property, args: node.arguments };
};

/** An argument that is an expression; undefined for `...rest`. */
export const argument = (args: readonly TSESTree.CallExpressionArgument[], index: number): TSESTree.Expression | undefined => {
  const found = args[index];
  return found === undefined || found.type === 'SpreadElement' ? undefined : found;
};

/** A call whose receiver is known to be MongoDB's. */
export interface Subject {
  readonly call: MethodCall;
  readonly table: Known<Table>;
  readonly handle: Handle;
  /** Mongoose takes bare fields as `$set`; the driver only operators */
  readonly isDriver: boolean;
}

/** The operation of a call, with the parts that most have in common. */
export const operationOf = (subject: Pick<Subject, 'call' | 'table' | 'handle'>, facts: Partial<Facts> & Pick<Facts, 'kind' | 'where' | 'result'>): Facts => ({
  node: subject.call.node, verb: subject.call.verb, handle: subject.handle, table: subject.table, joins: [], sets: noColumns, lock: undefined, rows: 'many', oneStatement: true, ...facts,
});

export const row: Result = { kind: 'row', absent: 'null' };
export const rowOrThrow: Result = { kind: 'row', absent: 'throws' };
export const rows: Result = { kind: 'rows' };
export const count: Result = { kind: 'number', of: 'count', column: undefined };

/** `null` and `undefined` as they are written down. */
export const isNothing = (node: TSESTree.Node): boolean => (node.type === 'Literal' && node.value === null && node.raw === 'null') || (node.type === 'Identifier' && node.name === 'undefined');

/** The primary key as the engine names it: documents know it as `_id`, and as text under `id`. */
export const columnName = (name: string): string => (name === '_id' ? 'id' : name);
