/**
 * The guard of a write as conditions for its predicate, and what the code does when the guard doesn't hold.
 *
 *     if (order.state !== 'OPEN') throw closed            state: 'OPEN', else throw closed
 *     for (const job of await findMany({ where: { status: 'new' } }))     status: 'new', else continue
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { RepairPlan } from '../../operations/repair.js';
import { decisionAround } from '../../syntax/decision-around.js';
import { enclosingFunction, isFunction } from '../../syntax/functions.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { isStable } from '../../syntax/stable.js';
import { alwaysLeaves, isLastWithin, isLoop, isWithin, runAround } from '../../syntax/statements.js';
import { mayTest, partsOf, type Part } from './print-filter.js';
import { modelCall, propertyText, valueOf, type ModelCall, type ReadResult } from './print-parts.js';

export interface Condition {
  readonly column: string;
  /** as a property of `where` */
  readonly text: string;
}

export interface Guarding {
  readonly conditions: readonly Condition[];
  /** what happens when the guard doesn't hold; undefined: nothing that the count would have to tell */
  readonly otherwise: TSESTree.Statement | 'continue' | 'return' | undefined;
  /** the check, when it says nothing more than the conditions do */
  readonly redundant: TSESTree.IfStatement | undefined;
}

export interface GuardedCall {
  readonly plan: RepairPlan;
  readonly call: ModelCall;
  readonly statement: TSESTree.Statement;
  readonly result: ReadResult;
}

export const byHand = 'use `updateMany` with the guard in its `where`, and leave when its `count` is 0';

/** The guard, or why it can't be moved into the predicate. */
export const guardingOf = (guarded: GuardedCall): Guarding | string => {
  const { plan, statement } = guarded;
  const written = writtenColumns(plan);
  const testing = plan.guards.filter((guard) => mayTest(guard, written, guarded.result));
  const claimed = testing.length === 0 ? claimedConditions(guarded, written) : [];
  if (typeof claimed === 'string') return claimed;
  const around = runAround(statement);
  if (claimed.length > 0 && around.type === 'ForOfStatement' && plan.at.constant(around.right) === plan.read?.node) {
    return { conditions: claimed, otherwise: isLastWithin(statement, around.body) ? undefined : 'continue', redundant: undefined };
  }
  const decisions = new Set((testing.length > 0 ? testing : plan.guards).map(({ node }) => node && decisionAround(node)));
  const [decision] = decisions;
  if (decisions.size > 1) return `Several checks test what is written, and a \`count\` of 0 doesn't tell which of them failed: ${byHand}, and read the row again to say why.`;
  if (decision?.type !== 'IfStatement') return `The row is tested in a way that can't be moved into a predicate from here: ${byHand}.`;
  return ofDecision(decision, claimed, written, guarded);
};

const writtenColumns = ({ write, columns }: RepairPlan): ReadonlySet<string> => new Set([...write.sets.entries.map(({ column }) => column), ...columns]);

/** `findFirst({ where: { status: 'new' } })`: the read's own conditions on what is written. */
const claimedConditions = ({ plan, call }: GuardedCall, written: ReadonlySet<string>): readonly Condition[] | string => {
  const read = modelCall(plan.read);
  const where = read && plainEntries(valueOf(read, 'where'));
  const properties = [...(where ?? [])].filter(([column]) => written.has(column));
  const isUsable = properties.every(([, { value }]) => isRepeatable(value) && read && isStable(value, [read.node.range[1], call.node.range[0]], plan.at.variable));
  if (properties.length === 0 || !isUsable) return `What the read asks for isn't written out: ${byHand}.`;
  return properties.map(([column, property]) => ({ column, text: plan.sourceCode.getText(property) }));
};

const ofDecision = (decision: TSESTree.IfStatement, claimed: readonly Condition[], written: ReadonlySet<string>, { plan, call, statement, result }: GuardedCall): Guarding | string => {
  const inConsequent = isWithin(call.node, decision.consequent);
  const inAlternate = decision.alternate !== null && isWithin(call.node, decision.alternate);
  const isAfter = !inConsequent && !inAlternate;
  if (enclosingFunction(call.node) !== enclosingFunction(decision)) return `The check and the \`${call.verb.name}\` stand in different functions: ${byHand}.`;
  if (isAfter && (decision.alternate || !alwaysLeaves(decision.consequent))) return `The guard only decides together with other code: ${byHand}.`;
  const parts = partsOf(decision.test, inConsequent, { result, plan, written });
  if (typeof parts === 'string') return parts;
  const tested = parts.flatMap((part) => (part.kind === 'column' ? [{ column: part.column, text: propertyText(part.column, part.filter) }] : []));
  const conditions = [...claimed, ...tested];
  // an `increment` without the whole guard keeps the overdraft
  const untold = plan.guards.flatMap(({ columns }) => columns).find((column) => written.has(column) && !conditions.some((condition) => condition.column === column));
  if (conditions.length === 0 || untold !== undefined) return `\`${untold ?? call.verb.name}\` is tested in a way that can't be moved into a predicate from here: ${byHand}.`;
  const branch = inConsequent ? decision.alternate : decision.consequent;
  const otherwise = branch ?? implicitWayOut(decision, statement);
  if (otherwise === 'unknown') return `What follows the \`${call.verb.name}\` under the guard should happen only if it changed the row: ${byHand}.`;
  return { conditions, otherwise, redundant: isAfter && isCovered(parts, plan) ? decision : undefined };
};

/** `if (open) { await update; … }`: nothing, or a way round what follows in the branch. */
const implicitWayOut = (decision: TSESTree.IfStatement, statement: TSESTree.Statement): 'continue' | 'return' | 'unknown' | undefined => {
  if (isLastWithin(statement, decision)) return undefined;
  const around = runAround(decision);
  if (around !== runAround(statement) || around.type === 'Program' || !isLastWithin(decision, around.body)) return 'unknown';
  if (isLoop(around)) return 'continue';
  return isFunction(around) ? 'return' : 'unknown';
};

/** A count of 0 says all that the check says: a missing row, too. */
const isCovered = (parts: readonly Part[], { read }: RepairPlan): boolean => {
  const isAbsentSaid = read?.result.kind === 'row' && (read.result.absent === 'throws' || parts.some((part) => part.kind === 'presence' || (part.kind === 'column' && part.optional)));
  // a value that may be undefined is a test in code, and no condition in a predicate
  return isAbsentSaid && parts.every((part) => part.kind === 'presence' || (part.kind === 'column' && (part.fixed || part.filter.startsWith('{ '))));
};
