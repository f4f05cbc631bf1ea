/**
 * atomic-increment: the database adds to the column at the flush.
 *
 *     account.balance += by;  → account.balance = raw('?? + ?', ['balance', by]);
 *
 * The property holds the expression afterwards, so it isn't offered where the row is used again.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { columnOf } from '../../resolve/queries/repair-exit.js';
import { isMentioned, refuse, rowMentions, suggest } from '../../resolve/queries/repair-words.js';
import { addImport } from '../../syntax/add-import.js';
import { bare } from '../../syntax/bare.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { memberName } from '../../syntax/property-name.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { packageOf } from './names.js';

export const printIncrement = (plan: RepairPlan): Patch | Refusal => {
  const { write, guards, at, sourceCode } = plan;
  const mentions = rowMentions(plan);
  const change = write.node.type === 'AssignmentExpression' || write.node.type === 'UpdateExpression' ? sumOf(write.node, mentions ?? []) : undefined;
  if (change === undefined || mentions === undefined) return refuse('The new value is no sum with the column of a row in view: write it with `raw` by hand, or lock the row.');
  const { target, column, operator, by } = change;
  if (guards.some(({ columns }) => columns.includes(column))) return refuse(`\`${column}\` is tested before it is written: an increment alone would keep that race; use \`nativeUpdate\` with the test in its condition, or lock the row.`);
  if (by !== undefined && (isMentioned(mentions, by) || !isRepeatable(at.bare(by)))) return refuse('The new value is no sum with the column: write it with `raw` by hand, or lock the row.');
  if (/[A-Z]/.test(column)) return refuse(`The column behind \`${column}\` isn't known: write the sum with \`raw\` by hand.`);
  if (mentions.some((mention) => mention.range[0] > write.node.range[1])) return refuse('The row is used after the change, where an expression would stand in its place: write the sum with `raw` by hand, and `refresh` the row.');
  const imported = addImport(packageOf(at.imports), 'raw', sourceCode);
  if (!imported) return refuse('`raw` can\'t be imported under its name here: write the sum by hand.');
  const quote = (text: string): string => quoted(text, layoutOf(sourceCode));
  const text = `${sourceCode.getText(target)} = ${imported.name}(${quote(`?? ${operator} ?`)}, [${quote(column)}, ${by === undefined ? '1' : sourceCode.getText(by)}])`;
  return suggest(plan, [...imported.edits, { range: write.node.range, text }], `Let the database ${operator === '+' ? 'add to' : 'subtract from'} \`${column}\` when it is flushed; the property holds an expression until the row is read again.`);
};

interface Sum {
  readonly target: TSESTree.MemberExpression;
  readonly column: string;
  readonly operator: '+' | '-';
  /** undefined: one */
  readonly by: TSESTree.Expression | undefined;
}

/** `row.n += by`, `row.n = row.n + by`, `row.n++`, where the value isn't used. */
const sumOf = (node: TSESTree.AssignmentExpression | TSESTree.UpdateExpression, mentions: readonly TSESTree.Node[]): Sum | undefined => {
  const target = node.type === 'AssignmentExpression' ? node.left : node.argument;
  const column = target.type === 'MemberExpression' ? memberName(target) : undefined;
  if (target.type !== 'MemberExpression' || column === undefined || node.parent.type !== 'ExpressionStatement') return undefined;
  if (node.type === 'UpdateExpression') return { target, column, operator: node.operator === '++' ? '+' : '-', by: undefined };
  if (node.operator === '+=' || node.operator === '-=') return { target, column, operator: node.operator === '+=' ? '+' : '-', by: node.right };
  const sum = bare(node.right);
  if (node.operator !== '=' || sum.type !== 'BinaryExpression' || (sum.operator !== '+' && sum.operator !== '-') || columnOf(sum.left, mentions) !== column) return undefined;
  return { target, column, operator: sum.operator, by: sum.right };
};
