/**
 * conditional-write: the guard becomes a filter of the write, and the rows that it gives back say whether it hit one.
 *
 *     const { data: updated } = await supabase.from('jobs').update({ state }).eq('id', id).eq('state', 'idle').select('id');
 *     if (updated?.length === 0) throw new Error('busy');
 */
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { exitOf, passing, type Comparison } from '../../resolve/queries/repair-exit.js';
import { isRefusal, listed, refuse, suggest } from '../../resolve/queries/repair-words.js';
import { freeName } from '../../syntax/free-name.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt, layoutOf, quoted } from '../../syntax/layout.js';
import { writeStatement, type WriteStatement } from './written-call.js';

const methods: Readonly<Partial<Record<string, string>>> = { '=': 'eq', '!=': 'neq', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' };

export const printConditional = (plan: RepairPlan): Patch | Refusal => {
  const { write, sourceCode, guards } = plan;
  const exit = exitOf(plan);
  if (isRefusal(exit)) return exit;
  const testing = guards.filter(({ columns }) => columns.length > 0);
  const comparisons = testing.length === 1 && testing[0]?.node !== undefined ? passing(plan, exit.decision.test) : undefined;
  if (comparisons === undefined || comparisons.length === 0) return refuse('The condition is no plain comparison of columns with values: repeat it as a filter of the write by hand, and look at the rows that `select` gives.');
  const own = writeStatement(write.node);
  const name = freeName(['updated', 'affected', 'changed'], write.node, sourceCode);
  const givesNothing = write.result.kind === 'object' && write.result.members['data']?.kind === 'nothing';
  if (own === undefined || name === undefined || !givesNothing || write.where.open || write.where.terms.some(({ disjunct }) => disjunct)) return refuse('The write isn\'t a statement of its own with its filters in view: repeat the condition there by hand, and look at the rows that `select` gives.');
  const { statement } = own;
  const indentation = indentationAt(statement.range[0], sourceCode);
  const leave = reindented(exit.statement.range, indentation, sourceCode);
  const edits: Edit[] = [
    named(own, name),
    { range: [write.node.range[1], write.node.range[1]], text: `${filtersOf(comparisons, plan)}.select()` },
    { range: [statement.range[1], statement.range[1]], text: `\n${indentation}if (${name}?.length === 0) ${leave}` },
  ];
  return suggest(plan, edits, `Repeat the condition on ${listed(comparisons.map(({ column }) => column))} in the write, and leave as the check does when no row is hit.`, ['a policy that lets the rows be read']);
};

const filtersOf = (comparisons: readonly Comparison[], { sourceCode }: RepairPlan): string =>
  comparisons.map(({ column, operator, value }) => `.${methods[operator] ?? 'eq'}(${quoted(column, layoutOf(sourceCode))}, ${sourceCode.getText(value)})`).join('');

/** `const { data: updated, error } = …` */
const named = ({ statement, pattern }: WriteStatement, name: string): Edit => {
  const [first] = pattern?.properties ?? [];
  if (first) return { range: [first.range[0], first.range[0]], text: `data: ${name}, ` };
  return { range: [statement.range[0], statement.range[0]], text: `const { data: ${name} } = ` };
};
