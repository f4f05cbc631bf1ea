/**
 * Receivers that a call somewhere in the file proves to be MongoDB's: `User.findByIdAndUpdate(id, { $inc })` proves `User` for every other
 * call on it, and the classes beside it. Collected once a file, and only when a receiver needs it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';

import { callsIn } from '../../syntax/file-calls.js';
import { keyName } from '../../syntax/property-name.js';
import { argument, methodCall, type MethodCall } from './facts.js';
import { folderOf, isClassName, isForeignFile, isModelName, isOwnFile, modelByForm, receiverKey, receiverName } from './form.js';
import { distinctive, isRead, isWrite, ownLinks } from './names.js';
import { linksBehind } from './query.js';
import type { Receiver } from './receiver.js';
import { resultVariable } from './results.js';

const caches = new WeakMap<Resolver, ReadonlySet<string>>();

/** Whether a call on a receiver counts: the receiver is bound, the call's own form says so, or another call proves the receiver. */
export const counts = (call: MethodCall, receiver: Receiver, at: Resolver): boolean => {
  if (receiver.evidence === 'bound') return true;
  if (receiver.kind !== 'model' && receiver.kind !== 'collection') return false;
  if (!hasForm(call, at)) return false;
  if (receiver.kind === 'collection') return distinctive.has(call.name) || /^(?:find|findOne|insertMany|updateMany|deleteMany|aggregate|distinct)$/.test(call.name);
  return isProven(call.receiver, at) || isDistinctive(call, at);
};

/** Whether another call in the file, or the file that it comes from, shows that the expression is a model. */
export const isProven = (node: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(node);
  const name = receiverName(bare);
  if (name === undefined || isForeignFile(at)) return false;
  // beside an import of Mongoose, a class of the project with a model's calls is one
  if (isOwnFile(at) && isClassName(name)) return true;
  const keys = provenKeys(at);
  const key = receiverKey(bare, at);
  if (key !== undefined && keys.has(key)) return true;
  const folder = folderOf(bare, at);
  return folder !== undefined && keys.has(folder);
};

const provenKeys = (at: Resolver): ReadonlySet<string> => {
  let keys = caches.get(at);
  if (keys === undefined) caches.set(at, (keys = collect(at)));
  return keys;
};

const collect = (at: Resolver): ReadonlySet<string> => {
  const found = new Set<string>();
  const built = new Set<string>();
  const asked = new Set<string>();
  for (const node of callsIn(at.sourceCode)) {
    if (node.type === 'NewExpression' && node.callee.type === 'Identifier' && isSaved(node, at)) built.add(receiverKey(node.callee, at) ?? '');
    const call = methodCall(node);
    if (call === undefined || (!isRead(call.name) && !isWrite(call.name)) || modelByForm(at.bare(call.receiver), at) === undefined || !hasForm(call, at)) continue;
    const key = receiverKey(call.receiver, at);
    if (key === undefined) continue;
    asked.add(key);
    if (!isDistinctive(call, at) && !hasKeyRead(call, at)) continue;
    found.add(key);
    const folder = folderOf(call.receiver, at);
    if (folder !== undefined) found.add(folder);
  }
  // `User.findOne({ email })` beside `new User({ … }).save()`
  for (const key of built) if (asked.has(key)) found.add(key);
  return found;
};

/** `new User({ … }).save()`, `const user = new User({ … }); user.save()` */
const isSaved = (node: TSESTree.NewExpression, at: Resolver): boolean => {
  const { parent } = node;
  if (node.arguments.length > 1 || (node.arguments[0] !== undefined && node.arguments[0].type === 'Literal')) return false;
  if (parent.type === 'MemberExpression') return methodCall(parent.parent)?.name === 'save';
  const variable = resultVariable(node, at);
  return variable !== undefined && at.references(variable).some(({ identifier }) => identifier.parent.type === 'MemberExpression' && methodCall(identifier.parent.parent)?.name === 'save');
};

/** The document that the call gives is read by `_id`. */
const hasKeyRead = ({ node }: MethodCall, at: Resolver): boolean => {
  const variable = resultVariable(node, at);
  if (variable === undefined) return false;
  return at.references(variable).some(({ identifier: { parent } }) => parent.type === 'MemberExpression' && parent.property.type === 'Identifier' && (parent.property.name === '_id' || parent.property.name === '_doc'));
};

/** Whether the call's own form says MongoDB, whatever it is called on. */
const isDistinctive = (call: MethodCall, at: Resolver): boolean => {
  if (call.args.some((passed) => speaksMongo(passed, at, 0))) return true;
  const name = receiverName(at.bare(call.receiver));
  if (name === undefined || !isModelName(name)) return false;
  return distinctive.has(call.name) || (isRead(call.name) && linksBehind(call.node).some((link) => ownLinks.has(link.name)));
};

/** `{ _id: … }`, `{ $set: … }`, `{ age: { $gt: 3 } }` */
const speaksMongo = (node: TSESTree.Node, at: Resolver, depth: number): boolean => {
  const value = node.type === 'SpreadElement' ? node.argument : at.constant(node);
  if (depth > 2) return false;
  if (value.type === 'ArrayExpression') return value.elements.some((element) => element !== null && speaksMongo(element, at, depth + 1));
  if (value.type !== 'ObjectExpression') return false;
  return value.properties.some((property) => {
    if (property.type !== 'Property' || property.computed) return false;
    const key = keyName(property) ?? '';
    return key === '_id' || operators.has(key) || speaksMongo(property.value, at, depth + 1);
  });
};

const operators: ReadonlySet<string> = new Set([
  '$set', '$inc', '$push', '$pull', '$addToSet', '$unset', '$setOnInsert', '$in', '$nin', '$ne', '$gt', '$gte', '$lt', '$lte', '$or', '$and', '$exists', '$regex', '$elemMatch', '$match', '$group', '$expr',
]);

/** Whether the arguments are those of such a call, and not those of Sequelize, TypeORM or Prisma (`{ where }`), or of a list (a function). */
const hasForm = ({ name, args }: MethodCall, at: Resolver): boolean => {
  const first = argument(args, 0);
  if (first === undefined) return args.length === 0 && /^(?:find|countDocuments|estimatedDocumentCount|count|deleteMany|findOne)$/.test(name);
  const value = at.constant(first);
  if (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression') return name === 'find' || name === 'countDocuments';
  if ((name === 'updateOne' || name === 'updateMany' || name === 'findOneAndUpdate' || name === 'findByIdAndUpdate' || name === 'replaceOne') && args.length < 2) return false;
  if (value.type === 'ObjectExpression') return !value.properties.some((property) => property.type === 'Property' && property.key.type === 'Identifier' && foreignKeys.has(property.key.name));
  if (value.type === 'Literal') return /ById|^distinct$/.test(name);
  return true;
};

const foreignKeys: ReadonlySet<string> = new Set(['where', 'include', 'data', 'relations', 'collection']);
