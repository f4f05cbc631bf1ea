/**
 * Calls on models, rows and the connection → operations.
 *
 * In: a call. Out: facts; none where it isn't surely Sequelize's. Where an argument can't be read the predicate or the assignments are open.
 */
import type { Resolver } from '../../resolve/resolver.js';
import { anyRow, argument, isFunction, methodCall, someRows, type Facts, type MethodCall, type OperationNode, type Subject } from './facts.js';
import { modelOf } from './handles.js';
import { instanceOperations } from './instance-operations.js';
import { isRead, isWrite } from './names.js';
import { counts } from './proofs.js';
import { rawOperations } from './raw.js';
import { readOperations } from './reads.js';
import { writeOperations } from './writes.js';

/** What a call does to the database; empty when it's not Sequelize's, or not surely. */
export const recogniseFacts = (node: OperationNode, at: Resolver): readonly Facts[] => {
  const call = methodCall(node);
  if (call === undefined) return [];
  if (call.name === 'query') return rawOperations(call, at);
  const onRow = instanceOperations(call, at);
  if (onRow.length > 0) return onRow;
  return isRead(call.name) || isWrite(call.name) ? ofModel(call, at) : [];
};

const ofModel = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const first = argument(call.args, 0);
  if (first !== undefined && isFunction(at.bare(first))) return [];
  const model = modelOf(call.receiver, at);
  if (model === undefined || !counts(call, model, at)) return [];
  const subject: Subject = { call, at, table: model.table };
  if (isRead(call.name)) return readOperations(subject, call.name, model.scoped ? someRows : anyRow);
  return isWrite(call.name) && call.args.length > 0 ? writeOperations(subject, call.name) : [];
};
