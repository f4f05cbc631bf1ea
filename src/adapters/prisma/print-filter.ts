/**
 * A test on a row in code as conditions of a `where`: `order.state !== 'OPEN'` that must be false becomes `state: 'OPEN'`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { PlanGuard, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { memberName } from '../../syntax/property-name.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { equality, isNothing, truthWhen } from '../../syntax/truth.js';
import { mentions, propertyText, type ReadResult } from './print-parts.js';

/** A part of the test. */
export type Part =
  /** a column's condition; `fixed`: its value is written down, and so surely a condition */
  | { readonly kind: 'column'; readonly column: string; readonly filter: string; readonly value: TSESTree.Node | undefined; readonly fixed: boolean; readonly optional: boolean }
  /** whether the row is there */
  | { readonly kind: 'presence' }
  /** something else, which doesn't look at the row */
  | { readonly kind: 'other' };

interface Context {
  readonly result: ReadResult;
  readonly plan: RepairPlan;
  /** columns that the write sets: their old values are what is tested */
  readonly written: ReadonlySet<string>;
}

/** Whether a guard may look at what is written: by a column's name, or by code that is handed the whole row. */
export const mayTest = ({ node, columns, whole }: PlanGuard, written: ReadonlySet<string>, result: ReadResult): boolean =>
  columns.some((column) => written.has(column)) || (whole && (!node || truthWhen(node, result, true) === undefined) && result.isOne);

/** What must hold of the row so that the test comes out as wanted: a conjunction; a string says why it is none. */
export const partsOf = (test: TSESTree.Node, wanted: boolean, context: Context): readonly Part[] | string => {
  const { result, plan } = context;
  const named = bare(test);
  // const isOpen = order.state === 'OPEN'
  const node = named.type === 'Identifier' && !result.isResult(named) && result.columnOf(named) === undefined ? plan.at.constant(named) : named;
  if (node.type === 'UnaryExpression' && node.operator === '!') return partsOf(node.argument, !wanted, context);
  if (node.type === 'LogicalExpression' && node.operator !== '??') {
    const isConjunction = (node.operator === '&&') === wanted;
    return isConjunction ? joined(partsOf(node.left, wanted, context), partsOf(node.right, wanted, context)) : disjunction(node, wanted, context);
  }
  if (truthWhen(node, result, true) !== undefined) return [{ kind: 'presence' }];
  if (!mentions(node, result.mentions) && !mentionsColumn(node, result)) return [{ kind: 'other' }];
  return ofAtom(node, wanted, context) ?? 'The test on the row is more than a comparison of a column: put it into the `where` of an `updateMany` by hand and throw when its `count` is 0.';
};

const joined = (a: readonly Part[] | string, b: readonly Part[] | string): readonly Part[] | string => (typeof a === 'string' ? a : typeof b === 'string' ? b : [...a, ...b]);

const mentionsColumn = (node: TSESTree.Node, result: ReadResult): boolean => {
  if (result.columnOf(node) !== undefined) return true;
  if (node.type === 'BinaryExpression') return mentionsColumn(node.left, result) || mentionsColumn(node.right, result);
  return node.type === 'CallExpression' && (node.arguments.some((argument) => mentionsColumn(argument, result)) || mentionsColumn(node.callee, result));
};

/** `s === 'A' || s === 'B'` is `s: { in: ['A', 'B'] }`; another disjunction is no conjunction. */
const disjunction = (node: TSESTree.LogicalExpression, wanted: boolean, context: Context): readonly Part[] | string => {
  const sides = joined(partsOf(node.left, wanted, context), partsOf(node.right, wanted, context));
  if (typeof sides === 'string') return sides;
  if (sides.every((part) => part.kind === 'other')) return [{ kind: 'other' }];
  const [first] = sides;
  const values = sides.flatMap((part) => (part.kind === 'column' && first?.kind === 'column' && part.column === first.column && part.fixed && part.value && !part.filter.startsWith('{') ? [context.plan.sourceCode.getText(part.value)] : []));
  if (first?.kind !== 'column' || values.length < sides.length) return 'The check lets the row pass for one of several reasons: put them into the `where` of an `updateMany` with `OR` by hand.';
  return [{ ...first, filter: `{ in: [${values.join(', ')}] }` }];
};

