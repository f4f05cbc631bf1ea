/**
 * Whose method is this? From the expression before the dot to a TypeORM receiver, by the file's own bindings.
 *
 * In: an expression. Out: what it is to TypeORM and through which connection it goes, or undefined.
 * Never assumed: that a name means anything by itself; where only a name or a project's own type speaks, the answer is `weak`.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Handle } from '../../operations/operation.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { annotated } from './annotations.js';
import { className, superReceiver } from './classes.js';
import { entityTable, repositoryTable } from './entity.js';
import { propertyName, returned } from './facts.js';
import { isTypeormModule } from './names.js';
import { client, eitherOf, parameterHandle, type Receiver } from './receiver.js';
import { receiverCalls } from './receiver-calls.js';
import { weakReceiver } from './weak.js';

const caches = new WeakMap<Resolver, Map<TSESTree.Node, Receiver | undefined>>();

/** What an expression is to TypeORM. Cached per file; a cycle ends as undefined. */
export const receiverOf = (node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  let cache = caches.get(at);
  if (cache === undefined) {
    cache = new Map<TSESTree.Node, Receiver | undefined>();
    caches.set(at, cache);
  }
  const bare = at.bare(node);
  if (cache.has(bare)) return cache.get(bare);
  cache.set(bare, undefined);
  const found = strong(bare, at) ?? weakReceiver(bare, at);
  cache.set(bare, found);
  return found;
};

/** Only what is more than a name. */
export const strongReceiverOf = (node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const found = receiverOf(node, at);
  return found?.evidence !== 'bound' ? undefined : found;
};

const strong = (bare: TSESTree.Node, at: Resolver): Receiver | undefined => {
  switch (bare.type) {
    case 'CallExpression':
      return ofCall(bare, at);
    case 'LogicalExpression':
      return ofChoice(bare.left, bare.right, bare, at);
    case 'ConditionalExpression':
      return ofChoice(bare.consequent, bare.alternate, bare, at);
    case 'MemberExpression': {
      const member = ofMember(bare, at);
      if (member !== undefined) return member;
      break;
    }
    default:
  }
  const typed = annotated(bare, at);
  if (typed !== undefined && typed.evidence === 'bound') return ofNamedSource(typed, bare, at);
  const value = bare.type === 'Identifier' ? at.constant(bare) : bare;
  const assigned = value === bare || value.type === 'Identifier' ? undefined : receiverOf(value, at);
  return assigned ?? ofOrigin(at.origin(bare), bare, at);
};

const ofChoice = (left: TSESTree.Node, right: TSESTree.Node, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const first = receiverOf(left, at);
  const second = receiverOf(right, at);
  if (first === undefined || second === undefined) {
    const one = first ?? second;
    return one === undefined || one.evidence !== 'bound' ? undefined : { ...one, handle: { ...one.handle, kind: 'either', node } };
  }
  const joined = eitherOf(first, second, node);
  return joined.kind === second.kind || first.kind === 'repository' ? joined : { ...joined, kind: first.kind };
};

/** `x.manager`, `manager.queryRunner`, `connection.rawConnection`. */
const ofMember = (node: TSESTree.MemberExpression, at: Resolver): Receiver | undefined => {
  const name = propertyName(node);
  if (name === 'rawConnection') return { kind: 'source', table: unknown, handle: client(node), evidence: 'bound' };
  if (name === undefined || !steps.has(name)) return undefined;
  if (node.object.type === 'ThisExpression' || node.object.type === 'Super') {
    const inherited = node.object.type === 'ThisExpression' ? ofOrigin(at.origin(node.object), node.object, at) : undefined;
    return inherited === undefined ? undefined : step(inherited, name, node, at);
  }
  const object = name === 'repository' ? undefined : receiverOf(node.object, at);
  return object === undefined ? undefined : step(object, name, node, at);
};

const steps: ReadonlySet<string> = new Set(['manager', 'queryRunner', 'connection', 'dataSource', 'repository']);

