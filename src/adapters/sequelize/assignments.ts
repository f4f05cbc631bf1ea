/** Written columns: the values of `create`, `update`, `upsert`, `bulkCreate`, and expressions that the database evaluates (`literal('n + 1')`). */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Assignment, Assignments, Written } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { wholesIn } from '../../resolve/object-shape.js';
import { keyName, memberName } from '../../syntax/property-name.js';
import type { SqlPart } from '../../syntax/sql-facts.js';
import { scanSql } from '../../syntax/sql.js';
import { noColumns } from './facts.js';

/** SQL text with its interpolated expressions, in order; undefined when it's no text at all. */
export const sqlParts = (node: TSESTree.Node, at: Resolver): readonly SqlPart[] | undefined => {
  const value = at.constant(node);
  const text = at.text(value);
  if (text !== undefined) return [text];
  if (value.type === 'TemplateLiteral') {
    return value.quasis.flatMap((quasi, index): SqlPart[] => {
      const hole = value.expressions[index];
      const cooked = quasi.value.cooked ?? '';
      return hole === undefined ? [cooked] : [cooked, at.text(hole) ?? hole];
    });
  }
  if (value.type !== 'BinaryExpression' || value.operator !== '+') return undefined;
  const left = sqlParts(value.left, at);
  const right = sqlParts(value.right, at);
  if (left === undefined && right === undefined) return undefined;
  return [...(left ?? [value.left]), ...(right ?? [value.right])];
};

const calledName = ({ callee }: TSESTree.CallExpression): string | undefined => (callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' ? memberName(callee) : undefined);

/** `literal('n + 1')`: what the database does with the column's own value. */
const ofLiteral = (column: string, call: TSESTree.CallExpression, at: Resolver): Written => {
  const [first] = call.arguments;
  const parts = first === undefined || first.type === 'SpreadElement' ? undefined : sqlParts(first, at);
  const set = parts === undefined ? undefined : scanSql([`UPDATE t SET "${column}" = `, ...parts])[0]?.sets[0];
  if (set?.atomic === undefined) return { kind: 'atomic', operator: 'expression', node: undefined };
  return { kind: 'atomic', operator: set.atomic, node: set.operand?.kind === 'hole' ? set.operand.node : undefined };
};

const written = (column: string, node: TSESTree.Node, at: Resolver): Written => {
  const value = at.bare(node);
  if (value.type === 'TaggedTemplateExpression' && value.tag.type === 'Identifier' && value.tag.name === 'sql') return { kind: 'atomic', operator: 'expression', node: undefined };
  if (value.type !== 'CallExpression') return { kind: 'value', node };
  const name = calledName(value);
  const isMethod = value.callee.type === 'MemberExpression' || at.origin(value.callee).kind === 'import';
  if (name === 'literal' && isMethod) return ofLiteral(column, value, at);
  // the time of the database is a value like any other
  if ((name === 'col' || name === 'cast') && isMethod) return { kind: 'atomic', operator: 'expression', node: undefined };
  if (name === 'fn' && isMethod) return value.arguments.length > 1 ? { kind: 'atomic', operator: 'expression', node: undefined } : { kind: 'opaque', node };
  return { kind: 'value', node };
};

/** The columns that an object literal, a variable or a list of them writes. */
export const assignments = (node: TSESTree.Node | undefined, at: Resolver): Assignments => {
  if (node === undefined) return noColumns;
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') return ofList(value, at);
  const shape = at.object(node);
  const entries: Assignment[] = [];
  for (const [column, { value: given, property }] of shape.entries) entries.push({ column, written: written(column, given, at), property });
  return { entries, spreads: wholesIn(shape), open: shape.open };
};

const ofList = (list: TSESTree.ArrayExpression, at: Resolver): Assignments => {
  const parts = list.elements.map((element): Assignments => (element === null || element.type === 'SpreadElement' ? { entries: [], spreads: [], open: true } : assignments(element, at)));
  return { entries: parts.flatMap((part) => part.entries), spreads: parts.flatMap((part) => part.spreads), open: parts.some((part) => part.open) };
};

/** The columns of `increment('n', { by })`, `increment(['a', 'b'])`, `increment({ a: 1 })`. */
export const increments = (verb: 'increment' | 'decrement', fields: TSESTree.Node | undefined, options: TSESTree.Node | undefined, at: Resolver): Assignments => {
  if (fields === undefined) return { entries: [], spreads: [], open: true };
  const by = options === undefined ? undefined : at.object(options).entries.get('by')?.value;
  const entry = (column: string, node: TSESTree.Node | undefined, property: TSESTree.Node): Assignment => ({ column, written: { kind: 'atomic', operator: verb, node }, property });
  const text = at.text(fields);
  if (text !== undefined) return { entries: [entry(text, by, fields)], spreads: [], open: false };
  const value = at.constant(fields);
  if (value.type === 'ArrayExpression') {
    const columns = value.elements.map((element) => (element === null || element.type === 'SpreadElement' ? undefined : at.text(element)));
    return { entries: columns.flatMap((column) => (column === undefined ? [] : [entry(column, by, fields)])), spreads: [], open: columns.includes(undefined) };
  }
  if (value.type !== 'ObjectExpression') return { entries: [], spreads: [], open: true };
  return { entries: value.properties.flatMap((property) => (property.type === 'Property' && keyName(property) !== undefined ? [entry(keyName(property) ?? '', property.value, property)] : [])), spreads: [], open: at.object(value).open };
};

/** Several objects may be written at once. */
export const isList = (node: TSESTree.Node | undefined, at: Resolver): boolean => node !== undefined && at.bare(at.constant(node)).type !== 'ObjectExpression';
