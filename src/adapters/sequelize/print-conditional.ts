/**
 * conditional-write: the test of the guard goes into the write's predicate, and the number of rows says who came first.
 *
 *     if (job.state !== 'queued') throw new Conflict()
 *     await job.update({ state: 'running' })
 *     → const [affected] = await Job.update({ state: 'running' }, { where: { id: job.id, state: 'queued' } })
 *       if (affected === 0) throw new Conflict()
 *
 * The guard stays for the usual case. Only where the write changes the tested column: MySQL counts changed rows.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { addImport } from '../../syntax/add-import.js';
import { appendProperty } from '../../syntax/append-property.js';
import { bare } from '../../syntax/bare.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { freeName } from '../../syntax/free-name.js';
import { indentationAt } from '../../syntax/layout.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { isWithin, statementList } from '../../syntax/statements.js';
import { conditionOn, type Condition } from './print-condition.js';
import { exitOf, isExit } from './print-exit.js';
import { callOf, isRefusal, modelText, ownStatement, propertyText, refuse, suggest, type Call } from './print-parts.js';
import { assignmentStatement, findRow, usesAfter, type Row } from './print-row.js';

const byHand = 'write `Model.update(values, { where })` with the test in its predicate by hand, and look at the count';


export const printConditional = (plan: RepairPlan): Patch | Refusal => {
  const { at, sourceCode } = plan;
  const [column] = plan.columns;
  const call = callOf(plan.write, at);
  const row = findRow(plan);
  if (!call || !row || column === undefined || plan.columns.length > 1) return refuse(`Which column of which row decides can't be told from here: ${byHand}.`);
  const statement = ownStatement(call.node);
  if (!statement) return refuse(`The result of \`${call.name}\` is used, and a conditional \`update\` gives only a count: ${byHand}.`);
  const written = writtenBy(plan, call, row, statement);
  if (isRefusal(written)) return written;
  const condition = conditionOf(plan, row, column, written.values.get(column));
  if (!condition) return refuse(`What is tested of \`${column}\` can't be put into a predicate as it stands: ${byHand}.`);
  const exit = exitOf(plan, row, statement, written.assignments);
  if (isRefusal(exit)) return exit;
  if (!isExit(exit)) return refuse(`What happens when the test fails by then can't be seen: ${byHand}.`);
  if (call.kind === 'instance' && usesAfter(row, statement).some((use) => use.kind !== 'field' || use.field === undefined || written.values.has(use.field))) return refuse(`\`${row.name}\` is used afterwards, and \`Model.update\` leaves it as it was read: ${byHand}, and \`reload\` the row.`);
  const op = condition.usesOp ? addImport('sequelize', 'Op', sourceCode) : undefined;
  if (condition.usesOp && op?.name !== 'Op') return refuse(`\`Op\` can't be imported under its name here: ${byHand}.`);
  const rewrite = rewritten(plan, call, row, propertyText(column, condition.value), written);
  if (isRefusal(rewrite)) return rewrite;
  const affected = freeName(['affected', 'updated', 'changed'], statement, sourceCode);
  const removed = written.assignments.map((assignment) => dropStatement(assignment, sourceCode));
  if (affected === undefined || removed.some((edit) => edit === undefined)) return refuse(`The statements can't be put together here: ${byHand}.`);
  const isDelete = call.name === 'destroy';
  const edits: readonly Edit[] = [
    ...(op?.edits ?? []), ...removed.filter((edit): edit is Edit => edit !== undefined), { range: [statement.range[0], statement.range[0]], text: `const ${isDelete ? affected : `[${affected}]`} = ` }, ...rewrite,
    { range: [statement.range[1], statement.range[1]], text: `\n${indentationAt(statement.range[0], sourceCode)}if (${affected} === 0) ${exit.text}` },
  ];
  return suggest(plan, edits, `Write only while \`${column}\` is what was tested, and look at the count${call.kind === 'instance' ? '; hooks of single rows aren\'t run' : ''}.`);
};

/** By the guard's test; else by the predicate of the read, which claimed rows in some state. */
const conditionOf = (plan: RepairPlan, row: Row, column: string, written: TSESTree.Node | undefined): Condition | undefined => {
  const { decision, write, read } = plan;
  if (decision?.type === 'IfStatement') {
    const tested = conditionOn(plan, row, column, { node: decision.test, holds: isWithin(write.node, decision.consequent) }, written);
    if (tested) return tested;
  }
  const terms = read?.where.terms.filter((term) => term.column === column && term.via === undefined && term.disjunct !== true) ?? [];
  const [term] = terms;
  if (!term || terms.length > 1) return undefined;
  if (term.op === 'isNull') return { value: 'null', usesOp: false, isWhole: false };
  return term.op === 'eq' && term.value?.parent?.type === 'Property' && !term.value.parent.computed ? { value: plan.sourceCode.getText(term.value), usesOp: false, isWhole: false } : undefined;
};

