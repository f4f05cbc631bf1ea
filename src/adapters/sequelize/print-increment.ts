/**
 * atomic-increment: the database adds; only where nothing else depends on the number that was read.
 *
 *     w.coins += 10; await w.save()                                → await w.increment('coins', { by: 10 })
 *     await w.update({ coins: w.coins + 10 }, { transaction: t })  → await w.increment('coins', { by: 10, transaction: t })
 *     await Wallet.update({ coins: w.coins + 10 }, { where })      → await Wallet.increment('coins', { by: 10, where })
 *
 * A column that is also tested is never changed this way: an increment alone keeps the overdraft.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { dropStatement } from '../../syntax/drop-statement.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { plainEntries } from '../../syntax/object-entries.js';
import { memberName } from '../../syntax/property-name.js';
import { isWithin, runAround, statementList } from '../../syntax/statements.js';
import { isNumber } from './print-number.js';
import { callOf, isRefusal, ownStatement, refuse, suggest, type Call } from './print-parts.js';
import { assignmentStatement, findRow, usesAfter, usesWithin, type Row, type Use } from './print-row.js';

interface Change {
  readonly verb: 'increment' | 'decrement';
  readonly amount: string;
}

const byHand = 'use `increment` by hand';

export const printIncrement = (plan: RepairPlan): Patch | Refusal => {
  const [column] = plan.columns;
  const call = callOf(plan.write, plan.at);
  const row = findRow(plan);
  if (!call || column === undefined || plan.columns.length > 1 || !row) return refuse('Which column of which row is counted can\'t be told from here: use `increment`, or `literal(\'column + 1\')`, by hand.');
  if (call.name === 'update') return inUpdate(plan, call, row, column);
  return call.name === 'save' ? inSave(plan, call, row, column) : refuse('Only `save` and `update` turn into `increment`: let the database add by hand, with `literal(\'column + 1\')`.');
};

/** `w.coins = w.coins + 10; await w.save()` */
const inSave = (plan: RepairPlan, call: Call, row: Row, column: string): Patch | Refusal => {
  const { sourceCode } = plan;
  const statement = ownStatement(plan.write.node);
  if (!statement) return refuse(`The result of \`save\` is used: ${byHand}, and reload the row.`);
  const assigned = row.uses.filter((use) => use.kind === 'assigned' && use.node.range[0] < statement.range[0]);
  const [only] = assigned;
  const own = only && assignmentStatement(only);
  if (!only?.assignment || !own || assigned.length > 1 || only.field !== column || statementList(own) !== statementList(statement)) return refuse(`\`save\` writes other columns, too, or the column is assigned elsewhere: ${byHand}, and save the rest.`);
  const change = changeOf(plan, only.assignment, row, column);
  if (isRefusal(change)) return change;
  const objection = otherUses(plan, row, [own, statement], column);
  if (objection) return objection;
  const removed = dropStatement(own, sourceCode);
  if (!removed) return refuse(`The assignment can't be taken out without joining its neighbours: ${byHand}.`);
  const options = optionsText(plan, call.args[0], change);
  return options === undefined ? elsewhere : printed(plan, [removed, { range: call.node.range, text: `${sourceCode.getText(call.receiver)}.${change.verb}(${quoted(column, layoutOf(sourceCode))}${options})` }], change);
};

const elsewhere = refuse(`The options of the write stand elsewhere: ${byHand}.`);

/** `await w.update({ coins: w.coins + 10 })`, `await Wallet.update({ coins: w.coins + 10 }, { where: { id } })` */
const inUpdate = (plan: RepairPlan, call: Call, row: Row, column: string): Patch | Refusal => {
  const { sourceCode } = plan;
  const [values, given] = call.args;
  const entries = values && plainEntries(bare(values));
  const property = entries?.get(column);
  if (!property || !ownStatement(call.node)) return refuse(`The values of \`update\` stand elsewhere, or its result is used: ${byHand}.`);
  const change = changeOf(plan, property.value, row, column);
  if (isRefusal(change)) return change;
  const objection = otherUses(plan, row, [property], column);
  if (objection) return objection;
  if (entries && entries.size > 1) return refuse(`The same \`update\` writes other columns, too: write \`${column}\` as \`sequelize.literal('…')\` with its SQL name, or in an \`increment\` of its own, by hand.`);
  const options = optionsText(plan, given, change);
  return options === undefined ? elsewhere : printed(plan, [{ range: call.node.range, text: `${sourceCode.getText(call.receiver)}.${change.verb}(${quoted(column, layoutOf(sourceCode))}${options})` }], change);
};

