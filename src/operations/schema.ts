/**
 * What the database's schema says of a table, whichever data layer declares it.
 *
 * In: nothing. Out: the types that an adapter's `schema` fills and that judges, repairs and messages read.
 * Columns are named as the code names them (property names); the SQL names stand beside them.
 * Never assumed: that a schema can be found. `unknown` is no schema; `undefined` is a schema that lacks the table.
 */
import type { Resolver } from '../resolve/resolver.js';
import { isKnown, unknown, type Known } from './known.js';
import type { Table } from './operation.js';

/** The databases that behave differently under races, as `settings['db-race'].database` spells them. */
export type Database = 'postgresql' | 'mysql' | 'mariadb' | 'sqlite' | 'mongodb' | 'sqlserver' | 'cockroachdb';

const names: Readonly<Record<Database, string>> = { postgresql: 'PostgreSQL', mysql: 'MySQL', mariadb: 'MariaDB', sqlite: 'SQLite', mongodb: 'MongoDB', sqlserver: 'SQL Server', cockroachdb: 'CockroachDB' };

export const databases = Object.keys(names) as readonly Database[];

export const isDatabase = (value: unknown): value is Database => typeof value === 'string' && Object.hasOwn(names, value);

/** As a message spells it. */
export const mentionDatabase = (database: Database): string => names[database];

/** A line of a file outside the linted one. */
export interface Place {
  readonly file: string;
  /** 1-based */
  readonly line: number;
}

/** A set of columns of which the database keeps every combination of values unique. */
export interface UniqueKey {
  /** in the order of the declaration; a relation that stands for its foreign key is spelled as the declaration spells it */
  readonly columns: readonly string[];
  /** what the API calls it where it takes the key as one (`tenantId_slug`, `place`); for one column the column */
  readonly name: string;
  /** name of the constraint or index in the database, where one is declared */
  readonly constraint: string | undefined;
  readonly primary: boolean;
  /**
   * - `full`: no two rows are alike
   * - `partial`: only among the rows of a condition (`WHERE deleted_at IS NULL`)
   * - `nullable`: not among rows with NULL in one of the columns
   */
  readonly kind: 'full' | 'partial' | 'nullable';
}

export interface ColumnSchema {
  readonly name: string;
  /** name in SQL */
  readonly mapped: string;
  /** as the declaration spells it, without list and null marks (`Int`, `varchar`); undefined where it isn't written */
  readonly type: string | undefined;
  /** the database's own type, where the declaration names one beside the layer's (`Uuid`) */
  readonly native?: string;
  readonly nullable: boolean;
  readonly list: boolean;
  /**
   * What the column is when an insert leaves it out: `generated`: made anew for every row (autoincrement, uuid, cuid, a database expression);
   * `now`: the time of the insert; `value`: a constant
   */
  readonly default: 'none' | 'value' | 'now' | 'generated';
  /** the layer writes the time of each update */
  readonly updatedAt: boolean;
  /** the layer or the database counts the row's versions in it */
  readonly version: boolean;
}

export interface RelationSchema {
  readonly name: string;
  /** the table at the other end */
  readonly table: Table;
  readonly list: boolean;
  /** foreign key columns of this table; empty where the other side holds them */
  readonly columns: readonly string[];
  /** the columns of the other table that they point to */
  readonly references: readonly string[];
}

/** A foreign key, as the table that holds it declares it. */
export interface ForeignKey {
  readonly columns: readonly string[];
  /** name of the constraint in the database, where one is declared */
  readonly constraint?: string | undefined;
  /** the table that it points to; unknown where it isn't named */
  readonly table: Known<Table>;
}

export interface ForeignKeys {
  readonly keys: readonly ForeignKey[];
  /** whether all of them are in view; else a missing one says nothing */
  readonly complete: boolean;
}

export interface TableSchema {
  readonly table: Table;
  /** as the declaration spells it (`UserProfile`) */
  readonly name: string;
  /** name in SQL */
  readonly mapped: string;
  /** the SQL schema that the table is in, where one is named */
  readonly within?: string;
  readonly columns: ReadonlyMap<string, ColumnSchema>;
  readonly relations: ReadonlyMap<string, RelationSchema>;
  /** empty for a view */
  readonly keys: readonly UniqueKey[];
  /** foreign keys that the database keeps; absent where they aren't read */
  readonly foreignKeys?: ForeignKeys;
  /** rows that are deleted through the layer stay, marked as deleted */
  readonly keepsDeleted?: boolean;
  /** whether all unique keys are in view; else a missing one says nothing */
  readonly complete: boolean;
  readonly database: Known<Database>;
  readonly place: Place;
}

/** A data layer's schema. */
export interface SchemaSource {
  /** What the schema says of a table of an operation in this file. Never throws. */
  readonly of: (table: Table, at: Resolver) => Known<TableSchema | undefined>;
  /** The table at the other end, for a relation that an operation could only name by its path (`typeorm:User.devices`); undefined: the schema doesn't tell. Never throws. */
  readonly related?: (table: Table, at: Resolver) => Table | undefined;
  /** The database of the layer's operations in this file, also where the table isn't known. Never throws. */
  readonly database: (at: Resolver) => Known<Database>;
  /** The line that declares columns unique, as the layer writes it (`@@unique([tenantId, slug])`). */
  readonly declareUnique: (columns: readonly string[]) => string;
}

/** For a layer whose schema isn't read. */
export const noSchema: SchemaSource = { of: () => unknown, database: (at) => at.project.database ?? unknown, declareUnique: (columns) => `UNIQUE (${columns.join(', ')})` };

/** The full unique key on exactly these columns, in any order. */
export const keyOn = (schema: TableSchema, columns: readonly string[]): UniqueKey | undefined => {
  const wanted = new Set(columns);
  return schema.keys.find((key) => key.kind === 'full' && key.columns.length === wanted.size && key.columns.every((column) => wanted.has(column)));
};

/** Unique keys whose columns are all among these: two rows that agree on the columns can't both be there (if the key is full). */
export const keysWithin = (schema: TableSchema, columns: readonly string[]): readonly UniqueKey[] => schema.keys.filter((key) => key.columns.every((column) => columns.includes(column)));

/**
 * Whether two rows with the same values of these columns can be: `never` by a full key, `always` where no unique key could stop one of them
 * but keys that every row gets anew, else it depends. Unknown without a whole schema.
 */
export const canRepeat = (schema: Known<TableSchema | undefined>, columns: readonly string[]): Known<'never' | 'depends' | 'always'> => {
  if (!isKnown(schema) || schema === undefined) return unknown;
  if (keysWithin(schema, columns).some((key) => key.kind === 'full')) return 'never';
  if (!schema.complete || columns.length === 0) return unknown;
  const stops = schema.keys.some((key) => !key.columns.some((column) => isFresh(schema, column)));
  return stops ? 'depends' : 'always';
};

/** A column that every row gets anew when nobody writes it. */
const isFresh = (schema: TableSchema, column: string): boolean => schema.columns.get(column)?.default === 'generated';
