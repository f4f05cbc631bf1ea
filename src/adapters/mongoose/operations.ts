/**
 * Calls on models, collections and documents → operations.
 *
 * In: a method call. Out: facts. Where an argument can't be read the predicate or the assignments are open.
 */
import type { Resolver } from '../../resolve/resolver.js';
import { documentOperations } from './document-calls.js';
import type { OperationNode } from '../../operations/operation.js';
import { argument, methodCall, type Facts, type MethodCall, type Subject } from './facts.js';
import { receiverOf } from './handles.js';
import { documentVerbs, isRead, isWrite } from './names.js';
import { counts } from './proofs.js';
import { linksBehind } from './query.js';
import { readOperation } from './reads.js';
import { client, sessionOfLinks, sessionOfOptions } from './sessions.js';
import { writeOperations } from './writes.js';

/** What a call does to the database; empty when it's not MongoDB's, or not surely. */
export const recogniseFacts = (node: OperationNode, at: Resolver): readonly Facts[] => {
  const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
  if (call === undefined) return [];
  if (documentVerbs.has(call.name)) {
    const own = documentOperations(call, at);
    if (own !== undefined) return own;
  }
  return isRead(call.name) || isWrite(call.name) ? ofReceiver(call, at) : [];
};

const ofReceiver = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const receiver = receiverOf(call.receiver, at);
  if ((receiver?.kind !== 'model' && receiver?.kind !== 'collection') || !counts(call, receiver, at)) return [];
  const handle = sessionOfLinks(linksBehind(call.node), call.receiver, at) ?? optionsSession(call, at) ?? client(call.receiver);
  const subject: Subject = { call, table: receiver.table, handle, isDriver: receiver.kind === 'collection' };
  if (isRead(call.name)) return [readOperation(subject, call.name, at)];
  return isWrite(call.name) ? writeOperations(subject, call.name, at) : [];
};

/** Positions of the options in a call's arguments; Mongoose's finds have a projection before them. */
const optionsSession = ({ name, args, receiver }: MethodCall, at: Resolver): ReturnType<typeof sessionOfOptions> => {
  const last = argument(args, args.length - 1);
  if (args.length < 2 || last === undefined) return undefined;
  const isUpdate = /^(?:update|updateOne|updateMany|replaceOne|findOneAndUpdate|findByIdAndUpdate|findOneAndReplace)$/.test(name);
  const isCreate = name === 'create' && at.constant(args[0] ?? last).type !== 'ArrayExpression';
  if ((isUpdate && args.length < 3) || isCreate || name === 'distinct') return undefined;
  // a projection that can't be read holds no session
  return /^find(?:One|ById)?$/.test(name) && args.length < 3 ? sessionOfLiteral(last, receiver, at) : sessionOfOptions(last, receiver, at);
};

const sessionOfLiteral: typeof sessionOfOptions = (options, node, at) => (options !== undefined && at.object(options).entries.has('session') ? sessionOfOptions(options, node, at) : undefined);
