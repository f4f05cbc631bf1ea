/**
 * What the entities say of a table: the class or `EntitySchema` in the file at hand, or where the file imports it from.
 */
import { isKnown, unknown, type Known } from '../../operations/known.js';
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

const schemaOfName = (name: string, at: Resolver): Found | undefined => {
  const own = classNamed(name, at);
  if (own) return classSchema(own);
  const place = importedDeclaration(name, at);
  if (place) return schemaAt(place);
  for (const statement of at.sourceCode.ast.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    for (const { init } of node?.type === 'VariableDeclaration' ? node.declarations : []) {
      const found = init?.type === 'NewExpression' ? objectSchema(init, at) : undefined;
      if (found?.name === name) return found;
    }
  }
  return undefined;
};

const schemaAt = ({ node, at }: Place): Found | undefined => (isClass(node) ? classSchema({ class: node, at }) : objectSchema(node, at));

const schemaOf = rememberByName((name, at): Known<TableSchema> => {
  const found = schemaOfName(name, at);
  if (!found) return unknown;
  return {
    ...found,
    get database() {
      return databaseOf(at);
    },
  };
});

export const schema: SchemaSource = {
  // relations out of view, and repositories whose entity isn't known, have identities of their own
  of: (table, at) => (/^typeorm:[^.:]+$/.test(table.id) ? schemaOf(table.name, at) : unknown),
  database: databaseOf,
  declareUnique: (columns) => (columns.length === 1 ? '@Index({ unique: true })' : `@Unique([${columns.map((column) => `'${column}'`).join(', ')}])`),
};

/** What the schema says of a table, if anything. */
export const tableSchema = (table: Parameters<SchemaSource['of']>[0], at: Resolver): TableSchema | undefined => {
  const found = schema.of(table, at);
  return isKnown(found) ? found : undefined;
};
