/**
 * Which table is meant? One identity for an entity class, its import, its name as a string and its `EntitySchema`.
 *
 * Never assumed: that the entity's file can be read; that the SQL name is known.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import type { Origin, Resolver, TypeName } from '../../resolve/resolver.js';
import { propertyName } from './facts.js';
import { isTypeormModule } from './names.js';

export const tableNamed = (name: string): Table => ({ id: `typeorm:${name}`, name });

/** The table of a relation whose entity isn't in view. */
export const relationTable = (parent: Known<Table>, path: readonly string[]): Known<Table> =>
  parent === unknown ? unknown : { id: `${parent.id}.${path.join('.')}`, name: `${parent.name}.${path.join('.')}` };

const startsUpper = (name: string): boolean => /^[A-Z]/.test(name);

/** Whether an argument may be an entity: a class-like name, `entities.User`, `'User'`. */
export const isEntityLike = (node: TSESTree.Node | undefined, at: Resolver): boolean => {
  if (node === undefined) return false;
  const bare = at.bare(node);
  if (bare.type === 'Identifier') return startsUpper(bare.name) && bare.name !== 'Number' && bare.name !== 'String' && bare.name !== 'Object';
  if (bare.type === 'MemberExpression') return startsUpper(propertyName(bare) ?? '');
  if (bare.type === 'Literal') return typeof bare.value === 'string' && startsUpper(bare.value);
  return false;
};

/** The table that an entity argument names; unknown when it's a variable. */
export const entityTable = (node: TSESTree.Node, at: Resolver): Known<Table> => {
  const text = at.text(node);
  if (text !== undefined) return tableNamed(text);
  const bare = at.bare(node);
  if (bare.type === 'MemberExpression') {
    const name = propertyName(bare);
    return name !== undefined && startsUpper(name) ? tableNamed(name) : unknown;
  }
  if (bare.type !== 'Identifier') return unknown;
  return tableOfOrigin(at.origin(bare), at) ?? (startsUpper(bare.name) && at.variable(bare) === undefined ? tableNamed(bare.name) : unknown);
};

const tableOfOrigin = (origin: Origin, at: Resolver): Table | undefined => {
  switch (origin.kind) {
    case 'import': {
      const name = importedName(origin.name, origin.node);
      return name !== undefined && startsUpper(name) ? tableNamed(name) : undefined;
    }
    case 'class':
      return origin.class.id === null ? undefined : tableNamed(origin.class.id.name);
    case 'new': {
      const callee = origin.callee;
      if (callee.kind !== 'import' || callee.name !== 'EntitySchema' || !isTypeormModule(callee.module)) return undefined;
      const shape = at.object(origin.node.arguments[0]);
      const name = at.text(shape.entries.get('name')?.value);
      return name === undefined ? undefined : tableNamed(name);
    }
    case 'member':
      return startsUpper(origin.property) ? tableNamed(origin.property) : undefined;
    default:
      return undefined;
  }
};

/** The exported name, or for a default import the local one. */
const importedName = (name: string, node: TSESTree.Node): string | undefined => {
  if (name !== 'default' && name !== '*') return name;
  if (node.type === 'ImportDefaultSpecifier' || node.type === 'ImportNamespaceSpecifier') return node.local.name;
  return node.type === 'Identifier' ? node.name : undefined;
};

/** The table of an entity that a type names (`Repository<User>`). */
export const typeTable = (type: TypeName | undefined): Known<Table> => {
  if (type === undefined) return unknown;
  const plain = type.qualifier.length === 0 && type.imported !== 'default' && type.imported !== '*' ? type.imported : undefined;
  return startsUpper(type.name) ? tableNamed(plain ?? type.name) : unknown;
};

/** A name that is bound at the top of the file. */
const topLevel = (at: Resolver, name: string): TSESLint.Scope.Variable | undefined => {
  for (const scope of at.sourceCode.scopeManager?.scopes ?? []) {
    if (scope.type !== 'module' && scope.type !== 'global') continue;
    const found = scope.set.get(name);
    if (found !== undefined && found.defs.length > 0) return found;
  }
  return undefined;
};

const variableTable = (at: Resolver, name: string): Table | undefined => {
  const definition = topLevel(at, name)?.defs[0];
  if (definition === undefined) return undefined;
  const node = definition.node;
  if (node.type === 'ImportSpecifier' && node.imported.type === 'Identifier') return tableNamed(node.imported.name === 'default' ? name : node.imported.name);
  return tableNamed(name);
};

/**
 * The table behind a project's own repository: `UserRepository` reads `User` when the file knows a class of that name;
 * otherwise the repository itself is the identity, so that a read and a write through it meet.
 */
export const repositoryTable = (name: string, at: Resolver): Table => {
  const stem = name.replace(/^(?:I|TypeOrm|Typeorm)(?=[A-Z])/, '').replace(/(?:Repository|Repositories|Repo)$/i, '');
  const upper = stem.charAt(0).toUpperCase() + stem.slice(1);
  if (stem !== '') {
    const names = [upper, `${upper}Entity`, ...(upper.endsWith('s') ? [upper.slice(0, -1), `${upper.slice(0, -1)}Entity`] : [])];
    for (const candidate of names) {
      const table = variableTable(at, candidate);
      if (table !== undefined) return table;
    }
  }
  return { id: `typeorm:repo:${name}`, name: stem === '' ? name : stem };
};

/** The entity that a SQL table name stands for in this file: `user_profiles` → `UserProfile`, when a class of that name is in view. */
export const sqlTable = (sqlName: string, at: Resolver): Table => {
  const last = sqlName.split('.').at(-1) ?? sqlName;
  const pascal = last.split(/[_\s]+/).map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  const stems = [pascal, pascal.replace(/ies$/, 'y'), pascal.replace(/s$/, ''), pascal.replace(/es$/, '')];
  for (const stem of stems) {
    const table = variableTable(at, stem) ?? variableTable(at, `${stem}Entity`);
    if (table !== undefined) return table;
  }
  return { id: `typeorm:sql:${last.toLowerCase()}`, name: last };
};
