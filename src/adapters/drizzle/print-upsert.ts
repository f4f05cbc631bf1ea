/**
 * upsert: find, then update or insert, becomes one statement.
 *
 *     const [p] = await db.select().from(prefs).where(eq(prefs.key, key))
 *     if (p) await db.update(prefs).set({ value }).where(eq(prefs.key, key))
 *     else await db.insert(prefs).values({ key, value })
 *     → await db.insert(prefs).values({ key, value }).onConflictDoUpdate({ target: prefs.key, set: { value } })
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { layoutOf } from '../../syntax/layout.js';
import { isSameExpression } from '../../syntax/same-expression.js';
import { branchStatements, isWithin, statementList } from '../../syntax/statements.js';
import { plain } from '../../syntax/bare.js';
import { argument } from './facts.js';
import { conflictTarget } from './print-conflict.js';
import { awaitStatement, chainOf, columnOfRow, isRefusal, keysOf, otherMentions, refuse, rowOf, speaksOf, suggest, whenPresent, type Row } from './print-parts.js';

export const printUpsert = (plan: RepairPlan): Patch | Refusal => {
  const { decision, write, otherWrite, sourceCode } = plan;
  const row = rowOf(plan);
  const update = chainOf(otherWrite, plan);
  if (decision?.type !== 'IfStatement' || !decision.alternate || !row || !update || otherWrite?.kind !== 'update') return refuse('The insert and the update don\'t stand in two branches of one `if`: write `onConflictDoUpdate` by hand.');
  if (whenPresent(decision.test, row, plan, true) === undefined || whenPresent(decision.test, row, plan, false) === undefined) return refuse('The `if` asks for more than whether the row is there: write `onConflictDoUpdate` by hand.');
  if (![decision.consequent, decision.alternate].every((branch) => isOneWrite(branch, [write.node, otherWrite.node]))) return refuse('A branch does more than one write whose result is unused: write `onConflictDoUpdate` by hand.');
  const set = argument(update.rest.find(({ name }) => name === 'set')?.args ?? [], 0);
  if (!set || plain(set).type !== 'ObjectExpression' || speaksOf(set, row)) return refuse('The update\'s values come from the row that was read, or stand elsewhere: write `onConflictDoUpdate` by hand, with `sql` for what the database computes.');
  const objection = aimsElsewhere(plan, row);
  if (objection) return objection;
  const target = conflictTarget(plan, 'onConflictDoUpdate', `, set: ${sourceCode.getText(set)}`);
  if (isRefusal(target)) return target;
  if (!statementList(decision)) return refuse('The `if` is a branch without braces: write `onConflictDoUpdate` by hand.');
  const at = target.edit.range[0] - write.node.range[0];
  const insert = sourceCode.getText(write.node);
  const text = `await ${insert.slice(0, at)}${target.edit.text}${insert.slice(at)}${layoutOf(sourceCode).semicolon}`;
  const isForgotten = otherMentions(row, [decision]).length === 0;
  const removed = isForgotten ? dropStatement(row.declaration, sourceCode) : undefined;
  const edits: readonly Edit[] = [...(removed ? [removed] : []), { range: decision.range, text }];
  return suggest(plan, edits, 'Insert or update by one statement (`onConflictDoUpdate`); it takes a number of a sequence each time.', target.needs);
};

/** The branch is `await write`, and nothing else. */
const isOneWrite = (branch: TSESTree.Statement, writes: readonly TSESTree.Node[]): boolean => {
  const [only, other] = branchStatements(branch);
  const write = only && writes.find((node) => isWithin(node, only));
  return write !== undefined && !other && awaitStatement(write) === only;
};

/** The update must mean the row that was read: by its key, or by the very columns that were looked for. */
const aimsElsewhere = ({ otherWrite, read, at }: RepairPlan, row: Row): Refusal | undefined => {
  const keys = keysOf(read);
  const terms = otherWrite?.where.terms ?? [];
  const isKey = keys !== undefined && terms.length === keys.size && terms.every(({ column, op, value }) => {
    const key = keys.get(column);
    return op === 'eq' && value !== undefined && key !== undefined && isSameExpression(value, key, at.variable);
  });
  const [only] = terms;
  const isById = terms.length === 1 && only?.column === 'id' && only.op === 'eq' && only.value !== undefined && columnOfRow(only.value, row) === 'id';
  return otherWrite?.where.open === false && (isKey || isById) ? undefined : refuse('The update means other rows than the read: write `onConflictDoUpdate` by hand.');
};
