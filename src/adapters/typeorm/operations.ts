/**
 * Calls on repositories, entity managers and active records → operations.
 *
 * In: a method call whose receiver is known. Out: facts. Where an argument can't be read the predicate or the assignments are open.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Handle } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { entityTable, isEntityLike } from './entity.js';
import { argument, isFunction, methodCall, type Facts, type MethodCall, type OperationNode } from './facts.js';
import { receiverOf } from './handles.js';
import { instanceOf } from './instances.js';
import { isRead, isWrite, relationVerbs, terminals } from './names.js';
import { isSaveOptions, type Subject } from './operation-parts.js';
import { builderOperations } from './query-builder.js';
import { rawOperations, taggedOperations } from './raw.js';
import { readOperations } from './reads.js';
import { relationOperations } from './relation-builder.js';
import { counts } from './weak.js';
import { writeOperations } from './writes.js';

/** What a call does to the database; empty when it's not TypeORM's, or not surely. */
export const recogniseFacts = (node: OperationNode, at: Resolver): readonly Facts[] => {
  if (node.type === 'TaggedTemplateExpression') return taggedOperations(node, at);
  const call = methodCall(node);
  if (call === undefined) return [];
  if (terminals.has(call.name)) return builderOperations(call, at);
  if (relationVerbs.has(call.name)) {
    const linked = relationOperations(call, at);
    if (linked.length > 0 || call.name !== 'remove') return linked;
  }
  if (call.name === 'query') return rawOperations(call, at);
  return isRead(call.name) || isWrite(call.name) ? ofMethod(call, at) : [];
};

const ofMethod = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const first = argument(call.args, 0);
  if (first !== undefined && isFunction(at.bare(first))) return [];
  if (isInstanceVerb(call, at)) {
    const own = ofInstance(call, at);
    if (own !== undefined) return own;
  }
  const subject = subjectOf(call, at);
  if (subject === undefined) return [];
  return isRead(call.name) ? readOperations(subject, call.name) : isWrite(call.name) ? writeOperations(subject, call.name) : [];
};

/** `user.save()`, `user.remove({ listeners: false })` */
const isInstanceVerb = (call: MethodCall, at: Resolver): boolean => {
  if (!/^(?:save|remove|softRemove|recover)$/.test(call.name) || call.args.length > 1) return false;
  const options = call.args[0];
  if (options === undefined) return true;
  return isSaveOptions(options, at);
};

const ofInstance = (call: MethodCall, at: Resolver): readonly Facts[] | undefined => {
  const instance = instanceOf(call.receiver, at);
  if (instance?.proven !== true) return undefined;
  const handle: Handle = { kind: 'client', id: 'typeorm:client', node: call.receiver };
  const subject: Subject = { call, at, table: instance.table, handle, args: [call.receiver] };
  return isWrite(call.name) ? writeOperations(subject, call.name) : undefined;
};

/** The receiver, the table and the arguments of a method call; undefined when the call isn't TypeORM's. */
const subjectOf = (call: MethodCall, at: Resolver): Subject | undefined => {
  const receiver = receiverOf(call.receiver, at);
  if (receiver === undefined || !counts(call, receiver, at)) return undefined;
  const args = call.args.map((passed) => (passed.type === 'SpreadElement' ? undefined : passed));
  const handle: Handle = { ...receiver.handle, node: call.receiver };
  if (receiver.kind === 'repository' || receiver.kind === 'static') {
    const needsNone = call.name === 'find' || call.name === 'count' || call.name === 'clear' || call.name === 'findAndCount' || call.name === 'updateAll' || call.name === 'deleteAll';
    return args.length === 0 && !needsNone ? undefined : { call, at, table: receiver.table, handle, args };
  }
  if (receiver.kind !== 'manager' || args.length === 0) return undefined;
  const first = args[0];
  if (first === undefined) return { call, at, table: unknown, handle, args: [] };
  if (namesEntity(call, first, args[1], at)) return { call, at, table: entityTable(first, at), handle, args: args.slice(1) };
  return { call, at, table: instanceOf(first, at)?.table ?? unknown, handle, args };
};

const takesInstance = /^(?:save|remove|softRemove|recover)$/;

const namesEntity = (call: MethodCall, first: TSESTree.Expression, second: TSESTree.Expression | undefined, at: Resolver): boolean => {
  if (!takesInstance.test(call.name)) return true;
  if (second === undefined) return false;
  return isEntityLike(first, at) || !isSaveOptions(second, at);
};
