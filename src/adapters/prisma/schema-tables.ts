/**
 * The blocks of a schema's files as tables: columns, keys, relations.
 *
 * In: the text of all files of one schema. Out: the models that the client has, by accessor. Source: Prisma schema reference, "Attributes".
 * Never assumed: that constraints made by hand in migrations are in the schema.
 */
import { unknown, type Known } from '../../operations/known.js';
import type { ColumnSchema, Database, ForeignKeys, RelationSchema, TableSchema, UniqueKey } from '../../operations/schema.js';
import { normalise, tableNamed } from './names.js';
import type { Argument, Attribute, Block, Field, SchemaText, SchemaValue } from './schema-text.js';

/** One schema, of one file or many. */
export interface PrismaSchema {
  /** the model of an accessor (`prisma.userProfile`), or of a SQL name */
  readonly find: (name: string) => TableSchema | undefined;
  readonly tables: readonly TableSchema[];
  readonly database: Known<Database>;
  /** foreign keys are kept by the client, which makes every upsert a SELECT and a write (`relationMode = "prisma"`) */
  readonly emulatesRelations: boolean;
  /** all its clients run without the engine that is written in Rust (`engineType = "client"`, 6.16) */
  readonly runsWithoutRust: boolean;
  readonly files: readonly string[];
}

const providers: Readonly<Record<string, Database>> = { postgresql: 'postgresql', postgres: 'postgresql', mysql: 'mysql', sqlite: 'sqlite', sqlserver: 'sqlserver', mongodb: 'mongodb', cockroachdb: 'cockroachdb' };

/** A model's accessor on the client: the first letter is lower-cased. */
export const accessorOf = (model: string): string => model.charAt(0).toLowerCase() + model.slice(1);

const attributesOf = (of: Field | Block, name: string): readonly Attribute[] => of.attributes.filter((attribute) => attribute.name === name);
const hasAttribute = (of: Field | Block, name: string): boolean => attributesOf(of, name).length > 0;

const argumentOf = (attribute: Attribute | undefined, name: string, position?: number): SchemaValue | undefined => {
  const named = attribute?.arguments.find((argument) => argument.name === name);
  if (named) return named.value;
  const plain: readonly Argument[] = attribute?.arguments.filter((argument) => argument.name === undefined) ?? [];
  return position === undefined ? undefined : plain[position]?.value;
};

const textOf = (value: SchemaValue | undefined): string | undefined => (value?.kind === 'text' ? value.text : undefined);
const namesOf = (value: SchemaValue | undefined): readonly string[] => {
  if (value?.kind === 'list') return value.items.flatMap((item) => (item.kind === 'name' ? [item.text] : []));
  return value?.kind === 'name' ? [value.text] : [];
};

const isModel = (block: Block): boolean => block.keyword === 'model' || block.keyword === 'view';

/** Builds the schema of some files. */
export const buildSchema = (sources: readonly { readonly file: string; readonly text: SchemaText }[], override: Database | undefined): PrismaSchema => {
  const blocks = sources.flatMap(({ file, text }) => text.blocks.map((block) => ({ block, file })));
  const datasource = blocks.find(({ block }) => block.keyword === 'datasource')?.block;
  const provider = textOf(datasource?.properties.get('provider'));
  const database = override ?? (provider === undefined ? unknown : (providers[provider] ?? unknown));
  const models = new Set(blocks.flatMap(({ block }) => (isModel(block) ? [block.name] : [])));
  const kept = blocks.filter(({ block }) => isModel(block) && !hasAttribute(block, 'ignore'));
  const emulatesRelations = textOf(datasource?.properties.get('relationMode')) === 'prisma';
  const clients = blocks.filter(({ block }) => block.keyword === 'generator' && /^prisma-client(?:-js)?$/.test(textOf(block.properties.get('provider')) ?? ''));
  const runsWithoutRust = clients.length > 0 && clients.every(({ block }) => textOf(block.properties.get('engineType')) === 'client');
  const keepsKeys = !emulatesRelations && database !== 'mongodb';
  const tables = kept.map(({ block, file }): TableSchema => {
    const table = tableOf(block, models);
    return { ...table, foreignKeys: foreignKeysOf(table, keepsKeys), database, place: { file, line: block.line } };
  });
  return { tables, find: finder(tables), database, emulatesRelations, runsWithoutRust, files: sources.map(({ file }) => file) };
};

/** The keys of its relations, where the database keeps them. */
const foreignKeysOf = ({ relations, complete }: Pick<TableSchema, 'complete' | 'relations'>, keepsKeys: boolean): ForeignKeys => ({
  keys: keepsKeys ? [...relations.values()].flatMap(({ columns, table }) => (columns.length > 0 ? [{ columns, table }] : [])) : [],
  complete,
});

