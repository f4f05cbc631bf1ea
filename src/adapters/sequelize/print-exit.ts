/** What the code does when the guard fails, as text that can stand behind the write. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Refusal, RepairPlan } from '../../operations/repair.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { reindented } from '../../syntax/indentation.js';
import { alwaysLeaves, branchStatements, isLastWithin, isLoop, isWithin, runAround, statementList } from '../../syntax/statements.js';
import { refuse } from './print-parts.js';
import { usesWithin, type Row } from './print-row.js';

/** `text`: the statement after `if (affected === 0)`; `none`: nothing depends on who came first */
export type Exit = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'none' };

export const isExit = (exit: Exit): exit is Extract<Exit, { kind: 'text' }> => exit.kind === 'text';

export const exitOf = (plan: RepairPlan, row: Row, statement: TSESTree.Statement, assignments: readonly TSESTree.Statement[]): Exit | Refusal => {
  const { decision, write } = plan;
  if (decision?.type === 'IfStatement') {
    const inConsequent = isWithin(write.node, decision.consequent);
    const branch = inConsequent ? decision.alternate : decision.consequent;
    if (branch && !isWithin(write.node, branch) && alwaysLeaves(branch)) return ofBranch(plan, row, statement, branch);
    if (branch && !inConsequent && !isWithin(write.node, decision)) return refuse('The branch of the failing check doesn\'t always leave: write the conditional write by hand, and look at the count.');
    if (isLastWithin(statement, decision)) return { kind: 'none' };
    return isWithin(write.node, decision) && !decision.alternate ? ofRest(plan, decision) : refuse('What follows must only run for the one that came first: write the conditional write by hand, and look at the count.');
  }
  if (!row.loop || runAround(statement) !== row.loop) return refuse('What happens when the check fails can\'t be seen here: write the conditional write by hand, and look at the count.');
  const list = statementList(statement);
  return list?.at(-1) === statement && assignments.every((one) => list.includes(one)) ? { kind: 'none' } : { kind: 'text', text: `continue${layoutOf(plan.sourceCode).semicolon}` };
};

const ofBranch = ({ sourceCode }: RepairPlan, row: Row, statement: TSESTree.Statement, branch: TSESTree.Statement): Exit | Refusal => {
  const last = branchStatements(branch).at(-1);
  if (last?.type !== 'ThrowStatement' && runAround(branch) !== runAround(statement)) return refuse('The check and the write stand in different loops or functions: write the conditional write by hand, and look at the count.');
  if (usesWithin(row, branch).some((use) => use.kind === 'other')) return refuse(`The branch of the failing check gives \`${row.name}\` away, as it was before the other request changed it: read it again there by hand.`);
  return { kind: 'text', text: reindented(branch.range, indentationAt(statement.range[0], sourceCode), sourceCode) };
};

/** The `if` is the last that its function or loop does: the rest of the branch is left out by leaving. */
const ofRest = ({ sourceCode }: RepairPlan, decision: TSESTree.IfStatement): Exit | Refusal => {
  const run = runAround(decision);
  const { semicolon } = layoutOf(sourceCode);
  const isLast = run.type !== 'Program' && isLastWithin(decision, run.body);
  if (!isLast) return refuse('What follows in this branch must only run for the one that came first: put it under `if (affected > 0)` by hand.');
  return { kind: 'text', text: `${isLoop(run) ? 'continue' : 'return'}${semicolon}` };
};
