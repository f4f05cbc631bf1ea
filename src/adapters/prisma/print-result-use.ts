/**
 * What becomes of the row that an `update` gives, when the `update` turns into one that gives a count: it's read again.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, RepairPlan } from '../../operations/repair.js';
import { reindented } from '../../syntax/indentation.js';
import { enclosingFunction } from '../../syntax/functions.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { valueOf, type ModelCall } from './print-parts.js';

export type ResultUse =
  | { readonly kind: 'unused' }
  /** the statement that reads the row, and the edits that take `select` and `include` out of the write */
  | { readonly kind: 'reread'; readonly reread: string; readonly edits: readonly Edit[] };

const used = 'The row that the `update` gives is used, and `updateMany` gives a count: use `updateMany` with the guard in its `where`, look at its `count`, and read the row again.';

/** How the result is used, or why the use can't be kept. */
export const resultUse = (call: ModelCall, statement: TSESTree.Statement, plan: RepairPlan): ResultUse | string => {
  const { sourceCode } = plan;
  const shapers = [...call.entries.keys()].filter((name) => name !== 'where' && name !== 'data');
  const isAwaited = call.node.parent.type === 'AwaitExpression';
  if (statement.type === 'ExpressionStatement' && isAwaited && statement.expression === call.node.parent) return shapers.length === 0 ? { kind: 'unused' } : '`updateMany` takes no `select` and no `include`: remove them, and put the guard into its `where`.';
  const where = valueOf(call, 'where');
  const changed = new Set(call.operation.sets.entries.map(({ column }) => column));
  if (call.verb.name !== 'update' || !where || !isRepeatable(where) || shapers.some((name) => name !== 'select' && name !== 'include' && name !== 'omit')) return used;
  if (call.operation.where.terms.some(({ column }) => changed.has(column)) || enclosingFunction(call.node)?.async !== true) return used;
  const isKept = statement.type === 'ReturnStatement' ? statement.argument === (isAwaited ? call.node.parent : call.node) : statement.type === 'VariableDeclaration' && isAwaited && statement.declarations.length === 1 && statement.declarations[0].init === call.node.parent;
  if (!isKept) return used;
  const indentation = indentationAt(statement.range[0], sourceCode);
  const head = sourceCode.text.slice(statement.range[0], call.node.range[0]);
  const properties = ['where', ...shapers].flatMap((name) => [...call.entries].flatMap(([key, property]) => (key === name ? [property] : [])));
  const argument = properties.map(({ range }) => reindented(range, indentation, sourceCode)).join(', ');
  const reread = `${head}${sourceCode.getText(call.delegate)}.findUniqueOrThrow({ ${argument} })${layoutOf(sourceCode).semicolon}`;
  const edits = shapers.map((name) => removal(call, name, plan));
  return edits.every((edit) => edit !== undefined) ? { kind: 'reread', reread, edits } : used;
};

/** Takes a property out of the argument, with the comma before it. */
const removal = (call: ModelCall, name: string, { sourceCode }: RepairPlan): Edit | undefined => {
  const property = call.entries.get(name);
  const before = property && sourceCode.getTokenBefore(property);
  return property && before?.value === ',' ? { range: [before.range[0], property.range[1]], text: '' } : undefined;
};
