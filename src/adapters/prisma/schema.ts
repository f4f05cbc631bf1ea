/**
 * What `schema.prisma` says: of a table, of the database. Read once for every state of its files; looked for once a linted file.
 */
import type { Known } from '../../operations/known.js';
import { unknown } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import type { Database, SchemaSource } from '../../operations/schema.js';
import { createReader } from '../../project/disk.js';
import { warnOnce } from '../../project/warn.js';
import { whenChanged } from '../../project/world.js';
import type { Resolver } from '../../resolve/resolver.js';
import { schemaFiles } from './schema-files.js';
import { buildSchema, type PrismaSchema } from './schema-tables.js';
import { readSchemaText, type SchemaText } from './schema-text.js';

const readFile = createReader((text, path): SchemaText => {
  const schema = readSchemaText(text);
  const [first] = schema.problems;
  if (first) warnOnce(`${path}:${String(first.line)}: this line of the Prisma schema can't be read: ${first.text}. Linting goes on without it.`);
  return schema;
});

let found = new WeakMap<Resolver, { readonly schema: PrismaSchema | undefined }>();

whenChanged(() => {
  found = new WeakMap();
});

/** The schema that a file's client is made from; undefined: none was found. Never throws. */
export const prismaSchema = (at: Resolver): PrismaSchema | undefined => {
  let known = found.get(at);
  if (!known) found.set(at, (known = { schema: load(at) }));
  return known.schema;
};

interface Built {
  readonly texts: readonly SchemaText[];
  readonly schema: PrismaSchema;
}

/** Schemas by their files and database, as long as none of the files changes. */
const built = new Map<string, Built>();

const load = (at: Resolver): PrismaSchema | undefined => {
  const sources = schemaFiles(at).flatMap((file) => {
    const text = readFile(file);
    return text ? [{ file, text }] : [];
  });
  if (sources.length === 0) return undefined;
  const key = [at.project.database, ...sources.map(({ file }) => file)].join('\0');
  const known = built.get(key);
  if (known?.texts.every((text, index) => text === sources[index]?.text)) return known.schema;
  const schema = buildSchema(sources, at.project.database);
  built.set(key, { texts: sources.map(({ text }) => text), schema });
  return schema;
};

const databaseOf = (at: Resolver): Known<Database> => at.project.database ?? prismaSchema(at)?.database ?? unknown;

export const schema: SchemaSource = {
  of: (table: Table, at) => {
    const known = prismaSchema(at);
    if (!known) return unknown;
    // a relation whose model isn't known has an identity of its own
    return table.id.includes('.') ? unknown : known.find(table.name);
  },
  database: databaseOf,
  declareUnique: (columns) => (columns.length === 1 ? '@unique' : `@@unique([${columns.join(', ')}])`),
};
