/** Which table is meant? One identity for an entity class, its import, its name as a string, its `EntitySchema` or `defineEntity`. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import { superclassOf, type ClassPlace } from '../../resolve/instances.js';
import { resolverAt } from '../../resolve/modules.js';
import { declarationElsewhere } from '../../resolve/other-file.js';
import type { Origin, Resolver, TypeName } from '../../resolve/resolver.js';
import { isClass } from '../../syntax/classes.js';
import { memberName } from '../../syntax/property-name.js';
import { isOwnModule } from './names.js';

export const tableNamed = (name: string): Table => ({ id: `mikro-orm:${name}`, name });

/** The table at the end of a relation. */
export const relationTable = (parent: Known<Table>, path: readonly string[]): Known<Table> => (parent === unknown ? unknown : { id: `${parent.id}.${path.join('.')}`, name: `${parent.name}.${path.join('.')}` });

const startsUpper = (name: string): boolean => /^[A-Z]/.test(name);

/** Whether an argument may be an entity: a class-like name, `entities.User`, `'User'`. */
export const isEntityLike = (node: TSESTree.Node | undefined, at: Resolver): boolean => {
  if (node === undefined) return false;
  const bare = at.bare(node);
  if (bare.type === 'Identifier') return startsUpper(bare.name);
  if (bare.type === 'MemberExpression') return startsUpper(memberName(bare) ?? '');
  return bare.type === 'Literal' && typeof bare.value === 'string' && startsUpper(bare.value);
};

/** The table that an entity argument names; unknown when it's a variable. */
export const entityTable = (node: TSESTree.Node, at: Resolver): Known<Table> => {
  const text = at.text(node);
  if (text !== undefined) return tableNamed(text);
  const bare = at.bare(node);
  if (bare.type === 'MemberExpression') return startsUpper(memberName(bare) ?? '') ? tableNamed(memberName(bare) ?? '') : unknown;
  if (bare.type !== 'Identifier') return unknown;
  const name = nameOf(at.origin(bare), at) ?? (at.variable(bare) === undefined ? bare.name : undefined);
  return name !== undefined && startsUpper(name) ? tableNamed(name) : unknown;
};

const nameOf = (origin: Origin, at: Resolver): string | undefined => {
  switch (origin.kind) {
    case 'import':
      if (origin.name !== 'default' && origin.name !== '*') return origin.name;
      return origin.node.type === 'ImportDefaultSpecifier' ? origin.node.local.name : origin.node.type === 'Identifier' ? origin.node.name : undefined;
    case 'class':
      return origin.class.id?.name;
    case 'new':
    case 'call': {
      const { callee } = origin;
      const isOwn = callee.kind === 'import' && (callee.name === 'EntitySchema' || callee.name === 'defineEntity') && isOwnModule(callee.module);
      return isOwn ? at.text(at.object(origin.node.arguments[0]).entries.get('name')?.value) : undefined;
    }
    case 'member':
      return origin.property;
    default:
      return undefined;
  }
};

/** The table of an entity that a type names (`EntityRepository<User>`). */
export const typeTable = (type: TypeName | undefined): Known<Table> => {
  if (type === undefined || !startsUpper(type.name)) return unknown;
  const plain = type.qualifier.length === 0 && type.imported !== 'default' && type.imported !== '*' ? type.imported : undefined;
  return tableNamed(plain ?? type.name);
};

const decoratorsOf = (place: ClassPlace): ReturnType<Resolver['decorators']> => place.at.decorators(place.class).filter(({ module }) => isOwnModule(module));

/** Whether a class is an entity by its decorators. */
export const isEntityClass = (place: ClassPlace): boolean => decoratorsOf(place).some(({ name }) => name === 'Entity' || name === 'Embeddable');

/** The class that an entity argument is, in whatever file. */
export const entityClass = (node: TSESTree.Node, at: Resolver): ClassPlace | undefined => {
  const origin = at.origin(node);
  if (origin.kind === 'class') return { class: origin.class, at };
  return origin.kind === 'import' ? classElsewhere(origin.module, origin.name, at) : undefined;
};

/** The class that a written type names, in whatever file. */
export const classOfName = (type: TypeName, at: Resolver): ClassPlace | undefined => {
  const home = resolverAt(type.node, at);
  if (type.module !== undefined) return type.imported === undefined ? undefined : classElsewhere(type.module, type.imported, home);
  const origin = type.node.type === 'TSTypeReference' && type.node.typeName.type === 'Identifier' ? home.origin(type.node.typeName) : undefined;
  return origin?.kind === 'class' ? { class: origin.class, at: home } : undefined;
};

/** Entities lie in files that no call leads to: they are declarations, like a schema. */
const classElsewhere = (module: string, name: string, at: Resolver): ClassPlace | undefined => {
  const place = declarationElsewhere(module, name, at);
  return place && isClass(place.node) ? { class: place.node, at: place.at } : undefined;
};

/** Whether an entity has a version column: flush then fails when the row was changed meanwhile (`@Property({ version: true })`). */
export const isVersioned = (place: ClassPlace | undefined, depth = 0): boolean => {
  if (place === undefined || depth > 6) return false;
  const own = place.class.body.body.some((member) =>
    place.at.decorators(member).some(({ name, module, arguments: [options] }) => {
      const value = name === 'Property' && isOwnModule(module) && options ? place.at.object(options).entries.get('version')?.value : undefined;
      return value?.type === 'Literal' && value.value === true;
    }));
  return own || isVersioned(superclassOf(place), depth + 1);
};
