/**
 * catch-violation: the insert stays, and P2002 leads where the check leads when the row is there.
 *
 *     if (taken) throw new Conflict()
 *     return db.user.create({ data }).catch((error) => {
 *       if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') {
 *         throw new Conflict()
 *       }
 *       throw error
 *     })
 *
 * Never inside a transaction: PostgreSQL refuses every query after the violation.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { freeName } from '../../syntax/free-name.js';
import { enclosingFunction, isFunction } from '../../syntax/functions.js';
import { reindented } from '../../syntax/indentation.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { resultExpression } from '../../syntax/result-binding.js';
import { runAround, statementAround, statementList } from '../../syntax/statements.js';
import { isTypeScript } from '../../syntax/file-kind.js';
import { exitOf, type Exit } from './print-exit.js';
import { modelCall, readResult, refuse, suggest, type ModelCall } from './print-parts.js';
import { violationTest } from './print-violation.js';

export const printCatchViolation = (plan: RepairPlan): Patch | Refusal => {
  if (plan.inTransaction !== 'no') return refuse('After a unique violation PostgreSQL refuses every further query of the transaction: catch P2002 around the whole transaction, or use an `upsert` or `createMany` with `skipDuplicates`, which raise none.');
  const create = modelCall(plan.write);
  const read = modelCall(plan.read);
  if (!create || !/^(?:create|update)/.test(create.verb.name)) return refuse('The write isn\'t a `create` that is written out: catch P2002 around it by hand.');
  if (!plan.read || !plan.decision) return refuse('What should happen when the row is there can\'t be seen from here: catch P2002 around the `create` and do it there.');
  const result = readResult(plan.read, plan);
  const exit = exitOf({ plan, create, read, result });
  if (typeof exit === 'string') return refuse(exit);
  if (exit.leaves !== 'throw' && enclosingFunction(create.node) !== enclosingFunction(plan.decision)) return refuse(`The check and the \`${create.verb.name}\` stand in different functions: catch P2002 around it and do there what the check does.`);
  const work: Work = { plan, create, exit, ...namesOf(create, exit, plan) };
  const edits = isCatchable(work) ? catchEdits(work) : tryEdits(work);
  if (typeof edits === 'string') return refuse(edits);
  return suggest(plan, edits, `Catch the unique violation (P2002) of this \`${create.verb.name}\` and ${exit.says}; any unique key of the model raises it.`, ['a unique key on the columns of the check']);
};

interface Work {
  readonly plan: RepairPlan;
  readonly create: ModelCall;
  readonly exit: Exit;
  readonly error: string;
}

/** The error's name may hide nothing that the exit speaks of. */
const namesOf = (create: ModelCall, { words }: Exit, { sourceCode }: RepairPlan): { readonly error: string } => {
  const names = ['error', 'violation', 'caught'].filter((name) => !words.has(name));
  return { error: freeName(names, create.node, sourceCode) ?? names[0] ?? 'caught' };
};

/** `.catch(…)` does where the exit throws, gives the value of the expression, or ends with the statement. */
const isCatchable = ({ create, exit }: Work): boolean => {
  const result = resultExpression(create.node);
  if (exit.leaves === 'throw' || exit.leaves === 'value') return isWaitedFor(create.node);
  if (exit.leaves === 'nothing') return result.parent?.type === 'ExpressionStatement';
  return exit.leaves === 'return' && result.parent?.type === 'ReturnStatement' && !exit.isBare;
};

/** Awaited, or given back; also as one of the values that an expression may have. */
const isWaitedFor = (call: TSESTree.Node): boolean => {
  let result = resultExpression(call);
  for (let { parent } = result; parent?.type === 'LogicalExpression' || (parent?.type === 'ConditionalExpression' && parent.test !== result); { parent } = result) result = resultExpression(parent);
  return result.type === 'AwaitExpression' || resultExpression(call).type === 'AwaitExpression' || result.parent?.type === 'ReturnStatement' || (isFunction(result.parent) && result.parent.body === result);
};

