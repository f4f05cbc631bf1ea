/**
 * The schema of an operation's table: asked of its dialect, in the file that the operation stands in.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown, unknown, type Known } from '../operations/known.js';
import type { Operation } from '../operations/operation.js';
import type { Database, TableSchema } from '../operations/schema.js';
import type { Resolver } from './resolver.js';

const resolvers = new WeakMap<TSESTree.Node, Resolver>();

/** Remembers the resolver of a file, so that its operations can be asked for their schema wherever they are looked at. */
export const registerResolver = (resolver: Resolver): void => {
  resolvers.set(resolver.sourceCode.ast, resolver);
};

/** The resolver of the file that a node stands in. */
const resolverOf = (node: TSESTree.Node): Resolver | undefined => {
  let root = node;
  while (root.parent) root = root.parent;
  return resolvers.get(root);
};

const known = new WeakMap<Operation, { readonly schema: Known<TableSchema | undefined> }>();

/** What the schema says of the table that an operation acts on; unknown: no schema, or no known table; undefined: the schema lacks it. */
export const schemaOf = (operation: Operation): Known<TableSchema | undefined> => {
  let found = known.get(operation);
  if (!found) {
    const at = isKnown(operation.table) ? resolverOf(operation.node) : undefined;
    found = { schema: at && isKnown(operation.table) ? operation.dialect.schema.of(operation.table, at) : unknown };
    known.set(operation, found);
  }
  return found.schema;
};

/** The database that an operation runs on. */
export const databaseOf = (operation: Operation): Known<Database> => {
  const schema = schemaOf(operation);
  if (isKnown(schema) && schema && isKnown(schema.database)) return schema.database;
  const at = resolverOf(operation.node);
  return at ? operation.dialect.schema.database(at) : unknown;
};
