/**
 * A test of a field as a condition of a filter: `if (job.state !== 'queued') throw` passes where `state: 'queued'`.
 *
 * Never assumed: a field's type. `if (user.verified) return` becomes `verified: { $ne: true }` only where the write says that it is a boolean.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { memberName } from '../../syntax/property-name.js';
import { isWithin } from '../../syntax/statements.js';
import { isColumn, mentionsWithin, propertyText, rowVariable } from './print-parts.js';

interface Leaf {
  readonly node: TSESTree.Node;
  readonly holds: boolean;
}

/** What must all hold for the write to happen: the conjuncts of a test. */
const conjuncts = (node: TSESTree.Node, holds: boolean): readonly Leaf[] => {
  const inner = bare(node);
  if (inner.type === 'UnaryExpression' && inner.operator === '!') return conjuncts(inner.argument, !holds);
  if (inner.type === 'LogicalExpression' && inner.operator === (holds ? '&&' : '||')) return [...conjuncts(inner.left, holds), ...conjuncts(inner.right, holds)];
  return [{ node: inner, holds }];
};

/** The condition that decides, as a property of a filter: by the guard's test, else by the read's own filter, which claimed documents in some state. */
export const conditionText = (plan: RepairPlan, column: string, written: TSESTree.Node | undefined): string | undefined => {
  const { decision, write, read, sourceCode } = plan;
  if (decision?.type === 'IfStatement') {
    const leaves = conjuncts(decision.test, isWithin(write.node, decision.consequent));
    const found = leaves.flatMap((leaf) => asCondition(plan, column, leaf, written) ?? []);
    const [only] = found;
    if (only !== undefined && found.length === 1) return propertyText(column, only);
  }
  const terms = read?.where.terms.filter((term) => term.column === column && term.disjunct !== true) ?? [];
  const [term] = terms;
  const property = term?.value?.parent;
  if (!term || terms.length > 1 || property?.type !== 'Property' || !isRepeatable(property.value)) return undefined;
  return term.op === 'eq' ? sourceCode.getText(property) : undefined;
};

const negated: Readonly<Record<string, string>> = { $lt: '$gte', $lte: '$gt', $gt: '$lte', $gte: '$lt' };
const orders: Readonly<Record<string, string>> = { '<': '$lt', '<=': '$lte', '>': '$gt', '>=': '$gte' };
const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

const asCondition = (plan: RepairPlan, column: string, { node, holds }: Leaf, written: TSESTree.Node | undefined): string | undefined => {
  const row = rowVariable(plan);
  if (isColumn(node, row, column)) return ofTruth(holds, written);
  if (node.type === 'CallExpression') return ofList(plan, column, node, holds);
  if (node.type !== 'BinaryExpression') return undefined;
  const isLeft = isColumn(node.left, row, column);
  if (!isLeft && !isColumn(node.right, row, column)) return undefined;
  const other = bare(isLeft ? node.right : node.left);
  const text = valueText(plan, other);
  if (/^[=!]==?$/.test(node.operator)) {
    const isEqual = node.operator.startsWith('=') === holds;
    const value = other.type === 'Identifier' && other.name === 'undefined' ? 'null' : text;
    return value === undefined ? undefined : isEqual ? value : `{ $ne: ${value} }`;
  }
  const order = orders[isLeft ? node.operator : (mirrored[node.operator] ?? '')];
  // the negation of an order also holds of a field that isn't there
  if (order === undefined || text === undefined) return undefined;
  return `{ ${holds ? order : (negated[order] ?? order)}: ${text} }`;
};

/** Values that can stand in the filter, too: no calls, nothing of the document. */
const valueText = (plan: RepairPlan, node: TSESTree.Node): string | undefined =>
  isRepeatable(node) && node.type !== 'ObjectExpression' && mentionsWithin(rowVariable(plan), node).length === 0 ? plan.sourceCode.getText(node) : undefined;

const ofTruth = (holds: boolean, written: TSESTree.Node | undefined): string | undefined => {
  const value = written && bare(written);
  if (value?.type === 'Literal' && typeof value.value === 'boolean' && value.value !== holds) return holds ? 'true' : '{ $ne: true }';
  return undefined;
};

/** `post.likes.includes(id)`, `['a', 'b'].includes(row.state)` */
const ofList = (plan: RepairPlan, column: string, node: TSESTree.CallExpression, holds: boolean): string | undefined => {
  const callee = bare(node.callee);
  const [argument] = node.arguments;
  if (callee.type !== 'MemberExpression' || memberName(callee) !== 'includes' || argument === undefined || argument.type === 'SpreadElement') return undefined;
  const row = rowVariable(plan);
  if (isColumn(callee.object, row, column)) {
    const text = valueText(plan, bare(argument));
    return text === undefined ? undefined : holds ? text : `{ $ne: ${text} }`;
  }
  if (!isColumn(argument, row, column)) return undefined;
  const list = bare(callee.object);
  const text = isRepeatable(list) ? plan.sourceCode.getText(list) : undefined;
  return text === undefined ? undefined : `{ ${holds ? '$in' : '$nin'}: ${text} }`;
};
