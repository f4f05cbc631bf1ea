/**
 * What a check does when the row is there, as statements for the handler of a unique violation.
 *
 * A row that is used there is read again: when the check looked, it wasn't there yet.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { RepairPlan } from '../../operations/repair.js';
import { commentsInRange, isDirective } from '../../syntax/comments-in-range.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { reindented } from '../../syntax/indentation.js';
import { layoutOf } from '../../syntax/layout.js';
import { resultExpression } from '../../syntax/result-binding.js';
import { isStable, namesIn } from '../../syntax/stable.js';
import { branchStatements, isLastWithin, isWithin, statementAround, statementList } from '../../syntax/statements.js';
import { truthWhen } from '../../syntax/truth.js';
import { isSameModel, mentions, type ModelCall, type ReadResult } from './print-parts.js';

export interface Exit {
  /** `value`: gives the value of the expression; `nothing`: goes on behind the `create` */
  readonly leaves: 'throw' | 'return' | 'jump' | 'value' | 'nothing';
  /** `return;` without a value */
  readonly isBare: boolean;
  /** the statements, for lines of this indentation (the first is written without it) */
  readonly text: (indentation: string) => string;
  readonly isAsync: boolean;
  /** names that it speaks of */
  readonly words: ReadonlySet<string>;
  /** what happens, for the description */
  readonly says: string;
}

export interface Check {
  readonly plan: RepairPlan;
  readonly create: ModelCall;
  readonly read: ModelCall | undefined;
  readonly result: ReadResult;
}

const partial = 'The check asks for more than whether the row is there, so a unique violation alone doesn\'t lead where it leads: catch P2002, read the row and check again by hand.';
const follows = 'What follows the `create` should not happen when the row is there: catch P2002 and leave there by hand.';

export const exitOf = (check: Check): Exit | string => {
  const { decision } = check.plan;
  const { create, result } = check;
  const value = resultExpression(create.node);
  if (decision?.type === 'LogicalExpression') return result.isResult(decision.left) && decision.operator !== '&&' && decision.right === value ? rereadValue(check) : partial;
  if (decision?.type !== 'IfStatement' && decision?.type !== 'ConditionalExpression') return partial;
  const inConsequent = isWithin(create.node, decision.consequent);
  if (truthWhen(decision.test, result, true) !== !inConsequent && !(isRename(check) && truthWhen(decision.test, result, false) === inConsequent)) return partial;
  if (commentsInRange(decision.range, check.plan.sourceCode).some(isDirective)) return 'A comment speaks to a tool about the branch that would be repeated: catch P2002 by hand.';
  if (decision.type === 'ConditionalExpression') {
    const [own, other] = inConsequent ? [decision.consequent, decision.alternate] : [decision.alternate, decision.consequent];
    return own === value ? valueExit(other, check) : follows;
  }
  const branch = inConsequent ? decision.alternate : decision.consequent;
  return branch ? branchExit(branchStatements(branch), decision, check) : skipExit(decision, check);
};

/** An update that gives a row the value that was looked for: what it violates is another row's key, whatever else the check asks for. */
const isRename = ({ plan: { write } }: Check): boolean => write.kind === 'update';

/** `if (!row) { … create … }` */
const skipExit = (decision: TSESTree.IfStatement, check: Check): Exit | string => {
  const { create, result } = check;
  const statement = statementAround(create.node);
  const value = resultExpression(create.node);
  const target = value.parent?.type === 'AssignmentExpression' && value.parent.operator === '=' ? value.parent.left : undefined;
  // let row = await find; if (!row) row = await create
  if (target && statement?.type === 'ExpressionStatement' && result.isResult(target)) return rereadValue(check);
  const list = statementList(decision);
  const next = list?.[list.indexOf(decision) + 1];
  if (statement?.type === 'ReturnStatement' && next?.type === 'ReturnStatement') return branchExit([next], decision, check);
  if (statement?.type !== 'ExpressionStatement' || statement.expression !== value || !isLastWithin(statement, decision)) return follows;
  return { leaves: 'nothing', isBare: false, text: () => '', isAsync: false, words: new Set(), says: 'go on' };
};

const branchExit = (statements: readonly TSESTree.Statement[], decision: TSESTree.IfStatement, check: Check): Exit | string => {
  const { create, result } = check;
  const [only, another] = statements;
  const last = statements.at(-1);
  const has = (...types: readonly string[]): boolean => statements.some((statement) => anyInFunction(statement, ({ type }) => types.includes(type)));
  if (!only || !last || has('YieldExpression')) return follows;
  if (last.type === 'ThrowStatement') return has('ReturnStatement', 'BreakStatement', 'ContinueStatement') ? partial : statementsExit('throw', statements, check, 'do what the check does');
  if (last.type === 'ReturnStatement') {
    if (has('BreakStatement', 'ContinueStatement')) return partial;
    if (!another && last.argument && result.isResult(last.argument)) return asReturn(rereadValue(check));
    return statementsExit('return', statements, check, 'do what the check does');
  }
  if (last.type === 'ContinueStatement' || last.type === 'BreakStatement') return has('ReturnStatement') ? partial : statementsExit('jump', statements, check, 'do what the check does');
  if (has('ReturnStatement', 'BreakStatement', 'ContinueStatement')) return partial;
  const met = assignedValue(only, another, check);
  if (met) return valueExit(met, check);
  const statement = statementAround(create.node);
  if (statement?.type !== 'ExpressionStatement' || statement.expression !== resultExpression(create.node) || !isWithin(statement, decision) || !isLastWithin(statement, decision)) return follows;
  return statementsExit('nothing', statements, check, 'do what the other branch does');
};

