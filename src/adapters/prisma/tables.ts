/** Which table is meant, with the schema where there is one: the model behind a relation, and behind a SQL name (`@@map`). */
import type { Table } from '../../operations/operation.js';
import type { TableSchema } from '../../operations/schema.js';
import type { Resolver } from '../../resolve/resolver.js';
import { relationTable, tableNamed } from './names.js';
import { prismaSchema } from './schema.js';

/** What the schema says of a table; undefined where there is none, or the model at the end of a relation isn't known. */
export const schemaOfTable = (table: Table | undefined, at: Resolver): TableSchema | undefined =>
  table === undefined || table.id.includes('.') ? undefined : prismaSchema(at)?.find(table.name);

/** The table at the other end of a relation. */
export const relatedTable = (parent: Table | undefined, relation: string, at: Resolver): Table =>
  schemaOfTable(parent, at)?.relations.get(relation)?.table ?? relationTable(parent, relation);

/** The table of a SQL name. */
export const sqlTable = (name: string, at: Resolver): Table => prismaSchema(at)?.find(name)?.table ?? tableNamed(name);

/** The column of a SQL name, as the client spells it; undefined where the schema doesn't say. */
export const sqlColumn = (column: string, table: Table | undefined, at: Resolver): string | undefined => {
  const columns = schemaOfTable(table, at)?.columns;
  if (!columns) return undefined;
  return [...columns.values()].find(({ mapped }) => mapped === column)?.name;
};