/** By accessor, by what resembles it, by SQL name: the first that fits. */
const finder = (tables: readonly TableSchema[]): PrismaSchema['find'] => {
  const index = new Map<string, TableSchema>();
  const add = (key: string, table: TableSchema): void => {
    if (!index.has(key)) index.set(key, table);
  };
  for (const table of tables) add(`=${table.table.name}`, table);
  for (const table of tables) add(`sql:${table.mapped}`, table);
  for (const table of tables) add(normalise(table.table.name), table);
  for (const table of tables) add(normalise(table.mapped), table);
  return (name) => index.get(`=${name}`) ?? index.get(`sql:${name}`) ?? index.get(normalise(name));
};

const tableOf = (block: Block, models: ReadonlySet<string>): Omit<TableSchema, 'database' | 'place'> => {
  const fields = block.fields.filter((field) => !hasAttribute(field, 'ignore'));
  const within = textOf(argumentOf(attributesOf(block, 'schema')[0], 'map', 0));
  const scalars = fields.filter((field) => !models.has(field.type));
  return {
    table: tableNamed(accessorOf(block.name)),
    name: block.name,
    mapped: textOf(argumentOf(attributesOf(block, 'map')[0], 'name', 0)) ?? block.name,
    ...(within === undefined ? {} : { within }),
    columns: new Map(scalars.map((field) => [field.name, columnOf(field)])),
    relations: new Map(fields.filter((field) => models.has(field.type)).map((field) => [field.name, relationOf(field)])),
    // a view's keys are promises that the database doesn't keep
    keys: block.keyword === 'view' ? [] : keysOf(block, fields),
    complete: block.whole && block.keyword === 'model',
  };
};

/** `@db.Uuid` */
const nativeOf = ({ attributes }: Field): Pick<ColumnSchema, 'native'> => {
  const native = attributes.find(({ name }) => name.startsWith('db.'));
  return native ? { native: native.name.slice('db.'.length) } : {};
};

const columnOf = (field: Field): ColumnSchema => ({
  name: field.name,
  mapped: textOf(argumentOf(attributesOf(field, 'map')[0], 'name', 0)) ?? field.name,
  type: field.type,
  ...nativeOf(field),
  nullable: field.optional,
  list: field.list,
  default: defaultOf(argumentOf(attributesOf(field, 'default')[0], 'value', 0)),
  updatedAt: hasAttribute(field, 'updatedAt'),
  version: false,
});

const generators: ReadonlySet<string> = new Set(['autoincrement', 'uuid', 'cuid', 'nanoid', 'ulid', 'auto', 'sequence']);

const defaultOf = (value: SchemaValue | undefined): ColumnSchema['default'] => {
  if (value === undefined) return 'none';
  if (value.kind !== 'name') return 'value';
  if (value.text === 'now') return 'now';
  if (generators.has(value.text)) return 'generated';
  if (value.text !== 'dbgenerated') return 'value';
  const expression = textOf(value.arguments[0]?.value) ?? '';
  if (/^\(?\s*(?:now\(|current_timestamp|getdate\(|sysdatetime)/i.test(expression)) return 'now';
  return expression === '' || expression.includes('(') ? 'generated' : 'value';
};

const relationOf = (field: Field): RelationSchema => {
  const [relation] = attributesOf(field, 'relation');
  return {
    name: field.name,
    table: tableNamed(accessorOf(field.type)),
    list: field.list,
    columns: namesOf(argumentOf(relation, 'fields')),
    references: namesOf(argumentOf(relation, 'references')),
  };
};

const keysOf = (block: Block, fields: readonly Field[]): readonly UniqueKey[] => {
  const nullable = new Set(fields.filter((field) => field.optional).map((field) => field.name));
  const key = (attribute: Attribute, columns: readonly string[], name: string | undefined): UniqueKey => ({
    columns,
    name: name ?? columns.join('_'),
    constraint: textOf(argumentOf(attribute, 'map')),
    primary: attribute.name === 'id',
    kind: argumentOf(attribute, 'where') ? 'partial' : columns.some((column) => nullable.has(column)) ? 'nullable' : 'full',
  });
  const own = fields.flatMap((field) => field.attributes.filter(({ name }) => name === 'id' || name === 'unique').map((attribute) => key(attribute, [field.name], undefined)));
  const shared = block.attributes.filter(({ name }) => name === 'id' || name === 'unique').map((attribute) => {
    const columns = namesOf(argumentOf(attribute, 'fields', 0));
    // a key of one column is taken by the column's name, unless it has one of its own
    return key(attribute, columns, textOf(argumentOf(attribute, 'name', 1)));
  });
  return [...own, ...shared].filter(({ columns }) => columns.length > 0);
};
