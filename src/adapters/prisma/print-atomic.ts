/**
 * `n: row.n + k` as the database's own arithmetic: `n: { increment: k }`.
 *
 * In: a written value. Out: the text in its place, or why there is none. Never assumed: that `+` adds: on a string, and on a Decimal, it doesn't.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { RepairPlan } from '../../operations/repair.js';
import { bare, plain } from '../../syntax/bare.js';
import { anyWithin } from '../../syntax/descendants.js';
import { memberName } from '../../syntax/property-name.js';
import { keepsValue } from '../../syntax/references.js';
import { isHarmless } from '../../syntax/same-expression.js';
import type { ReadResult } from './print-parts.js';

export interface NextValue {
  readonly column: string;
  readonly operator: 'increment' | 'decrement';
  readonly operand: TSESTree.Node;
  /** `const next = row.n + k`, where the value is written by that name: its declaration */
  readonly through: TSESTree.VariableDeclaration | undefined;
}

export interface Atomic extends NextValue {
  readonly text: string;
}

const byHand = 'compute it in the database by hand';

/** What a value adds to the column that was read, or why that can't be told. */
export const nextValueOf = (value: TSESTree.Node, column: string, result: ReadResult, plan: RepairPlan): NextValue | string => {
  const written = plain(value);
  const named = written.type === 'Identifier' ? declared(written, plan) : undefined;
  if (typeof named === 'string') return named;
  const node = plain(named?.init ?? written);
  const isColumn = (side: TSESTree.Node): boolean => result.columnOf(side) === column;
  if (node.type === 'BinaryExpression' && (node.operator === '+' || node.operator === '-')) {
    const operator = node.operator === '+' ? 'increment' : 'decrement';
    const operand = isColumn(node.left) ? node.right : operator === 'increment' && isColumn(node.right) ? node.left : undefined;
    if (operand) return { column, operator, operand, through: named?.statement };
  }
  if (anyWithin(node, isDefaulted)) return `\`${column}\` has a default in the code, and in the database NULL plus a number stays NULL: give the column a default of 0, then use \`increment\`.`;
  if (node.type === 'CallExpression' || node.type === 'ConditionalExpression') return `The value of \`${column}\` is limited or converted before it's written, which \`increment\` can't express: ${byHand}, with the limit in the predicate of an \`updateMany\`.`;
  if (node.type === 'ObjectExpression' || node.type === 'ArrayExpression') return `\`${column}\` is a list or an object that is written as a whole: use \`push\`, or lock the row in a transaction before reading it.`;
  return `The value of \`${column}\` is more than the column plus or minus something: ${byHand}.`;
};

const isDefaulted = (node: TSESTree.Node): boolean => node.type === 'LogicalExpression' && (node.operator === '??' || node.operator === '||');

/** `const next = …`, when it is given a value once and used once: here. */
const declared = (name: TSESTree.Identifier, { at }: RepairPlan): { readonly init: TSESTree.Node; readonly statement: TSESTree.VariableDeclaration } | string | undefined => {
  const variable = at.variable(name);
  const declarator = variable?.defs.length === 1 && variable.defs[0]?.type === 'Variable' ? variable.defs[0].node : undefined;
  // the column itself, taken out of the row
  if (!variable || !declarator?.init || declarator.id.type !== 'Identifier') return undefined;
  if (!keepsValue(variable) || declarator.parent.declarations.length > 1) return `\`${name.name}\` is changed or declared with others before it's written: ${byHand}.`;
  const uses = variable.references.filter((reference) => reference.init !== true);
  if (uses.length > 1) return `\`${name.name}\` is used elsewhere too, and would no longer be what is written: use the row that \`update\` returns, then \`increment\` or \`decrement\`.`;
  return { init: declarator.init, statement: declarator.parent };
};

/** The text of the arithmetic, or why it isn't offered. */
export const atomicOf = (next: NextValue | string, plan: RepairPlan): Atomic | string => {
  if (typeof next === 'string') return next;
  const { column, operator, operand } = next;
  if (!isHarmless(operand)) return `What is added to \`${column}\` is computed by a call: compute it before, then use \`${operator}\`.`;
  if (operator === 'increment' && !isNumeric(operand, plan) && (isText(operand, plan) || !isNumericName(column))) return `Whether \`${column}\` is a number can't be seen from here: if it is, write \`{ increment: … }\` by hand.`;
  return { ...next, text: `{ ${operator}: ${plan.sourceCode.getText(operand)} }` };
};

const isNumericName = (name: string): boolean =>
  /(?:count|counter|total|sum|amount|balance|quantity|qty|stock|inventory|points?|credits?|score|views?|likes?|votes?|hits?|visits?|uses?|used|usage|tokens|attempts?|retries|tries|version|price|cost|cents|number|num|size|seats?|available|remaining|spent|raised|downloads|plays|xp|level|streak|age)$/i.test(name);

const numberMakers: ReadonlySet<string> = new Set(['Number', 'BigInt', 'parseInt', 'parseFloat', 'round', 'floor', 'ceil', 'abs', 'max', 'min', 'trunc']);

/** An expression that is a number by what is written. */
const isNumeric = (node: TSESTree.Node, plan: RepairPlan, depth = 0): boolean => {
  const inner = bare(node);
  if (depth > 4) return false;
  const annotated = plan.at.annotation(inner)?.name;
  if (annotated !== undefined) return annotated === 'number' || annotated === 'bigint';
  switch (inner.type) {
    case 'Literal':
      return typeof inner.value === 'number' || typeof inner.value === 'bigint';
    case 'UnaryExpression':
      return inner.operator === '-' || inner.operator === '+';
    case 'BinaryExpression':
      return ['-', '*', '/', '%', '**'].includes(inner.operator) || (isNumeric(inner.left, plan, depth + 1) && isNumeric(inner.right, plan, depth + 1));
    case 'CallExpression':
      return numberMakers.has(inner.callee.type === 'MemberExpression' ? (memberName(inner.callee) ?? '') : inner.callee.type === 'Identifier' ? inner.callee.name : '');
    case 'MemberExpression':
      return memberName(inner) === 'length' || isNumericName(memberName(inner) ?? '');
    case 'Identifier': {
      const constant = plan.at.constant(inner);
      return (constant !== inner && isNumeric(constant, plan, depth + 1)) || isNumericName(inner.name);
    }
    default:
      return false;
  }
};

const isText = (node: TSESTree.Node, plan: RepairPlan): boolean => {
  const inner = plan.at.constant(node);
  if (inner.type === 'TemplateLiteral' || (inner.type === 'Literal' && typeof inner.value === 'string')) return true;
  return plan.at.annotation(node)?.name === 'string' || (inner.type === 'BinaryExpression' && inner.operator === '+' && (isText(inner.left, plan) || isText(inner.right, plan)));
};
