/** What the check does when it fails, as a statement that can stand elsewhere: `throw new Error('taken')`, `return existing`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Refusal, RepairPlan } from '../../operations/repair.js';
import { bare } from '../../syntax/bare.js';
import { anyInFunction } from '../../syntax/descendants.js';
import { memberName } from '../../syntax/property-name.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { alwaysLeaves, branchStatements, isWithin, runAround } from '../../syntax/statements.js';
import { isNothing } from '../../syntax/truth.js';
import { isMentioned, refuse, resultMentions, rowMentions } from './repair-words.js';

export interface Exit {
  readonly decision: TSESTree.IfStatement;
  readonly statement: TSESTree.ThrowStatement | TSESTree.ReturnStatement;
}

/** The one statement by which the branch of a check leaves; it doesn't look at the row, and the write stands behind it. */
export const exitOf = (plan: RepairPlan): Exit | Refusal => {
  const { decision, write } = plan;
  if (decision?.type !== 'IfStatement' || decision.alternate !== null || isWithin(write.node, decision)) return refuse('The check is no `if` that leaves before the write: do by hand what its branch does.');
  const [statement, other] = branchStatements(decision.consequent);
  if (other !== undefined || (statement?.type !== 'ThrowStatement' && statement?.type !== 'ReturnStatement') || !alwaysLeaves(statement)) return refuse('The branch of the check does more than leave: do the same by hand.');
  const mentions = resultMentions(plan);
  if (isMentioned(mentions, statement) || anyInFunction(statement, (node) => node.type === 'AwaitExpression')) return refuse('The branch of the check uses the row: read it again there by hand.');
  if (runAround(decision) !== runAround(write.node)) return refuse('The check and the write stand in different loops or functions: do the same by hand.');
  return { decision, statement };
};

export interface Comparison {
  readonly column: string;
  readonly operator: string;
  readonly value: TSESTree.Node;
}

const negated: Readonly<Record<string, string>> = { '===': '!=', '==': '!=', '!==': '=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** What must hold of the row's columns for a check not to leave; undefined where it asks anything else of them. */
export const passing = (plan: RepairPlan, test: TSESTree.Node): readonly Comparison[] | undefined => {
  const mentions = rowMentions(plan);
  if (mentions === undefined) return undefined;
  const found: Comparison[] = [];
  for (const part of disjuncts(test)) {
    if (isAbsence(part, mentions) || isEmptiness(part, resultMentions(plan))) continue;
    const comparison = part.type === 'BinaryExpression' ? compared(part, mentions) : undefined;
    if (comparison === undefined) return undefined;
    found.push(comparison);
  }
  return found;
};

const disjuncts = (node: TSESTree.Node): readonly TSESTree.Node[] => {
  const inner = bare(node);
  return inner.type === 'LogicalExpression' && inner.operator === '||' ? [...disjuncts(inner.left), ...disjuncts(inner.right)] : [inner];
};

/** `!row`, `row === undefined`: no row passes as well as none does. */
const isAbsence = (node: TSESTree.Node, mentions: readonly TSESTree.Node[]): boolean => {
  if (node.type === 'UnaryExpression') return node.operator === '!' && mentions.includes(bare(node.argument));
  return node.type === 'BinaryExpression' && node.operator.startsWith('==') && mentions.includes(bare(node.left)) && isNothing(node.right);
};

/** `rows.length === 0`, `!rows.length`, of the list that has the row */
const isEmptiness = (node: TSESTree.Node, mentions: readonly TSESTree.Node[]): boolean => {
  const isLength = (of: TSESTree.Node): boolean => {
    const inner = bare(of);
    return inner.type === 'MemberExpression' && /^(?:length|rowCount)$/.test(memberName(inner) ?? '') && isMentioned(mentions, inner.object);
  };
  if (node.type === 'UnaryExpression') return node.operator === '!' && isLength(node.argument);
  return node.type === 'BinaryExpression' && node.operator.startsWith('==') && isLength(node.left) && node.right.type === 'Literal' && node.right.value === 0;
};

const compared = ({ left, right, operator }: TSESTree.BinaryExpression, mentions: readonly TSESTree.Node[]): Comparison | undefined => {
  const [first, second] = [columnOf(left, mentions), columnOf(right, mentions)];
  const column = first ?? second;
  const value = first === undefined ? left : right;
  const own = first === undefined ? (mirrored[operator] ?? operator) : operator;
  const opposite = negated[own];
  if (column === undefined || opposite === undefined || (first !== undefined && second !== undefined) || isNothing(bare(value)) || !isRepeatable(value) || isMentioned(mentions, value)) return undefined;
  return { column, operator: opposite, value };
};

/** `row.state`, `Number(row.qty)` */
export const columnOf = (node: TSESTree.Node, mentions: readonly TSESTree.Node[]): string | undefined => {
  const inner = bare(node);
  if (inner.type === 'CallExpression' && inner.callee.type === 'Identifier' && inner.callee.name === 'Number' && inner.arguments[0] !== undefined) return columnOf(inner.arguments[0], mentions);
  return inner.type === 'MemberExpression' && mentions.includes(bare(inner.object)) ? memberName(inner) : undefined;
};
