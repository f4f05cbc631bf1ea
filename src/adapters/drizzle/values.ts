/** Written columns: what `values` and `set` are given, and expressions that the database evaluates (`` sql`${users.n} + 1` ``). */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignment, Assignments, Written } from '../../operations/operation.js';
import { wholesIn } from '../../resolve/object-shape.js';
import { scanSqlAssignments } from '../../syntax/sql.js';
import type { SqlAssignment } from '../../syntax/sql-facts.js';
import { isUndefined, noColumns } from './facts.js';
import { sqlParts, sqlTemplate } from './sql-text.js';
import type { Scope } from './tables.js';

/** The columns that an object, a list of objects or a variable writes. */
export const assignments = (node: TSESTree.Node | undefined, scope: Scope): Assignments => {
  if (node === undefined) return noColumns;
  const bare = scope.at.bare(node);
  if (bare.type === 'ArrayExpression') return ofList(bare, scope);
  // a list in a variable may have grown
  if (scope.at.constant(node).type === 'ArrayExpression') return { entries: [], spreads: [node], open: false };
  const shape = scope.at.object(node);
  const entries: Assignment[] = [];
  for (const [column, { value: given, property }] of shape.entries) {
    // Drizzle leaves out what is undefined
    if (!isUndefined(scope.at.bare(given), scope.at)) entries.push({ column, written: written(column, given, scope), property });
  }
  return { entries, spreads: wholesIn(shape), open: shape.open };
};

const ofList = (list: TSESTree.ArrayExpression, scope: Scope): Assignments => {
  const parts = list.elements.map((element) => (element === null ? noColumns : element.type === 'SpreadElement' ? { entries: [], spreads: [element.argument], open: false } : assignments(element, scope)));
  return { entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open) };
};

const written = (column: string, node: TSESTree.Node, scope: Scope): Written => {
  const template = sqlTemplate(node, scope.at);
  if (template === undefined) return { kind: 'value', node };
  const [only] = scanSqlAssignments([`"${column}" = `, ...sqlParts(template, scope)]);
  return only === undefined ? { kind: 'opaque', node: undefined } : toWritten(only);
};

/** What SQL text writes. */
export const toWritten = ({ value, atomic, operand }: SqlAssignment): Written => {
  if (atomic !== undefined) return { kind: 'atomic', operator: atomic, node: operand?.kind === 'hole' ? operand.node : undefined };
  if (value.kind === 'hole' && value.node !== undefined) return { kind: 'value', node: value.node };
  if (value.kind === 'literal') return { kind: 'opaque', node: undefined, constant: value.value };
  return { kind: 'opaque', node: value.kind === 'expression' ? value.holes[0] : undefined };
};

/** Several rows may be written at once. */
export const isList = (node: TSESTree.Node | undefined, scope: Scope): boolean => {
  if (node === undefined) return false;
  const value = scope.at.constant(node);
  if (value.type === 'ArrayExpression') return value.elements.length !== 1 || value.elements[0]?.type === 'SpreadElement';
  return value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && value.callee.property.type === 'Identifier' && /^(?:map|filter|flatMap|concat|slice)$/.test(value.callee.property.name);
};