const step = (object: Receiver, name: string, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const handle = { ...object.handle, node };
  if (name === 'manager') return { kind: 'manager', table: unknown, handle, evidence: object.evidence };
  if (name === 'repository') return object.kind === 'repository' ? { ...object, handle } : undefined;
  if (name === 'queryRunner') {
    const id = handle.kind === 'client' ? `typeorm:runner:${at.sourceCode.getText(node)}` : handle.id;
    return { kind: 'runner', table: unknown, handle: { ...handle, kind: 'transaction', id }, evidence: object.evidence };
  }
  if (name === 'connection' || name === 'dataSource' || name === 'rawConnection') return { kind: 'source', table: unknown, handle: client(node), evidence: object.evidence };
  return undefined;
};

const ofOrigin = (origin: Origin, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  switch (origin.kind) {
    case 'import':
      return imported(origin.module, origin.name, node);
    case 'new':
      return constructed(origin, node, at);
    case 'call':
      return origin.node === node ? undefined : receiverOf(origin.node, at);
    case 'member': {
      const object = ofOrigin(origin.object, origin.node, at);
      return object === undefined ? undefined : step(object, origin.property, node, at);
    }
    case 'parameter':
      return ofParameter(origin, node, at);
    case 'field':
      return ofField(origin, node, at);
    case 'this':
      return origin.class === undefined ? undefined : superReceiver(origin.class, node, at, isStatic(node, at) ? 'class' : 'instance');
    case 'class':
      return superReceiver(origin.class, node, at, 'class');
    case 'either': {
      const options = origin.options.map((option) => ofOrigin(option, node, at));
      const [first, second] = options.filter((option) => option !== undefined);
      if (first === undefined) return undefined;
      return second === undefined ? { ...first, handle: { ...first.handle, kind: 'either' } } : eitherOf(first, second, node);
    }
    case 'expression':
      return origin.node === node ? undefined : receiverOf(origin.node, at);
    default:
      return undefined;
  }
};

/** `this` of a static method is the class. */
const isStatic = (node: TSESTree.Node, at: Resolver): boolean => {
  for (let fn = at.functionOf(node); fn !== undefined; fn = at.functionOf(fn)) {
    if (fn.parent.type === 'MethodDefinition' || fn.parent.type === 'PropertyDefinition') return fn.parent.static;
  }
  return false;
};

const imported = (module: string, name: string, node: TSESTree.Node): Receiver | undefined => {
  const local = node.type === 'Identifier' ? node.name : name;
  const own = module.startsWith('.') || module.startsWith('@/') || module.startsWith('~') || /data-?source/i.test(module);
  if (own && /DataSource$/i.test(name === 'default' ? local : name)) return { kind: 'source', table: unknown, handle: client(node), evidence: 'bound' };
  return undefined;
};

const constructed = (origin: Extract<Origin, { kind: 'new' }>, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const callee = origin.callee;
  if (callee.kind === 'import' && isTypeormModule(callee.module) && (callee.name === 'DataSource' || callee.name === 'Connection')) {
    return { kind: 'source', table: unknown, handle: client(node), evidence: 'bound' };
  }
  return callee.kind === 'class' ? superReceiver(callee.class, node, at, 'instance') : undefined;
};

/** The manager that `x.transaction(async (manager) => …)` hands out. */
const ofParameter = (origin: Extract<Origin, { kind: 'parameter' }>, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const typed = origin.node === node || origin.path.length > 0 ? undefined : annotated(origin.node, at);
  if (typed?.evidence === 'bound') return typed;
  if (origin.path.length > 0 || origin.index !== 0) return undefined;
  const call = origin.fn.parent;
  if (call.type !== 'CallExpression' || !isTransactionCall(call, at)) return undefined;
  if (!call.arguments.some((passed) => passed === origin.fn)) return undefined;
  return { kind: 'manager', table: unknown, handle: parameterHandle(origin.fn, 0, 'transaction', node), evidence: 'bound' };
};

