/**
 * atomic-increment: the database adds; only where nothing else depends on the number that was read.
 *
 *     product.stock -= quantity                                  → product.$inc('stock', -quantity)
 *     Post.updateOne({ _id }, { views: post.views + 1 })         → Post.updateOne({ _id }, { $inc: { views: 1 } })
 *
 * A field that is also tested is never changed this way: an increment alone keeps the overdraft.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, Patch, Refusal, RepairPlan } from '../../operations/repair.js';
import { bare, plain } from '../../syntax/bare.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { layoutOf, quoted } from '../../syntax/layout.js';
import { keyName } from '../../syntax/property-name.js';
import { callOf, isColumn, isRefusal, mentionsWithin, propertyText, refuse, rowVariable, suggest } from './print-parts.js';

export const printIncrement = (plan: RepairPlan): Patch | Refusal => {
  const [column] = plan.columns;
  const call = callOf(plan.write);
  const row = rowVariable(plan);
  if (!call || column === undefined || plan.columns.length > 1 || !row) return refuse('Which field of which document is counted can\'t be told from here: use `$inc` by hand.');
  if (plan.guards.some((guard) => guard.columns.includes(column.split('.')[0] ?? column))) return refuse(`\`${column}\` is also tested, and an increment alone would keep that race: repeat the test in the filter (\`{ ${propertyText(column, '{ $gte: … }')} }\`), use \`$inc\` there, and look at the result.`);
  return call.name === 'save' ? inSave(plan, column) : inUpdate(plan, call.args, column);
};

/** `doc.n += k` … `doc.save()`: `$inc` is a method of documents, and hooks and validators still run. */
const inSave = (plan: RepairPlan, column: string): Patch | Refusal => {
  const { sourceCode } = plan;
  const row = rowVariable(plan);
  const assignments = row?.references.flatMap(({ identifier }) => assignmentOf(identifier, plan, column) ?? []) ?? [];
  const [only] = assignments;
  if (!only || !row || assignments.length > 1 || only.parent.type !== 'ExpressionStatement') return refuse(`\`${column}\` is assigned more than once, or in a larger expression: use \`$inc\` by hand.`);
  const amount = amountOf(plan, only, column);
  if (isRefusal(amount)) return amount;
  const uses = row.references.filter(({ identifier }) => identifier.range[0] > only.range[1] && isColumnUse(identifier, plan, column));
  if (uses.length > 0) return refuse(`\`${column}\` is used afterwards, and \`$inc\` computes it in the database: use it by hand, and read the document again.`);
  const text = `${row.name}.$inc(${quoted(column, layoutOf(sourceCode))}, ${amount.text})`;
  return suggest(plan, [{ range: only.range, text }], 'Let the database add with the document\'s own `$inc` (Mongoose 6 and later; hooks still run, `min` and `max` look at the old number).');
};

const topOf = (identifier: TSESTree.Node, column: string): TSESTree.Node | undefined => {
  let current: TSESTree.Node | undefined = identifier;
  for (let steps = column.split('.').length; steps > 0 && current; steps--) current = current.parent?.type === 'MemberExpression' && current.parent.object === current ? current.parent : undefined;
  return current;
};

const isColumnUse = (identifier: TSESTree.Node, plan: RepairPlan, column: string): boolean => {
  const top = topOf(identifier, column);
  return top !== undefined && isColumn(top, rowVariable(plan), column);
};

const assignmentOf = (identifier: TSESTree.Node, plan: RepairPlan, column: string): TSESTree.AssignmentExpression | TSESTree.UpdateExpression | undefined => {
  const top = topOf(identifier, column);
  const parent = top?.parent;
  if (!top || !isColumn(top, rowVariable(plan), column)) return undefined;
  if (parent?.type === 'AssignmentExpression' && parent.left === top) return parent;
  return parent?.type === 'UpdateExpression' ? parent : undefined;
};

/** `{ n: row.n + k }`, `{ $set: { n: row.n + k } }` */
const inUpdate = (plan: RepairPlan, args: readonly TSESTree.Expression[], column: string): Patch | Refusal => {
  const { sourceCode, write } = plan;
  const document = args[1];
  const literal = document && bare(document);
  const property = write.sets.entries.find((entry) => entry.column === column)?.property;
  if (literal?.type !== 'ObjectExpression' || property?.type !== 'Property' || property.shorthand) return refuse('The update stands elsewhere: use `$inc` by hand.');
  const amount = amountOf(plan, property.value, column);
  if (isRefusal(amount)) return amount;
  if (literal.properties.some((one) => one.type === 'Property' && keyName(one) === '$inc')) return refuse('The update has an `$inc` already: add the field to it by hand.');
  const holder = property.parent;
  const increment = `$inc: { ${propertyText(column, amount.text)} }`;
  const edits = moved(literal, holder, property, increment, sourceCode.text);
  return edits === undefined ? refuse('The update can\'t be taken apart here: use `$inc` by hand.') : suggest(plan, edits, 'Let the database add with `$inc` (a number that isn\'t there counts from 0).');
};

