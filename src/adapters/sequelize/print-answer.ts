/** What the caller gets when the row is there, as text that can stand in a handler. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Refusal, RepairPlan } from '../../operations/repair.js';
import type { FunctionNode } from '../../operations/dialect.js';
import { bare } from '../../syntax/bare.js';
import { anyInFunction, anyWithin } from '../../syntax/descendants.js';
import { reindented } from '../../syntax/indentation.js';
import { layoutOf } from '../../syntax/layout.js';
import { memberName } from '../../syntax/property-name.js';
import { alwaysLeaves, branchStatements, isLastWithin, isWithin, runAround, statementAround, type Loop } from '../../syntax/statements.js';
import { methodCall } from './facts.js';
import { boundTo, findRow, usesAfter, usesWithin, type Row } from './print-row.js';
import { refuse } from './print-parts.js';

export type Answer =
  /** the write stands where its value is needed: the row, read again */
  | { readonly kind: 'value'; readonly text: string; readonly says: string }
  | {
      readonly kind: 'statements';
      readonly lines: (indentation: string) => readonly string[];
      readonly leaves: 'throw' | 'return' | 'loop' | undefined;
      /** the loop or function that the statements leave */
      readonly run: Loop | FunctionNode | TSESTree.Program;
      readonly isSynchronous: boolean;
      readonly says: string;
    };

export const answerOf = (plan: RepairPlan): Answer | Refusal => {
  const { decision, write } = plan;
  if (isUpdateOfSameKey(plan)) return refuse('The update means the row by the very value that was looked for, so no unique violation tells of the other request: repeat the check in its predicate by hand.');
  switch (decision?.type) {
    case 'IfStatement':
      return ofBranches(plan, decision);
    case 'LogicalExpression':
      return bare(decision.right) === write.node && isRow(plan, decision.left) ? ofValue(plan) : refuse('The row is used inside a larger expression: catch the violation by hand, and read the row again there.');
    case 'ConditionalExpression': {
      const [own, other] = isWithin(write.node, decision.consequent) ? [decision.consequent, decision.alternate] : [decision.alternate, decision.consequent];
      return bare(own) === write.node && isRow(plan, other) ? ofValue(plan) : refuse('The row is used inside a larger expression: catch the violation by hand, and read the row again there.');
    }
    default:
      return refuse('What happens when the row is there stands in another function: catch the `UniqueConstraintError` of the write and do the same by hand.');
  }
};

/** `find({ token })` … `update(token, …)` */
const isUpdateOfSameKey = ({ write, read, sourceCode }: RepairPlan): boolean =>
  write.kind === 'update' && write.where.terms.some(({ value }) => value !== undefined && (read?.where.terms.some((term) => term.value !== undefined && sourceCode.getText(term.value) === sourceCode.getText(value)) ?? false));

const isRow = (plan: RepairPlan, node: TSESTree.Node): boolean => {
  const inner = bare(node);
  return inner === plan.read?.node || (inner.type === 'Identifier' && inner.name === findRow(plan)?.name);
};

const ofValue = (plan: RepairPlan): Answer | Refusal => {
  const text = rereadText(plan);
  return text === undefined ? notReadable : { kind: 'value', text, says: 'read the row again' };
};

const notReadable = refuse('The row that the other branch gives can\'t be read again by the same call: catch the violation and read it there by hand.');

/** The read again, on one line, as a promise that fails when the row is gone by then. */
const rereadText = ({ read, sourceCode, at }: RepairPlan): string | undefined => {
  const call = read?.node.type === 'CallExpression' ? methodCall(read.node) : undefined;
  const last = call?.args.at(-1);
  if (!call || !last || (call.name !== 'findOne' && call.name !== 'findByPk') || call.node.parent.type === 'ChainExpression' || isBroken(call.node, sourceCode)) return undefined;
  const isKey = call.name === 'findByPk' && call.args.length === 1;
  const literal = at.bare(last);
  if (isKey) return `${flat(sourceCode.getText(call.node).slice(0, -1))}, { rejectOnEmpty: true })`;
  const end = literal.type === 'ObjectExpression' ? literal.properties.at(-1)?.range[1] : undefined;
  if (end === undefined || literal.type !== 'ObjectExpression' || at.object(literal).entries.has('rejectOnEmpty')) return undefined;
  return `${flat(sourceCode.text.slice(call.node.range[0], end))}, rejectOnEmpty: true }${sourceCode.text.slice(literal.range[1], call.node.range[1])}`;
};

const flat = (text: string): string => text.replace(/,?\s*\n\s*(?=[}\])])/g, ' ').replace(/\s*\n\s*/g, ' ');

/** Text that can't be put on one line. */
const isBroken = (node: TSESTree.Node, sourceCode: RepairPlan['sourceCode']): boolean => sourceCode.getCommentsInside(node).length > 0 || anyWithin(node, (inner) => inner.type === 'TemplateElement' && inner.value.raw.includes('\n'));

const ofBranches = (plan: RepairPlan, decision: TSESTree.IfStatement): Answer | Refusal => {
  const { write } = plan;
  const inConsequent = isWithin(write.node, decision.consequent);
  const branch = inConsequent ? decision.alternate : decision.consequent;
  if (!branch) return ofSkip(plan, decision);
  if (!inConsequent && !isWithin(write.node, decision) && !alwaysLeaves(branch)) return refuse('With the row and without it the code comes to this write: write one `upsert(values, { conflictFields })`, or insert first and update on the violation, by hand.');
  if (!alwaysLeaves(branch)) return refuse('The branch for a row that is there doesn\'t always leave: catch the violation of the write and do there what the branch does by hand.');
  return ofExit(plan, decision, branch);
};

