/**
 * Receivers of which the file says no more than a name, and what else must be seen before a call on them counts.
 *
 * Never assumed: that a name is enough. `isDistinctive` looks at the call's own form, `isProven` at the other calls on the same receiver.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { annotated, handleOf, isForeignType } from './annotations.js';
import { staticEvidence } from './classes.js';
import { isEntityLike, repositoryTable, tableNamed } from './entity.js';
import { argument, propertyName, type MethodCall } from './facts.js';
import { byConditions, byOptions, isOtherLayer, isTypeormModule, optionKeys } from './names.js';
import { client, runnerHandle, type Receiver, type ReceiverKind } from './receiver.js';
import { entityModule, provenKeys, receiverKey } from './proofs.js';

const foreign = new WeakMap<Resolver, boolean>();

/** Whether the file talks to another data layer and doesn't import TypeORM: names then say nothing. */
export const isForeignFile = (at: Resolver): boolean => {
  let answer = foreign.get(at);
  if (answer === undefined) {
    const modules = [...at.imports.keys()];
    answer = modules.some(isOtherLayer) && !modules.some(isTypeormModule);
    foreign.set(at, answer);
  }
  return answer;
};

const kindByName = (name: string): ReceiverKind | undefined => {
  if (/(?:repo|repository|repositories)$/i.test(name)) return 'repository';
  if (/^(?:em|manager|trx|txManager)$|EntityManager$|^(?:entity|transactional|tx)Manager$/i.test(name)) return 'manager';
  if (/^(?:qr|queryRunner)$|QueryRunner$/i.test(name)) return 'runner';
  if (/^(?:ds|dataSource)$|DataSource$/i.test(name)) return 'source';
  return undefined;
};

/** Names whose `findOneBy({…})` is somebody's own method. */
const isSomethingElse = (name: string): boolean => !/^[A-Z][a-z]+$/.test(name) && /(?:service|controller|client|api|store|gateway|resolver|facade|helper|util|utils|provider|cache|map|list|array)s?$/i.test(name);

/** A receiver by its name or a project's own type. */
export const weakReceiver = (bare: TSESTree.Node, at: Resolver): Receiver | undefined => {
  if (isForeignFile(at)) return undefined;
  if (bare.type === 'ThisExpression') return undefined;
  const name = nameOf(bare);
  if (name === undefined) return undefined;
  if (/prisma/i.test(rootName(bare) ?? '')) return undefined;
  const type = at.annotation(bare);
  if (type !== undefined) return isForeignType(type) ? undefined : annotated(bare, at);
  const origin = at.origin(bare);
  return mayBeHandle(origin) ? named(name, bare, origin, at) : undefined;
};

/** `this.prisma.x` → `prisma`, `prisma.x` → `prisma` */
const rootName = (node: TSESTree.Node): string | undefined => {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression') return undefined;
  return node.object.type === 'ThisExpression' ? propertyName(node) : rootName(node.object);
};

const nameOf = (node: TSESTree.Node): string | undefined => {
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'MemberExpression') return propertyName(node);
  if (node.type !== 'CallExpression') return undefined;
  return node.callee.type === 'Identifier' ? node.callee.name : node.callee.type === 'MemberExpression' ? propertyName(node.callee) : undefined;
};

/** Values that the file itself makes are known not to be handles. */
const mayBeHandle = (origin: Origin): boolean => {
  switch (origin.kind) {
    case 'expression':
    case 'function':
    case 'class':
    case 'this':
      return false;
    case 'import':
      return !isOtherLayer(origin.module) && !isTypeormModule(origin.module) && (/^[A-Z][a-z]/.test(origin.name) || !isPackage(origin.module));
    case 'new':
      return origin.callee.kind !== 'global' && mayBeHandle(origin.callee);
    case 'call':
      return mayBeHandle(origin.callee) || origin.callee.kind === 'function';
    case 'member':
      return mayBeHandle(origin.object) || origin.object.kind === 'this' || origin.object.kind === 'expression';
    default:
      return true;
  }
};

