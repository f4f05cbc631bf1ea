/**
 * SQL as the drivers take it: strings, `{ text, values }`, template tags with their helpers, and the arguments that placeholders stand for.
 *
 * Never assumed: that a list of values which is built up elsewhere can be read; its placeholders have no value then.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { argumentAt, methodCall } from '../../resolve/builder-calls.js';
import { entryOf } from '../../resolve/instances.js';
import type { Resolver } from '../../resolve/resolver.js';
import { sqlParts, templateParts } from '../../resolve/sql-text.js';
import { isFunction } from '../../syntax/functions.js';
import type { SqlBindings, SqlPart } from '../../syntax/sql-facts.js';
import { memberName } from '../../syntax/property-name.js';
import { declaredPlace, openly } from './functions.js';

const MAX_DEPTH = 6;

export interface Sql {
  readonly parts: readonly SqlPart[];
  readonly bindings: SqlBindings;
}

/** The SQL that a call is given; undefined where its first argument is no text in view. */
export const sqlOf = (args: readonly TSESTree.CallExpressionArgument[], at: Resolver): Sql | undefined => {
  const first = argumentAt(args, 0);
  if (first === undefined) return undefined;
  const value = at.constant(first);
  if (value.type === 'ObjectExpression') return ofObject(value, args, at);
  if (value.type === 'TaggedTemplateExpression') return isSqlTag(value.tag, at) ? { parts: taggedParts(value.quasi, at), bindings: {} } : undefined;
  const parts = sqlParts(first, at);
  return parts === undefined ? undefined : { parts, bindings: bindingsOf(args.slice(1), at) };
};

/** The SQL of a call whose text another file of the project keeps (`FIND_USER`, `queries.findUser`): that file is opened. */
export const keptSqlOf = (args: readonly TSESTree.CallExpressionArgument[], at: Resolver): Sql | undefined => {
  const first = argumentAt(args, 0);
  const text = first === undefined ? undefined : importedText(at.constant(first), at);
  return text === undefined ? undefined : { parts: [text], bindings: bindingsOf(args.slice(1), at) };
};

const importedText = (node: TSESTree.Node, at: Resolver): string | undefined => {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return undefined;
  const origin = at.origin(node);
  const place = origin.kind === 'import' ? declaredPlace(origin, at) : origin.kind === 'member' && origin.object.kind === 'import' ? openly(at, () => entryOf(origin.object, origin.property, at)) : undefined;
  return place?.at.text(place.node);
};

/** `{ text, values }` of pg, `{ sql, args }` of libsql, `{ sql, values }` of mysql2. */
const ofObject = (object: TSESTree.ObjectExpression, args: readonly TSESTree.CallExpressionArgument[], at: Resolver): Sql | undefined => {
  const { entries } = at.object(object);
  const text = (entries.get('text') ?? entries.get('sql'))?.value;
  const parts = text === undefined ? undefined : sqlParts(text, at);
  if (parts === undefined) return undefined;
  const values = (entries.get('values') ?? entries.get('args'))?.value;
  return { parts, bindings: values === undefined ? bindingsOf(args.slice(1), at) : ofList(values, at) };
};

/** What stands for placeholders: a list, an object by name, or the arguments themselves (better-sqlite3's `run(a, b)`). */
export const bindingsOf = (args: readonly TSESTree.CallExpressionArgument[], at: Resolver): SqlBindings => {
  const values = args.filter((argument) => !isFunction(argument));
  const [only, other] = values;
  if (only === undefined) return { positional: [] };
  // `query(text, [id], done)`: what follows a list is no value
  return only.type === 'ArrayExpression' || (other === undefined && only.type !== 'SpreadElement') ? ofList(only, at) : { positional: beforeSpread(values) };
};

const ofList = (node: TSESTree.Node, at: Resolver): SqlBindings => {
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') return { positional: beforeSpread(value.elements.map((element) => element ?? node)) };
  // mysql2's `SET ?` takes the object as a whole
  if (value.type === 'ObjectExpression') return { positional: [node], named: new Map([...at.object(value).entries].map(([name, entry]) => [name, entry.value])) };
  // one value by itself, or a list that is made elsewhere
  return isScalar(node, value, at) ? { positional: [node], named: new Map() } : { positional: [], named: new Map() };
};

const isScalar = (node: TSESTree.Node, value: TSESTree.Node, at: Resolver): boolean =>
  value.type === 'Literal' || value.type === 'TemplateLiteral' || /^(?:string|number|bigint|boolean|Date)$/.test(at.annotation(node)?.name ?? '');

