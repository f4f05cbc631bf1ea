/** Entities in memory: which table does `user` belong to, and is it an active record (`user.save()`)? */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isActiveRecord } from './classes.js';
import { entityTable, isEntityLike, tableNamed, typeTable } from './entity.js';
import { argument, isFunction, methodCall, returned, type MethodCall } from './facts.js';
import { receiverOf } from './handles.js';
import { isRead, terminals } from './names.js';
import { builderOf } from './query-builder.js';
import { counts, isProven } from './weak.js';

export interface Instance {
  readonly table: Known<Table>;
  /** it came out of TypeORM, or its class extends BaseEntity: its own `save()` is TypeORM's */
  readonly proven: boolean;
}

const caches = new WeakMap<Resolver, Map<TSESTree.Node, Instance | undefined>>();

/** What is known of an entity in memory. Cached per file; a cycle ends as undefined. */
export const instanceOf = (node: TSESTree.Node, at: Resolver, depth = 0): Instance | undefined => {
  if (depth > 6) return undefined;
  let cache = caches.get(at);
  if (cache === undefined) {
    cache = new Map<TSESTree.Node, Instance | undefined>();
    caches.set(at, cache);
  }
  const bare = at.bare(node);
  const key = bare.type === 'Identifier' ? (at.variable(bare)?.defs[0]?.name ?? bare) : bare;
  if (cache.has(key)) return cache.get(key);
  cache.set(key, undefined);
  const found = find(bare, at, depth);
  cache.set(key, found);
  return found;
};

const find = (bare: TSESTree.Node, at: Resolver, depth: number): Instance | undefined => {
  switch (bare.type) {
    case 'Identifier':
      return ofVariable(bare, at, depth);
    case 'ThisExpression': {
      const owner = at.classOf(bare);
      return owner === undefined || owner.id === null || !isActiveRecord(owner, at) ? undefined : { table: tableNamed(owner.id.name), proven: true };
    }
    case 'NewExpression': {
      const origin = at.origin(bare.callee);
      const table = entityTable(bare.callee, at);
      if (table === unknown) return undefined;
      return { table, proven: origin.kind === 'class' ? isActiveRecord(origin.class, at) : isProvenStatic(bare.callee, at) };
    }
    case 'CallExpression':
      return ofCall(bare, at, depth);
    case 'ArrayExpression': {
      const first = bare.elements[0];
      return first === null || first === undefined || first.type === 'SpreadElement' ? undefined : instanceOf(first, at, depth + 1);
    }
    case 'MemberExpression':
      return bare.computed ? instanceOf(bare.object, at, depth + 1) : typedInstance(bare, at);
    case 'LogicalExpression':
      return instanceOf(bare.left, at, depth + 1) ?? instanceOf(bare.right, at, depth + 1);
    case 'ConditionalExpression':
      return instanceOf(bare.consequent, at, depth + 1) ?? instanceOf(bare.alternate, at, depth + 1);
    case 'AssignmentExpression':
      return instanceOf(bare.right, at, depth + 1);
    default:
      return undefined;
  }
};

/** An imported class that another call in the file shows to be an active record. */
const isProvenStatic = (callee: TSESTree.Node, at: Resolver): boolean => {
  const receiver = receiverOf(callee, at);
  return receiver?.kind === 'static' && (receiver.evidence === 'bound' || isProven(callee, at));
};

const ofCall = (node: TSESTree.CallExpression, at: Resolver, depth: number): Instance | undefined => {
  const call = methodCall(node);
  if (call === undefined) return undefined;
  const first = argument(call.args, 0);
  if (call.receiver.type === 'Identifier' && call.receiver.name === 'Object' && call.name === 'assign') {
    return first === undefined ? undefined : instanceOf(first, at, depth + 1);
  }
  if (terminals.has(call.name)) {
    const builder = /^get(?:One|OneOrFail|Many)$/.test(call.name) ? builderOf(call, at) : undefined;
    return builder === undefined || builder.table === unknown ? undefined : { table: builder.table, proven: true };
  }
  const produces = isRead(call.name) || call.name === 'create' || call.name === 'merge' || call.name === 'save';
  if (!produces) return ofList(call, at, depth);
  const receiver = receiverOf(call.receiver, at);
  if (receiver === undefined || !counts(call, receiver, at)) return undefined;
  if (receiver.kind === 'repository' || receiver.kind === 'static') return { table: receiver.table, proven: true };
  if (receiver.kind !== 'manager' || first === undefined) return undefined;
  if (isEntityLike(first, at)) return { table: entityTable(first, at), proven: true };
  return call.name === 'save' ? instanceOf(first, at, depth + 1) : undefined;
};

/** `list.filter(…)`, `items.map((item) => repo.create(item))` */
const ofList = (call: MethodCall, at: Resolver, depth: number): Instance | undefined => {
  if (/^(?:filter|slice|concat|at|toSorted|reverse)$/.test(call.name)) return instanceOf(call.receiver, at, depth + 1);
  const callback = argument(call.args, 0);
  if (call.name !== 'map' || !isFunction(callback)) return undefined;
  const value = returned(callback);
  const [element] = callback.params;
  if (value?.type === 'Identifier' && element?.type === 'Identifier' && value.name === element.name) return instanceOf(call.receiver, at, depth + 1);
  return value === undefined ? undefined : instanceOf(value, at, depth + 1);
};

const typedInstance = (node: TSESTree.Node, at: Resolver): Instance | undefined => {
  const type = at.annotation(node);
  if (type === undefined) return undefined;
  const entity = /^(?:Partial|DeepPartial|Required|Readonly|Array|ReadonlyArray)$/.test(type.name) ? type.arguments[0] : type;
  if (entity === undefined || /(?:Dto|DTO|Input|Request|Body|Params|Record|Map|Set|Error)$/.test(entity.name)) return undefined;
  const table = typeTable(entity);
  if (table === unknown) return undefined;
  const named = entity.node.type === 'TSTypeReference' && entity.node.typeName.type === 'Identifier' ? entity.node.typeName : undefined;
  const origin = named === undefined ? undefined : at.origin(named);
  if (origin?.kind === 'class') return { table, proven: isActiveRecord(origin.class, at) };
  return { table, proven: named !== undefined && isProvenStatic(named, at) };
};

/** Every value that is assigned to the variable may tell. */
const ofVariable = (node: TSESTree.Identifier, at: Resolver, depth: number): Instance | undefined => {
  const variable = at.variable(node);
  const typed = typedInstance(node, at);
  if (variable === undefined || typed?.proven === true) return typed;
  const definition = variable.defs[0]?.node;
  const loop = definition?.type === 'VariableDeclarator' ? definition.parent.parent : undefined;
  if (definition?.type === 'VariableDeclarator' && loop?.type === 'ForOfStatement' && loop.left === definition.parent) {
    return instanceOf(loop.right, at, depth + 1) ?? typed;
  }
  let found: Instance | undefined;
  for (const reference of at.references(variable)) {
    const write = reference.writeExpr;
    if (write === undefined || write === null || reference.identifier.parent.type === 'Property') continue;
    const one = instanceOf(write, at, depth + 1);
    if (one?.proven === true) return one;
    found ??= one;
  }
  return found ?? typed;
};
