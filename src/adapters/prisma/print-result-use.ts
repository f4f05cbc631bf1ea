/**
 * What becomes of the row that an `update` gives, when the `update` turns into one that gives a count: it's read again.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, RepairPlan } from '../../operations/repair.js';
import { isKnown } from '../../operations/known.js';
import { schemaOf } from '../../resolve/schema-of.js';
import { reindented } from '../../syntax/indentation.js';
import { enclosingFunction } from '../../syntax/functions.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { plainEntries } from '../../syntax/object-entries.js';
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
  if (enclosingFunction(call.node)?.async !== true) return used;
  const key = keyText(call, where, changed, plan);
  if (key === undefined) return used;
  const isKept = statement.type === 'ReturnStatement' ? statement.argument === (isAwaited ? call.node.parent : call.node) : statement.type === 'VariableDeclaration' && isAwaited && statement.declarations.length === 1 && statement.declarations[0].init === call.node.parent;
  if (!isKept) return used;
  const indentation = indentationAt(statement.range[0], sourceCode);
  const head = sourceCode.text.slice(statement.range[0], call.node.range[0]);
  const properties = shapers.flatMap((name) => [...call.entries].flatMap(([own, property]) => (own === name ? [property] : [])));
  const argument = [key === 'where' ? reindented(call.entries.get('where')?.range ?? where.range, indentation, sourceCode) : key, ...properties.map(({ range }) => reindented(range, indentation, sourceCode))].join(', ');
  const reread = `${head}${sourceCode.getText(call.delegate)}.findUniqueOrThrow({ ${argument} })${layoutOf(sourceCode).semicolon}`;
  const edits = shapers.map((name) => removal(call, name, plan));
  return edits.every((edit) => edit !== undefined) ? { kind: 'reread', reread, edits } : used;
};

/** The `where` that names the row after the write: without conditions on what was changed, if a key of one column is left. `where`: as it stands. */
const keyText = (call: ModelCall, where: TSESTree.Node, changed: ReadonlySet<string>, { sourceCode }: RepairPlan): string | undefined => {
  const { terms } = call.operation.where;
  if (!terms.some(({ column }) => changed.has(column))) return 'where';
  const schema = schemaOf(call.operation);
  const left = [...(plainEntries(where) ?? [])].filter(([name]) => !changed.has(name));
  const isKeyed = left.some(([name]) => terms.some((term) => term.column === name && term.op === 'eq' && !term.via) && (name === 'id' || (isKnown(schema) && schema?.keys.some((one) => one.kind === 'full' && one.columns.join() === name))));
  return isKeyed ? `where: { ${left.map(([, property]) => sourceCode.getText(property)).join(', ')} }` : undefined;
};

/** Takes a property out of the argument, with the comma before it. */
const removal = (call: ModelCall, name: string, { sourceCode }: RepairPlan): Edit | undefined => {
  const property = call.entries.get(name);
  const before = property && sourceCode.getTokenBefore(property);
  return property && before?.value === ',' ? { range: [before.range[0], property.range[1]], text: '' } : undefined;
};
