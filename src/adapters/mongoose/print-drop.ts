/** drop-save: the second save of a document that nobody changed in between goes. */
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { awaitStatement, refuse, suggest } from './print-parts.js';

export const printDrop = (plan: RepairPlan): Patch | Refusal => {
  const statement = awaitStatement(plan.write);
  const removed = statement && dropStatement(statement, plan.sourceCode);
  return removed ? suggest(plan, [removed], 'Drop the redundant save (the hooks of `save` then run once).') : refuse('The result of the second save is used: drop it by hand.');
};
