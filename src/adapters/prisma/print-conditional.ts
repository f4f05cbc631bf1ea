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
import { lostComments } from '../../syntax/comments-in-range.js';
import { decisionAround } from '../../syntax/decision-around.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { freeName } from '../../syntax/free-name.js';
import { enclosingFunction } from '../../syntax/functions.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt } from '../../syntax/layout.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { removeStatement } from '../../syntax/remove-statement.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { alwaysLeaves, isLastWithin, isWithin, runAround, statementAround, statementList } from '../../syntax/statements.js';
import { partsOf, type Part } from './print-filter.js';
import { resultUse, type ResultUse } from './print-result-use.js';
import { mentions, modelCall, propertyText, readResult, refuse, suggest, valueOf, type ModelCall, type ReadResult } from './print-parts.js';

type Column = Extract<Part, { kind: 'column' }>;

interface Work {
  readonly plan: RepairPlan;
  readonly call: ModelCall;
  readonly result: ReadResult;
  readonly decision: TSESTree.IfStatement;
  readonly statement: TSESTree.Statement;
  readonly parts: readonly Part[];
  readonly use: ResultUse;
}

export const printConditionalWrite = (plan: RepairPlan): Patch | Refusal => conditionalWrite(plan, []);

const byHand = 'use `updateMany` with the guard in its `where`, and throw when its `count` is 0';

/** The conditional form of the write, with these edits to its data besides. */
export const conditionalWrite = (plan: RepairPlan, dataEdits: readonly Edit[]): Patch | Refusal => {
  const work = workOf(plan);
  if (typeof work === 'string') return refuse(work);
  const { call, decision, statement, parts, use } = work;
  const where = whereEdits(call, parts, plan);
  if (typeof where === 'string') return refuse(where);
  const branch = isWithin(call.node, decision.consequent) ? decision.alternate : decision.consequent;
  const isFree = use.kind === 'unused' && !branch && isLastWithin(statement, decision);
  if (!branch && !isFree) return refuse(`What follows the \`${call.verb.name}\` under the guard should happen only if it changed the row: ${byHand}.`);
  const counted = branch ? countEdits(work, branch) : [];
  if (typeof counted === 'string') return refuse(counted);
  const verb: Edit = { range: call.verb.range, text: `${call.verb.name}Many` };
  const columns = parts.flatMap((part) => (part.kind === 'column' ? [part.column] : [])).join('`, `');
  const reread = use.kind === 'unused' ? '' : ', then read the row';
  const description = branch ? `Test \`${columns}\` in the predicate of \`${verb.text}\` and look at its \`count\`${reread}.` : `Test \`${columns}\` in the predicate of \`${verb.text}\`.`;
  return suggest(plan, [verb, ...where, ...dataEdits, ...counted, ...(branch ? dropEdits(work, branch) : [])], description);
};

const workOf = (plan: RepairPlan): Work | string => {
  const call = modelCall(plan.write);
  const statement = call && statementAround(call.node);
  if (!plan.read || !call || !statement || !/^(?:update|delete)$/.test(call.verb.name)) return `The write isn't a single \`update\` that is written out: ${byHand}.`;
  if (call.verb.name === 'update' && !plainEntries(valueOf(call, 'data'))) return `What is written isn't listed column by column, and \`updateMany\` takes no relations: ${byHand}.`;
  if (call.operation.sets.entries.some(({ written }) => written.kind === 'relation')) return `\`updateMany\` takes no relations: write them in a separate statement, and ${byHand}.`;
  const result = readResult(plan.read, plan);
  const decision = decisionOf(plan);
  if (typeof decision === 'string') return decision;
  const test = testOf(decision, call, plan, result);
  if (typeof test === 'string') return test;
  const use = resultUse(call, statement, plan);
  return typeof use === 'string' ? use : { plan, call, result, decision, statement, parts: test, use };
};

const writtenColumns = ({ write, columns }: RepairPlan): ReadonlySet<string> => new Set([...write.sets.entries.map(({ column }) => column), ...columns]);

/** The one `if` that tests what the write changes. */
const decisionOf = (plan: RepairPlan): TSESTree.IfStatement | string => {
  const written = writtenColumns(plan);
  const guards = plan.guards.filter(({ columns }) => columns.some((column) => written.has(column)));
  const decisions = new Set(guards.map(({ node }) => node && decisionAround(node)));
  const [decision] = decisions;
  if (decisions.size > 1) return `Several checks test what is written, and a \`count\` of 0 doesn't tell which of them failed: ${byHand}, and read the row again to say why.`;
  if (decision?.type !== 'IfStatement') return `The row is tested in a way that can't be moved into a predicate from here: ${byHand}.`;
  return decision;
};