/** The property goes from `$set` (or the bare fields) into `$inc`. */
const moved = (literal: TSESTree.ObjectExpression, holder: TSESTree.Node, property: TSESTree.Property, increment: string, text: string): readonly Edit[] | undefined => {
  if (holder.type !== 'ObjectExpression') return undefined;
  if (holder.properties.length === 1) {
    const target = holder === literal ? property : holder.parent;
    return target.type === 'Property' ? [{ range: target.range, text: increment }] : undefined;
  }
  const index = holder.properties.indexOf(property);
  const next = holder.properties[index + 1];
  const before = holder.properties[index - 1];
  const removed: Edit = { range: next ? [property.range[0], next.range[0]] : [before?.range[1] ?? property.range[0], property.range[1]], text: '' };
  const last = literal.properties.at(-1);
  if (holder === literal) return [{ range: property.range, text: increment }];
  return last && text !== '' ? [removed, { range: [last.range[1], last.range[1]], text: `, ${increment}` }] : undefined;
};

interface Amount {
  readonly text: string;
}

/** What is added to the field's own value. */
const amountOf = (plan: RepairPlan, node: TSESTree.Node, column: string): Amount | Refusal => {
  const row = rowVariable(plan);
  if (node.type === 'UpdateExpression') return { text: node.operator === '++' ? '1' : '-1' };
  if (node.type === 'AssignmentExpression' && node.operator !== '=') {
    return node.operator === '+=' || node.operator === '-=' ? added(plan, node.operator === '+=' ? '+' : '-', node.right, column) : computed(column);
  }
  const value = bare(node.type === 'AssignmentExpression' ? node.right : node);
  if (value.type !== 'BinaryExpression' || (value.operator !== '+' && value.operator !== '-')) return computed(column);
  if (isColumnOrZero(value.left, plan, column)) return added(plan, value.operator, value.right, column);
  return value.operator === '+' && isColumn(value.right, row, column) ? added(plan, '+', value.left, column) : computed(column);
};

/** `row.n`, `(row.n || 0)`, `(row.n ?? 0)`: `$inc` begins at 0, too. */
const isColumnOrZero = (node: TSESTree.Node, plan: RepairPlan, column: string): boolean => {
  const inner = bare(node);
  if (inner.type === 'LogicalExpression' && inner.operator !== '&&') return isColumn(inner.left, rowVariable(plan), column) && inner.right.type === 'Literal' && inner.right.value === 0;
  return isColumn(inner, rowVariable(plan), column);
};

const computed = (column: string): Refusal => refuse(`The new value is more than a sum of \`${column}\` and something else: compute it in an update pipeline, or put the old value into the filter, by hand.`);

const added = (plan: RepairPlan, operator: '+' | '-', amount: TSESTree.Node, column: string): Amount | Refusal => {
  if (anyInFunction(amount, (node) => node.type === 'AwaitExpression') || mentionsWithin(rowVariable(plan), amount).length > 0) return computed(column);
  if (operator === '+' && !isNumeric(plan, amount, 0)) return refuse(`Whether \`${column}\` is a number can't be seen from here, and \`+\` joins strings: use \`$inc\` by hand if it is one.`);
  const text = plan.sourceCode.getText(amount);
  const inner = plain(amount);
  if (operator === '+') return { text };
  return { text: inner.type === 'Identifier' || inner.type === 'MemberExpression' || inner.type === 'CallExpression' || (inner.type === 'Literal' && typeof inner.value === 'number') ? `-${text}` : `-(${text})` };
};

const isNumeric = (plan: RepairPlan, node: TSESTree.Node, depth: number): boolean => {
  const inner = plain(node);
  if (depth > 4) return false;
  switch (inner.type) {
    case 'Literal':
      return typeof inner.value === 'number';
    case 'UnaryExpression':
      return inner.operator === '-' || inner.operator === '+';
    case 'BinaryExpression':
      return inner.operator === '-' || inner.operator === '*' || inner.operator === '/' || (inner.operator === '+' && isNumeric(plan, inner.left, depth + 1) && isNumeric(plan, inner.right, depth + 1));
    case 'CallExpression':
      return /^(?:Number|parseInt|parseFloat|Math\.\w+)$/.test(plan.sourceCode.getText(inner.callee));
    case 'MemberExpression':
      return (inner.property.type === 'Identifier' && inner.property.name === 'length') || plan.at.annotation(inner)?.node.type === 'TSNumberKeyword';
    case 'Identifier': {
      const value = plan.at.constant(inner);
      return plan.at.annotation(inner)?.node.type === 'TSNumberKeyword' || (value !== inner && isNumeric(plan, value, depth + 1));
    }
    default:
      return false;
  }
};
