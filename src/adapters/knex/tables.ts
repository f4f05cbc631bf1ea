/**
 * Which table is meant? One identity for a SQL name however it is spelled, for a constant that holds it, and for an Objection model.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import { tableName, type TableName } from '../../operations/query-names.js';
import type { ClassNode, Resolver } from '../../resolve/resolver.js';
import { keyName, memberName } from '../../syntax/property-name.js';

export const tableNamed = (name: string): Table => ({ id: `knex:${name}`, name });

export interface NamedTable {
  readonly table: Known<Table>;
  readonly name: TableName | undefined;
}

const nameless: NamedTable = { table: unknown, name: undefined };

/** The table that `'users as u'`, `{ u: 'users' }`, `TableName.Users` or a template that ends in an alias means. */
export const tableOf = (node: TSESTree.Node | undefined, at: Resolver): NamedTable => {
  if (node === undefined) return nameless;
  const text = at.text(node);
  if (text !== undefined) return named(text);
  const value = at.constant(node);
  if (value.type === 'ObjectExpression') {
    const [entry] = at.object(value).entries;
    const inner = entry === undefined ? undefined : at.text(entry[1].value);
    const found = inner === undefined || entry === undefined ? nameless : named(inner);
    return found.name === undefined || entry === undefined ? nameless : { ...found, name: { ...found.name, alias: entry[0] } };
  }
  if (value.type === 'TemplateLiteral') return ofTemplate(value, at);
  return ofConstant(value, at);
};

const named = (text: string): NamedTable => {
  const name = tableName(text);
  return name === undefined ? nameless : { table: tableNamed(name.name), name };
};

/** `` `${TableName.Users} as u` `` */
const ofTemplate = (template: TSESTree.TemplateLiteral, at: Resolver): NamedTable => {
  const [hole, other] = template.expressions;
  const [before, after] = template.quasis;
  const alias = /^\s+(?:as\s+)?(\w+)\s*$/i.exec(after?.value.raw ?? '')?.[1];
  if (hole === undefined || other !== undefined || before?.value.raw !== '' || (alias === undefined && after?.value.raw !== '')) return nameless;
  const { table, name } = tableOf(hole, at);
  return { table, name: { name: name?.name ?? '', alias } };
};

/** A name that the file doesn't spell out, but always means the same: an import, an enum's member, a field. */
const ofConstant = (node: TSESTree.Node, at: Resolver): NamedTable => {
  const path = constantPath(node, at);
  return path === undefined ? nameless : { table: { id: `knex:${path}`, name: path.split('.').at(-1) ?? path }, name: { name: path, alias: undefined } };
};

const constantPath = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'ThisExpression') return 'this';
  if (bare.type === 'Identifier') {
    const origin = at.origin(bare);
    return origin.kind === 'import' || origin.kind === 'class' || (origin.kind === 'expression' && origin.node.type !== 'Literal') ? bare.name : undefined;
  }
  if (bare.type !== 'MemberExpression') return undefined;
  const name = memberName(bare);
  const object = name === undefined ? undefined : constantPath(bare.object, at);
  return object === undefined || name === undefined ? undefined : `${object}.${name}`;
};

/** The table of an Objection model: what its class says, or the class itself. */
export const modelTable = (node: TSESTree.Node, at: Resolver): Known<Table> => {
  const bare = at.bare(node);
  const origin = at.origin(bare);
  const own = origin.kind === 'class' || (origin.kind === 'this' && origin.class !== undefined) ? declaredTable(origin.class, at) : undefined;
  if (own !== undefined) return tableNamed(own);
  if (origin.kind === 'this' || bare.type === 'ThisExpression') return origin.kind === 'this' && origin.class?.id ? tableNamed(origin.class.id.name) : unknown;
  const name = bare.type === 'Identifier' ? bare.name : bare.type === 'MemberExpression' ? memberName(bare) : undefined;
  return name === undefined ? unknown : tableNamed(name);
};

/** `static tableName = 'users'`, `static get tableName() { return 'users' }` */
const declaredTable = (node: ClassNode | undefined, at: Resolver): string | undefined => {
  for (const member of node?.body.body ?? []) {
    if ((member.type !== 'PropertyDefinition' && member.type !== 'MethodDefinition') || !member.static || keyName(member) !== 'tableName' || member.value === null) continue;
    if (member.type === 'PropertyDefinition') return at.text(member.value);
    const [first] = member.value.body?.body ?? [];
    return first?.type === 'ReturnStatement' && first.argument ? at.text(first.argument) : undefined;
  }
  return undefined;
};