/** `dataSource.transaction(fn)`, `manager.transaction('SERIALIZABLE', fn)`. */
export const isTransactionCall = (call: TSESTree.CallExpression, at: Resolver): boolean => {
  if (call.callee.type !== 'MemberExpression' || propertyName(call.callee) !== 'transaction') return false;
  const object = receiverOf(call.callee.object, at);
  if (object === undefined) return false;
  if (object.kind !== 'source' && object.kind !== 'manager') return false;
  return object.evidence === 'bound' || [...at.imports.keys()].some(isTypeormModule);
};

/** A field whose type says what it is, and whose decorator of which data source. */
const ofNamedSource = (typed: Receiver, node: TSESTree.Node, at: Resolver): Receiver => {
  const origin = typed.handle.kind === 'client' ? at.origin(node) : undefined;
  if (origin?.kind !== 'field') return typed;
  const decorator = at.decorators(origin.declaration).find(({ name }) => /^Inject(?:Repository|EntityManager|DataSource|Connection)$/.test(name));
  return decorator ? { ...typed, handle: named(decorator.arguments[decorator.name === 'InjectRepository' ? 1 : 0], node, at) } : typed;
};

/** `@InjectRepository(User, 'archive')`: the client of a data source that has a name. */
const named = (name: TSESTree.Node | undefined, node: TSESTree.Node, at: Resolver): Handle => {
  const handle = client(node);
  return name === undefined || at.text(name) === 'default' ? handle : { ...handle, id: `${handle.id}:${at.sourceCode.getText(name)}` };
};

const ofField = (origin: Extract<Origin, { kind: 'field' }>, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  for (const decorator of at.decorators(origin.declaration)) {
    if (decorator.module !== undefined && !isTypeormModule(decorator.module)) continue;
    const entity = decorator.arguments[0];
    const handle = named(decorator.arguments[decorator.name === 'InjectRepository' ? 1 : 0], node, at);
    if (decorator.name === 'InjectRepository' && entity !== undefined) {
      const name = className(entity, at);
      const table = name !== undefined && /Repository$/.test(name) ? repositoryTable(name, at) : entityTable(entity, at);
      return { kind: 'repository', table, handle, evidence: 'bound' };
    }
    if (decorator.name === 'InjectEntityManager') return { kind: 'manager', table: unknown, handle, evidence: 'bound' };
    if (decorator.name === 'InjectDataSource' || (decorator.name === 'InjectConnection' && isTypeormModule(decorator.module))) {
      return { kind: 'source', table: unknown, handle, evidence: 'bound' };
    }
  }
  const value = origin.value;
  return value === undefined || value === node ? undefined : receiverOf(value, at);
};

const ofCall = (call: TSESTree.CallExpression, at: Resolver): Receiver | undefined => {
  const callee = at.bare(call.callee);
  const member = callee.type === 'MemberExpression' ? callee : undefined;
  const name = member === undefined ? (callee.type === 'Identifier' ? callee.name : undefined) : propertyName(member);
  if (name === undefined) return undefined;
  const known = receiverCalls[name]?.(call, member, at, receiverOf);
  if (known !== undefined) return known;
  const result = ofResult(call, at);
  if (result?.evidence === 'bound') return result;
  const typed = annotated(call, at);
  if (typed?.evidence !== 'bound') return result;
  // what a method gives by its type only may be inside a transaction that the caller opened
  return typed.kind === 'source' ? typed : { ...typed, handle: { kind: 'either', id: `typeorm:call:${at.sourceCode.getText(call)}`, node: call } };
};

/** The value that a function of this file returns: `repo()`, `this.users()`. */
const ofResult = (call: TSESTree.CallExpression, at: Resolver): Receiver | undefined => {
  const callee = at.origin(call.callee);
  const fn = callee.kind === 'function' ? callee.fn : callee.kind === 'field' ? callee.value : undefined;
  const value = fn === undefined ? undefined : returned(isMethod(fn) ? fn.value : fn);
  return value === undefined ? undefined : receiverOf(value, at);
};

const isMethod = (node: TSESTree.Node): node is TSESTree.MethodDefinition => node.type === 'MethodDefinition';

