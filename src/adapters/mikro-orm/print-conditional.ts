/**
 * conditional-write: a native update repeats the guard in its condition, and its number of rows is looked at. What is changed in memory can't.
 *
 *     const updated = await em.nativeUpdate(Job, { id, state: 'idle' }, { state: 'running' });
 *     if (updated === 0) throw new Error('busy');
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { argumentAt, methodCall } from '../../resolve/builder-calls.js';
import { exitOf, passing, type Comparison } from '../../resolve/queries/repair-exit.js';
import { isRefusal, listed, ownStatement, refuse, suggest } from '../../resolve/queries/repair-words.js';
import { appendProperty } from '../../syntax/append-property.js';
import { freeName } from '../../syntax/free-name.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt } from '../../syntax/layout.js';
import { receiverOf } from './handles.js';

const operators: Readonly<Partial<Record<string, string>>> = { '!=': '$ne', '<': '$lt', '<=': '$lte', '>': '$gt', '>=': '$gte' };

export const printConditional = (plan: RepairPlan): Patch | Refusal => {
  const { write, sourceCode, guards, at } = plan;
  const call = write.node.type === 'CallExpression' ? methodCall(write.node) : undefined;
  if (call === undefined || !/^native(?:Update|Delete)$/.test(call.name)) return refuse('A flush writes by the key alone: use `nativeUpdate` (or `nativeDelete`) with the condition, and look at the number of rows.');
  const exit = exitOf(plan);
  if (isRefusal(exit)) return exit;
  const testing = guards.filter(({ columns }) => columns.length > 0);
  const comparisons = testing.length === 1 && testing[0]?.node !== undefined ? passing(plan, exit.decision.test) : undefined;
  if (comparisons === undefined || comparisons.length === 0) return refuse('The condition is no plain comparison of columns with values: repeat it in the condition of the write by hand.');
  const statement = ownStatement(write.node);
  const name = freeName(['updated', 'affected', 'changed'], write.node, sourceCode);
  const where = argumentAt(call.args, receiverOf(call.receiver, at)?.kind === 'repository' ? 0 : 1);
  if (statement === undefined || name === undefined || where?.type !== 'ObjectExpression' || write.where.open || write.where.terms.some(({ column, disjunct }) => disjunct === true || comparisons.some((one) => one.column === column))) return refuse('The write isn\'t a statement of its own with its conditions in view: repeat the condition there by hand, and look at the number of rows.');
  const indentation = indentationAt(statement.range[0], sourceCode);
  const edits: readonly Edit[] = [
    { range: [statement.range[0], statement.range[0]], text: `const ${name} = ` },
    ...conditionEdits(where, comparisons, plan),
    { range: [statement.range[1], statement.range[1]], text: `\n${indentation}if (${name} === 0) ${reindented(exit.statement.range, indentation, sourceCode)}` },
  ];
  return suggest(plan, edits, `Repeat the condition on ${listed(comparisons.map(({ column }) => column))} in the write, and leave as the check does when no row is hit.`);
};

const conditionEdits = (where: TSESTree.ObjectExpression, comparisons: readonly Comparison[], { sourceCode }: RepairPlan): readonly Edit[] => {
  const byColumn = new Map<string, string[]>();
  for (const { column, operator, value } of comparisons) {
    const own = operators[operator];
    const list = byColumn.get(column) ?? [];
    list.push(own === undefined ? `$eq: ${sourceCode.getText(value)}` : `${own}: ${sourceCode.getText(value)}`);
    byColumn.set(column, list);
  }
  const properties = [...byColumn].map(([column, [first = '', ...rest]]) => (rest.length === 0 && first.startsWith('$eq: ') ? `${column}: ${first.slice(5)}` : `${column}: { ${[first, ...rest].join(', ')} }`));
  return appendProperty(where, properties.join(', '), sourceCode);
};
