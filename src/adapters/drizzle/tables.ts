/**
 * Which table is this expression? Identity is the variable or the imported name: `users`, `schema.users`, `db.query.users` are one.
 *
 * In: an expression in the place of a table. Out: its identity; undefined for what can't be a table. Never assumed: that the file of the schema is in view.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { argument } from './facts.js';
import type { Engine } from './engine.js';
import { isDrizzleModule, tableMakers } from './names.js';

export interface TableRef {
  readonly table: Known<Table>;
  /** tells two uses of one table in a query apart (`alias(users, 'manager')`) */
  readonly key: string;
}

const cache = new WeakMap<TSESTree.Node, TableRef>();

export const tableNamed = (name: string): Table => ({ id: `drizzle:${name}`, name });

const refTo = (name: string): TableRef => ({ table: tableNamed(name), key: name });

/** The call that declares a table: `pgTable('users', {…})`, `mySchema.table('users', {…})`. */
export const tableCall = (node: TSESTree.Node | undefined, at: Resolver): TSESTree.CallExpression | undefined => (node?.type === 'CallExpression' && makerOf(node, at) !== undefined ? node : undefined);

/** Which database a declared table is in. */
export const makerOf = (node: TSESTree.CallExpression, at: Resolver): Engine | undefined => familyOf(at.origin(node.callee));

/** The same by where the function that declares it comes from. */
export const familyOf = (callee: Origin): Engine | undefined => {
  if (callee.kind === 'import') return isDrizzleModule(callee.module) ? tableMakers.get(callee.name) : undefined;
  // a table creator (`pgTableCreator((name) => …)`) or a schema (`pgSchema('x').table`)
  if (callee.kind === 'member') return /^(?:table|withRLS)$/.test(callee.property) ? familyOf(callee.object) : undefined;
  const maker = callee.kind === 'call' ? callee.callee : undefined;
  if (maker?.kind !== 'import' || !isDrizzleModule(maker.module)) return undefined;
  const family = /^(pg|mysql|sqlite)(?:TableCreator|Schema)$/.exec(maker.name)?.[1];
  return family === 'pg' || family === 'mysql' || family === 'sqlite' ? family : undefined;
};

/** The call whose result the file calls so, at its top: a table's declaration, if it is one. */
export const declaredTable = (name: string, at: Resolver): TSESTree.CallExpression | undefined => {
  for (const statement of at.sourceCode.ast.body) {
    const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (inner?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of inner.declarations) {
      const value = id.type === 'Identifier' && id.name === name && init ? at.constant(init) : undefined;
      if (value?.type === 'CallExpression') return value;
    }
  }
  return undefined;
};

/** The name of the variable that a value is declared as. */
const declaredName = (node: TSESTree.Node): string | undefined => {
  let outer: TSESTree.Node | undefined = node.parent;
  while (outer?.type === 'TSAsExpression' || outer?.type === 'TSSatisfiesExpression') outer = outer.parent;
  return outer?.type === 'VariableDeclarator' && outer.id.type === 'Identifier' ? outer.id.name : undefined;
};

/** The table that an expression stands for; undefined: it is none. */
export const tableRef = (node: TSESTree.Node, at: Resolver): TableRef | undefined => {
  const bare = at.bare(node);
  const known = cache.get(bare);
  if (known !== undefined) return known;
  const found = find(bare, at, 0);
  if (found !== undefined) cache.set(bare, found);
  return found;
};

const find = (bare: TSESTree.Node, at: Resolver, depth: number): TableRef | undefined => {
  if (depth > 4 || (bare.type !== 'Identifier' && bare.type !== 'MemberExpression' && bare.type !== 'CallExpression')) return undefined;
  if (at.text(bare) !== undefined) return undefined;
  const value = at.constant(bare);
  const declared = tableCall(value, at);
  if (declared !== undefined) {
    const name = declaredName(declared) ?? at.text(declared.arguments[0]);
    return name === undefined ? undefined : refTo(name);
  }
  if (value.type === 'CallExpression') return aliased(value, bare, at, depth);
  if (value.type !== 'Identifier' && value.type !== 'MemberExpression') return undefined;
  return fromOrigin(at.origin(value), value, at, depth);
};