/** A module that is surely no file of the project. */
const isPackage = (module: string): boolean => !/^(?:[.~#/]|@\/|src\/|app\/|lib\/|libs\/|@[^/]+\/)/.test(module);

const named = (name: string, node: TSESTree.Node, origin: Origin, at: Resolver): Receiver | undefined => {
  const kind = kindByName(name);
  if (kind === 'repository') return { kind, table: repositoryTable(classOf(origin) ?? name, at), handle: handleOf(node, at, 'either'), evidence: 'named' };
  if (kind === 'manager') return { kind, table: unknown, handle: handleOf(node, at, 'transaction'), evidence: 'named' };
  if (kind === 'source') return { kind, table: unknown, handle: client(node), evidence: 'named' };
  if (kind === 'runner') return { kind, table: unknown, handle: runnerHandle(node, declarationOf(node, at)), evidence: 'named' };
  if (node.type === 'CallExpression' || isSomethingElse(name)) return undefined;
  if (origin.kind === 'import' && /^[A-Z]/.test(name)) {
    const table = tableNamed(origin.name === 'default' || origin.name === '*' ? name : origin.name);
    return { kind: 'static', table, handle: client(node), evidence: staticEvidence(name, origin.module, at) };
  }
  if (origin.kind === 'new') return /Repository$/.test(classOf(origin) ?? '') ? { kind: 'repository', table: repositoryTable(classOf(origin) ?? name, at), handle: client(node), evidence: 'named' } : undefined;
  return { kind: 'repository', table: repositoryTable(name, at), handle: handleOf(node, at, 'either'), evidence: 'form' };
};

const classOf = (origin: Origin): string | undefined => (origin.kind === 'new' && origin.callee.kind === 'import' ? origin.callee.name : undefined);

const declarationOf = (node: TSESTree.Node, at: Resolver): TSESTree.Node => {
  if (node.type === 'Identifier') return at.variable(node)?.defs[0]?.node ?? node;
  const origin = at.origin(node);
  return origin.kind === 'field' ? origin.declaration : node;
};

/** Whether a receiver that isn't bound counts for this call. */
export const counts = (call: MethodCall, receiver: Receiver, at: Resolver): boolean =>
  receiver.evidence === 'bound' || isDistinctive(call, receiver, at) || isProven(call.receiver, at);

/** Whether another call in the file shows that the expression is TypeORM's. */
export const isProven = (receiver: TSESTree.Node, at: Resolver): boolean => {
  const keys = provenKeys(at);
  const key = receiverKey(receiver, at);
  if (key !== undefined && keys.has(key)) return true;
  const module = entityModule(receiver, at);
  return module !== undefined && keys.has(module);
};

/** Whether the call's own form says TypeORM. */
export const isDistinctive = (call: MethodCall, receiver: Receiver, at: Resolver): boolean => {
  const first = argument(call.args, 0);
  if (first === undefined) return false;
  if (isEntityLike(first, at)) {
    const second = argument(call.args, 1);
    if (receiver.kind !== 'manager' && receiver.kind !== 'source') return false;
    if (hasConditions(call.name, second, at)) return true;
    return receiver.evidence === 'named' && call.args.length > 1 && [...at.imports.keys()].some(isTypeormModule);
  }
  if (byConditions.has(call.name)) return hasConditions(call.name, first, at);
  return receiver.evidence === 'named' && hasConditions(call.name, first, at);
};

const hasConditions = (name: string, node: TSESTree.Node | undefined, at: Resolver): boolean => {
  if (node === undefined) return false;
  const value = at.constant(node);
  if (byConditions.has(name)) {
    return value.type === 'ObjectExpression' || (value.type === 'ArrayExpression' && value.elements[0]?.type === 'ObjectExpression');
  }
  if (!byOptions.has(name) || value.type !== 'ObjectExpression') return false;
  return value.properties.some((property) => property.type === 'Property' && property.key.type === 'Identifier' && optionKeys.has(property.key.name));
};

