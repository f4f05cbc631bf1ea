/**
 * Where the two ways of a check meet again, so that one call can stand in place of both.
 *
 *     if (row) { await update } else { await create }        if (row) return update; return create
 *     row ? await update : await create                      row ?? (await create)
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { RepairPlan } from '../../operations/repair.js';
import { isFunction } from '../../syntax/functions.js';
import { resultExpression } from '../../syntax/result-binding.js';
import { branchStatements, isLoop, isWithin, statementList } from '../../syntax/statements.js';
import { truthWhen } from '../../syntax/truth.js';
import type { ModelCall, ReadResult } from './print-parts.js';

export interface Junction {
  /** what the one call replaces */
  readonly range: readonly [number, number];
  /** the statement or expression around `create`, of which all but the call stays */
  readonly kept: TSESTree.Node;
  /** where `await` has to be added */
  readonly lacksAwait: boolean;
  readonly isStatement: boolean;
}

export interface Ways {
  readonly plan: RepairPlan;
  readonly create: ModelCall;
  /** undefined: the row itself is the other way's result */
  readonly update: ModelCall | undefined;
  readonly result: ReadResult;
}

const apart = 'The two branches do more than write the row, so they can\'t be one call: move the rest out of them by hand and use `upsert`.';
const more = 'The check asks for more than whether the row is there: split it by hand and use `upsert` for that part.';

/** The junction, or the reason why there is none. */
export const junctionOf = (ways: Ways): Junction | string => {
  const { decision } = ways.plan;
  if (decision?.type === 'LogicalExpression') return ofLogical(decision, ways);
  if (decision?.type === 'ConditionalExpression') return isExact(decision, ways) ? ofConditional(decision, ways) : more;
  if (decision?.type !== 'IfStatement') return apart;
  if (!isExact(decision, ways)) return more;
  return ofIf(decision, ways) ?? apart;
};

/** The test says whether the row is there and nothing else, and `create` is on the side where it isn't. */
const isExact = ({ test, consequent }: TSESTree.IfStatement | TSESTree.ConditionalExpression, { create, result }: Ways): boolean => {
  const inConsequent = isWithin(create.node, consequent);
  return truthWhen(test, result, true) === !inConsequent && truthWhen(test, result, false) === inConsequent;
};

const ofLogical = (decision: TSESTree.LogicalExpression, { create, update, result }: Ways): Junction | string => {
  if (update || decision.operator === '&&' || !result.isResult(decision.left) || resultExpression(create.node) !== decision.right) return more;
  return { range: decision.range, kept: decision.right, lacksAwait: false, isStatement: false };
};

const ofConditional = (decision: TSESTree.ConditionalExpression, { create, update, result }: Ways): Junction | string => {
  const [kept, other] = isWithin(create.node, decision.consequent) ? [decision.consequent, decision.alternate] : [decision.alternate, decision.consequent];
  const isMet = resultExpression(create.node) === kept && (update ? resultExpression(update.node) === other : result.isResult(other));
  return isMet ? { range: decision.range, kept, lacksAwait: update !== undefined && other !== update.node && kept === create.node, isStatement: false } : apart;
};

const ofIf = (decision: TSESTree.IfStatement, ways: Ways): Junction | undefined => {
  const { create } = ways;
  const inConsequent = isWithin(create.node, decision.consequent);
  const [own, other] = inConsequent ? [decision.consequent, decision.alternate] : [decision.alternate, decision.consequent];
  const next = followers(decision);
  const mine = own ? branchStatements(own) : next.slice(0, 1);
  const others = other ? branchStatements(other) : next.slice(0, 1);
  const [kept] = mine;
  const last = own && other ? decision : next[0];
  if (!kept || !last || mine.length > 1) return undefined;
  const outlet = outletOf(kept, resultExpression(create.node), ways);
  const isEarly = !own || !other;
  const joined = outlet !== undefined && (outletOfOther(others, ways) === outlet) && (!isEarly || outlet === 'return');
  if (!joined && !(outlet === 'expression' && !own && leavesAfter(others, kept, ways))) return undefined;
  return { range: [decision.range[0], last.range[1]], kept, lacksAwait: false, isStatement: true };
};

const followers = (statement: TSESTree.Statement): readonly TSESTree.Statement[] => {
  const list = statementList(statement);
  return list?.slice(list.indexOf(statement) + 1) ?? [];
};

const outletOfOther = (statements: readonly TSESTree.Statement[], ways: Ways): string | undefined => {
  const [only, another] = statements;
  return only && !another ? outletOf(only, ways.update ? resultExpression(ways.update.node) : undefined, ways) : undefined;
};

/** What a statement does with a value: `expression`, `return`, `= target`; without a value given, with the row that was found. */
const outletOf = (statement: TSESTree.Statement, value: TSESTree.Node | undefined, { plan, result }: Ways): string | undefined => {
  const isValue = (node: TSESTree.Node | null): boolean => node !== null && (value ? node === value : result.isResult(node));
  if (statement.type === 'ReturnStatement') return isValue(statement.argument) ? 'return' : undefined;
  if (statement.type !== 'ExpressionStatement') return undefined;
  const { expression } = statement;
  if (value && isValue(expression)) return expression.type === 'AwaitExpression' ? 'expression' : undefined;
  return expression.type === 'AssignmentExpression' && expression.operator === '=' && isValue(expression.right) ? `= ${plan.sourceCode.getText(expression.left)}` : undefined;
};

/** `if (row) { await update; return; }`, then `create` as the last statement. */
const leavesAfter = (others: readonly TSESTree.Statement[], kept: TSESTree.Statement, ways: Ways): boolean => {
  const [first, leave, another] = others;
  if (!first || !leave || another || !ways.update || outletOfOther([first], ways) !== 'expression') return false;
  const list = statementList(kept);
  const around = kept.parent.type === 'BlockStatement' ? kept.parent.parent : undefined;
  if (list?.at(-1) !== kept || !around) return false;
  return leave.type === 'ReturnStatement' ? leave.argument === null && isFunction(around) : leave.type === 'ContinueStatement' && leave.label === null && isLoop(around);
};
