/**
 * insert-ignore: the database skips the insert.
 *
 *     insert({ slug })  → upsert({ slug }, { onConflict: 'slug', ignoreDuplicates: true })
 */
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { insertedKey, listed, refuse, suggest } from '../../resolve/queries/repair-words.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { writeCall, writeStatement } from './written-call.js';

export const printIgnore = (plan: RepairPlan): Patch | Refusal => {
  const { write, sourceCode } = plan;
  const key = insertedKey(plan);
  const call = writeCall(write);
  if (write.kind !== 'insert' || key === undefined) return refuse('The check doesn\'t look for just the columns that are inserted: ignore the conflict by hand.');
  const [row, options] = call?.args ?? [];
  if (call === undefined || row === undefined || options !== undefined || write.result.kind !== 'object' || write.result.members['data']?.kind !== 'nothing') return refuse('The row that is inserted is used: one that is there already wouldn\'t be given.');
  if (writeStatement(write.node) === undefined && !isLoneStatement(plan)) return refuse('The result of the insert is used: ignore the conflict by hand.');
  const edits = [
    { range: call.verb.range, text: 'upsert' },
    { range: [row.range[1], row.range[1]] as const, text: `, { onConflict: ${quoted(key.join(','), layoutOf(sourceCode))}, ignoreDuplicates: true }` },
  ];
  return suggest(plan, edits, `Let the database skip the insert when a row with the same ${listed(key)} is there.`, [`a unique key on (${key.join(', ')})`]);
};

/** `if (!row) await query;` */
const isLoneStatement = ({ write: { node } }: RepairPlan): boolean => node.parent.type === 'AwaitExpression' && node.parent.parent.type === 'ExpressionStatement';
