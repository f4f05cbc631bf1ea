/**
 * Which table is meant? One identity for a model's class, its import, its property on an index module (`db.User`) and its name as a string.
 *
 * Never assumed: that the model's file can be read; that the SQL name is known.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import type { Origin, Resolver, TypeName } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { argument, methodCall } from './facts.js';

export const tableNamed = (name: string): Table => ({ id: `sequelize:${name}`, name });

/** The table of an expression that denotes a model; unknown when it's no single one. */
export const modelTable = (node: TSESTree.Node, at: Resolver): Known<Table> => {
  const bare = at.bare(node);
  const text = at.text(bare);
  if (text !== undefined) return tableNamed(text);
  if (bare.type === 'ThisExpression') {
    const owner = at.classOf(bare);
    return owner?.id == null ? unknown : tableNamed(owner.id.name);
  }
  const local = bare.type === 'Identifier' ? bare.name : bare.type === 'MemberExpression' ? memberName(bare) : undefined;
  return ofOrigin(at.origin(bare), local, at) ?? (local === undefined ? unknown : tableNamed(local));
};

const ofOrigin = (origin: Origin, local: string | undefined, at: Resolver): Table | undefined => {
  switch (origin.kind) {
    case 'import':
      return origin.name === 'default' || origin.name === '*' ? (local === undefined ? undefined : tableNamed(local)) : tableNamed(origin.name);
    case 'class':
      return origin.class.id === null ? undefined : tableNamed(origin.class.id.name);
    case 'member':
      return tableNamed(origin.property);
    case 'call':
      return ofCall(origin.node, at) ?? (local === undefined ? undefined : tableNamed(local));
    default:
      return undefined;
  }
};

/** `sequelize.define('user', …)`, `sequelize.model('user')`, `User.init(…)`, `User.scope('x')`, `sequelize.getRepository(User)` */
const ofCall = (node: TSESTree.CallExpression, at: Resolver): Table | undefined => {
  const call = methodCall(node);
  if (call === undefined) return undefined;
  const first = argument(call.args, 0);
  if (call.name === 'define' || call.name === 'model') {
    const text = at.text(first);
    return text === undefined ? undefined : tableNamed(text);
  }
  if (call.name === 'getRepository' && first !== undefined) return known(modelTable(first, at));
  return call.name === 'init' || call.name === 'scope' || call.name === 'unscoped' || call.name === 'schema' ? known(modelTable(call.receiver, at)) : undefined;
};

const known = (table: Known<Table>): Table | undefined => (table === unknown ? undefined : table);

/** The table of a model that a type names (`typeof User`, `ModelStatic<User>`). */
export const typeTable = (type: TypeName | undefined): Known<Table> => {
  if (type === undefined || type.name === '') return unknown;
  const exported = type.qualifier.length === 0 && type.imported !== 'default' && type.imported !== '*' ? type.imported : undefined;
  return tableNamed(exported ?? type.name);
};

/** The model that a SQL name stands for in this file: `user_profiles` → `UserProfile`, when a name of that kind is bound at its top. */
export const sqlTable = (sqlName: string, at: Resolver): Table => {
  const last = sqlName.split('.').at(-1) ?? sqlName;
  const pascal = last.split(/[_\s]+/).map((part) => part.charAt(0).toUpperCase() + part.slice(1)).join('');
  const names = new Set(topLevelNames(at));
  const found = [pascal, pascal.replace(/ies$/, 'y'), pascal.replace(/s$/, ''), pascal.replace(/es$/, '')].find((name) => names.has(name));
  return found === undefined ? { id: `sequelize:sql:${last.toLowerCase()}`, name: last } : tableNamed(found);
};

const topLevelNames = (at: Resolver): readonly string[] =>
  (at.sourceCode.scopeManager?.scopes ?? []).filter(({ type }) => type === 'module' || type === 'global').flatMap(({ variables }) => variables.filter(({ defs }) => defs.length > 0).map(({ name }) => name));