const asReturn = (exit: Exit | string): Exit | string => (typeof exit === 'string' ? exit : { ...exit, leaves: 'return' });

/** `x = await update` beside `x = await create` */
const assignedValue = (only: TSESTree.Statement, another: TSESTree.Statement | undefined, { create, plan: { sourceCode } }: Check): TSESTree.Node | undefined => {
  const own = resultExpression(create.node).parent;
  if (another || own?.type !== 'AssignmentExpression' || only.type !== 'ExpressionStatement' || only.expression.type !== 'AssignmentExpression') return undefined;
  return sourceCode.getText(own.left) === sourceCode.getText(only.expression.left) && own.operator === '=' && only.expression.operator === '=' ? only.expression.right : undefined;
};

const wordsOf = (nodes: readonly TSESTree.Node[]): ReadonlySet<string> => new Set(nodes.flatMap(namesIn).map(({ name }) => name));

/** `db.tag.findUniqueOrThrow({ where: { slug } })` */
const rereadText = ({ read, create, plan }: Check): ((indentation: string) => string) | string => {
  const { sourceCode, at } = plan;
  if (!read || !/^find(?:Unique|First)$/.test(read.verb.name)) return 'The row that the check found is used, and the check can\'t be made again as it is: catch P2002 and read the row there by hand.';
  if (!isStable(read.argument, [read.node.range[1], create.node.range[0]], at.variable)) return 'What the check looks for changes before the `create`: catch P2002 and read the row there by hand.';
  // a replica may not have the row yet
  const { delegate } = isSameModel(read, create) ? create : read;
  return (indentation) => `${sourceCode.getText(delegate)}.${read.verb.name}OrThrow(${reindented(read.argument.range, indentation, sourceCode)})`;
};

const rereadValue = (check: Check): Exit | string => {
  const reread = rereadText(check);
  if (typeof reread === 'string') return reread;
  const { semicolon } = layoutOf(check.plan.sourceCode);
  return { leaves: 'value', isBare: false, isAsync: false, words: wordsOf(check.read ? [check.read.node] : []), text: (indentation) => `return ${reread(indentation)}${semicolon}`, says: 'read the row that is there' };
};

/** The other side of `?:`, or what the other branch assigns. */
const valueExit = (node: TSESTree.Node, check: Check): Exit | string => {
  const { result, plan } = check;
  if (result.isResult(node)) return rereadValue(check);
  const value = node.type === 'AwaitExpression' ? node.argument : node;
  const row = rowLine([value], check);
  if (typeof row === 'string') return row;
  const { semicolon } = layoutOf(plan.sourceCode);
  const isAsync = row !== undefined || anyInFunction(value, ({ type }) => type === 'AwaitExpression');
  return { leaves: 'value', isBare: false, isAsync, words: wordsOf([value]), text: (indentation) => `${row?.(indentation) ?? ''}return ${reindented(value.range, indentation, plan.sourceCode)}${semicolon}`, says: 'do what the other branch does' };
};

const statementsExit = (leaves: Exit['leaves'], statements: readonly TSESTree.Statement[], check: Check, says: string): Exit | string => {
  const [first] = statements;
  const last = statements.at(-1);
  const row = rowLine(statements, check);
  if (typeof row === 'string') return row;
  if (!first || !last) return follows;
  const isAsync = row !== undefined || statements.some((statement) => anyInFunction(statement, ({ type }) => type === 'AwaitExpression'));
  const isBare = last.type === 'ReturnStatement' && last.argument === null;
  return { leaves, isBare, isAsync, words: wordsOf(statements), says, text: (indentation) => `${row?.(indentation) ?? ''}${reindented([first.range[0], last.range[1]], indentation, check.plan.sourceCode)}` };
};

/** The row's values go into a write, or the columns that were looked for are written: a row read again would race in its turn. */
const isRacing = ({ plan: { otherWrite, read, at }, result }: Check): boolean =>
  otherWrite?.sets.entries.some(({ column, written }) => read?.where.terms.some((term) => term.column === column) === true || (written.kind === 'value' && mentions(at.constant(written.node), result.mentions))) ?? false;

/** `const row = await findUniqueOrThrow(…)`, where the statements speak of the row. */
const rowLine = (nodes: readonly TSESTree.Node[], check: Check): ((indentation: string) => string) | string | undefined => {
  const { result, plan } = check;
  if (!nodes.some((node) => mentions(node, result.mentions))) return undefined;
  const name = result.binding?.variable?.name;
  if (isRacing(check)) return 'The other branch writes values of the row that the check found, which would race again: use `increment` or an `upsert`, or catch P2002 and start over.';
  const reread = rereadText(check);
  if (typeof reread === 'string') return reread;
  if (name === undefined) return 'The row that the check found is used when it is there: catch P2002 and read the row there by hand.';
  return (indentation) => `const ${name} = await ${reread(indentation)}${layoutOf(plan.sourceCode).semicolon}\n${indentation}`;
};
