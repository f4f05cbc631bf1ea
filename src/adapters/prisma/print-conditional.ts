/**
 * conditional-write: the guard goes into the predicate of an `updateMany` (`deleteMany`), whose count says whether it held.
 *
 *     if (order.state !== 'OPEN') throw new Error('closed')
 *     await db.order.update({ where: { id }, data })
 *     →
 *     const { count } = await db.order.updateMany({ where: { id, state: 'OPEN' }, data })
 *     if (count === 0) throw new Error('closed')
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { appendProperty } from '../../syntax/append-property.js';
import { commentsInRange } from '../../syntax/comments-in-range.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { freeName } from '../../syntax/free-name.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { alwaysLeaves, isLastWithin, runAround, statementAround, statementList } from '../../syntax/statements.js';
import { byHand, guardingOf, type Condition, type GuardedCall, type Guarding } from './print-guarding.js';
import { modelCall, readResult, refuse, suggest, valueOf, type ModelCall } from './print-parts.js';
import { resultUse, type ResultUse } from './print-result-use.js';

export const printConditionalWrite = (plan: RepairPlan): Patch | Refusal => conditionalWrite(plan, []);

/** The conditional form of the write, with these edits to its data besides. */
export const conditionalWrite = (plan: RepairPlan, dataEdits: readonly Edit[]): Patch | Refusal => {
  const guarded = guardedCall(plan);
  if (typeof guarded === 'string') return refuse(guarded);
  const { call, statement } = guarded;
  const guarding = guardingOf(guarded);
  if (typeof guarding === 'string') return refuse(guarding);
  const use = resultUse(call, statement, plan);
  if (typeof use === 'string') return refuse(use);
  if (use.kind !== 'unused' && !guarding.otherwise) return refuse(`The \`${call.verb.name}\` gives a row where the guard holds and nothing where it doesn't: ${byHand}.`);
  const where = whereEdits(call, guarding.conditions, plan);
  if (typeof where === 'string') return refuse(where);
  const counted = countEdits(guarded, guarding.otherwise, use);
  if (typeof counted === 'string') return refuse(counted);
  const verb: Edit = { range: call.verb.range, text: call.verb.name.endsWith('Many') ? call.verb.name : `${call.verb.name}Many` };
  const columns = guarding.conditions.map(({ column }) => `\`${column}\``).join(' and ');
  const look = guarding.otherwise ? ` and look at its \`count\`${use.kind === 'unused' ? '' : ', then read the row'}` : '';
  const drops = use.kind === 'unused' ? dropEdits(guarded, guarding, dataEdits) : [];
  // NULL is different from everything in code, and from nothing in SQL
  const hasNot = guarding.conditions.some(({ text }) => text.includes('{ not: ') && !text.includes('{ not: null }'));
  return suggest(plan, [verb, ...where, ...dataEdits, ...counted, ...drops], `Test ${columns} in the predicate of \`${verb.text}\`${look}${hasNot ? ', if the column is required (`not` leaves out NULL)' : ''}.`);
};

const guardedCall = (plan: RepairPlan): GuardedCall | string => {
  const call = modelCall(plan.write);
  const statement = call && statementAround(call.node);
  if (!plan.read || !call || !statement || !/^(?:update|delete)(?:Many)?$/.test(call.verb.name)) return `The write isn't a single \`update\` that is written out: ${byHand}.`;
  // of several rows some may pass the guard and some not
  if (call.verb.name.endsWith('Many') && call.operation.where.terms.some(({ op }) => op !== 'eq')) return `Several rows are written at once, and each has passed the check by itself: ${byHand}.`;
  if (call.verb.name.startsWith('update') && !plainEntries(valueOf(call, 'data'))) return `What is written isn't listed column by column, and \`updateMany\` takes no relations: ${byHand}.`;
  if (call.operation.sets.entries.some(({ written }) => written.kind === 'relation')) return `\`updateMany\` takes no relations: write them in a separate statement, and ${byHand}.`;
  return { plan, call, statement, result: readResult(plan.read, plan) };
};

