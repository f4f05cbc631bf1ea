/**
 * Calls and changes that the unit of work writes later → operations.
 *
 * - `persist(x)` of something that isn't surely a row: an insert, at this call; of a row: nothing, its changes are the writes
 * - `create(E, data)` that no `persist` names: an insert (`persistOnCreate`, the default of version 6)
 * - `row.n = x`, `assign(row, data)`: an update of these columns
 * - `remove(x)`: a delete
 * - a flush after a loaded row was given to a call, or a method of it was called: an update of what that changed
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { isKnown } from '../../operations/known.js';
import type { Assignments, Changes, FieldChange, Result } from '../../operations/operation.js';
import { anyRow, noColumns, someRows, type Facts } from '../../operations/from-sql.js';
import { argumentAt, methodCall, type MethodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { callsIn } from '../../syntax/file-calls.js';
import { memberName } from '../../syntax/property-name.js';
import { isWithin } from '../../syntax/statements.js';
import { rootOf } from './connections.js';
import { entityOf, type Entity } from './entities.js';
import { receiverOf } from './handles.js';
import { isOwnModule, isUnitVerb, type UnitVerb } from './names.js';
import { operationOf, type Subject } from './subject.js';
import { isVersioned } from './tables.js';
import { flushesOf, sentBy, type Sending } from './unit-of-work.js';
import { assignments, isList, writtenBy } from './values.js';

const nothing: Result = { kind: 'nothing' };

/** Changed columns are written, JSON as a whole; with a version column the flush fails when the row was changed meanwhile. */
const changesOf = (entity: Entity | undefined): Changes => ({ paths: false, lists: 'overwritten', versioned: isVersioned(entity?.place()) });

/** The operations of a call of the unit of work. @param subject its `args` are those of the call */
export const unitOperations = (subject: Subject, verb: UnitVerb): readonly Facts[] => {
  switch (verb) {
    case 'persist':
    case 'persistLater':
    case 'persistAndFlush':
      return persisted(subject);
    case 'remove':
    case 'removeLater':
    case 'removeAndFlush':
      return removed(subject);
    case 'create':
      return created(subject);
    case 'assign':
      return assigned(subject, subject.args[0], subject.args[1]);
    case 'flush':
      return flushed(subject);
  }
};

/** The elements of a list that is written down, else the one expression. */
const elementsOf = (node: TSESTree.Expression | undefined, at: Resolver): readonly TSESTree.Node[] => {
  if (node === undefined) return [];
  const value = at.bare(node);
  return value.type === 'ArrayExpression' ? value.elements.flatMap((element) => (element === null ? [] : [element.type === 'SpreadElement' ? element.argument : element])) : [node];
};

const persisted = (subject: Subject): readonly Facts[] => {
  const { at, call } = subject;
  const sending = sentBy(call.node, at);
  return elementsOf(subject.args[0], at).flatMap((node) => {
    const entity = entityOf(node, at);
    if (entity?.state === 'loaded') return call.name === 'persistAndFlush' ? [rest(subject, node, entity, call.verb)] : [];
    if (entity === undefined || sending === undefined) return [];
    return [operationOf({ ...subject, table: entity.table, handle: sending.handle }, { kind: 'save', where: someRows, result: nothing, rows: isList(node, at) ? 'many' : 'one', oneStatement: false, entity: node, changes: changesOf(entity), sentBy: sending.call })];
  });
};

const removed = (subject: Subject): readonly Facts[] => {
  const { at, call } = subject;
  const sending = sentBy(call.node, at);
  return elementsOf(subject.args[0], at).flatMap((node) => {
    const entity = entityOf(node, at);
    if (entity === undefined || sending === undefined) return [];
    return [operationOf({ ...subject, table: entity.table, handle: sending.handle }, { kind: 'delete', where: someRows, result: nothing, rows: 'one', entity: node, changes: changesOf(entity), sentBy: sending.call })];
  });
};

/** What is created and given to a `persist` is written there. */
const created = (subject: Subject): readonly Facts[] => {
  const { at, call, table, args } = subject;
  const sending = isKnown(table) && !isPersisted(call.node, at) ? sentBy(call.node, at) : undefined;
  if (sending === undefined) return [];
  return [operationOf({ ...subject, handle: sending.handle }, { kind: 'insert', where: anyRow, sets: assignments(args[0], at), result: { kind: 'written' }, rows: 'one', sentBy: sending.call })];
};

const isPersisted = (node: TSESTree.CallExpression, at: Resolver): boolean => {
  const holder = node.parent.type === 'AwaitExpression' ? node.parent.parent : node.parent;
  if (holder.type === 'CallExpression') return /^persist/.test(methodCall(holder)?.name ?? '');
  const target = holder.type === 'VariableDeclarator' ? holder.id : holder.type === 'AssignmentExpression' ? holder.left : undefined;
  const variable = target?.type === 'Identifier' ? at.variable(target) : undefined;
  return variable !== undefined && at.references(variable).some(({ identifier }) => {
    const { parent } = identifier;
    const call = methodCall(parent.type === 'ArrayExpression' ? parent.parent : parent);
    return call !== undefined && call.name.startsWith('persist');
  });
};

