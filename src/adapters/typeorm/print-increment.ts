/**
 * atomic-increment: the database adds; only where nothing else depends on the number that was read.
 *
 *     w.points = w.points + 10; await wallets.save(w)        → await wallets.increment({ id: w.id }, 'points', 10)
 *     await wallets.update(id, { points: w.points + 10 })    → await wallets.increment({ id }, 'points', 10)
 *
 * A column that is also tested is never changed this way: an increment alone keeps the overdraft.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { indentationAt, layoutOf, quoted } from '../../syntax/layout.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { memberName } from '../../syntax/property-name.js';
import { isWithin, runAround, statementList } from '../../syntax/statements.js';
import { hasId, hasIdColumn } from './print-entity.js';
import { isNumber } from './print-number.js';
import { callOf, isRefusal, ownStatement, propertyText, refuse, suggest, targetOf, type Call } from './print-parts.js';
import { assignmentStatement, findRow, usesAfter, usesWithin, type Row, type Use } from './print-row.js';

interface Change {
  readonly verb: 'increment' | 'decrement';
  readonly amount: string;
}

export const printIncrement = (plan: RepairPlan): Patch | Refusal => {
  const [column] = plan.columns;
  const call = callOf(plan.write, plan.at);
  const row = findRow(plan);
  if (!call || column === undefined || plan.columns.length > 1 || !row) return refuse('Which column of which row is counted can\'t be told from here: use `increment`, or `set({ column: () => \'column + 1\' })`, by hand.');
  if (hasLockOption(plan)) return refuse('The read compares a version or locks, which an increment alone doesn\'t: put the version that was read into the predicate of the write, and look at `affected`.');
  if (call.name === 'update') return inUpdate(plan, call, row, column);
  if (call.name === 'save') return inSave(plan, call, row, column);
  return refuse('Only `save` and `update` turn into `increment`: let the database add by hand, with `set({ column: () => \'column + 1\' })`.');
};

/** `findOne({ where, lock: { mode: 'optimistic', version } })` throws when the version is another (typeorm 0.3 and 1, `FindOneOptions.lock`): the read has an effect. */
const hasLockOption = ({ read }: RepairPlan): boolean => read?.node.type === 'CallExpression' && read.node.arguments.some((argument) => plainEntries(bare(argument))?.has('lock') === true);

/** `w.points = w.points + 10; await wallets.save(w)` */
const inSave = (plan: RepairPlan, call: Call, row: Row, column: string): Patch | Refusal => {
  const { sourceCode } = plan;
  const statement = ownStatement(plan.write.node);
  if (!statement) return refuse(`The result of \`${call.name}\` is used: call \`increment\` and read the row again by hand.`);
  if (call.args.length > (call.kind === 'instance' ? 0 : 1)) return refuse('The options of `save` have no counterpart: use `increment` by hand.');
  const changes = assignedChanges(plan, row, statement, column);
  if (isRefusal(changes)) return changes;
  const own = [...changes.map(({ assignment }) => assignment), statement];
  const objection = changes.map((change) => otherUses(plan, row, own, change.column)).find((refusal) => refusal !== undefined);
  if (objection) return objection;
  const target = targetOf(plan);
  if (!target) return refuse('The entity\'s class isn\'t named here: call `manager.increment(Entity, …)` by hand.');
  const isForgotten = row.uses.every((use) => use.kind === 'bound' || own.some((node) => isWithin(use.node, node)));
  const key = keyOf(plan, row, isForgotten);
  if (!key.readGoes && !hasId(plan)) return refuse('The row isn\'t read with an `id`, so its key can\'t be told from here: use `increment` by hand.');
  const removed = [...changes.map(({ assignment }) => dropStatement(assignment, sourceCode)), ...(key.readGoes && row.declaration ? [dropStatement(row.declaration, sourceCode)] : [])];
  if (removed.some((edit) => edit === undefined)) return refuse('The statements can\'t be taken out without joining their neighbours: use `increment` by hand.');
  const layout = layoutOf(sourceCode);
  const calls = changes.map((change) => target(change.verb, key.text, quoted(change.column, layout), change.amount));
  const text = calls.join(`${layout.semicolon}\n${indentationAt(statement.range[0], sourceCode)}await `);
  return suggest(plan, [...removed.filter((edit): edit is Edit => edit !== undefined), { range: plan.write.node.range, text }], describe(changes[0].verb, plan, key.readGoes, changes.length));
};

interface AssignedChange extends Change {
  readonly column: string;
  readonly assignment: TSESTree.Statement;
}