/** The arguments of a prepared statement: values one by one, a list of them, or an object by name. */
export const preparedBindings = (args: readonly TSESTree.CallExpressionArgument[], at: Resolver): SqlBindings => {
  const [only, other] = args;
  if (only === undefined || other !== undefined || only.type === 'SpreadElement') return bindingsOf(args, at);
  const { type } = at.constant(only);
  return type === 'ArrayExpression' || type === 'ObjectExpression' ? ofList(only, at) : { positional: [only], named: new Map() };
};

const beforeSpread = (nodes: readonly TSESTree.Node[]): readonly TSESTree.Node[] => {
  const spread = nodes.findIndex((node) => node.type === 'SpreadElement');
  return spread === -1 ? nodes : nodes.slice(0, spread);
};

/** `sql`, `sql.unsafe`, `sql.type(parser)`, `SQL`: a tag by a driver's or a template library's form. */
export const isSqlTag = (tag: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(tag);
  if (bare.type === 'CallExpression') return /^(?:type|typeAlias)$/.test(methodCall(bare)?.name ?? '');
  if (bare.type === 'MemberExpression') return /^(?:unsafe|fragment|sql)$/.test(memberName(bare) ?? '');
  const origin = at.origin(bare);
  return origin.kind === 'import' ? /^(?:sql|SQL|default)$/.test(origin.name) : bare.type === 'Identifier' && /^(?:sql|SQL)$/.test(bare.name);
};

/** The parts of a tagged template: fragments are opened, helpers are what they stand for. */
export const taggedParts = (template: TSESTree.TemplateLiteral, at: Resolver, depth = 0): readonly SqlPart[] => {
  let before = '';
  let index = 0;
  return templateParts(template, at, (hole) => {
    before = template.quasis[index]?.value.raw ?? '';
    index += 1;
    return depth > MAX_DEPTH ? [hole] : holeParts(hole, before, at, depth + 1);
  });
};

const holeParts = (hole: TSESTree.Node, before: string, at: Resolver, depth: number): readonly SqlPart[] => {
  const value = at.constant(hole);
  if (value.type === 'TaggedTemplateExpression') return isNamedSql(value.tag, at) ? taggedParts(value.quasi, at, depth) : [hole];
  if (value.type !== 'CallExpression') return [hole];
  const call = methodCall(value);
  const first = argumentAt(value.arguments, 0);
  if (first === undefined) return [hole];
  if (call === undefined) return value.callee.type === 'Identifier' ? ofHelper(first, before, at) : [hole];
  switch (call.name) {
    // postgres.js's `sql(…)` of a transaction kept in a member, slonik's and postgres.js's helpers
    case 'json':
    case 'array':
    case 'binary':
    case 'date':
    case 'timestamp':
      return [first];
    case 'unsafe':
      return textOr(first, hole, at);
    case 'identifier':
      return identifier(first, at) ?? [hole];
    default:
      return [hole];
  }
};

/** A tag that is written where a fragment can stand: the file's own `sql`, whatever it is called. */
const isNamedSql = (tag: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(tag);
  return isSqlTag(bare, at) || bare.type === 'Identifier';
};

/** postgres.js's helper: `sql('table')`, `sql(row)`, `sql(row, 'a', 'b')`, `sql(ids)`. */
const ofHelper = (first: TSESTree.Expression, before: string, at: Resolver): readonly SqlPart[] => {
  const text = at.text(first);
  if (text !== undefined) return [quoted(text)];
  const value = at.constant(first);
  if (value.type !== 'ObjectExpression') return [first];
  const shape = at.object(value);
  if (shape.open || shape.spreads.length > 0) return [first];
  const entries = [...shape.entries].map(([name, entry]) => [quoted(name), entry.value] as const);
  if (/\bSET\s*$/i.test(before)) return entries.flatMap(([name, node], index): readonly SqlPart[] => [`${index === 0 ? '' : ', '}${name} = `, node]);
  if (!/\bINTO\b[^()]*$/i.test(before)) return [first];
  return [`(${entries.map(([name]) => name).join(', ')}) VALUES (`, ...entries.flatMap(([, node], index): readonly SqlPart[] => (index === 0 ? [node] : [', ', node])), ')'];
};

const quoted = (name: string): string => name.split('.').map((part) => `"${part.replaceAll('"', '')}"`).join('.');

const textOr = (node: TSESTree.Node, hole: TSESTree.Node, at: Resolver): readonly SqlPart[] => {
  const text = at.text(node);
  return [text ?? hole];
};

/** `sql.identifier(['schema', 'table'])` */
const identifier = (node: TSESTree.Node, at: Resolver): readonly SqlPart[] | undefined => {
  const value = at.constant(node);
  const names = value.type === 'ArrayExpression' ? value.elements.map((element) => (element === null ? undefined : at.text(element))) : [at.text(node)];
  return names.every((name) => name !== undefined) ? [names.map(quoted).join('.')] : undefined;
};
