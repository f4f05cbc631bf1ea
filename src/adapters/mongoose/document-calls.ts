/** Calls on documents: `user.save()`, `user.deleteOne()`, `user.updateOne({ … })`. */
import type { Resolver } from '../../resolve/resolver.js';
import type { Changes, Result } from '../../operations/operation.js';
import { documentOf } from './documents.js';
import { anyRow, argument, operationOf, someRows, type Facts, type MethodCall, type Subject } from './facts.js';
import { hasVersionedSchema } from './schemas.js';
import { sessionOfOptions } from './sessions.js';
import { update } from './updates.js';

const written: Result = { kind: 'written' };
const deleted: Result = { kind: 'object', members: { deletedCount: { kind: 'affected' } } };

/** What `save()` sends of a loaded document: changed paths; arrays as `$push` and its like, or with the version in the filter (mongoose lib/model.js `$__delta`). */
const changes = (at: Resolver): Changes => ({ paths: true, lists: 'merged', versioned: hasVersionedSchema(at) });

/** The operations of a call on a document; undefined when the receiver is none. */
export const documentOperations = (call: MethodCall, at: Resolver): readonly Facts[] | undefined => {
  const document = documentOf(call.receiver, at);
  if (document === undefined) return undefined;
  const isUpdate = call.name === 'updateOne' || call.name === 'update' || call.name === 'replaceOne';
  const handle = sessionOfOptions(argument(call.args, isUpdate ? 1 : 0), call.receiver, at) ?? { ...document.handle, node: call.receiver };
  const subject: Pick<Subject, 'call' | 'table' | 'handle'> = { call, table: document.table, handle };
  const entity = call.receiver;
  switch (call.name) {
    case 'save':
      return [operationOf(subject, { kind: 'save', where: someRows, result: written, rows: 'one', oneStatement: false, entity, changes: changes(at) })];
    case 'deleteOne':
    case 'remove':
      return [operationOf(subject, { kind: 'delete', where: someRows, result: deleted, rows: 'one', entity })];
    case 'updateOne':
    case 'update':
    case 'replaceOne':
      return [operationOf(subject, { kind: 'update', where: { ...anyRow, terms: [{ column: 'id', op: 'eq', value: entity }] }, sets: update(argument(call.args, 0), at).sets, result: { kind: 'nothing' }, rows: 'one', lazy: true })];
    default:
      return undefined;
  }
};
