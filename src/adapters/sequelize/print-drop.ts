/**
 * drop-save: of two saves of one unchanged entity one goes.
 *
 *     await version.save()
 *     await version.save()   ← goes; by itself where nothing stands in between
 *     return version.save()  ← where its result is used, the one before goes
 */
import type { Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { statementAround, statementList } from '../../syntax/statements.js';
import { callOf, ownStatement, refuse, suggest } from './print-parts.js';

export const printDrop = (plan: RepairPlan): Patch | Refusal => {
  const { read, write, at, sourceCode } = plan;
  const first = read && callOf(read, at);
  const second = callOf(write, at);
  if (!first || !second || sourceCode.getText(first.node) !== sourceCode.getText(second.node)) return refuse('The two saves differ in handle, entity or options: remove the one that adds nothing by hand.');
  const earlier = ownStatement(first.node);
  const later = statementAround(second.node);
  const list = later && statementList(later);
  if (!later || !list || !earlier || !list.includes(earlier)) return refuse('The two saves stand in different blocks, so one of them may be the only one on some path: remove the redundant one by hand.');
  const isNext = list.indexOf(earlier) + 1 === list.indexOf(later);
  if (ownStatement(second.node)) {
    const edit = dropStatement(later, sourceCode);
    if (!edit) return refuse('The statement can\'t be taken out without joining its neighbours: remove it by hand.');
    const patch = suggest(plan, [edit], `Remove this second \`${second.name}\`.`);
    return isNext ? { ...patch, safety: 'fix' } : patch;
  }
  const edit = dropStatement(earlier, sourceCode);
  if (!isNext || !edit) return refuse('The result of the second save is used: use the entity itself and remove the call by hand.');
  return suggest(plan, [edit], `Remove the first \`${first.name}\`; this one saves the entity.`);
};
