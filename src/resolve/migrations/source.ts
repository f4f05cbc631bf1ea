/**
 * The schema of layers that declare none: what the project's migrations make, found upward from a file.
 *
 * Read when a candidate asks; each file once for every state of it. Bounded: beyond so many files or bytes nothing is known.
 */
import { resolve } from 'node:path';
import { join } from 'node:path/posix';
import { unknown, type Known } from '../../operations/known.js';
import { noSchema, type Database, type SchemaSource, type TableSchema } from '../../operations/schema.js';
import { entriesOf } from '../../project/directory.js';
import { createReader, filesUnder, foldersAbove, slashed } from '../../project/disk.js';
import { databaseByDrivers } from '../../project/drivers.js';
import { stateOf, whenChanged } from '../../project/world.js';
import { schemaChanges } from '../../syntax/sql-schema.js';
import { openFile } from '../other-file.js';
import type { Resolver } from '../resolver.js';
import { builderChanges } from './builder.js';
import { tablesAfter, type Migration } from './tables.js';

/** Where migrations lie, below a folder of the project (Supabase CLI, Knex, dbmate, node-pg-migrate, drizzle-kit, Prisma Migrate and their users' habits). */
const places = ['supabase/migrations', 'migrations', 'db/migrations', 'database/migrations', 'src/migrations', 'src/db/migrations', 'src/database/migrations', 'drizzle', 'prisma/migrations', 'sql/migrations'];

const maximumFiles = 400;
const maximumBytes = 4_000_000;

const isMigration = (name: string): boolean => /\.(?:sql|[cm]?[jt]s)$/.test(name) && !/(?:[._-]down|^down|\.d|\.(?:test|spec))\.\w+$/.test(name);

/** The migrations of the nearest folder that has some; empty where there are none, or too many. */
const migrationFiles = (file: string): readonly string[] => {
  for (const folder of foldersAbove(file)) {
    const entries = entriesOf(folder);
    const found = places.flatMap((place) => (entries.get(place.split('/')[0] ?? '') === 'folder' ? filesUnder(join(folder, place), isMigration, maximumFiles + 1) : []));
    if (found.length === 0) continue;
    const bytes = found.reduce((sum, path) => sum + (stateOf(path)?.size ?? 0), 0);
    return found.length > maximumFiles || bytes > maximumBytes ? [] : found;
  }
  return [];
};

/** The line that begins the part which undoes (dbmate, goose, sql-migrate, node-pg-migrate). */
const isDown = (line: string): boolean => /^\s*--\s*(?:migrate:down|\+(?:goose|migrate)\s+down|down migration)\b/i.test(line);

const lineFinder = (text: string): Migration['lineOf'] => (at) => text.slice(0, at).split('\n').length;

const readSql = createReader((whole, file): Migration => {
  const lines = whole.split('\n');
  const end = lines.findIndex(isDown);
  const text = end === -1 ? whole : lines.slice(0, end).join('\n');
  return { file, changes: schemaChanges(text), lineOf: lineFinder(text) };
});

const readScript = createReader((text, file): Migration => {
  const at = openFile(file);
  return { file, changes: at ? builderChanges(at) : [{ kind: 'unclear', table: undefined }], lineOf: lineFinder(text) };
});

const read = (file: string): readonly Migration[] => {
  const migration = file.endsWith('.sql') ? readSql(file) : readScript(file);
  return migration ? [migration] : [];
};

const known = new Map<string, ReadonlyMap<string, TableSchema>>();

whenChanged(() => {
  known.clear();
});

/**
 * The tables of migrations as a layer's schema.
 * @param tableNamed the layer's table of a SQL name
 * @param fixed the database, where the layer has but one
 */
export const migrationSchema = (tableNamed: (name: string) => TableSchema['table'], fixed?: Database): SchemaSource => {
  const databaseOf = (at: Resolver): Known<Database> => at.project.database ?? fixed ?? databaseByDrivers(slashed(resolve(at.project.cwd, at.filename)));
  const tables = (at: Resolver): ReadonlyMap<string, TableSchema> => {
    const files = migrationFiles(slashed(resolve(at.project.cwd, at.filename)));
    const key = [tableNamed('').id, ...files].join('\0');
    let found = known.get(key);
    if (!found) known.set(key, (found = tablesAfter(files.flatMap(read), tableNamed)));
    return found;
  };
  return {
    of: (table, at) => {
      const found = tableNamed(table.name).id === table.id ? tables(at).get(table.name.toLowerCase()) : undefined;
      return found ? { ...found, database: databaseOf(at) } : unknown;
    },
    database: databaseOf,
    declareUnique: noSchema.declareUnique,
  };
};
