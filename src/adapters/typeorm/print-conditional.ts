/**
 * conditional-write: the test of the guard goes into the write's predicate, and the number of rows says who came first.
 *
 *     if (j.state !== 'queued') throw new ConflictException()
 *     j.state = 'running'
 *     await jobs.save(j)
 *     → const { affected } = await jobs.update({ id: j.id, state: 'queued' }, { state: 'running' })
 *       if (affected !== 1) throw new ConflictException()
 *
 * Where more stands between the guard and the write, or the guard tests more, the guard stays and its exit is repeated behind the write.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { addImport } from '../../syntax/add-import.js';
import { appendProperty } from '../../syntax/append-property.js';
import { bare } from '../../syntax/bare.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { freeName } from '../../syntax/free-name.js';
import { indentationAt, layoutOf } from '../../syntax/layout.js';
import { isWithin, statementList } from '../../syntax/statements.js';
import { conditionOn, type Condition } from './print-condition.js';
import { hasId, hasIdColumn } from './print-entity.js';
import { exitOf, isExit, type Exit } from './print-exit.js';
import { awaitStatement, callOf, isRefusal, listed, propertyText, refuse, suggest, targetOf, type Call } from './print-parts.js';
import { findRow, type Row } from './print-row.js';
import { statementWrite, type Rewrite } from './print-write.js';

export const printConditional = (plan: RepairPlan): Patch | Refusal => {
  const [column] = plan.columns;
  const call = callOf(plan.write, plan.at);
  const row = findRow(plan);
  if (!call || !row || column === undefined || plan.columns.length > 1) return refuse('Which column of which row decides can\'t be told from here: repeat the test in the predicate of the write by hand, and look at `affected`.');
  const statement = awaitStatement(plan.write.node);
  if (!statement) return refuse(`The result of \`${call.name}\` is used, and a conditional \`update\` gives only \`affected\`: write it by hand, and read the row again.`);
  const rewrite = statementWrite(plan, call, row, statement);
  if (isRefusal(rewrite)) return rewrite;
  const condition = conditionOf(plan, row, column, rewrite);
  if (!condition) return refuse(`What is tested of \`${column}\` can't be put into a predicate as it stands: repeat it in the \`where\` of the write by hand, and look at \`affected\`.`);
  const exit = exitOf(plan, row, statement, rewrite.assignments);
  if (isRefusal(exit)) return exit;
  return printed(plan, { call, row, column, statement, rewrite, condition, exit });
};

interface Parts {
  readonly call: Call;
  readonly row: Row;
  readonly column: string;
  readonly statement: TSESTree.ExpressionStatement;
  readonly rewrite: Rewrite;
  readonly condition: Condition;
  readonly exit: Exit;
}

/** By the guard's test; else by the predicate of the read, which claimed rows in some state. */
const conditionOf = (plan: RepairPlan, row: Row, column: string, rewrite: Rewrite): Condition | undefined => {
  const { decision, write, read } = plan;
  const written = rewrite.values.get(column);
  if (decision?.type === 'IfStatement') {
    const holds = isWithin(write.node, decision.consequent);
    const tested = conditionOn(plan, row, column, { node: decision.test, holds }, written);
    if (tested) return tested;
  }
  const terms = read?.where.terms.filter((term) => term.column === column && term.via === undefined && term.disjunct !== true) ?? [];
  const [term] = terms;
  if (!term || terms.length > 1) return undefined;
  if (term.op === 'isNull') return { value: 'IsNull()', operators: ['IsNull'], isWhole: false };
  // the value itself, not the argument of a find operator
  const property = term.value?.parent;
  return term.op === 'eq' && term.value && property?.type === 'Property' ? { value: plan.sourceCode.getText(term.value), operators: [], isWhole: false } : undefined;
};

const printed = (plan: RepairPlan, parts: Parts): Patch | Refusal => {
  const { sourceCode } = plan;
  const { statement, rewrite, condition, exit, column } = parts;
  const imports = condition.operators.map((name) => addImport('typeorm', name, sourceCode));
  if (imports.some((one, index) => one?.name !== condition.operators[index])) return refuse(`${listed(condition.operators)} can't be imported under its name here: write the conditional \`update\` by hand.`);
  const write = writeText(plan, parts, propertyText(column, condition.value));
  if (isRefusal(write)) return write;
  const affected = freeName(['affected', 'updated', 'changed'], statement, sourceCode);
  if (affected === undefined) return refuse('There is no free name for the number of rows: write the conditional `update` by hand.');
  const merged = mergedImports(imports.flatMap((one) => one?.edits ?? []));
  const edits = isExit(exit) ? withExit(plan, parts, write, affected, exit.text) : [...removals(plan, rewrite), ...write.edits(statement, '', '')];
  if (edits === undefined) return refuse('The assignments can\'t be taken out without joining their neighbours: write the conditional `update` by hand.');
  const listeners = rewrite.isUnitOfWork ? ', without cascades and entity listeners' : '';
  return suggest(plan, [...merged, ...edits], `Write only while \`${column}\` is what was tested${isExit(exit) ? ', and look at `affected`' : ''}${listeners}.`, condition.operators.includes('Not') ? [`a \`${column}\` that is never NULL`] : []);
};

