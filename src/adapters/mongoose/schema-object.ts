/** `new Schema({ … }, options)` and the indexes that are added to it. Source: mongoosejs.com "Schemas". */
import type { TSESTree } from '@typescript-eslint/utils';
import type { TableSchema } from '../../operations/schema.js';
import { optionsOf } from '../../resolve/options.js';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { isMongooseModule } from './names.js';
import { newDraft, readIndex, readPath, schemaFrom, type Draft } from './schema-parts.js';

/** `new Schema(…)`, `new mongoose.Schema(…)` */
export const isSchemaCall = (node: TSESTree.Node, at: Resolver): node is TSESTree.NewExpression => {
  if (node.type !== 'NewExpression') return false;
  const callee = at.origin(node.callee);
  if (callee.kind === 'import') return callee.name === 'Schema' && isMongooseModule(callee.module);
  return callee.kind === 'member' && callee.property === 'Schema' && callee.object.kind === 'import' && isMongooseModule(callee.object.module);
};

/** What a schema says. */
export const objectSchema = (node: TSESTree.NewExpression, at: Resolver): TableSchema => {
  const draft = newDraft();
  readPaths('', node.arguments[0], at, draft, 0);
  const declarator = node.parent.type === 'VariableDeclarator' && node.parent.id.type === 'Identifier' ? node.parent.id : undefined;
  if (declarator) readAdditions(declarator, at, draft);
  return schemaFrom(declarator?.name.replace(/(?<=.)Schema$/, '') ?? 'schema', draft, optionsOf(node.arguments[1], at), node.loc.start.line);
};

const readPaths = (prefix: string, node: TSESTree.Node | undefined, at: Resolver, draft: Draft, depth: number): void => {
  const shape = at.object(node);
  if (!shape.node || shape.open || shape.spreads.length > 0 || depth > 4) draft.complete = false;
  if (depth > 4) return;
  for (const [name, { value }] of shape.entries) readField(prefix + name, value, at, draft, depth);
};

/** A type, options with a `type`, a nested object, a schema, or an array of one of them. */
const readField = (path: string, node: TSESTree.Node, at: Resolver, draft: Draft, depth: number): void => {
  const value = at.constant(node);
  if (value.type === 'ArrayExpression') {
    const [only] = value.elements;
    readPath(path, optionsOf(undefined, at), draft);
    // an index on a field of the elements is unique over all documents
    if (only && at.constant(only).type === 'ObjectExpression' && !at.object(only).entries.has('type')) readPaths(`${path}.`, only, at, draft, depth + 1);
    else if (only) readInner(path, only, at, draft, depth);
    return;
  }
  if (isSchemaCall(value, at)) {
    readInner(path, value, at, draft, depth);
    return;
  }
  const type = at.object(value).entries.get('type')?.value;
  const isNested = value.type === 'ObjectExpression' && (type === undefined || (at.constant(type).type === 'ObjectExpression' && at.object(type).entries.has('type')));
  if (isNested) readPaths(`${path}.`, value, at, draft, depth + 1);
  else {
    readPath(path, optionsOf(value.type === 'ObjectExpression' ? value : undefined, at), draft);
    if (type) readInner(path, type, at, draft, depth);
  }
};

/** The keys of a schema within. */
const readInner = (path: string, node: TSESTree.Node, at: Resolver, draft: Draft, depth: number): void => {
  const value = at.constant(node);
  if (isSchemaCall(value, at)) readPaths(`${path}.`, value.arguments[0], at, draft, depth + 1);
};

/** Calls that leave the keys as they are. */
const harmless: ReadonlySet<string> = new Set(['pre', 'post', 'method', 'static', 'virtual', 'set', 'get', 'loadClass', 'path', 'query', 'clone']);

/** What is called on the variable that holds a schema. */
export const readAdditions = (name: TSESTree.Identifier, at: Resolver, draft: Draft): void => {
  const variable = at.variable(name);
  for (const { identifier } of variable ? at.references(variable) : []) {
    const member = identifier.parent;
    const call = member.type === 'MemberExpression' && member.object === identifier ? member.parent : undefined;
    if (member.type !== 'MemberExpression' || call?.type !== 'CallExpression' || call.callee !== member) continue;
    const method = memberName(member);
    if (method === 'index') readIndex(call.arguments, at, draft);
    // a plugin, or other paths, may bring keys along
    else if (method === undefined || !harmless.has(method)) draft.complete = false;
  }
};
