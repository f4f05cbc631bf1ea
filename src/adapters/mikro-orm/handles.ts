/**
 * Whose method is this? From the expression before the dot to an entity manager, a repository or the ORM itself.
 *
 * In: an expression. Out: what it is, and through which connection it goes. Never assumed: that a name means anything; that TypeORM's types of
 * the same names are meant (the declaring package decides).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown, type Known } from '../../operations/known.js';
import type { Handle, Table } from '../../operations/operation.js';
import { argumentAt, methodCall } from '../../resolve/builder-calls.js';
import { classOfType, superclassOf, type ClassPlace } from '../../resolve/instances.js';
import { resolverAt } from '../../resolve/modules.js';
import type { ClassNode, Origin, Resolver, TypeName } from '../../resolve/resolver.js';
import { returnedExpression } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { connectionOf, parameterHandle, transactionOf } from './connections.js';
import { isOwnModule } from './names.js';
import { isProven } from './proofs.js';
import { entityTable, typeTable } from './tables.js';

/**
 * - `manager`: the entity is the first argument
 * - `repository`: its table is known from where it comes
 * - `orm`: `MikroORM`, which has the global manager
 */
export interface Receiver {
  readonly kind: 'manager' | 'repository' | 'orm';
  readonly table: Known<Table>;
  /** an explicit fork has a context of its own: it doesn't join the transaction of another one */
  readonly forked: boolean;
  readonly handle: Handle;
}

const caches = new WeakMap<Resolver, Map<TSESTree.Node, Receiver | undefined>>();

/** What an expression is to MikroORM. Cached per file; a cycle ends as undefined. */
export const receiverOf = (node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  let cache = caches.get(at);
  if (cache === undefined) caches.set(at, (cache = new Map<TSESTree.Node, Receiver | undefined>()));
  const bare = at.bare(node);
  if (cache.has(bare)) return cache.get(bare);
  cache.set(bare, undefined);
  const found = find(node, bare, at) ?? (isProven(bare, at) ? manager(bare, false, at) : undefined);
  cache.set(bare, found);
  return found;
};

const manager = (node: TSESTree.Node, forked: boolean, at: Resolver): Receiver => ({ kind: 'manager', table: unknown, forked, handle: connectionOf(node, forked, at) });
const repository = (node: TSESTree.Node, table: Known<Table>, at: Resolver): Receiver => ({ kind: 'repository', table, forked: false, handle: connectionOf(node, false, at) });
const orm = (node: TSESTree.Node, at: Resolver): Receiver => ({ kind: 'orm', table: unknown, forked: false, handle: connectionOf(node, false, at) });

const find = (node: TSESTree.Node, bare: TSESTree.Node, at: Resolver): Receiver | undefined => {
  switch (bare.type) {
    case 'CallExpression':
      return ofCall(bare, at) ?? ofType(node, at);
    case 'LogicalExpression':
      return eitherOf(receiverOf(bare.left, at), receiverOf(bare.right, at), bare);
    case 'ConditionalExpression':
      return eitherOf(receiverOf(bare.consequent, at), receiverOf(bare.alternate, at), bare);
    case 'MemberExpression': {
      const member = ofMember(bare, at);
      if (member !== undefined) return member;
      break;
    }
    default:
  }
  const value = bare.type === 'Identifier' ? at.constant(bare) : bare;
  const assigned = value === bare || value.type === 'Identifier' ? undefined : receiverOf(value, at);
  return assigned ?? ofOrigin(at.origin(bare), bare, at) ?? ofType(node, at);
};

/** `tx ?? this.em` */
const eitherOf = (left: Receiver | undefined, right: Receiver | undefined, node: TSESTree.Node): Receiver | undefined => {
  const one = left ?? right;
  if (one === undefined) return undefined;
  if (left?.handle.id === right?.handle.id) return one;
  const leading = left === undefined || left.handle.kind === 'client' ? (right ?? one) : left;
  return { ...leading, handle: { kind: 'either', id: leading.handle.id, node } };
};

/** `orm.em`, `repository.em`, `this.em` of a repository class */
const ofMember = (node: TSESTree.MemberExpression, at: Resolver): Receiver | undefined => {
  const name = memberName(node);
  if (name !== 'em' && name !== '_em') return undefined;
  const object = receiverOf(node.object, at);
  return object === undefined || object.kind === 'manager' ? undefined : manager(node, false, at);
};

const keeps: ReadonlySet<string> = new Set(['persist', 'remove', 'clear', 'getContext']);

