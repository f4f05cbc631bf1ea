/** Calls that work on documents in memory, and links of a query, which are the query. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { MemoryEffect } from '../../operations/dialect.js';
import type { Resolver } from '../../resolve/resolver.js';
import { documentOf } from './documents.js';
import { argument, methodCall, type MethodCall } from './facts.js';
import { receiverOf } from './handles.js';
import { copies, isOwnModule, isRead, isWrite, links } from './names.js';
import { isProven } from './proofs.js';

export const effectOf = (node: TSESTree.CallExpression | TSESTree.NewExpression, at: Resolver): MemoryEffect | undefined => {
  if (node.type === 'NewExpression') return ofNew(node, at);
  const call = methodCall(node);
  if (call === undefined) return undefined;
  if (copies.has(call.name)) return documentOf(call.receiver, at) ? same(call.receiver) : undefined;
  if (call.name === 'set' || call.name === 'overwrite' || call.name === 'assign') return ofSet(call, at);
  if (links.has(call.name)) return isQuery(call.receiver, at) || (call.name === 'populate' && documentOf(call.receiver, at) !== undefined) ? same(call.receiver) : undefined;
  return undefined;
};

/** The result is the thing itself. */
const same = (node: TSESTree.Node): MemoryEffect => ({ kind: 'assigns', target: node, from: [] });

/** `user.set({ name })`, `user.set('name', name)` */
const ofSet = (call: MethodCall, at: Resolver): MemoryEffect | undefined => {
  if (documentOf(call.receiver, at) === undefined) return undefined;
  const first = argument(call.args, 0);
  const second = argument(call.args, 1);
  const path = at.text(first);
  if (path !== undefined && second !== undefined) return { kind: 'sets', target: call.receiver, field: path, value: second };
  return first === undefined || path !== undefined ? undefined : { kind: 'assigns', target: call.receiver, from: [first] };
};

/** Whether links are called on a query of a model: on the call itself, on other links, or on a variable that holds it. */
const isQuery = (node: TSESTree.Node, at: Resolver): boolean => {
  const call = methodCall(at.constant(node));
  if (call === undefined) return false;
  if (links.has(call.name) && !isRead(call.name)) return isQuery(call.receiver, at);
  if (!isRead(call.name) && !isWrite(call.name)) return false;
  const receiver = receiverOf(call.receiver, at);
  return receiver?.kind === 'model' || receiver?.kind === 'collection' || documentOf(call.receiver, at) !== undefined;
};

/** `new User(data)`; `new ObjectId(id)`, which is `id` */
const ofNew = (node: TSESTree.NewExpression, at: Resolver): MemoryEffect | undefined => {
  const first = argument(node.arguments, 0);
  const callee = at.bare(node.callee);
  if (isObjectId(callee, at)) return first === undefined ? undefined : same(first);
  const model = receiverOf(callee, at);
  if (model?.kind !== 'model' || (model.evidence !== 'bound' && !isProven(callee, at))) return undefined;
  return { kind: 'allocates', from: first === undefined ? [] : [first] };
};

/** `mongoose.Types.ObjectId`, `Types.ObjectId`, `ObjectId` */
const isObjectId = (callee: TSESTree.Node, at: Resolver): boolean => {
  const name = callee.type === 'Identifier' ? callee.name : callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : undefined;
  if (name !== 'ObjectId' && name !== 'ObjectID') return false;
  let origin = at.origin(callee);
  while (origin.kind === 'member') origin = origin.object;
  return origin.kind === 'import' && (isOwnModule(origin.module) || origin.module === 'bson');
};
