/**
 * catch-violation: the insert stays where it is; the unique violation of the run that comes second gets the answer of the check.
 *
 *     try {
 *       return await User.create({ email });
 *     } catch (error) {
 *       if (!(error instanceof UniqueConstraintError)) throw error;
 *       throw new ConflictException('Email taken');       ← what the check does; `return existing` reads the row again
 *     }
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { addImport } from '../../syntax/add-import.js';
import { freeName } from '../../syntax/free-name.js';
import { reindented } from '../../syntax/indentation.js';
import { awaitOf } from '../../syntax/is-awaited.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { runAround, statementAround, statementList } from '../../syntax/statements.js';
import { answerOf, type Answer } from './print-answer.js';
import { isRefusal, listed, refuse, suggest } from './print-parts.js';

export const printCatch = (plan: RepairPlan): Patch | Refusal => {
  const { write, sourceCode } = plan;
  if (plan.inTransaction === 'yes') return refuse('PostgreSQL aborts the transaction on a unique violation: use `findOrCreate`, which takes a savepoint, or insert in a nested `sequelize.transaction({ transaction })` whose error is caught.');
  if (plan.inTransaction === 'maybe') return refuse('This may run in a caller\'s transaction, which PostgreSQL aborts on a unique violation: catch the `UniqueConstraintError` around that transaction.');
  const answer = answerOf(plan);
  if (isRefusal(answer)) return answer;
  const name = freeName(['error', 'cause', 'violation'], write.node, sourceCode);
  const imported = addImport('sequelize', 'UniqueConstraintError', sourceCode);
  if (name === undefined || !imported) return refuse('`UniqueConstraintError` can\'t be imported under its name here: catch it by hand.');
  const layout = layoutOf(sourceCode);
  const rethrow = `if (!(${name} instanceof ${imported.name})) throw ${name}${layout.semicolon}`;
  const edits = wrapped(plan, answer, name, rethrow);
  if (isRefusal(edits)) return edits;
  return suggest(plan, [...imported.edits, ...edits], `Catch the unique violation of this write and ${answer.says}; the check stays for the usual case.`, [`a unique index on ${listed(plan.columns)}`]);
};

/** Where the write stands decides how it is wrapped. */
const wrapped = (plan: RepairPlan, answer: Answer, name: string, rethrow: string): readonly Edit[] | Refusal => {
  const { write, sourceCode } = plan;
  const { node } = write;
  const statement = statementAround(node);
  const awaited = awaitOf(node);
  if (answer.kind === 'value') return promised(plan, [rethrow, `return ${answer.text}${layoutOf(sourceCode).semicolon}`], name);
  const isReturned = statement?.type === 'ReturnStatement' && statement.argument === node;
  if (!statement || (!awaited && !isReturned)) return refuse('The promise of this write isn\'t awaited in a statement of its own: await it in a `try` and handle the violation there by hand.');
  if (answer.leaves !== 'throw' && runAround(statement) !== answer.run) return refuse('The check and the write stand in different loops or functions: catch the violation by hand, and do there what the check does.');
  const lines = [rethrow, ...answer.lines(unitOf(plan, statement, statementList(statement) ? 1 : 2))];
  if (statement.type === 'ExpressionStatement' || statement.type === 'ReturnStatement') return tried(plan, statement, lines, name, isReturned ? node : undefined);
  const declarator = statement.type === 'VariableDeclaration' && statement.declarations.length === 1 ? statement.declarations[0] : undefined;
  if (statement.type !== 'VariableDeclaration' || declarator?.init !== awaited || declarator?.id.type !== 'Identifier') return refuse('The result of this write is taken apart where it is made: catch the violation by hand, and do there what the check does.');
  if (answer.leaves === 'throw' && answer.isSynchronous) return promised(plan, lines, name);
  return declared(plan, statement, declarator, lines, name);
};

const unitOf = ({ sourceCode }: RepairPlan, statement: TSESTree.Node, levels: 0 | 1 | 2): string => indentationAt(statement.range[0], sourceCode) + layoutOf(sourceCode).unit.repeat(levels);

const catchBlock = (name: string, lines: readonly string[], outer: string, inner: string): string => `${outer}} catch (${name}) {\n${lines.map((line) => inner + line).join('\n')}\n${outer}}`;

/** The statement inside `try`. */
const tried = (plan: RepairPlan, statement: TSESTree.Statement, lines: readonly string[], name: string, promise: TSESTree.Node | undefined): readonly Edit[] => {
  const isBranch = !statementList(statement);
  const base = isBranch ? indentationAt(statement.parent.range[0], plan.sourceCode) : unitOf(plan, statement, 0);
  const { unit } = layoutOf(plan.sourceCode);
  const [outer, inner] = isBranch ? [base + unit, base + unit.repeat(2)] : [base, base + unit];
  const text = reindented(statement.range, inner, plan.sourceCode);
  // a promise that is returned leaves the `try` before it fails
  const body = promise ? `${text.slice(0, promise.range[0] - statement.range[0])}await ${text.slice(promise.range[0] - statement.range[0])}` : text;
  const whole = `try {\n${inner}${body}\n${catchBlock(name, lines, outer, inner)}`;
  // a branch without braces gets them
  return isBranch ? [{ range: statement.range, text: `{\n${outer}${whole}\n${base}}` }] : [{ range: statement.range, text: whole }];
};

/** `const a = await write` → `let a; try { a = await write } …` */
const declared = (plan: RepairPlan, statement: TSESTree.VariableDeclaration, declarator: TSESTree.VariableDeclarator, lines: readonly string[], name: string): readonly Edit[] | Refusal => {
  const { sourceCode, at } = plan;
  const { id, init } = declarator;
  const variable = id.type === 'Identifier' ? at.variable(id) : undefined;
  if (id.type !== 'Identifier' || !init || !variable) return refuse('The result of this write is taken apart where it is made: catch the violation by hand.');
  const isCaptured = at.references(variable).some((reference) => at.functionOf(reference.identifier) !== at.functionOf(statement));
  if (isCaptured && !id.typeAnnotation) return refuse('The result of this write is used in another function, so it needs a declared type outside of the `try`: catch the violation by hand.');
  const [outer, inner] = [unitOf(plan, statement, 0), unitOf(plan, statement, 1)];
  const { semicolon } = layoutOf(sourceCode);
  const value = reindented(init.range, inner, sourceCode);
  return [{ range: statement.range, text: `let ${sourceCode.getText(id)}${semicolon}\n${outer}try {\n${inner}${id.name} = ${value}${semicolon}\n${catchBlock(name, lines, outer, inner)}` }];
};

/** `write.catch((error) => { … })`, where the value is needed in place. */
const promised = (plan: RepairPlan, lines: readonly string[], name: string): readonly Edit[] => {
  const { node } = plan.write;
  const parameter = /\.[cm]?tsx?$/.test(plan.at.filename) ? `${name}: unknown` : name;
  const outer = indentationAt(node.range[1] - 1, plan.sourceCode);
  const inner = outer + layoutOf(plan.sourceCode).unit;
  return [{ range: [node.range[1], node.range[1]], text: `.catch((${parameter}) => {\n${lines.map((line) => inner + line).join('\n')}\n${outer}})` }];
};
