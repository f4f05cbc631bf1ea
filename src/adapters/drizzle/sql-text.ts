/**
 * `` sql`…` `` as stretches of text and holes: columns and tables become names, nested `sql` is opened.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import type { SqlPart } from '../../syntax/sql-facts.js';
import { memberName } from '../../syntax/property-name.js';
import { isDrizzleModule } from './names.js';
import { columnOf, tableRef, type Scope } from './tables.js';
import { isForeignModule } from './types.js';

const MAX_DEPTH = 6;

/** `drizzle`: the tag is Drizzle's; `maybe`: it is called `sql` and nothing says that it is another one. */
export const tagOf = (tag: TSESTree.Node, at: Resolver): 'drizzle' | 'maybe' | undefined => {
  const origin = at.origin(tag);
  switch (origin.kind) {
    case 'import':
      if (origin.name !== 'sql' || isForeignModule(origin.module)) return undefined;
      return isDrizzleModule(origin.module) ? 'drizzle' : 'maybe';
    // `(users, { sql }) => …`
    case 'parameter':
      return origin.path.at(-1) === 'sql' ? 'maybe' : undefined;
    case 'member':
      return origin.property === 'sql' ? 'maybe' : undefined;
    default:
      return undefined;
  }
};

/** The template of `` sql`…` ``, also with `.mapWith(Number)` or `.as('n')` behind it, or kept in a variable. */
export const sqlTemplate = (node: TSESTree.Node, at: Resolver): TSESTree.TaggedTemplateExpression | undefined => {
  let value = at.constant(node);
  while (value.type === 'CallExpression' && value.callee.type === 'MemberExpression' && /^(?:mapWith|as|inlineParams|getSQL)$/.test(memberName(value.callee) ?? '')) value = at.constant(value.callee.object);
  return value.type === 'TaggedTemplateExpression' && tagOf(value.tag, at) !== undefined ? value : undefined;
};

/** A name that SQL text can't hold by accident: the identity of a table of the file. */
const tableMark = '@';
const quoted = (name: string): string => `"${name.replaceAll('"', '')}"`;

/** The table key of a name in SQL text that stands for an interpolated table. */
export const markedKey = (name: string): string | undefined => (name.startsWith(tableMark) ? name.slice(tableMark.length) : undefined);

/** The parts of a template. Columns of the scope are qualified by the way to their table, none for the main one. */
export const sqlParts = (node: TSESTree.TaggedTemplateExpression, scope: Scope, depth = 0): readonly SqlPart[] => {
  const { quasis, expressions } = node.quasi;
  let before = '';
  return quasis.flatMap((quasi, index): readonly SqlPart[] => {
    const text = quasi.value.cooked ?? quasi.value.raw;
    before = text.trim() === '' ? before : text;
    const hole = expressions[index];
    return hole === undefined ? [text] : [text, ...holeParts(hole, before, scope, depth + 1)];
  });
};

const holeParts = (hole: TSESTree.Node, before: string, scope: Scope, depth: number): readonly SqlPart[] => {
  const { at } = scope;
  if (depth > MAX_DEPTH) return [hole];
  const template = sqlTemplate(hole, at);
  if (template !== undefined) return sqlParts(template, scope, depth);
  const column = columnOf(hole, scope);
  if (column !== undefined) return [column.via.length === 0 ? quoted(column.column) : `${quoted(`${tableMark}${column.via.join('.')}`)}.${quoted(column.column)}`];
  const ref = isTablePlace(before) || scope.sources.has(tableRef(hole, at)?.key ?? '') ? tableRef(hole, at) : undefined;
  if (ref !== undefined) return [quoted(`${tableMark}${ref.key}`)];
  const value = at.constant(hole);
  return value.type === 'CallExpression' ? helperParts(value, hole, at) : [hole];
};

/** A word after which SQL names a table. */
const isTablePlace = (text: string): boolean => /\b(?:FROM|JOIN|UPDATE|INTO|ONLY|TABLE|USING)\s+$/i.test(text);

/** The keys of the tables that a text interpolates where SQL names one. */
export const interpolatedTables = ({ quasi: { quasis, expressions } }: TSESTree.TaggedTemplateExpression, at: Resolver): readonly string[] =>
  expressions.flatMap((hole, index) => {
    const key = isTablePlace(quasis[index]?.value.cooked ?? '') ? tableRef(hole, at)?.key : undefined;
    return key === undefined ? [] : [key];
  });

/** `sql.raw('…')`, `sql.identifier('n')`, `sql.join([…], …)` */
const helperParts = (call: TSESTree.CallExpression, hole: TSESTree.Node, at: Resolver): readonly SqlPart[] => {
  const name = call.callee.type === 'MemberExpression' && tagOf(call.callee.object, at) !== undefined ? memberName(call.callee) : undefined;
  const [first] = call.arguments;
  if (name === undefined || first === undefined) return [hole];
  const text = at.text(first);
  if (name === 'raw') return text === undefined ? [hole] : [text];
  if (name === 'identifier') return text === undefined ? [hole] : [quoted(text)];
  return name === 'join' ? [first] : [hole];
};
