/** Written columns, and expressions that the database evaluates: `raw('n + 1')`, `` sql`n + ${by}` ``. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignment, Assignments, Written } from '../../operations/operation.js';
import { noColumns, writtenOf } from '../../operations/from-sql.js';
import type { Resolver } from '../../resolve/resolver.js';
import { templateParts } from '../../resolve/sql-text.js';
import { wholesIn } from '../../resolve/object-shape.js';
import type { SqlPart } from '../../syntax/sql-facts.js';
import { scanSqlAssignments } from '../../syntax/sql.js';
import { isOwnModule } from './names.js';

/** The SQL text of `raw(…)` or `` sql`…` ``; undefined for anything else. */
const sqlText = (node: TSESTree.Node, at: Resolver): readonly SqlPart[] | 'unreadable' | undefined => {
  if (node.type === 'TaggedTemplateExpression') return isOwn(node.tag, ['sql'], at) ? templateParts(node.quasi, at, (hole) => [hole]) : undefined;
  if (node.type !== 'CallExpression' || !isOwn(node.callee, ['raw', 'expr'], at)) return undefined;
  const text = at.text(node.arguments[0]);
  const parameters = node.arguments[1] === undefined ? undefined : at.constant(node.arguments[1]);
  const values = parameters?.type === 'ArrayExpression' ? parameters.elements : [];
  return text === undefined ? 'unreadable' : text.split('?').flatMap((part, index): SqlPart[] => (index === 0 ? [part] : [values[index - 1] ?? node, part]));
};

const isOwn = (node: TSESTree.Node, names: readonly string[], at: Resolver): boolean => {
  const origin = at.origin(node);
  return origin.kind === 'import' && isOwnModule(origin.module) && names.includes(origin.name);
};

/** How a column is written: by the database from what is there, or with a value of the code. */
export const writtenBy = (column: string, node: TSESTree.Node, at: Resolver): Written => {
  const parts = sqlText(at.constant(node), at);
  if (parts === undefined) return { kind: 'value', node };
  const [set] = parts === 'unreadable' ? [] : scanSqlAssignments([`"${column}" = `, ...parts]);
  return set === undefined ? { kind: 'atomic', operator: 'expression', node: undefined } : writtenOf(set);
};

/** The columns that an object, or a list of objects, writes. */
export const assignments = (node: TSESTree.Node | undefined, at: Resolver): Assignments => {
  if (node === undefined) return noColumns;
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') {
    const parts = value.elements.map((element) => (element === null || element.type === 'SpreadElement' ? { ...noColumns, open: true } : assignments(element, at)));
    return { entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open) };
  }
  const shape = at.object(node);
  return { entries: [...shape.entries].map(([column, entry]): Assignment => ({ column, written: writtenBy(column, entry.value, at), property: entry.property })), spreads: wholesIn(shape), open: shape.open };
};

/** Several objects may be written at once. */
export const isList = (node: TSESTree.Node | undefined, at: Resolver): boolean => {
  const value = node && at.constant(node);
  return value?.type === 'ArrayExpression' || (value?.type === 'CallExpression' && value.callee.type === 'MemberExpression');
};
