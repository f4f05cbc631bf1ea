/**
 * atomic-increment: `n: row.n + k` becomes `n: { increment: k }`; where a guard tests the column, the guard goes into the predicate with it.
 *
 *     const page = await db.page.findUniqueOrThrow({ where: { id } })                      ← goes where nothing else uses it
 *     await db.page.update({ where: { id }, data: { views: page.views + 1 } })
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { keyName } from '../../syntax/property-name.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { atomicOf, nextValueOf, type Atomic } from './print-atomic.js';
import { conditionalWrite } from './print-conditional.js';
import { mayTest } from './print-filter.js';
import { keptColumn } from './print-kept-column.js';
import { listed, mentions, readResult, refuse, suggest, type ReadResult } from './print-parts.js';

export const printAtomicIncrement = (plan: RepairPlan): Patch | Refusal => {
  const { read, columns } = plan;
  if (columns.length > 0 && read?.result.kind === 'rows') return refuse('The new value comes from a row that was found among others: let the database compute it (`increment`, `push`), or lock the row in a transaction before reading it.');
  if (!read || read.result.kind !== 'row' || columns.length === 0) return refuse('The whole row is written back as it was read: write only the columns that change, or lock the row in a transaction before reading it.');
  const result = readResult(read, plan);
  const edits: Edit[] = [];
  const atomics: Atomic[] = [];
  const kept: string[] = [];
  for (const { property, column, value } of derived(plan, result)) {
    const keeps = keptColumn(property, column, result, plan);
    if (keeps) {
      kept.push(column);
      edits.push(keeps);
      continue;
    }
    const atomic = atomicOf(nextValueOf(value, column, result, plan), plan);
    if (typeof atomic === 'string') return refuse(atomic);
    if (mentions(atomic.operand, result.mentions)) return refuse(`What is added to \`${column}\` comes from the same row: compute it in one SQL statement by hand.`);
    atomics.push(atomic);
    edits.push(property.shorthand ? { range: property.range, text: `${column}: ${atomic.text}` } : { range: property.value.range, text: atomic.text });
  }
  if (atomics.length === 0 && kept.length > 0) return suggest(plan, edits, describeKept(kept), keptNeeds);
  if (atomics.length === 0) return refuse('The new value is computed in a way that can\'t be told from here: let the database compute it (`increment`, `push`), or lock the row in a transaction before reading it.');
  const through = throughEdits(atomics, plan);
  if (typeof through === 'string') return refuse(through);
  const changed = new Set(atomics.map(({ column }) => column));
  if (plan.guards.some((guard) => mayTest(guard, changed, result))) return conditionalWrite(plan, [...edits, ...through]);
  const names = atomics.map(({ column, operator }) => `\`${operator}\` of \`${column}\``).join(' and ');
  const also = kept.length === 0 ? '' : ` ${describeKept(kept)}`;
  return suggest(plan, [...edits, ...through, ...readEdits(plan, result, [...edits, ...through])], `Let the database compute the new value by ${names}, if the column is a required Int, BigInt or Float.${also}`, kept.length === 0 ? [] : keptNeeds);
};

const describeKept = (columns: readonly string[]): string => `Leave ${listed(columns)} as ${columns.length === 1 ? 'it is' : 'they are'} in the database where no new value is given (\`undefined\`).`;

const keptNeeds: readonly string[] = ['a client without the preview feature `strictUndefinedChecks`'];

interface Derived {
  readonly property: TSESTree.Property;
  readonly column: string;
  readonly value: TSESTree.Node;
}

/** The properties that set a column to something made of that column of the row that was read. */
const derived = ({ write, columns, at }: RepairPlan, result: ReadResult): readonly Derived[] => {
  const entries = (write.updates ?? write.sets).entries;
  return entries.flatMap(({ column, written, property }) => {
    if (written.kind !== 'value' || property?.type !== 'Property' || keyName(property) !== column) return [];
    const value = at.constant(written.node);
    return columns.includes(column) || mentionsColumn(value, column, result) ? [{ property, column, value: property.value }] : [];
  });
};

const mentionsColumn = (value: TSESTree.Node, column: string, result: ReadResult): boolean => value.type === 'BinaryExpression' && [value.left, value.right].some((side) => result.columnOf(side) === column);

/** `const next = row.n + 1` goes with the name's only use. */
const throughEdits = (atomics: readonly Atomic[], { sourceCode }: RepairPlan): readonly Edit[] | string => {
  const statements = atomics.flatMap(({ through }) => (through ? [through] : []));
  const edits = statements.map((statement) => dropStatement(statement, sourceCode));
  return edits.every((edit) => edit !== undefined) ? edits : 'The new value is computed on a line with other code: rewrite it by hand.';
};

/** The read goes when its result was used for nothing but the arithmetic. */
const readEdits = ({ read, sourceCode }: RepairPlan, { binding, mentions: uses }: ReadResult, edits: readonly Edit[]): readonly Edit[] => {
  const isGone = uses.every((use) => edits.some(({ range }) => range[0] <= use.range[0] && use.range[1] <= range[1]));
  const argument = read?.node.type === 'CallExpression' ? read.node.arguments[0] : undefined;
  if (!binding?.statement || !isGone || uses.length === 0 || !argument || !isRepeatable(argument)) return [];
  const removal = dropStatement(binding.statement, sourceCode);
  return removal ? [removal] : [];
};
