/**
 * What the entities say of a table: the class or `EntitySchema` in the file at hand, or where the file imports it from.
 */
import { isKnown, unknown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import type { SchemaSource, TableSchema } from '../../operations/schema.js';
import { importedDeclaration } from '../../resolve/other-file.js';
import type { Place } from '../../resolve/modules.js';
import { rememberByName } from '../../resolve/remember.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isClass } from '../../syntax/classes.js';
import { databaseOf } from './database.js';
import { classNamed, classSchema } from './schema-class.js';
import { objectSchema } from './schema-object.js';

type Found = Omit<TableSchema, 'database'>;

/** What a name of a file says of a table, and the file that says it. */
interface Declared {
  readonly found: Found;
  readonly at: Resolver;
}

const declared = (found: Found | undefined, at: Resolver): Declared | undefined => found && { found, at };

const schemaOfName = rememberByName((name, at): Declared | undefined => {
  const own = classNamed(name, at);
  if (own) return declared(classSchema(own), at);
  const place = importedDeclaration(name, at);
  if (place) return declared(schemaAt(place), place.at);
  for (const statement of at.sourceCode.ast.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    for (const { init } of node?.type === 'VariableDeclaration' ? node.declarations : []) {
      const found = init?.type === 'NewExpression' ? objectSchema(init, at) : undefined;
      if (found?.name === name) return { found, at };
    }
  }
  return undefined;
});

const schemaAt = ({ node, at }: Place): Found | undefined => (isClass(node) ? classSchema({ class: node, at }) : objectSchema(node, at));

const schemaOf = rememberByName((name, at): Known<TableSchema> => {
  const place = schemaOfName(name, at);
  if (!place) return unknown;
  return {
    ...place.found,
    get database() {
      return databaseOf(at);
    },
  };
});

/** `User.devices.model`: from entity to entity, each in the file that the one before imports it from. */
const relatedTo = rememberByName((id, at): Table | undefined => {
  const [name, ...path] = id.slice('typeorm:'.length).split('.');
  let table: Table | undefined;
  let from: { readonly name: string; readonly at: Resolver } | undefined = name === undefined ? undefined : { name, at };
  for (const relation of path) {
    const place: Declared | undefined = from && schemaOfName(from.name, from.at);
    table = place?.found.relations.get(relation)?.table;
    from = place && table && { name: table.name, at: place.at };
  }
  return table;
});

export const schema: SchemaSource = {
  // relations out of view, and repositories whose entity isn't known, have identities of their own
  of: (table, at) => (/^typeorm:[^.:]+$/.test(table.id) ? schemaOf(table.name, at) : unknown),
  related: (table, at) => (/^typeorm:[^.:]+\./.test(table.id) ? relatedTo(table.id, at) : undefined),
  database: databaseOf,
  declareUnique: (columns) => (columns.length === 1 ? '@Index({ unique: true })' : `@Unique([${columns.map((column) => `'${column}'`).join(', ')}])`),
};

/** What the schema says of a table, if anything. */
export const tableSchema = (table: Parameters<SchemaSource['of']>[0], at: Resolver): TableSchema | undefined => {
  const found = schema.of(table, at);
  return isKnown(found) ? found : undefined;
};