/** `alias(users, 'manager')` */
const aliased = (call: TSESTree.CallExpression, bare: TSESTree.Node, at: Resolver, depth: number): TableRef | undefined => {
  const first = argument(call.arguments, 0);
  if (call.callee.type !== 'Identifier' || !/^(?:alias|aliasedTable)$/.test(call.callee.name) || first === undefined) return undefined;
  const inner = find(at.bare(first), at, depth + 1);
  return inner && { table: inner.table, key: at.sourceCode.getText(bare) };
};

const isPlainName = (name: string): boolean => /^[\w$]+$/.test(name);

const fromOrigin = (origin: Origin, node: TSESTree.Node, at: Resolver, depth: number): TableRef | undefined => {
  switch (origin.kind) {
    case 'import': {
      const name = origin.name === 'default' || origin.name === '*' ? (node.type === 'Identifier' ? node.name : undefined) : origin.name;
      return name === undefined ? undefined : refTo(name);
    }
    case 'member': {
      // a class's or an instance's own property is known by its owner only
      if (origin.object.kind === 'this') return { table: unknown, key: `this.${origin.property}` };
      return isPlainName(origin.property) ? refTo(origin.property) : undefined;
    }
    case 'field': {
      const held = origin.value === undefined ? undefined : find(at.bare(origin.value), at, depth + 1);
      return held ?? { table: { id: `drizzle:field@${String(origin.declaration.range[0])}`, name: origin.property }, key: `this.${origin.property}` };
    }
    case 'parameter': {
      const id = `drizzle:parameter@${[origin.fn.range[0], origin.index, ...origin.path].join('.')}`;
      return { table: unknown, key: id };
    }
    case 'call': {
      const name = at.bare(node);
      return name.type === 'Identifier' ? { table: unknown, key: name.name } : undefined;
    }
    case 'global':
      return refTo(origin.name);
    case 'either':
    case 'unknown':
      return { table: unknown, key: at.sourceCode.getText(node) };
    default:
      return undefined;
  }
};

/** Where the columns of a query are looked up. */
export interface Scope {
  readonly at: Resolver;
  /** from a source to the path of the joined table; the main table's is empty */
  readonly sources: ReadonlyMap<string, readonly string[]>;
  /** the parameters of callbacks that stand for the table (`(users, { eq }) => …`) */
  readonly fields?: TSESTree.Node | undefined;
}

export interface ColumnRef {
  readonly column: string;
  readonly via: readonly string[];
}

/** `users.email`: the column, and the way to its table. */
export const columnOf = (node: TSESTree.Node, { at, sources, fields }: Scope): ColumnRef | undefined => {
  const own = at.bare(node);
  // a column is also kept in a variable, or destructured from its table
  const bare = own.type === 'Identifier' ? at.constant(own) : own;
  if (bare.type === 'Identifier') return destructured(bare, fields, at);
  if (bare.type !== 'MemberExpression') return undefined;
  const column = memberName(bare);
  if (column === undefined) return undefined;
  const object = at.bare(bare.object);
  if (fields !== undefined && object.type === 'Identifier' && fields.type === 'Identifier' && at.variable(object) === at.variable(fields)) return { column, via: [] };
  const via = sources.get(tableRef(object, at)?.key ?? '');
  return via && { column, via };
};

/** `({ email }, { eq }) => eq(email, x)` */
const destructured = (node: TSESTree.Identifier, fields: TSESTree.Node | undefined, at: Resolver): ColumnRef | undefined => {
  if (fields?.type !== 'ObjectPattern') return undefined;
  const variable = at.variable(node);
  for (const property of fields.properties) {
    if (property.type !== 'Property' || property.value.type !== 'Identifier' || property.key.type !== 'Identifier') continue;
    if (variable !== undefined && at.variable(property.value) === variable) return { column: property.key.name, via: [] };
  }
  return undefined;
};