/** The update of a loaded row's columns, which a later call sends. */
const change = (site: { readonly node: Facts['node']; readonly verb: TSESTree.Node }, row: TSESTree.Node, entity: Entity, sets: Assignments, sending: Sending): Facts =>
  operationOf({ call: site, table: entity.table, handle: sending.handle }, { kind: 'update', where: someRows, sets, result: { kind: 'written' }, rows: 'one', entity: row, changes: changesOf(entity), sentBy: sending.call });

/** `em.assign(row, data)`, `wrap(row).assign(data)` */
const assigned = ({ call, at }: Pick<Subject, 'call' | 'at'>, row: TSESTree.Expression | undefined, data: TSESTree.Expression | undefined): readonly Facts[] => {
  const entity = row && entityOf(row, at);
  const sending = sentBy(call.node, at);
  if (row === undefined || entity === undefined || entity.state === 'new' || sending === undefined) return [];
  return [change(call, row, entity, assignments(data, at), sending)];
};

/** `wrap(row).assign(data)` is no call of a manager. */
export const wrappedOperations = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const wrapped = at.bare(call.receiver);
  if (call.name !== 'assign' || wrapped.type !== 'CallExpression') return [];
  const origin = at.origin(wrapped.callee);
  return origin.kind === 'import' && origin.name === 'wrap' && isOwnModule(origin.module) ? assigned({ call, at }, argumentAt(wrapped.arguments, 0), argumentAt(call.args, 0)) : [];
};

/** `row.n = x`, `row.n += 1`, `row.n++` */
export const changeOperations = (node: FieldChange, at: Resolver): readonly Facts[] => {
  const target = node.type === 'AssignmentExpression' ? node.left : node.argument;
  const column = target.type === 'MemberExpression' ? memberName(target) : undefined;
  if (target.type !== 'MemberExpression' || column === undefined || target.object.type === 'ThisExpression' || target.object.type === 'Super') return [];
  // without a flush in view nobody needs to know what is changed
  const sending = sentBy(node, at);
  const entity = sending && entityOf(target.object, at);
  if (sending === undefined || entity === undefined || entity.state === 'new') return [];
  const isPlain = node.type === 'AssignmentExpression' && node.operator === '=';
  const written = isPlain ? writtenBy(column, node.right, at) : { kind: 'value' as const, node };
  return [change({ node, verb: target.property }, target.object, entity, { ...noColumns, entries: [{ column, written, property: node }] }, sending)];
};

/** What calls did to a loaded row since the flush before: the columns that no change in view wrote. */
const rest = (subject: Pick<Subject, 'call' | 'handle'>, row: TSESTree.Node, entity: Entity, verb: TSESTree.Node): Facts =>
  operationOf({ call: { node: subject.call.node, verb }, handle: subject.handle, table: entity.table }, { kind: 'save', where: someRows, result: nothing, rows: 'one', oneStatement: false, entity: row, changes: changesOf(entity), sentBy: subject.call.node });

const flushed = (subject: Subject): readonly Facts[] => {
  const { at, call } = subject;
  const root = rootOf(call.node, at) ?? at.sourceCode.ast;
  const before = flushesOf(at).findLast((other) => other.call.range[1] < call.node.range[0] && isWithin(other.call, root))?.call.range[1] ?? root.range[0];
  const found = new Map<string, Facts>();
  for (const node of callsIn(at.sourceCode)) {
    if (node.type !== 'CallExpression' || node.range[0] < before || node.range[1] > call.node.range[0] || !isWithin(node, root)) continue;
    for (const given of changedBy(node, at)) {
      const entity = entityOf(given, at);
      if (entity !== undefined && entity.state !== 'new') found.set(given.name, rest(subject, given, entity, call.verb));
    }
  }
  return [...found.values()];
};

/** `post.tags.add(tag)`: a collection's rows, or the links to them, are written one by one; no column of the row is. Arrays have no such methods. */
const isCollectionChange = (call: MethodCall, at: Resolver): boolean => collectionMethods.has(call.name) && at.bare(call.receiver).type === 'MemberExpression';

const collectionMethods: ReadonlySet<string> = new Set(['add', 'remove', 'removeAll']);

/** Rows that a call may change: what it is given, and what is called on a part of (`order.lines.push(…)`, `order.addLine(…)`). */
const changedBy = (node: TSESTree.CallExpression, at: Resolver): readonly TSESTree.Identifier[] => {
  const call = methodCall(node);
  const callee = call === undefined ? at.origin(node.callee) : undefined;
  if (call === undefined ? callee?.kind === 'import' && isOwnModule(callee.module) : isUnitVerb(call.name) || receiverOf(call.receiver, at) !== undefined) return [];
  if (call !== undefined && isCollectionChange(call, at)) return [];
  let part = call === undefined ? undefined : at.bare(call.receiver);
  while (part?.type === 'MemberExpression') part = at.bare(part.object);
  return [part, ...node.arguments].filter((given): given is TSESTree.Identifier => given?.type === 'Identifier' && at.variable(given) !== undefined);
};