const catchEdits = ({ plan, create, exit, error }: Work): readonly Edit[] => {
  const { sourceCode, at } = plan;
  const { unit, semicolon } = layoutOf(sourceCode);
  const indentation = indentationAt(closingLine(create.node, plan), sourceCode);
  const test = violationTest(error, plan);
  const inner = indentation + unit;
  const parameter = isTypeScript(at.filename) ? `(${error}: unknown)` : `(${error})`;
  const body = exit.text(inner + unit);
  const head = `.catch(${exit.isAsync ? 'async ' : ''}${parameter} => {`;
  const lines =
    exit.leaves === 'nothing'
      ? [head, `${inner}if (!(${test.text})) {`, `${inner}${unit}throw ${error}${semicolon}`, `${inner}}`, ...(exit.text('') === '' ? [] : [`${inner}${exit.text(inner)}`]), `${indentation}})`]
      : [head, `${inner}if (${test.text}) {`, `${inner}${unit}${body}`, `${inner}}`, `${inner}throw ${error}${semicolon}`, `${indentation}})`];
  return [...test.edits, { range: [create.node.range[1], create.node.range[1]], text: lines.join('\n') }];
};

/** `  })` of a call over several lines, or the line that it begins on. */
const closingLine = (call: TSESTree.CallExpression, { sourceCode }: RepairPlan): number => {
  const lineStart = sourceCode.text.lastIndexOf('\n', call.range[1] - 1) + 1;
  return lineStart > call.range[0] ? lineStart + (/^\s*/.exec(sourceCode.text.slice(lineStart, call.range[1]))?.[0].length ?? 0) : call.range[0];
};

const apart = 'What happens when the row is there leaves the function, and the `create` stands in an expression: put it into a `try` of its own and handle P2002 there.';

/** `try { await create } catch (error) { … }` around the statement. */
const tryEdits = ({ plan, create, exit, error }: Work): readonly Edit[] | string => {
  const { sourceCode, decision } = plan;
  const statement = statementAround(create.node);
  const value = resultExpression(create.node);
  if (!statement || !decision || value.type !== 'AwaitExpression' || !statementList(statement)) return apart;
  if (exit.leaves === 'jump' && runAround(statement) !== runAround(decision)) return 'The check leaves another loop than the one that the `create` stands in: catch P2002 around the `create` by hand.';
  const declared = statement.type === 'VariableDeclaration' ? declaredName(statement, value, plan) : undefined;
  if (statement.type !== 'ExpressionStatement' && declared === undefined) return apart;
  if (statement.type === 'ExpressionStatement' && statement.expression !== value) return apart;
  const { unit, semicolon } = layoutOf(sourceCode);
  const indentation = indentationAt(statement.range[0], sourceCode);
  const inner = indentation + unit;
  const test = violationTest(error, plan);
  const [start, end] = declared ? value.range : statement.range;
  const tail = sourceCode.text.slice(end, statement.range[1]);
  const head = declared ? [`let ${declared.text}${semicolon}`, `${indentation}try {`, `${inner}${declared.name} = `] : ['try {', inner];
  const open = `${head.slice(0, -1).join('\n')}\n${head.at(-1) ?? ''}`;
  const text = reindented([start, end], inner, sourceCode) + tail;
  const body = exit.text(inner + unit);
  const closing = [`${indentation}} catch (${error}) {`, `${inner}if (${test.text}) {`, `${inner}${unit}${body}`, `${inner}}`, `${inner}throw ${error}${semicolon}`, `${indentation}}`];
  return [...test.edits, { range: statement.range, text: `${open}${text}\n${closing.join('\n')}` }];
};

/** `const user = await create` → `user`, where no function inside uses it: it's declared without a value then. */
const declaredName = (statement: TSESTree.VariableDeclaration, value: TSESTree.Node, { at, sourceCode }: RepairPlan): { readonly name: string; readonly text: string } | undefined => {
  const [declarator, another] = statement.declarations;
  if (another || declarator.id.type !== 'Identifier' || declarator.init !== value) return undefined;
  const own = enclosingFunction(statement);
  const variable = at.variable(declarator.id);
  const isInner = variable?.references.some((reference) => enclosingFunction(reference.identifier) !== own) ?? true;
  return isInner ? undefined : { name: declarator.id.name, text: sourceCode.getText(declarator.id) };
};