/** `, { by: 10, where: { id } }` */
const optionsText = ({ sourceCode, at }: RepairPlan, options: TSESTree.Expression | undefined, { amount }: Change): string | undefined => {
  const by = amount === 'by' ? 'by' : `by: ${amount}`;
  if (options === undefined) return amount === '1' ? '' : `, { ${by} }`;
  const literal = at.bare(options);
  if (literal.type !== 'ObjectExpression') return undefined;
  if (amount === '1') return `, ${sourceCode.getText(literal)}`;
  const [first] = literal.properties;
  return first ? `, ${sourceCode.text.slice(literal.range[0], first.range[0])}${by}, ${sourceCode.text.slice(first.range[0], literal.range[1])}` : `, { ${by} }`;
};

const printed = (plan: RepairPlan, edits: readonly Edit[], { verb }: Change): Patch =>
  suggest(plan, edits, `Let the database ${verb === 'increment' ? 'add' : 'subtract'}; hooks and validation aren't run, and the row in memory stays as it was read.`);

/** Whether something else depends on the number, or on the row once it is changed. */
const otherUses = (plan: RepairPlan, row: Row, own: readonly TSESTree.Node[], column: string): Refusal | undefined => {
  const others = row.uses.filter((use) => use.kind !== 'bound' && use.kind !== 'saved' && !own.some((node) => isWithin(use.node, node)));
  if (row.uses.filter((use) => use.kind === 'bound').length > 1) return refuse(`\`${row.name}\` is assigned more than once: ${byHand}.`);
  if (others.some((use) => use.field === column)) return refuse(`\`${column}\` is also tested or used: an increment alone would keep that race, so repeat the test in its \`where\` (\`{ by, where: { ${column}: { [Op.gte]: … } } }\`) and look at the count by hand.`);
  if (others.some((use) => use.kind === 'other')) return refuse(`\`${row.name}\` is passed on, and what happens to it there can't be seen: ${byHand} where its \`${column}\` isn't needed.`);
  const write = own.at(-1);
  if (write && usesAfter(row, write).some((use) => others.includes(use))) return refuse(`\`${row.name}\` is used afterwards, and an increment leaves it as it was read: \`reload\` it by hand.`);
  const [first] = row.uses;
  if (first && !row.loop && runAround(first.node) !== runAround(plan.write.node)) return refuse(`The row is read outside of the loop or function that writes it: ${byHand}.`);
  return undefined;
};

/** What is added to the column's own value. */
const changeOf = (plan: RepairPlan, node: TSESTree.Node, row: Row, column: string): Change | Refusal => {
  if (node.type === 'UpdateExpression') return { verb: node.operator === '++' ? 'increment' : 'decrement', amount: '1' };
  if (node.type === 'AssignmentExpression' && node.operator !== '=') {
    if (node.operator !== '+=' && node.operator !== '-=') return computed(column);
    return amountOf(plan, node.operator === '+=' ? '+' : '-', node.right, row, column);
  }
  const value = bare(node.type === 'AssignmentExpression' ? node.right : node);
  if (value.type !== 'BinaryExpression' || (value.operator !== '+' && value.operator !== '-')) return hasDefault(value) ? nullable(column) : computed(column);
  const isColumn = (side: TSESTree.Node): boolean => {
    const inner = bare(side);
    return inner.type === 'MemberExpression' && memberName(inner) === column && bare(inner.object).type === 'Identifier' && plan.sourceCode.getText(bare(inner.object)) === row.name;
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
const computed = (column: string): Refusal => refuse(`The new value is more than a sum of \`${column}\` and something else: write it as an SQL expression (\`literal('…')\`), or lock the row, by hand.`);

const amountOf = (plan: RepairPlan, operator: '+' | '-', amount: TSESTree.Node, row: Row, column: string): Change | Refusal => {
  const inner = bare(amount);
  if (anyInFunction(inner, (node) => node.type === 'AwaitExpression') || usesWithin(row, amount).some((use: Use) => use.field === column)) return computed(column);
  if (operator === '+' && !isNumber(plan, inner)) return refuse(`Whether \`${column}\` is a number can't be seen from here (a DECIMAL or BIGINT column arrives as a string, and \`+\` joins strings): ${byHand} if it is one.`);
  return { verb: operator === '+' ? 'increment' : 'decrement', amount: plan.sourceCode.getText(amount) };
};