interface Written {
  readonly values: ReadonlyMap<string, TSESTree.Node>;
  readonly assignments: readonly TSESTree.Statement[];
}

/** What the write writes, where it is all in view. */
const writtenBy = (plan: RepairPlan, call: Call, row: Row, statement: TSESTree.Statement): Written | Refusal => {
  if (call.name === 'destroy') return { values: new Map(), assignments: [] };
  if (call.name === 'update') {
    const entries = call.args[0] && plainEntries(bare(call.args[0]));
    return entries ? { values: new Map([...entries].map(([name, property]) => [name, property.value])), assignments: [] } : refuse(`The values of \`update\` stand elsewhere: ${byHand}.`);
  }
  if (call.name !== 'save') return refuse(`\`${call.name}\` takes no condition on a row: give \`Model.${call.name}\` a \`where\` with the test by hand.`);
  const values = new Map<string, TSESTree.Node>();
  const assignments: TSESTree.Statement[] = [];
  if (row.uses.some((use) => use.kind === 'other' && use.node.range[0] < statement.range[0] && !(plan.decision && isWithin(use.node, plan.decision)))) return refuse(`\`${row.name}\` is passed on before it is saved, so what \`save\` writes isn't all in view: ${byHand}.`);
  for (const use of row.uses.filter(({ kind }) => kind === 'assigned')) {
    const own = assignmentStatement(use);
    const { assignment, field } = use;
    if (!own || field === undefined || assignment?.type !== 'AssignmentExpression' || assignment.operator !== '=' || statementList(own) !== statementList(statement) || own.range[0] > statement.range[0] || values.has(field)) return refuse(`Not all that \`save\` writes is assigned right before it: ${byHand}.`);
    values.set(field, assignment.right);
    assignments.push(own);
  }
  return values.size === 0 ? refuse(`What \`save\` writes isn't assigned in this function: ${byHand}.`) : { values, assignments };
};

/** The call with the condition in its predicate. */
const rewritten = (plan: RepairPlan, call: Call, row: Row, condition: string, written: Written): readonly Edit[] | Refusal => {
  const { sourceCode, at } = plan;
  if (call.kind === 'model') {
    const options = call.args.at(-1);
    const where = options && at.object(options).entries.get('where')?.value;
    const literal = where && bare(where);
    return literal?.type === 'ObjectExpression' ? appendProperty(literal, condition, sourceCode) : refuse(`The predicate of the write stands elsewhere: ${byHand}.`);
  }
  const model = modelText(plan);
  if (model === undefined || bare(call.receiver).type !== 'Identifier') return refuse(`The row's model isn't named here: ${byHand}.`);
  const options = call.args[call.name === 'update' ? 1 : 0];
  const given = options && at.bare(options);
  const entries = given && plainEntries(given);
  if (given && (!entries || [...entries.keys()].some((key) => key !== 'transaction'))) return refuse(`The options of \`${call.name}\` may mean something else for \`Model.${call.name === 'destroy' ? 'destroy' : 'update'}\`: ${byHand}.`);
  const transaction = entries?.get('transaction');
  const rest = transaction ? `, ${sourceCode.getText(transaction)}` : '';
  const where = `{ where: { id: ${row.name}.id, ${condition} }${rest} }`;
  if (call.name === 'destroy') return [{ range: call.node.range, text: `${model}.destroy(${where})` }];
  const [first] = call.args;
  const values = call.name === 'update' && first ? sourceCode.getText(first) : `{ ${[...written.values].map(([name, value]) => propertyText(name, sourceCode.getText(value))).join(', ')} }`;
  return [{ range: call.node.range, text: `${model}.update(${values}, ${where})` }];
};