const testOf = (decision: TSESTree.IfStatement, call: ModelCall, plan: RepairPlan, result: ReadResult): readonly Part[] | string => {
  const inConsequent = isWithin(call.node, decision.consequent);
  const isAfter = !inConsequent && !(decision.alternate && isWithin(call.node, decision.alternate));
  if (enclosingFunction(call.node) !== enclosingFunction(decision)) return `The check and the \`${call.verb.name}\` stand in different functions: ${byHand}.`;
  if (isAfter && (decision.alternate || !alwaysLeaves(decision.consequent))) return `The guard only decides together with other code: ${byHand}.`;
  return partsOf(decision.test, inConsequent, { result, plan, written: writtenColumns(plan) });
};

/** `{ id }` → `{ id, state: 'OPEN' }`; a compound key is spelled out, as `updateMany` knows none. */
const whereEdits = (call: ModelCall, parts: readonly Part[], { sourceCode }: RepairPlan): readonly Edit[] | string => {
  const where = valueOf(call, 'where');
  const entries = plainEntries(where);
  if (where?.type !== 'ObjectExpression' || !entries) return `The \`where\` of the \`${call.verb.name}\` isn't written out: ${byHand}.`;
  const { terms } = call.operation.where;
  const flat = [...entries].flatMap(([name, { range, value }]): readonly Edit[] => {
    const inner = plainEntries(value);
    const isCompound = inner && inner.size > 1 && !terms.some((term) => term.column === name) && [...inner.keys()].every((column) => terms.some((term) => term.column === column && !term.via));
    return isCompound ? [{ range, text: [...inner.values()].map((property) => sourceCode.getText(property)).join(', ') }] : [];
  });
  const conditions = new Map<string, string>();
  for (const { column, filter } of parts.filter((part): part is Column => part.kind === 'column')) {
    if (conditions.has(column) || terms.some((term) => term.column === column)) return `\`${column}\` is tested twice: ${byHand}.`;
    conditions.set(column, filter);
  }
  if (conditions.size === 0) return `The guard tests no column of the row: ${byHand}.`;
  return [...flat, ...appendProperty(where, [...conditions].map(([column, filter]) => propertyText(column, filter)).join(', '), sourceCode)];
};

const leaves = /^(?:ReturnStatement|BreakStatement|ContinueStatement|YieldExpression)$/;

/** `const { count } = ` before the call, `if (count === 0) …` after it. */
const countEdits = ({ plan, call, decision, statement, use }: Work, branch: TSESTree.Statement): readonly Edit[] | string => {
  const { sourceCode } = plan;
  const isLast = isLastWithin(statement, decision) && isWithin(statement, decision);
  if (!alwaysLeaves(branch) && (use.kind !== 'unused' || !isLast)) return `What follows the \`${call.verb.name}\` should happen only if it changed the row: ${byHand}.`;
  if (anyInFunction(branch, ({ type }) => leaves.test(type)) && runAround(statement) !== runAround(decision) && anyInFunction(branch, ({ type }) => type !== 'ReturnStatement' && leaves.test(type))) return `The guard's way out leaves another loop than the one of the \`${call.verb.name}\`: ${byHand}.`;
  if (!statementList(statement)) return `The \`${call.verb.name}\` is a branch without braces: ${byHand}.`;
  const count = freeName(['count', 'updated', 'affected', 'changed'], statement, sourceCode);
  if (count === undefined) return `No name is free for the number of rows: ${byHand}.`;
  const indentation = indentationAt(statement.range[0], sourceCode);
  const check = `\n${indentation}if (${count} === 0) ${reindented(branch.range, indentation, sourceCode)}`;
  const head: Edit = { range: [statement.range[0], call.node.range[0]], text: `const { ${count === 'count' ? count : `count: ${count}`} } = await ` };
  if (use.kind === 'unused') return [head, { range: [statement.range[1], statement.range[1]], text: check }];
  const end: Edit = { range: [statement.range[1], statement.range[1]], text: `${check}\n${indentation}${use.reread}` };
  return [head, ...use.edits, end];
};

/** The read and the check go where the count alone says as much. */
const dropEdits = ({ plan, call, result, decision, statement, parts, use }: Work, branch: TSESTree.Statement): readonly Edit[] => {
  const { sourceCode, read } = plan;
  const declaration = result.binding?.variable ? result.binding.statement : undefined;
  const list = statementList(statement);
  const isAbsentSaid = read?.result.kind === 'row' && (read.result.absent === 'throws' || parts.some((part) => part.kind === 'presence' || (part.kind === 'column' && part.optional)));
  const isNeeded = result.mentions.some((node) => !mentions(decision.test, [node]));
  const isPure = parts.every((part) => part.kind === 'presence' || (part.kind === 'column' && (part.fixed || part.filter.startsWith('{ '))));
  if (!declaration || !list || decision.alternate || isNeeded || !isAbsentSaid || !isPure || !isRepeatable(call.entries.get('where')?.value ?? call.node)) return [];
  const index = list.indexOf(statement);
  if (list[index - 1] !== decision || list[index - 2] !== declaration || use.kind !== 'unused') return [];
  if (lostComments([declaration.range, decision.range], [branch.range], sourceCode).length > 0) return [];
  const removals = [removeStatement(declaration, sourceCode), removeStatement(decision, sourceCode)];
  return removals.every((edit) => edit !== undefined) ? removals : [];
};