const maxStatements = 4;

/** The branch leaves: its statements again; a row that they use is read again first. */
const ofExit = (plan: RepairPlan, decision: TSESTree.IfStatement, branch: TSESTree.Statement): Answer | Refusal => {
  const { sourceCode } = plan;
  const statements = branchStatements(branch);
  const last = statements.at(-1);
  const leaves = last?.type === 'ThrowStatement' ? 'throw' : last?.type === 'ReturnStatement' ? 'return' : last?.type === 'ContinueStatement' || last?.type === 'BreakStatement' ? 'loop' : undefined;
  if (!last || !leaves || statements.length > maxStatements) return refuse('The branch for a row that is there is too long to be repeated: move it into a function and call it from a `catch` of the unique violation, too.');
  if (plan.existsBranch === 'update') return refuse('The branch for a row that is there updates it: catch the unique violation of the insert and update there by hand.');
  if (leaves !== 'throw' && !isPlainTest(decision.test)) return refuse('The check tests more than whether the row is there: catch the violation of the write and decide again there by hand.');
  if (last.type === 'BreakStatement' && runAround(last) !== runAround(decision)) return refuse('The branch leaves a `switch`: catch the violation of the write by hand.');
  const row = findRow(plan);
  const usesRow = row !== undefined && usesWithin(row, branch).length > 0;
  const { semicolon } = layoutOf(sourceCode);
  const says = leaves === 'throw' ? 'throw what the check throws' : leaves === 'loop' ? 'go on as the check does' : usesRow ? 'read and return the row that came first' : 'return what the check returns';
  const rest = { kind: 'statements', leaves, run: runAround(decision), says } as const;
  const texts = (indentation: string): readonly string[] => statements.map((statement) => reindented(statement.range, indentation, sourceCode));
  const isSynchronous = !usesRow && !anyInFunction(branch, (node) => node.type === 'AwaitExpression');
  if (!usesRow) return { ...rest, lines: texts, isSynchronous };
  const reread = rereadText(plan);
  if (reread === undefined) return notReadable;
  const isRowItself = statements.length === 1 && last.type === 'ReturnStatement' && last.argument?.type === 'Identifier' && last.argument.name === row.name;
  if (isRowItself) return { ...rest, lines: () => [`return await ${reread}${semicolon}`], isSynchronous };
  return { ...rest, lines: (indentation) => [`const ${row.name} = await ${reread}${semicolon}`, ...texts(indentation)], isSynchronous };
};

/** The branch is only taken when there is no row; afterwards all goes on with the row, or without looking at it. */
const ofSkip = (plan: RepairPlan, decision: TSESTree.IfStatement): Answer | Refusal => {
  const { write, sourceCode } = plan;
  const statement = statementAround(write.node);
  if (!statement || !isLastWithin(statement, decision)) return refuse('What follows in this branch would run although another request made the row: catch the violation by hand, and skip the rest.');
  if (!isPlainTest(decision.test)) return refuse('The check tests more than whether the row is there: catch the violation of the write and decide again there by hand.');
  const rest = { kind: 'statements', leaves: undefined, run: runAround(decision), isSynchronous: false } as const;
  const row = findRow(plan);
  const isNeeded = row !== undefined && usesAfter(row, decision).length > 0;
  const target = boundTo(write.node);
  if (statement.type === 'ReturnStatement') return refuse('The branch gives the new row to the caller: catch the violation by hand, and give the row that came first.');
  if (target && target.name !== row?.name && isReadLater(plan, target)) return refuse('The new row is used afterwards: catch the violation by hand, and read the row that came first.');
  if (!isNeeded || !isReboundIn(row, decision)) {
    return isNeeded ? refuse('The row is used afterwards: catch the violation by hand, and read the row that came first.') : { ...rest, lines: () => [], says: 'go on: the row is there' };
  }
  const text = rereadText(plan);
  if (text === undefined) return notReadable;
  const { semicolon } = layoutOf(sourceCode);
  return { ...rest, lines: () => [`${row.name} = await ${text}${semicolon}`], says: 'read the row that came first' };
};

const isReboundIn = (row: Row, decision: TSESTree.Node): boolean => usesWithin(row, decision).some((use) => use.kind === 'bound');

const isReadLater = ({ at, write }: RepairPlan, target: TSESTree.Identifier): boolean => {
  const variable = at.variable(target);
  return variable === undefined || at.references(variable).some(({ identifier }) => identifier.range[0] >= write.node.range[1]);
};

/** `row`, `!row`, `row === null`, `count > 0`, `rows.length`, `await exists()`: nothing else is asked. */
export const isPlainTest = (test: TSESTree.Node): boolean => {
  const inner = bare(test);
  if (inner.type === 'UnaryExpression') return inner.operator === '!' && isPlainTest(inner.argument);
  if (inner.type === 'BinaryExpression') return (isNothing(inner.right) && isPlainTest(inner.left)) || (isNothing(inner.left) && isPlainTest(inner.right));
  if (inner.type === 'MemberExpression') return memberName(inner) === 'length';
  return inner.type === 'Identifier' || inner.type === 'CallExpression';
};

const isNothing = (node: TSESTree.Node): boolean => (node.type === 'Literal' && (node.raw === 'null' || typeof node.value === 'number')) || (node.type === 'Identifier' && node.name === 'undefined');
