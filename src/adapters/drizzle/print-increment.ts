/**
 * atomic-increment: the database computes the new value from the row as it then is; only where nothing else depends on the number that was read.
 *
 *     .set({ n: row.n + by })   →   .set({ n: sql`${counters.n} + ${by}` })
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { addImport } from '../../syntax/add-import.js';
import { bare } from '../../syntax/bare.js';
import { anyWithin } from '../../syntax/descendants.js';
import { chainOf, columnOfRow, columnText, otherMentions, refuse, rowOf, suggest, type Row } from './print-parts.js';

export const printIncrement = (plan: RepairPlan): Patch | Refusal => {
  const { write, sourceCode } = plan;
  const [column] = plan.columns;
  const chain = chainOf(write, plan);
  const row = rowOf(plan);
  const entry = write.sets.entries.find((one) => one.column === column);
  if (!chain || !row || column === undefined || plan.columns.length > 1 || entry?.written.kind !== 'value') return refuse('Which column of which row is counted can\'t be told from here: write it as `` sql`${table.column} + ${by}` `` by hand.');
  const sum = sumOf(bare(entry.written.node), row, column);
  if (!sum) return refuse(`The new value is more than a sum of \`${column}\` and something else: write it as an \`sql\` expression, or lock the row, by hand.`);
  if (plan.guards.some(({ columns, whole }) => !whole && columns.includes(column)) || hasOtherUse(row, column, entry.written.node)) return refuse(`\`${column}\` is also tested or used: an increment alone would keep that race, so repeat the test in \`where\` and look at the rows of \`returning()\`, by hand.`);
  const sql = addImport('drizzle-orm', 'sql', sourceCode);
  if (!sql) return refuse('`sql` can\'t be imported under its name here: write the expression by hand.');
  const text = `${sql.name}\`\${${columnText(chain, column, plan)}} ${sum.operator} ${sum.amount.type === 'Literal' && typeof sum.amount.value === 'number' ? sum.amount.raw : `\${${sourceCode.getText(sum.amount)}}`}\``;
  return suggest(plan, [...sql.edits, { range: entry.written.node.range, text }], `Let the database compute \`${column}\`; the row in memory stays as it was read.`, [`a \`${column}\` that is a number and never NULL`]);
};

interface Sum {
  readonly operator: '+' | '-';
  readonly amount: TSESTree.Node;
}

const sumOf = (node: TSESTree.Node, row: Row, column: string): Sum | undefined => {
  if (node.type !== 'BinaryExpression' || (node.operator !== '+' && node.operator !== '-')) return undefined;
  const { operator, left, right } = node;
  const isOwn = (side: TSESTree.Node): boolean => columnOfRow(side, row) === column;
  const isFree = (side: TSESTree.Node): boolean => !anyWithin(side, (inner) => inner.type === 'AwaitExpression' || isOwn(inner));
  if (isOwn(left) && isFree(right)) return { operator, amount: right };
  return operator === '+' && isOwn(right) && isFree(left) ? { operator, amount: left } : undefined;
};

/** The number, or the row as a whole, goes somewhere else. */
const hasOtherUse = (row: Row, column: string, value: TSESTree.Node): boolean =>
  otherMentions(row, [value]).some((mention) => {
    const object = row.isList ? mention.parent : mention;
    const member = object?.parent;
    if (member?.type === 'MemberExpression' && member.object === object) return columnOfRow(member, row) === column;
    // `if (!row) …` looks at nothing but whether it is there
    return member?.type !== 'UnaryExpression' && member?.type !== 'IfStatement';
  });
