/**
 * What the table builders say of a table: the one in the file at hand, where the file imports it from, or in the schema that its database is made with.
 */
import { resolve } from 'node:path';
import { unknown, type Known } from '../../operations/known.js';
import type { Database, SchemaSource, TableSchema } from '../../operations/schema.js';
import { databaseByDrivers } from '../../project/drivers.js';
import { slashed } from '../../project/disk.js';
import type { Place } from '../../resolve/modules.js';
import { declarationElsewhere, declarationInWhole, importedDeclaration } from '../../resolve/other-file.js';
import { rememberByName } from '../../resolve/remember.js';
import type { Resolver } from '../../resolve/resolver.js';
import { engineOf, type Engine } from './engine.js';
import { tableSchema } from './schema-table.js';
import { declaredTable } from './tables.js';

const databases: Readonly<Record<Engine, Database>> = { pg: 'postgresql', mysql: 'mysql', sqlite: 'sqlite' };

const placeOf = (name: string, at: Resolver): Place | undefined => {
  const own = declaredTable(name, at);
  return own ? { node: own, at } : (importedDeclaration(name, at) ?? declarationInWhole(name, at) ?? ofDatabase(name, at));
};

/** `db.query.users`: a table of the schema with which an imported file makes its database (`drizzle(client, { schema })`). */
const ofDatabase = (name: string, at: Resolver): Place | undefined => {
  for (const [module, names] of at.imports) {
    if (!module.startsWith('.') && !/^[~@#]\/?/.test(module)) continue;
    for (const imported of names) {
      const client = imported === '*' ? undefined : declarationElsewhere(module, imported, at)?.at;
      if (!client || client === at || ![...client.imports.keys()].some((one) => /^drizzle-orm\//.test(one))) continue;
      const own = declaredTable(name, client);
      const found = own ? { node: own, at: client } : (importedDeclaration(name, client) ?? declarationInWhole(name, client));
      if (found) return found;
    }
  }
  return undefined;
};

const schemaOf = rememberByName((name, at): Known<TableSchema> => {
  const place = placeOf(name, at);
  const found = place && tableSchema(name, place);
  return found ? { ...found.schema, database: at.project.database ?? databases[found.engine] } : unknown;
});

const databaseOf = (at: Resolver): Known<Database> => {
  if (at.project.database !== undefined) return at.project.database;
  const engine = engineOf(at);
  return engine === undefined ? databaseByDrivers(slashed(resolve(at.project.cwd, at.filename))) : databases[engine];
};

export const schema: SchemaSource = {
  // relations and tables that are kept in fields have identities of their own
  of: (table, at) => (/^drizzle:[\w$]+$/.test(table.id) ? schemaOf(table.name, at) : unknown),
  database: databaseOf,
  declareUnique: (columns) => {
    const [only, other] = columns;
    return only !== undefined && other === undefined ? '.unique()' : `unique().on(${columns.map((column) => `table.${column}`).join(', ')})`;
  },
};
