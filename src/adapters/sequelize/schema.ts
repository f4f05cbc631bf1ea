/**
 * What the models say of a table: the one in the file at hand, where the file imports it from, or the file of its name beside an index of models.
 */
import { resolve } from 'node:path';
import { dirname, join } from 'node:path/posix';
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Database, SchemaSource, TableSchema } from '../../operations/schema.js';
import { entriesOf } from '../../project/directory.js';
import { slashed } from '../../project/disk.js';
import { databaseByDrivers } from '../../project/drivers.js';
import { resolveModule } from '../../project/resolve-module.js';
import { importedDeclarations, openFile } from '../../resolve/other-file.js';
import { rememberByName } from '../../resolve/remember.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isClass } from '../../syntax/classes.js';
import { anyWithin } from '../../syntax/descendants.js';
import { memberName } from '../../syntax/property-name.js';
import { isSequelizeModule } from './names.js';
import { classSchema } from './schema-class.js';
import { objectSchema } from './schema-object.js';

const inFile = (name: string, at: Resolver): TableSchema | undefined => {
  let found: TableSchema | undefined;
  anyWithin(at.sourceCode.ast, (node) => {
    found = declaredBy(node, name, at);
    return found !== undefined;
  });
  return found;
};

/** `sequelize.define('name', …)`, `Name.init(…)`, `class Name` with decorators. */
const declaredBy = (node: TSESTree.Node, name: string, at: Resolver): TableSchema | undefined => {
  if (isClass(node)) return node.id?.name === name ? classSchema({ class: node, at }) : undefined;
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return undefined;
  const method = memberName(node.callee);
  const [first, second, third] = node.arguments;
  if (method === 'init') return node.callee.object.type === 'Identifier' && node.callee.object.name === name ? objectSchema(name, first, second, node, at) : undefined;
  if (method !== 'define') return undefined;
  const holder = node.parent.type === 'VariableDeclarator' && node.parent.id.type === 'Identifier' ? node.parent.id.name : undefined;
  const text = at.text(first);
  return text !== undefined && (text === name || holder === name) ? objectSchema(text, second, third, node, at) : undefined;
};

const schemaOf = rememberByName((name, at): Known<TableSchema> => {
  const own = inFile(name, at);
  if (own) return own;
  for (const place of importedDeclarations((one) => one === name, at)) {
    const local = place.node.type === 'Identifier' ? place.node.name : isClass(place.node) ? place.node.id?.name : undefined;
    const found = inFile(local ?? name, place.at) ?? declaredBy(place.node, name, place.at) ?? inFile(name, place.at);
    if (found) return found;
  }
  return besideIndex(name, at) ?? unknown;
});

const plainName = (name: string): string => name.replace(/\.[cm]?[jt]sx?$/, '').replace(/[.-]model$/i, '').replace(/[^A-Za-z0-9]/g, '').toLowerCase();

/** `db.User` of an index that loads the models of its folder: the file there that is called so. */
const besideIndex = (name: string, at: Resolver): TableSchema | undefined => {
  const file = slashed(resolve(at.project.cwd, at.filename));
  for (const module of at.imports.keys()) {
    if (isSequelizeModule(module) || !/^[.~@#]/.test(module)) continue;
    const index = resolveModule(module, file);
    if (index === undefined || !/\/index\.[cm]?[jt]s$/.test(index)) continue;
    const folder = dirname(index);
    for (const [entry, kind] of entriesOf(folder)) {
      if (kind !== 'file' || plainName(entry) !== name.toLowerCase()) continue;
      const other = openFile(join(folder, entry));
      const found = other && inFile(name, other);
      if (found) return found;
    }
  }
  return undefined;
};

const databaseOf = (at: Resolver): Known<Database> => at.project.database ?? databaseByDrivers(slashed(resolve(at.project.cwd, at.filename)));

export const schema: SchemaSource = {
  // associations, and tables that are known by their SQL name only, have identities of their own
  of: (table, at) => {
    const found = /^sequelize:[^.:]+$/.test(table.id) ? schemaOf(table.name, at) : unknown;
    return found === unknown ? unknown : { ...found, database: databaseOf(at) };
  },
  database: databaseOf,
  declareUnique: (columns) => (columns.length === 1 ? 'unique: true' : `indexes: [{ unique: true, fields: [${columns.map((column) => `'${column}'`).join(', ')}] }]`),
};