const ofAtom = (node: TSESTree.Node, wanted: boolean, context: Context): readonly Part[] | undefined => {
  const { result, plan } = context;
  const column = result.columnOf(node);
  if (column !== undefined) return truthiness(column, wanted, context);
  if (node.type === 'CallExpression') return membership(node, wanted, context);
  if (node.type !== 'BinaryExpression') return undefined;
  const isLeft = result.columnOf(node.left) !== undefined;
  const [side, value] = isLeft ? [node.left, node.right] : [node.right, node.left];
  const of = result.columnOf(side);
  if (of === undefined || !isUsable(value, context)) return undefined;
  const compared = equality(node);
  const text = plan.sourceCode.getText(value);
  const part = (filter: string): readonly Part[] => [{ kind: 'column', column: of, filter, value, fixed: isFixed(value, plan), optional: bareText(side, plan).includes('?.') }];
  if (compared) {
    const isWanted = compared.equal === wanted;
    if (isNothing(value)) return part(isWanted ? 'null' : '{ not: null }');
    return part(isWanted ? text : `{ not: ${text} }`);
  }
  const operator = RELATIONS[`${isLeft ? node.operator : (FLIPPED[node.operator] ?? node.operator)} ${String(wanted)}`];
  return operator === undefined ? undefined : part(`{ ${propertyText(operator, text)} }`);
};

const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const RELATIONS: Readonly<Record<string, string>> = {
  '< true': 'lt', '<= true': 'lte', '> true': 'gt', '>= true': 'gte', '< false': 'gte', '<= false': 'gt', '> false': 'lte', '>= false': 'lt',
};

const bareText = (node: TSESTree.Node, { sourceCode }: RepairPlan): string => sourceCode.getText(node);

/** A value that means the same in the predicate: no call, no column that the write changes. */
const isUsable = (value: TSESTree.Node, { result, written }: Context): boolean => {
  const column = result.columnOf(value);
  return isRepeatable(value) && (column === undefined ? !mentionsColumn(value, result) : !written.has(column));
};

/** A literal, or the member of an enum or of an import. */
const isFixed = (value: TSESTree.Node, { at }: RepairPlan): boolean => {
  const inner = at.constant(value);
  if (inner.type === 'Literal' || isNothing(inner)) return true;
  if (inner.type === 'UnaryExpression') return inner.argument.type === 'Literal';
  if (inner.type !== 'MemberExpression' || inner.computed) return false;
  const root = inner.object.type === 'MemberExpression' ? inner.object.property : inner.object;
  return root.type === 'Identifier' && /^\p{Lu}/u.test(root.name);
};

/** `if (coupon.used)`: true, or set? What the write sets it to says which. */
const truthiness = (column: string, wanted: boolean, { plan }: Context): readonly Part[] | undefined => {
  const written = plan.write.sets.entries.find((entry) => entry.column === column)?.written;
  const value = written?.kind === 'value' ? bare(written.node) : undefined;
  const part = (filter: string): readonly Part[] => [{ kind: 'column', column, filter, value: undefined, fixed: true, optional: false }];
  if (value?.type === 'Literal' && typeof value.value === 'boolean') return part(String(wanted));
  if (value?.type === 'NewExpression' && value.callee.type === 'Identifier' && value.callee.name === 'Date') return part(wanted ? '{ not: null }' : 'null');
  return undefined;
};

/** `['A', 'B'].includes(order.state)` */
const membership = (call: TSESTree.CallExpression, wanted: boolean, { result, plan }: Context): readonly Part[] | undefined => {
  const [argument] = call.arguments;
  const column = argument && result.columnOf(argument);
  if (column === undefined || call.callee.type !== 'MemberExpression' || memberName(call.callee) !== 'includes') return undefined;
  const list = call.callee.object;
  const items = plan.at.constant(list);
  if (items.type !== 'ArrayExpression' || !items.elements.every((item) => item !== null && isFixed(item, plan))) return undefined;
  return [{ kind: 'column', column, filter: `{ ${wanted ? 'in' : 'notIn'}: ${plan.sourceCode.getText(items)} }`, value: undefined, fixed: true, optional: false }];
};