/** Two specifiers that are added at one place. */
const mergedImports = (edits: readonly Edit[]): readonly Edit[] => {
  const merged: Edit[] = [];
  for (const edit of edits) {
    const twin = merged.findIndex((other) => other.range[0] === edit.range[0]);
    const other = merged[twin];
    if (!other) merged.push(edit);
    else if (!other.text.includes('import ')) merged[twin] = { range: other.range, text: other.text + edit.text };
    else merged[twin] = { range: other.range, text: other.text.replace(' }', `, ${/\{ (\w+) \}/.exec(edit.text)?.[1] ?? ''} }`) };
  }
  return merged;
};

interface WriteText {
  /** the call as text, for a place of its own */
  readonly text: string | undefined;
  /** edits in place, with text before and behind the statement */
  readonly edits: (statement: TSESTree.Statement, before: string, behind: string) => readonly Edit[];
}

const writeText = (plan: RepairPlan, { call, row, statement, rewrite }: Parts, condition: string): WriteText | Refusal => {
  const { sourceCode } = plan;
  const around = (before: string, behind: string): readonly Edit[] => [...(before === '' ? [] : [{ range: [statement.range[0], statement.range[0]] as const, text: before }]), ...(behind === '' ? [] : [{ range: [statement.range[1], statement.range[1]] as const, text: behind }])];
  if (!rewrite.isUnitOfWork) {
    const [criteria] = call.args;
    const literal = criteria && bare(criteria);
    if (!criteria || !literal) return refuse('The criteria of the write can\'t be read: add the condition by hand, and look at `affected`.');
    if (literal.type === 'ObjectExpression') return { text: undefined, edits: (_statement, before, behind) => [...around(before, behind), ...appendProperty(literal, condition, sourceCode)] };
    const [term] = plan.write.where.terms;
    if (!hasIdColumn(plan) || plan.write.where.terms.length !== 1 || term?.column !== 'id' || term.op !== 'eq' || term.value !== criteria) return refuse('The criteria of the write stand elsewhere: add the condition to them by hand, and look at `affected`.');
    return { text: undefined, edits: (_statement, before, behind) => [...around(before, behind), { range: criteria.range, text: `{ ${propertyText('id', sourceCode.getText(criteria))}, ${condition} }` }] };
  }
  const target = targetOf(plan);
  if (!target) return refuse('The entity\'s class isn\'t named here: call `manager.update(Entity, …)` by hand.');
  if (!hasId(plan)) return refuse('The row isn\'t read with an `id`, so its key can\'t be told from here: write the conditional `update` by hand.');
  const key = `{ id: ${row.name}.id, ${condition} }`;
  // a value that is computed twice may differ
  const isAssigned = rewrite.keepsAssignments && !rewrite.isRepeatable;
  const values = [...rewrite.values].map(([name, value]) => propertyText(name, isAssigned ? `${row.name}.${name}` : sourceCode.getText(value)));
  const text = rewrite.verb === 'update' ? target('update', key, `{ ${values.join(', ')} }`) : target(rewrite.verb, key);
  return { text, edits: (_statement, before, behind) => [...around(before, behind), { range: call.node.range, text }] };
};

const removals = ({ sourceCode }: RepairPlan, rewrite: Rewrite): readonly Edit[] => (rewrite.keepsAssignments ? [] : rewrite.assignments.flatMap((assignment) => dropStatement(assignment, sourceCode) ?? []));

/** The write with its result looked at. */
const withExit = (plan: RepairPlan, { statement, rewrite, condition }: Parts, write: WriteText, affected: string, exit: string): readonly Edit[] | undefined => {
  const { sourceCode, decision } = plan;
  const { semicolon } = layoutOf(sourceCode);
  const bound = `const { ${affected === 'affected' ? affected : `affected: ${affected}`} } = `;
  if (!rewrite.keepsAssignments && removals(plan, rewrite).length < rewrite.assignments.length) return undefined;
  const list = statementList(statement);
  if (!list) return undefined;
  const index = decision?.type === 'IfStatement' ? list.findIndex((other) => other === decision) : -1;
  const between = index < 0 ? [] : list.slice(index + 1, list.indexOf(statement));
  const isPure = !rewrite.keepsAssignments || rewrite.isRepeatable;
  // the guard itself looks at the number of rows: its exit stays where it is
  if (decision?.type === 'IfStatement' && index >= 0 && !decision.alternate && condition.isWhole && isPure && write.text !== undefined && between.every((other) => rewrite.assignments.includes(other))) {
    const removed = dropStatement(statement, sourceCode);
    const text = `${bound}await ${write.text}${semicolon}\n${indentationAt(decision.range[0], sourceCode)}`;
    return removed && [{ range: [decision.range[0], decision.range[0]], text }, { range: decision.test.range, text: `${affected} !== 1` }, ...removals(plan, rewrite), removed];
  }
  return [...removals(plan, rewrite), ...write.edits(statement, bound, `\n${indentationAt(statement.range[0], sourceCode)}if (${affected} !== 1) ${exit}`)];
};