const ofCall = (node: TSESTree.CallExpression, at: Resolver): Receiver | undefined => {
  const call = methodCall(node);
  const result = ofResult(node, at);
  if (call === undefined) return result;
  const object = receiverOf(call.receiver, at);
  if (call.name === 'init') return isOwnOrm(call.receiver, at) ? orm(node, at) : result;
  if (object === undefined) return result;
  if (call.name === 'fork') return manager(node, true, at);
  if (call.name === 'getEntityManager' || call.name === 'getContext') return manager(node, object.forked, at);
  if (call.name === 'getRepository' || call.name === 'getRepo') {
    const entity = argumentAt(call.args, 0);
    return { kind: 'repository', table: entity === undefined ? unknown : entityTable(entity, at), forked: object.forked, handle: { ...object.handle, node } };
  }
  return keeps.has(call.name) ? object : result;
};

const isOwnOrm = (node: TSESTree.Node, at: Resolver): boolean => {
  const origin = at.origin(node);
  return origin.kind === 'import' && isOwnModule(origin.module) && origin.name === 'MikroORM';
};

/** What a function of the file gives. */
const ofResult = (node: TSESTree.CallExpression, at: Resolver): Receiver | undefined => {
  const origin = at.origin(node.callee);
  const value = origin.kind === 'function' ? returnedExpression(origin.fn) : undefined;
  return value && receiverOf(value, at);
};

const ofOrigin = (origin: Origin, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  switch (origin.kind) {
    case 'call':
      return origin.node === node ? undefined : receiverOf(origin.node, at);
    case 'member': {
      // a manager that the settings name is made in a file of its own
      const maker = resolverAt(origin.node, at);
      const found = maker === at ? undefined : receiverOf(origin.node, maker);
      return found && { ...found, handle: connectionOf(node, found.forked, at) };
    }
    case 'parameter': {
      const transaction = transactionOf(origin, node, at);
      return transaction && { kind: 'manager', table: unknown, forked: true, handle: transaction };
    }
    case 'field':
      return ofField(origin, node, at);
    case 'this':
      return origin.class && ofClass({ class: origin.class, at }, node, at);
    case 'either': {
      const [first, second] = origin.options.map((option) => ofOrigin(option, node, at)).filter((option) => option !== undefined);
      return second === undefined ? first : eitherOf(first, second, node);
    }
    default:
      return undefined;
  }
};

const ofField = (origin: Extract<Origin, { kind: 'field' }>, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  for (const decorator of at.decorators(origin.declaration)) {
    if (!isOwnModule(decorator.module)) continue;
    const [entity] = decorator.arguments;
    if (decorator.name === 'InjectRepository' && entity !== undefined) return repository(node, entityTable(entity, at), at);
    if (decorator.name === 'InjectEntityManager') return manager(node, false, at);
    if (decorator.name === 'InjectMikroORM') return orm(node, at);
  }
  return origin.value === undefined || origin.value === node ? undefined : receiverOf(origin.value, at);
};

/** The receiver that a written type makes an expression; a cast is asked before what it is a cast of. */
const ofType = (node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const type = at.annotation(node);
  if (type === undefined) return undefined;
  const found = isOwnModule(type.module) ? ownType(type, node, at) : projectType(type, node, at);
  const parameter = found && parameterHandle(node, at);
  return parameter ? { ...found, handle: parameter } : found;
};

const ownType = (type: TypeName, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const name = type.qualifier.length === 0 ? (type.imported ?? type.name) : type.name;
  if (name === 'MikroORM') return orm(node, at);
  if (name.endsWith('EntityManager')) return manager(node, false, at);
  return name.endsWith('EntityRepository') ? repository(node, typeTable(type.arguments[0]), at) : undefined;
};

/** A class of the project that extends MikroORM's repository or manager. */
const projectType = (type: TypeName, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  if (!/(?:Repository|Repo|EntityManager)$/.test(type.name)) return undefined;
  const place = classOfType(type.node, resolverAt(type.node, at));
  return place && ofClass(place, node, at);
};

const ofClass = (place: ClassPlace, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  let current: ClassPlace | undefined = place;
  let entity: TypeName | undefined;
  for (let depth = 0; current !== undefined && depth < 6; depth++) {
    const superclass = current.at.superclass(current.class);
    entity = superclass?.arguments[0] ?? entity;
    const origin = superclass?.origin;
    if (origin?.kind === 'import' && isOwnModule(origin.module)) {
      if (origin.name.endsWith('EntityRepository')) return repository(node, isTypeParameter(entity, current.class) ? unknown : typeTable(entity), at);
      return origin.name.endsWith('EntityManager') ? manager(node, false, at) : undefined;
    }
    current = superclassOf(current);
  }
  return undefined;
};

/** `class Base<T> extends EntityRepository<T>` */
const isTypeParameter = (type: TypeName | undefined, node: ClassNode): boolean => node.typeParameters?.params.some(({ name }) => name.name === type?.name) ?? false;
