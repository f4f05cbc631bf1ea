/** `createQueryBuilder().relation(User, 'roles').of(user).add(role)` → link, unlink or read of a relation. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { entityTable, relationTable } from './entity.js';
import { argument, methodCall, someRows, type Facts, type MethodCall } from './facts.js';
import { operationOf, type OperationSubject } from './operation-parts.js';
import { builderOf } from './query-builder.js';
import type { Predicate } from '../../operations/operation.js';

/** Empty when the call is no end of a relation builder (`set.add(x)`). */
export const relationOperations = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const of = methodCall(at.bare(call.receiver));
  if (of?.name !== 'of') return [];
  const builder = builderOf(call, at);
  const relation = builder?.chain.calls.findLast((one) => one.call.name === 'relation')?.call;
  if (builder === undefined || relation === undefined) return [];
  const [first, second] = [argument(relation.args, 0), argument(relation.args, 1)];
  const property = at.text(second ?? first);
  const parent = second === undefined || first === undefined ? builder.table : entityTable(first, at);
  if (property === undefined) return [];
  const subject: OperationSubject = { call, table: relationTable(parent, [property]), handle: builder.handle };
  const owner = argument(of.args, 0);
  const where: Predicate = owner === undefined ? someRows : { terms: [{ column: 'id', op: 'eq', value: owner }], open: false, spreads: [] };
  const [added, removed] = [argument(call.args, 0), argument(call.args, 1)];
  switch (call.name) {
    case 'add':
    case 'set':
      return [link(subject, 'link', where, property, added)];
    case 'remove':
      return [link(subject, 'unlink', where, property, added)];
    case 'addAndRemove':
      return [link(subject, 'link', where, property, added), link(subject, 'unlink', where, property, removed)];
    default:
      return [operationOf(subject, { kind: 'read', where, result: call.name === 'loadOne' ? { kind: 'row', absent: 'null' } : { kind: 'rows' } })];
  }
};

const link = (subject: OperationSubject, kind: 'link' | 'unlink', where: Predicate, property: string, value: TSESTree.Expression | undefined): Facts =>
  operationOf(subject, {
    kind, where, result: { kind: 'nothing' },
    sets: { entries: value === undefined ? [] : [{ column: property, written: { kind: 'value', node: value }, property: undefined }], spreads: [], open: false },
  });