/** What is added to the columns of the row, when nothing but sums is assigned to it, each column once. */
const assignedChanges = (plan: RepairPlan, row: Row, statement: TSESTree.Statement, column: string): readonly [AssignedChange, ...AssignedChange[]] | Refusal => {
  const changes: AssignedChange[] = [];
  const assigned = row.uses.filter((use) => use.kind === 'assigned');
  const fields = assigned.map(({ field }) => field);
  if (!fields.includes(column) || new Set(fields).size < fields.length) return otherColumns(column);
  for (const use of assigned) {
    const assignment = assignmentStatement(use);
    if (!use.assignment || use.field === undefined || !assignment || statementList(assignment) !== statementList(statement)) return refuse('The column is assigned in another block than the row is saved: use `increment` by hand.');
    const change = changeOf(plan, use.assignment, row, use.field);
    if (isRefusal(change)) return use.field === column ? change : otherColumns(column);
    if (usesWithin(row, assignment).some(({ field }) => field !== use.field && fields.includes(field))) return otherColumns(column);
    changes.push({ ...change, column: use.field, assignment });
  }
  const [first, ...others] = changes;
  return first ? [first, ...others] : otherColumns(column);
};

const otherColumns = (column: string): Refusal => refuse(`The same \`save\` writes other columns, too: write \`${column}\` by \`increment\`, and the others by \`update\`, by hand.`);

/** `await wallets.update(id, { points: w.points + 10 })` */
const inUpdate = (plan: RepairPlan, call: Call, row: Row, column: string): Patch | Refusal => {
  const { sourceCode } = plan;
  const [criteria, values] = call.args;
  const literal = values && bare(values);
  if (!criteria || literal?.type !== 'ObjectExpression') return refuse('The values of `update` stand elsewhere: use `increment` by hand.');
  const property = literal.properties.find((one) => one.type === 'Property' && one.key.type === 'Identifier' && one.key.name === column);
  if (property?.type !== 'Property') return refuse('The values of `update` can\'t be read: use `increment` by hand.');
  const change = changeOf(plan, property.value, row, column);
  if (isRefusal(change)) return change;
  const objection = otherUses(plan, row, [property], column);
  if (objection) return objection;
  if (literal.properties.length > 1) {
    // SQL text knows the column's name only; a single word is the same in every naming strategy
    if (!/^[a-z]+$/.test(column) || !/^\d+(?:\.\d+)?$/.test(change.amount)) return refuse(`The same \`update\` writes other columns, too: write \`${column}\` by \`increment\`, or as \`() => '… + …'\` with its SQL name, by hand.`);
    const sql = `${column} ${change.verb === 'increment' ? '+' : '-'} ${change.amount}`;
    return suggest(plan, [{ range: property.value.range, text: `() => ${quoted(sql, layoutOf(sourceCode))}` }], describe('increment', plan, false), [`a column whose SQL name is \`${column}\``]);
  }
  const where = criteriaText(plan, criteria);
  const target = targetOf(plan);
  if (where === undefined || !target) return refuse('The row that `update` means can\'t be told from its criteria: use `increment` by hand.');
  const isForgotten = row.uses.every((use) => use.kind === 'bound' || isWithin(use.node, property));
  const removed = isForgotten && row.declaration ? dropStatement(row.declaration, sourceCode) : undefined;
  const text = target(change.verb, where, quoted(column, layoutOf(sourceCode)), change.amount);
  return suggest(plan, [...(removed ? [removed] : []), { range: call.node.range, text }], describe(change.verb, plan, removed !== undefined));
};

const describe = (verb: string, { read, inTransaction }: RepairPlan, readGoes: boolean, statements = 1): string => {
  const absent = readGoes ? (read?.result.kind === 'row' && read.result.absent === 'throws' ? '; a row that isn\'t there no longer throws' : '; the row is no longer read') : '; the entity in memory stays as it was read';
  const apart = statements > 1 ? `, in ${String(statements)} statements${inTransaction === 'yes' ? '' : ', which belong into one transaction'}` : '';
  return `Let the database ${verb === 'increment' ? 'add' : 'subtract'}${apart}${absent}, and \`@BeforeUpdate\` isn't run.`;
};

const criteriaText = (plan: RepairPlan, criteria: TSESTree.Expression): string | undefined => {
  const { write, sourceCode, at } = plan;
  if (bare(criteria).type === 'ObjectExpression') return sourceCode.getText(criteria);
  const [term] = write.where.terms;
  if (!hasIdColumn(plan) || write.where.terms.length !== 1 || write.where.open || term?.column !== 'id' || term.op !== 'eq' || term.value !== criteria || at.constant(criteria).type === 'ObjectExpression') return undefined;
  return `{ ${propertyText('id', sourceCode.getText(criteria))} }`;
};

