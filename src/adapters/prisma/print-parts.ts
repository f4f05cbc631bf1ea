/**
 * What the printers share: calls that are written out, what a file does with the row that was read, patches and refusals.
 *
 * Never assumed: more than the text shows. A call whose argument is no plain literal isn't rewritten.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { Operation } from '../../operations/operation.js';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { layoutOf } from '../../syntax/layout.js';
import { plainEntries, type Entries } from '../../syntax/object-entries.js';
import { memberName } from '../../syntax/property-name.js';
import { isMentionOf, mentionsOf, resultBinding, type ResultBinding } from '../../syntax/result-binding.js';
import type { Search } from '../../syntax/truth.js';

export const refuse = (reason: string): Refusal => ({ kind: 'refusal', reason });

/** A suggestion; the texts of the edits are written with `\n`. */
export const suggest = ({ sourceCode }: RepairPlan, edits: readonly Edit[], description: string, needs: readonly string[] = []): Patch => {
  const { newline } = layoutOf(sourceCode);
  return { kind: 'patch', safety: 'suggestion', description, needs, edits: edits.map(({ range, text }) => ({ range, text: newline === '\n' ? text : text.replace(/\r?\n/g, newline) })) };
};

/** `delegate.verb({ … })` whose argument is a literal of plain properties. */
export interface ModelCall {
  readonly operation: Operation;
  readonly node: TSESTree.CallExpression;
  /** `db.user` */
  readonly delegate: TSESTree.Expression;
  readonly verb: TSESTree.Identifier;
  readonly argument: TSESTree.ObjectExpression;
  readonly entries: Entries;
}

/** The call of an operation as it is written; undefined where its parts can't be seen. */
export const modelCall = (operation: Operation | undefined): ModelCall | undefined => {
  const node = operation?.node;
  if (!operation || node?.type !== 'CallExpression' || node.optional || node.callee.type !== 'MemberExpression' || node.callee.optional || node.callee.property.type !== 'Identifier' || node.callee.computed) return undefined;
  const [argument] = node.arguments;
  const entries = plainEntries(argument);
  return argument?.type === 'ObjectExpression' && entries && !operation.nested ? { operation, node, delegate: node.callee.object, verb: node.callee.property, argument, entries } : undefined;
};

/** The value of a property of the call's argument. */
export const valueOf = (call: ModelCall, name: string): TSESTree.Node | undefined => call.entries.get(name)?.value;

/** Whether two calls act on the same model of one database; a replica is the same. */
export const isSameModel = (a: ModelCall, b: ModelCall): boolean => isKnown(a.operation.table) && isKnown(b.operation.table) && a.operation.table.id === b.operation.table.id && a.operation.handle.id === b.operation.handle.id;

/** Whether two calls go through the same delegate of the same client. */
export const isSameDelegate = (a: ModelCall, b: ModelCall, { sourceCode }: RepairPlan): boolean =>
  isSameModel(a, b) && sourceCode.getText(a.delegate) === sourceCode.getText(b.delegate);

/** The row (rows, number of rows) that the read gave, as the file names it. */
export interface ReadResult extends Search {
  readonly binding: ResultBinding | undefined;
  /** the column of the row that an expression is, unchanged */
  readonly columnOf: (node: TSESTree.Node) => string | undefined;
  /** one row, not a number of them or a list */
  readonly isOne: boolean;
  /** mentions of the result by name */
  readonly mentions: readonly TSESTree.Node[];
}

export const readResult = (read: Operation, { at }: RepairPlan): ReadResult => {
  const binding = resultBinding(read.node, at.variable);
  const isValue = (node: TSESTree.Node): boolean => bare(node) === read.node || isMentionOf(node, binding?.variable) || at.constant(node) === read.node;
  const isRow = (node: TSESTree.Node): boolean => read.result.kind === 'row' && isValue(node);
  const columnOf = (node: TSESTree.Node): string | undefined => {
    const inner = at.constant(node);
    if (inner.type === 'MemberExpression') return isRow(inner.object) ? memberName(inner) : undefined;
    return [...(binding?.fields ?? [])].find(([variable]) => isMentionOf(inner, variable))?.[1];
  };
  const isCount = (node: TSESTree.Node): boolean => {
    if (read.result.kind === 'number') return read.result.of === 'count' && isValue(node);
    const inner = bare(node);
    return read.result.kind === 'rows' && inner.type === 'MemberExpression' && memberName(inner) === 'length' && isValue(inner.object);
  };
  return { binding, isResult: isRow, isCount, constant: at.constant, isOne: read.result.kind === 'row', columnOf, mentions: binding ? mentionsOf(binding) : [] };
};

/** Whether a text mentions one of the nodes. */
export const mentions = (node: TSESTree.Node, nodes: readonly TSESTree.Node[]): boolean => nodes.some((one) => node.range[0] <= one.range[0] && one.range[1] <= node.range[1]);

/** `{ id }` for the value `id`, `{ id: job.id }` for others. */
export const propertyText = (name: string, value: string): string => {
  const key = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : `'${name}'`;
  return key === value ? name : `${key}: ${value}`;
};

/** `a`, `a and b`, `a, b and c`, in code quotes. */
export const listed = (names: readonly string[]): string => {
  const texts = names.map((name) => `\`${name}\``);
  const last = texts.pop() ?? '';
  return texts.length === 0 ? last : `${texts.join(', ')} and ${last}`;
};
