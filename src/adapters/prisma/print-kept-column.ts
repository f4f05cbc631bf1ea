/**
 * A value that is new in one case, and in the other the column as it was read: `undefined` in that case leaves the column as it is.
 *
 *     const name = input.name ? trimmed(input.name) : row.name
 *     data: { name }  →  data: { name: input.name ? name : undefined }
 *
 * Source: Prisma Client reference, "null and undefined": a field that is `undefined` isn't part of the statement.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Edit, RepairPlan } from '../../operations/repair.js';
import { plain } from '../../syntax/bare.js';
import { keepsValue } from '../../syntax/references.js';
import { isRepeatable } from '../../syntax/same-expression.js';
import { isStable } from '../../syntax/stable.js';
import { mentions, type ReadResult } from './print-parts.js';

/** The edit by which a column that wasn't given a new value isn't written; undefined where the value isn't of that form. */
export const keptColumn = (property: TSESTree.Property, column: string, result: ReadResult, { at, sourceCode, write }: RepairPlan): Edit | undefined => {
  const written = plain(property.value);
  const isColumn = (node: TSESTree.Node): boolean => result.columnOf(plain(node)) === column;
  const inner = unchangedBranch(written, isColumn);
  if (inner) return hasOther(written, inner, result) ? { range: inner.range, text: 'undefined' } : undefined;
  // by a name: the case is told again where it is written
  const variable = written.type === 'Identifier' ? at.variable(written) : undefined;
  const declarator = variable?.defs.length === 1 && variable.defs[0]?.type === 'Variable' ? variable.defs[0].node : undefined;
  const value = declarator?.init && plain(declarator.init);
  if (!variable || declarator?.id.type !== 'Identifier' || !keepsValue(variable) || value?.type !== 'ConditionalExpression') return undefined;
  const kept = unchangedBranch(value, isColumn);
  if (!kept || !hasOther(value, kept, result) || !isRepeatable(value.test) || mentions(value.test, result.mentions) || !isStable(value.test, [value.range[1], write.node.range[0]], at.variable)) return undefined;
  const test = sourceCode.getText(value.test);
  const name = sourceCode.getText(written);
  const text = plain(value.alternate) === kept ? `${test} ? ${name} : undefined` : `${test} ? undefined : ${name}`;
  return property.shorthand ? { range: property.range, text: `${column}: ${text}` } : { range: property.value.range, text };
};

/** `c ? made : row.n`, `c ? row.n : made`, `made ?? row.n`: the part that is the column itself. */
const unchangedBranch = (value: TSESTree.Node, isColumn: (node: TSESTree.Node) => boolean): TSESTree.Node | undefined => {
  if (value.type === 'ConditionalExpression') return [value.alternate, value.consequent].map(plain).find(isColumn);
  // a `null` on the left is a value for Prisma, and isn't written by `??`
  return value.type === 'LogicalExpression' && value.operator !== '&&' && isColumn(value.right) ? plain(value.right) : undefined;
};

/** The other case has nothing of the row. */
const hasOther = (value: TSESTree.Node, kept: TSESTree.Node, result: ReadResult): boolean => {
  const parts = value.type === 'ConditionalExpression' ? [value.test, value.consequent, value.alternate] : value.type === 'LogicalExpression' ? [value.left, value.right] : [];
  return parts.every((part) => plain(part) === kept || !mentions(part, result.mentions));
};
