/**
 * What the schemas say of a collection: by the model, the class or the schema that the file at hand declares, or imports, under the collection's identity.
 *
 * Never assumed: that the database has an index whose building is switched off in the schema (`autoIndex: false`). That it is off in the connection's options
 * can't be seen from here: a declared key counts as there.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { SchemaSource, TableSchema } from '../../operations/schema.js';
import { importedDeclarations, declarationElsewhere } from '../../resolve/other-file.js';
import type { Place } from '../../resolve/modules.js';
import { rememberByName } from '../../resolve/remember.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isClass } from '../../syntax/classes.js';
import { memberName } from '../../syntax/property-name.js';
import { classSchema } from './schema-class.js';
import { isSchemaCall, objectSchema } from './schema-object.js';
import { tableNamed } from './tables.js';

const schemaOf = rememberByName((id, at): Known<TableSchema> => {
  const own = inFile(id, at);
  if (own) return own;
  for (const place of importedDeclarations((name) => tableNamed(name).id === id, at)) {
    const found = declaredBy(place.node, place.at) ?? inFile(id, place.at);
    if (found) return found;
  }
  return unknown;
});

/** A model, class or schema of that identity at the top of a file; what a model says of itself goes before the name of a schema. */
const inFile = (id: string, at: Resolver): TableSchema | undefined => {
  const statements = at.sourceCode.ast.body.flatMap((statement): readonly TSESTree.Node[] => {
    const node = statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration' ? statement.declaration : statement;
    return node ? [node] : [];
  });
  return first(statements, (node) => modelIn(node, id, at)) ?? first(statements, (node) => namedIn(node, id, at));
};

const first = (nodes: readonly TSESTree.Node[], find: (node: TSESTree.Node) => TableSchema | undefined): TableSchema | undefined => {
  for (const node of nodes) {
    const found = find(node);
    if (found) return found;
  }
  return undefined;
};

const modelIn = (node: TSESTree.Node, id: string, at: Resolver): TableSchema | undefined => {
  if (node.type === 'VariableDeclaration') return first(node.declarations.flatMap(({ init }) => init ?? []), (init) => byModel(init, id, at));
  const expression = node.type === 'ExpressionStatement' ? node.expression : node;
  return byModel(expression.type === 'AssignmentExpression' ? expression.right : expression, id, at);
};

const namedIn = (node: TSESTree.Node, id: string, at: Resolver): TableSchema | undefined => {
  const isMeant = (name: string | undefined): boolean => name !== undefined && tableNamed(name).id === id;
  if (isClass(node)) return isMeant(node.id?.name) ? classSchema({ class: node, at }) : undefined;
  if (node.type !== 'VariableDeclaration') return undefined;
  return first(node.declarations.flatMap(({ id: name, init }) => (init && name.type === 'Identifier' && isMeant(name.name) ? [init] : [])), (init) => declaredBy(init, at));
};

/** `model('User', userSchema)` of that identity. */
const byModel = (node: TSESTree.Node, id: string, at: Resolver): TableSchema | undefined => {
  const call = modelCall(node, at);
  const name = call && at.text(call.arguments[0]);
  return call && name !== undefined && tableNamed(name).id === id ? declaredBy(call, at) : undefined;
};

const modelMakers: ReadonlySet<string> = new Set(['model', 'getModelForClass', 'createForClass']);

/** `mongoose.model('User', schema)`, also behind `mongoose.models.User ??`; `getModelForClass(User)`. */
const modelCall = (node: TSESTree.Node, at: Resolver): TSESTree.CallExpression | undefined => {
  const value = at.constant(node);
  if (value.type === 'LogicalExpression') return modelCall(value.right, at);
  if (value.type !== 'CallExpression') return undefined;
  const name = value.callee.type === 'MemberExpression' ? memberName(value.callee) : value.callee.type === 'Identifier' ? value.callee.name : undefined;
  return name !== undefined && modelMakers.has(name) ? value : undefined;
};

/** What a model, a class or a schema, in this file or imported, declares. */
const declaredBy = (node: TSESTree.Node, at: Resolver, depth = 0): TableSchema | undefined => {
  if (depth > 4) return undefined;
  if (isClass(node)) return classSchema({ class: node, at });
  const value = at.constant(node);
  if (isSchemaCall(value, at)) return objectSchema(value, at);
  const call = modelCall(value, at);
  const argument = call && (at.text(call.arguments[0]) === undefined ? call.arguments[0] : call.arguments[1]);
  if (argument) return declaredBy(argument, at, depth + 1);
  const place = placeOf(value, at);
  return place && declaredBy(place.node, place.at, depth + 1);
};

const placeOf = (node: TSESTree.Node, at: Resolver): Place | undefined => {
  const origin = at.origin(node);
  if (origin.kind === 'class') return { node: origin.class, at };
  return origin.kind === 'import' ? declarationElsewhere(origin.module, origin.name, at) : undefined;
};

export const schema: SchemaSource = {
  of: (table, at) => schemaOf(table.id, at),
  database: (at) => at.project.database ?? 'mongodb',
  declareUnique: (columns) => {
    const [only, other] = columns;
    return only !== undefined && other === undefined ? 'unique: true' : `schema.index({ ${columns.map((column) => `${/^[A-Za-z_$][\w$]*$/.test(column) ? column : `'${column}'`}: 1`).join(', ')} }, { unique: true })`;
  },
};