/** How the row is named: by the read's own key, which makes the read superfluous, else by its `id`. */
const keyOf = ({ read, sourceCode }: RepairPlan, row: Row, isForgotten: boolean): { readonly text: string; readonly readGoes: boolean } => {
  const byId = { text: `{ id: ${row.name}.id }`, readGoes: false };
  const [term] = read?.where.terms ?? [];
  if (!isForgotten || !row.declaration || !read || read.rows !== 'one' || read.where.open || read.where.spreads.length > 0 || read.where.terms.length !== 1 || term?.column !== 'id' || !term.value) return byId;
  if (anyInFunction(term.value, (node) => node.type === 'AwaitExpression' || node.type === 'CallExpression')) return byId;
  return { text: `{ ${propertyText('id', sourceCode.getText(term.value))} }`, readGoes: true };
};

/** Whether something else depends on the number, or on the row once it is changed. */
const otherUses = (plan: RepairPlan, row: Row, own: readonly TSESTree.Node[], column: string): Refusal | undefined => {
  const others = row.uses.filter((use) => use.kind !== 'bound' && !own.some((node) => isWithin(use.node, node)));
  if (row.uses.filter((use) => use.kind === 'bound').length > 1) return refuse(`\`${row.name}\` is assigned more than once: use \`increment\` by hand.`);
  if (others.some((use) => use.field === column)) return refuse(`\`${column}\` is also tested or used: an increment alone would keep that race, so repeat the test in the predicate (\`update().set(…).where('… AND … >= …')\`) and look at \`affected\` by hand.`);
  if (others.some((use) => use.kind === 'other')) return refuse(`\`${row.name}\` is passed on, and what happens to it there can't be seen: use \`increment\` by hand where its \`${column}\` isn't needed.`);
  const write = own.at(-1);
  if (write && usesAfter(row, write).some((use) => others.includes(use))) return refuse(`\`${row.name}\` is used afterwards, and an increment leaves it as it was read: read it again by hand.`);
  const first = row.uses[0];
  if (first && !row.loop && runAround(first.node) !== runAround(plan.write.node)) return refuse('The row is read outside of the loop or function that writes it: use `increment` by hand.');
  return undefined;
};

/** What is added to the column's own value. */
const changeOf = (plan: RepairPlan, node: TSESTree.Node, row: Row, column: string): Change | Refusal => {
  const { sourceCode } = plan;
  if (node.type === 'UpdateExpression') return { verb: node.operator === '++' ? 'increment' : 'decrement', amount: '1' };
  if (node.type === 'AssignmentExpression' && node.operator !== '=') {
    if (node.operator !== '+=' && node.operator !== '-=') return computed(column);
    return amountOf(plan, node.operator === '+=' ? '+' : '-', node.right, row, column);
  }
  const value = bare(node.type === 'AssignmentExpression' ? node.right : node);
  if (value.type !== 'BinaryExpression' || (value.operator !== '+' && value.operator !== '-')) return hasDefault(value) ? nullable(column) : computed(column);
  const isColumn = (side: TSESTree.Node): boolean => {
    const inner = bare(side);
    return inner.type === 'MemberExpression' && memberName(inner) === column && bare(inner.object).type === 'Identifier' && sourceCode.getText(bare(inner.object)) === row.name;
  };
  if (isColumn(value.left)) return amountOf(plan, value.operator, value.right, row, column);
  if (value.operator === '+' && isColumn(value.right)) return amountOf(plan, '+', value.left, row, column);
  return hasDefault(value.left) || hasDefault(value.right) ? nullable(column) : computed(column);
};

const hasDefault = (node: TSESTree.Node): boolean => {
  const inner = bare(node);
  return (inner.type === 'LogicalExpression' && inner.operator !== '&&') || (inner.type === 'BinaryExpression' && (hasDefault(inner.left) || hasDefault(inner.right)));
};

const nullable = (column: string): Refusal => refuse(`\`${column}\` may be NULL, and NULL + 1 stays NULL: make the column NOT NULL with a default, then use \`increment\`.`);
const computed = (column: string): Refusal => refuse(`The new value is more than a sum of \`${column}\` and something else: write it as an SQL expression (\`set({ ${column}: () => '…' })\`), or lock the row, by hand.`);

const amountOf = (plan: RepairPlan, operator: '+' | '-', amount: TSESTree.Node, row: Row, column: string): Change | Refusal => {
  const inner = bare(amount);
  if (anyInFunction(inner, (node) => node.type === 'AwaitExpression') || usesWithin(row, amount).some((use: Use) => use.field === column)) return computed(column);
  if (operator === '+' && !isNumber(plan, inner, column)) return refuse(`Whether \`${column}\` is a number can't be seen from here (a decimal or bigint column arrives as a string, and \`+\` joins strings): use \`increment\` by hand if it is one.`);
  return { verb: operator === '+' ? 'increment' : 'decrement', amount: plan.sourceCode.getText(amount) };
};
