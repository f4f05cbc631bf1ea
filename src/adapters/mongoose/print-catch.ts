/**
 * catch-violation: the insert stays where it is; the duplicate key of the run that comes second gets the answer of the check.
 *
 *     try {
 *       await user.save();
 *     } catch (error) {
 *       if (!(error.code === 11000)) throw error;
 *       return res.status(409).json({ … });            ← what the check does; a row that it gives is read again
 *     }
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { freeName } from '../../syntax/free-name.js';
import { enclosingFunction } from '../../syntax/functions.js';
import { isTypeScript } from '../../syntax/file-kind.js';
import { reindented } from '../../syntax/indentation.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { alwaysLeaves, branchStatements, isLastWithin, isWithin, runAround, statementAround, statementList } from '../../syntax/statements.js';
import { callOf, isRefusal, listed, mentionsWithin, refuse, rowVariable, suggest, violationTest, wholeOf } from './print-parts.js';

/** What the caller gets when the row is there. */
interface Answer {
  readonly lines: (indentation: string) => readonly string[];
  readonly leaves: 'throw' | 'return' | 'loop' | 'nothing' | 'value';
  readonly isAsync: boolean;
  readonly says: string;
}

const maximumStatements = 4;

export const printCatch = (plan: RepairPlan): Patch | Refusal => {
  if (plan.inTransaction !== 'no') return refuse('MongoDB aborts the transaction on a duplicate key: catch code 11000 around the whole transaction by hand.');
  const call = callOf(plan.write);
  if (!call || !/^(?:create|save|insertOne|insertMany)$/.test(call.name)) return refuse('The write isn\'t an insert that is written out: catch code 11000 around it by hand.');
  const answer = answerOf(plan);
  if (isRefusal(answer)) return answer;
  const name = freeName(['error', 'cause', 'violation'], plan.write.node, plan.sourceCode);
  if (name === undefined) return refuse('No name is free for the error: catch code 11000 by hand.');
  const edits = wrapped(plan, answer, name);
  return isRefusal(edits) ? edits : suggest(plan, edits, `Catch the duplicate key (code 11000) of this write and ${answer.says}; the check stays for the usual case.`, [`a unique index on ${listed(plan.columns)}`]);
};

const answerOf = (plan: RepairPlan): Answer | Refusal => {
  const { decision, write } = plan;
  if (decision?.type === 'LogicalExpression') return bare(decision.right) === wholeOf(write) ? ofValue(plan) : refuse('The row is used inside a larger expression: catch code 11000 by hand, and read the row again there.');
  if (decision?.type !== 'IfStatement') return refuse('What should happen when the row is there can\'t be seen from here: catch code 11000 around the insert and do it there.');
  if (!isPlainTest(decision.test)) return refuse('The check tests more than whether the row is there: catch code 11000 and decide again there by hand.');
  const inConsequent = isWithin(write.node, decision.consequent);
  const branch = inConsequent ? decision.alternate : decision.consequent;
  if (!branch) return ofSkip(plan, decision);
  if (!alwaysLeaves(branch)) return refuse('The branch for a row that is there doesn\'t always leave: catch code 11000 and do there what the branch does by hand.');
  return ofExit(plan, branch);
};

/** The branch leaves: its statements again; a row that it gives is read again. */
const ofExit = (plan: RepairPlan, branch: TSESTree.Statement): Answer | Refusal => {
  const { sourceCode } = plan;
  const statements = branchStatements(branch);
  const last = statements.at(-1);
  const leaves = last?.type === 'ThrowStatement' ? 'throw' : last?.type === 'ReturnStatement' ? 'return' : last?.type === 'ContinueStatement' ? 'loop' : undefined;
  if (!last || !leaves || statements.length > maximumStatements) return refuse('The branch for a row that is there can\'t be repeated: move it into a function and call it from a `catch` of code 11000, too.');
  if (plan.existsBranch === 'update') return refuse('The branch for a row that is there updates it: catch code 11000 of the insert and update there by hand.');
  const row = rowVariable(plan);
  const isAsync = anyInFunction(branch, (node) => node.type === 'AwaitExpression');
  const says = leaves === 'throw' ? 'throw what the check throws' : leaves === 'loop' ? 'go on as the check does' : 'return what the check returns';
  if (mentionsWithin(row, branch).length === 0) return { leaves, isAsync, says, lines: (indentation) => statements.map((statement) => reindented(statement.range, indentation, sourceCode)) };
  const again = rereadText(plan);
  const isRow = statements.length === 1 && last.type === 'ReturnStatement' && last.argument !== null && mentionsWithin(row, branch)[0] === bare(last.argument);
  if (again === undefined || !isRow) return refuse('The branch uses the row that is there: catch code 11000 and read it again there by hand.');
  return { leaves, isAsync: true, says: 'return the row that came first', lines: () => [`return await ${again}${layoutOf(sourceCode).semicolon}`] };
};

/** `if (!row) { … await insert }`: nothing follows in the branch. */
const ofSkip = (plan: RepairPlan, decision: TSESTree.IfStatement): Answer | Refusal => {
  const { write, sourceCode, at } = plan;
  const statement = statementAround(write.node);
  if (!statement || !isLastWithin(statement, decision)) return refuse('What follows in this branch would run although another request made the row: catch code 11000 by hand, and skip the rest.');
  const row = rowVariable(plan);
  const isNeeded = row?.references.some(({ identifier }) => identifier.range[0] > decision.range[1]) ?? false;
  const awaited = awaitOf(wholeOf(write));
  const expression = statement.type === 'ExpressionStatement' ? statement.expression : undefined;
  if (expression !== undefined && expression === awaited) return isNeeded ? refuse('The row is used afterwards: catch code 11000 by hand, and read the row that came first.') : { leaves: 'nothing', isAsync: false, says: 'go on: the row is there', lines: () => [] };
  const isAssigned = expression?.type === 'AssignmentExpression' && expression.right === awaited && expression.left.type === 'Identifier' && at.variable(expression.left) === row;
  return isAssigned && sourceCode.text !== '' ? ofValue(plan) : refuse('The new row is used: catch code 11000 by hand, and give the row that came first.');
};