/** `{ id }` → `{ id, state: 'OPEN' }`; a compound key is spelled out, as `updateMany` knows none. */
export const whereEdits = (call: ModelCall, conditions: readonly Condition[], { sourceCode }: RepairPlan): readonly Edit[] | string => {
  const where = valueOf(call, 'where');
  const entries = plainEntries(where);
  if (where?.type !== 'ObjectExpression' || !entries) return `The \`where\` of the \`${call.verb.name}\` isn't written out: ${byHand}.`;
  const { terms } = call.operation.where;
  const flat = [...entries].flatMap(([name, { range, value }]): readonly Edit[] => {
    const inner = plainEntries(value);
    const isCompound = inner && inner.size > 1 && !terms.some((term) => term.column === name) && [...inner.keys()].every((column) => terms.some((term) => term.column === column && !term.via));
    return isCompound ? [{ range, text: [...inner.values()].map((property) => sourceCode.getText(property)).join(', ') }] : [];
  });
  const names = conditions.map(({ column }) => column);
  const twice = names.find((column, index) => names.indexOf(column) < index || terms.some((term) => term.column === column));
  if (twice !== undefined) return `\`${twice}\` is tested twice: ${byHand}.`;
  return [...flat, ...appendProperty(where, conditions.map(({ text }) => text).join(', '), sourceCode)];
};

/** `const { count } = ` before the call, `if (count === 0) …` after it. @param otherwise what is done then: a statement of the file, or a text */
export const countEdits = ({ plan, call, statement }: GuardedCall, otherwise: TSESTree.Statement | string | undefined, use: ResultUse): readonly Edit[] | string => {
  if (!otherwise) return [];
  const { sourceCode } = plan;
  if (!statementList(statement)) return `The \`${call.verb.name}\` is a branch without braces: ${byHand}.`;
  const problem = typeof otherwise === 'string' ? undefined : branchProblem(otherwise, call, statement, use);
  if (problem !== undefined) return problem;
  const count = freeName(['count', 'updated', 'affected', 'changed'], statement, sourceCode);
  if (count === undefined) return `No name is free for the number of rows: ${byHand}.`;
  const indentation = indentationAt(statement.range[0], sourceCode);
  const leave = typeof otherwise === 'string' ? `${otherwise}${layoutOf(sourceCode).semicolon}` : reindented(otherwise.range, indentation, sourceCode);
  const reread = use.kind === 'unused' ? '' : `\n${indentation}${use.reread}`;
  return [
    { range: [statement.range[0], call.node.range[0]], text: `const { ${count === 'count' ? count : `count: ${count}`} } = await ` },
    ...(use.kind === 'unused' ? [] : use.edits),
    { range: [statement.range[1], statement.range[1]], text: `\n${indentation}if (${count} === 0) ${leave}${reread}` },
  ];
};

const branchProblem = (branch: TSESTree.Statement, call: ModelCall, statement: TSESTree.Statement, use: ResultUse): string | undefined => {
  const decision = branch.parent;
  const isLast = decision.type === 'IfStatement' && isLastWithin(statement, decision);
  if (!alwaysLeaves(branch) && (use.kind !== 'unused' || !isLast)) return `What follows the \`${call.verb.name}\` should happen only if it changed the row: ${byHand}.`;
  const leavesLoop = anyInFunction(branch, ({ type }) => type === 'BreakStatement' || type === 'ContinueStatement');
  if (leavesLoop && runAround(statement) !== runAround(branch)) return `The check leaves another loop than the one of the \`${call.verb.name}\`: ${byHand}.`;
  return undefined;
};

/** The read and the check go where the count alone says as much. */
const dropEdits = ({ plan, call, result, statement }: GuardedCall, { redundant, otherwise }: Guarding, dataEdits: readonly Edit[]): readonly Edit[] => {
  const { sourceCode } = plan;
  const declaration = result.binding?.statement;
  const list = statementList(statement);
  if (!redundant || !declaration || !list || !otherwise || typeof otherwise === 'string') return [];
  const gone = [redundant.test.range, ...dataEdits.map(({ range }) => range)];
  const isNeeded = result.mentions.some(({ range }) => !gone.some((other) => other[0] <= range[0] && range[1] <= other[1]));
  if (isNeeded || !isRepeatable(valueOf(call, 'where') ?? call.node)) return [];
  const index = list.indexOf(statement);
  if (list[index - 1] !== redundant || list[index - 2] !== declaration) return [];
  if (commentsInRange(redundant.range, sourceCode).length > 0) return [];
  const removals = [dropStatement(declaration, sourceCode), dropStatement(redundant, sourceCode)];
  return removals.every((edit) => edit !== undefined) ? removals : [];
};
