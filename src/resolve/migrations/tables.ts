/**
 * The tables that migrations leave behind: their changes applied in order.
 *
 * Never assumed: that two tables of one name in different schemas are one, or that a table which no migration creates has no keys; they are unknown.
 */
import { finished, type DraftKey } from '../../operations/draft-key.js';
import { unknown } from '../../operations/known.js';
import type { ColumnSchema, ForeignKey, Place, TableSchema } from '../../operations/schema.js';
import type { KeyChange, ReferenceChange, SchemaChange, TablePart } from '../../syntax/sql-schema.js';

/** The changes of one file. */
export interface Migration {
  readonly file: string;
  readonly changes: readonly SchemaChange[];
  /** the line of a place in the text */
  readonly lineOf: (at: number) => number;
}

interface Table {
  readonly name: string;
  readonly qualifier: string | undefined;
  readonly place: Place;
  readonly columns: Map<string, ColumnSchema>;
  keys: DraftKey[];
  references: ReferenceChange[];
  complete: boolean;
}

/** By name in lower case. */
export const tablesAfter = (migrations: readonly Migration[], tableNamed: (name: string) => TableSchema['table']): ReadonlyMap<string, TableSchema> => {
  const tables = new Map<string, Table>();
  let isClear = true;
  for (const migration of migrations) {
    for (const change of migration.changes) {
      if (change.kind === 'unclear' && change.table === undefined) isClear = false;
      else apply(change, tables, migration);
    }
  }
  return new Map([...tables].map(([name, table]) => [name, schemaOf(table, isClear, tableNamed)]));
};

const apply = (change: SchemaChange, tables: Map<string, Table>, { file, lineOf }: Migration): void => {
  const table = 'table' in change && change.table !== undefined ? tables.get(change.table.toLowerCase()) : undefined;
  switch (change.kind) {
    case 'create-table': {
      if (table) {
        // created again by another hand, or in another schema
        if (!change.ifMissing || table.qualifier !== change.qualifier) forget(table);
        return;
      }
      const made: Table = { name: change.table, qualifier: change.qualifier, place: { file, line: lineOf(change.at) }, columns: new Map(), keys: [], references: [], complete: true };
      tables.set(change.table.toLowerCase(), made);
      for (const part of change.parts) applyPart(part, made);
      return;
    }
    case 'alter-table':
      for (const part of table ? change.parts : []) if (table) applyPart(part, table);
      return;
    case 'drop-table':
      tables.delete(change.table.toLowerCase());
      return;
    case 'drop-index':
      for (const one of tables.values()) dropKey(one, change.name);
      return;
    case 'unclear':
      if (table) forget(table);
  }
};

/** Nothing is sure about its keys any more. */
const forget = (table: Table): void => {
  table.keys = [];
  table.references = [];
  table.complete = false;
};

const applyPart = (part: TablePart, table: Table): void => {
  switch (part.kind) {
    case 'column':
      table.columns.set(part.column.name, { ...part.column, mapped: part.column.name, list: false, updatedAt: false, version: false });
      for (const key of part.keys) addKey(key, table);
      if (part.references) table.references.push(part.references);
      return;
    case 'references':
      table.references.push(part.references);
      return;
    case 'key':
      addKey(part.key, table);
      return;
    case 'drop-column':
      table.columns.delete(part.name);
      table.keys = table.keys.filter(({ columns }) => !columns.includes(part.name));
      table.references = table.references.filter(({ columns }) => !columns.includes(part.name));
      return;
    case 'drop-key':
      dropKey(table, part.name);
      return;
    case 'null': {
      const column = table.columns.get(part.column);
      if (column) table.columns.set(part.column, { ...column, nullable: part.nullable });
      return;
    }
    case 'unclear':
      forget(table);
  }
};

const addKey = ({ columns, ...key }: KeyChange, table: Table): void => {
  if (columns === undefined) table.complete = false;
  // no columns: a constraint of another kind
  else if (columns.length > 0) table.keys.push({ ...key, columns });
};

/** By its name, or the one that PostgreSQL or MySQL gives it. */
const dropKey = (table: Table, name: string): void => {
  const isMeant = ({ constraint, primary, columns }: DraftKey): boolean => {
    if (constraint !== undefined) return constraint === name;
    return primary ? name === 'primary' || name === `${table.name}_pkey` : name === `${table.name}_${columns.join('_')}_key` || name === columns[0];
  };
  table.keys = table.keys.filter((key) => !isMeant(key));
  table.references = table.references.filter(({ constraint, columns }) => (constraint ?? `${table.name}_${columns.join('_')}_fkey`) !== name);
};

const schemaOf = ({ name, place, columns, keys, references, complete }: Table, isClear: boolean, tableNamed: (name: string) => TableSchema['table']): TableSchema => {
  const primary = new Set(keys.filter((key) => key.primary).flatMap((key) => key.columns));
  const all = new Map([...columns].map(([own, column]) => [own, primary.has(own) ? { ...column, nullable: false } : column]));
  return {
    table: tableNamed(name), name, mapped: name, columns: all, relations: new Map(), keys: keys.map((key) => finished(key, (column) => all.get(column)?.nullable !== false)),
    foreignKeys: { keys: references.map(({ table, ...key }): ForeignKey => ({ ...key, table: table === undefined ? unknown : tableNamed(table) })), complete: complete && isClear },
    complete: complete && isClear, database: unknown, place,
  };
};