const ofValue = (plan: RepairPlan): Answer | Refusal => {
  const again = rereadText(plan);
  if (again === undefined) return refuse('The row can\'t be read again by the same call: catch code 11000 and read it there by hand.');
  return { leaves: 'value', isAsync: false, says: 'read the row that came first', lines: () => [`return ${again}${layoutOf(plan.sourceCode).semicolon}`] };
};

/** The read again, as a promise that fails when the row is gone by then. */
const rereadText = ({ read, sourceCode }: RepairPlan): string | undefined => {
  const call = callOf(read);
  if (!read || !call || (call.name !== 'findOne' && call.name !== 'findById') || read.result.kind !== 'row') return undefined;
  const whole = wholeOf(read);
  const text = sourceCode.text.slice(whole.range[0], call.node.range[1]);
  return text.includes('\n') ? undefined : `${text}.orFail()${sourceCode.text.slice(call.node.range[1], whole.range[1])}`;
};

/** `row`, `!row`, `row === null`, `await exists()`, `count > 0`: nothing else is asked. */
export const isPlainTest = (test: TSESTree.Node): boolean => {
  const inner = bare(test);
  if (inner.type === 'UnaryExpression') return inner.operator === '!' && isPlainTest(inner.argument);
  if (inner.type === 'BinaryExpression') return (isNothing(inner.right) && isPlainTest(inner.left)) || (isNothing(inner.left) && isPlainTest(inner.right));
  if (inner.type === 'MemberExpression') return inner.property.type === 'Identifier' && inner.property.name === 'length';
  return inner.type === 'Identifier' || inner.type === 'CallExpression';
};

const isNothing = (node: TSESTree.Node): boolean => (node.type === 'Literal' && (node.raw === 'null' || typeof node.value === 'number')) || (node.type === 'Identifier' && node.name === 'undefined');

/** Where the write stands decides how it is wrapped. */
const wrapped = (plan: RepairPlan, answer: Answer, name: string): readonly Edit[] | Refusal => {
  const { write, decision, sourceCode } = plan;
  const whole = wholeOf(write);
  const statement = statementAround(whole);
  const awaited = awaitOf(whole);
  const { unit, semicolon } = layoutOf(sourceCode);
  const isReturned = statement?.type === 'ReturnStatement' && statement.argument === whole;
  if (!statement || !decision || (!awaited && !isReturned)) return refuse('The promise of this write isn\'t awaited in a statement of its own: await it in a `try` and handle code 11000 there by hand.');
  if (answer.leaves === 'value' || (answer.leaves === 'throw' && !answer.isAsync)) return promised(plan, answer, name);
  if (enclosingFunction(statement) !== enclosingFunction(decision) || (answer.leaves === 'loop' && runAround(statement) !== runAround(decision))) return refuse('The check and the write stand in different functions or loops: catch code 11000 by hand, and do there what the check does.');
  const indentation = indentationAt(statement.range[0], sourceCode);
  const inner = indentation + unit;
  const rethrow = `if (!(${violationTest(name, plan)})) throw ${name}${semicolon}`;
  const block = `${indentation}} catch (${name}) {\n${[rethrow, ...answer.lines(inner)].map((line) => inner + line).join('\n')}\n${indentation}}`;
  if (statement.type === 'ExpressionStatement' || statement.type === 'ReturnStatement') {
    const body = reindented(statement.range, inner, sourceCode);
    return [{ range: statement.range, text: `try {\n${inner}${isReturned ? body.replace(/^return\s+/, 'return await ') : body}\n${block}` }];
  }
  const declarator = statement.type === 'VariableDeclaration' && statement.declarations.length === 1 ? statement.declarations[0] : undefined;
  if (!statementList(statement) || declarator?.init !== awaited || declarator?.id.type !== 'Identifier') return refuse('The result of this write is taken apart where it is made: catch code 11000 by hand, and do there what the check does.');
  if (isTypeScript(plan.at.filename) && declarator.id.typeAnnotation === undefined) return refuse('The new row\'s type isn\'t written, and a variable before a `try` needs it: catch code 11000 by hand, and do there what the check does.');
  const value = reindented(declarator.init.range, inner, sourceCode);
  return [{ range: statement.range, text: `let ${sourceCode.getText(declarator.id)}${semicolon}\n${indentation}try {\n${inner}${declarator.id.name} = ${value}${semicolon}\n${block}` }];
};

/** `.catch(…)` behind the call: it throws, or gives the row that came first. */
const promised = (plan: RepairPlan, answer: Answer, name: string): readonly Edit[] => {
  const { sourceCode } = plan;
  const whole = wholeOf(plan.write);
  const { unit, semicolon } = layoutOf(sourceCode);
  const outer = indentationAt(whole.range[1] - 1, sourceCode);
  const inner = outer + unit;
  const parameter = isTypeScript(plan.at.filename) ? `${name}: unknown` : name;
  const lines = [`if (!(${violationTest(name, plan)})) throw ${name}${semicolon}`, ...answer.lines(inner)];
  return [{ range: [whole.range[1], whole.range[1]], text: `.catch((${parameter}) => {\n${lines.map((line) => inner + line).join('\n')}\n${outer}})` }];
};
