/**
 * Whose method is this? From the expression before the dot to a model, a collection, a connection or a session, by the file's own bindings.
 *
 * Never assumed: that a name means anything by itself. A model of another file is `form`: `proofs.ts` says whether its calls count.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Table } from '../../operations/operation.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { entryOf, functionBehind } from '../../resolve/instances.js';
import { importedPlace, type Place } from '../../resolve/modules.js';
import { returnedExpression } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { annotated } from './annotations.js';
import { givenName } from './given-names.js';
import { argument } from './facts.js';
import { modelByForm } from './form.js';
import { isDriverModule, isMongooseModule } from './names.js';
import type { Receiver } from './receiver.js';
import { schemaModel } from './schemas.js';
import { tableNamed } from './tables.js';

const caches = new WeakMap<Resolver, Map<TSESTree.Node, Receiver | undefined>>();

/** What an expression is to MongoDB. Cached per file; a cycle ends as undefined. */
export const receiverOf = (node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  let cache = caches.get(at);
  if (cache === undefined) caches.set(at, (cache = new Map<TSESTree.Node, Receiver | undefined>()));
  const bare = at.bare(node);
  if (cache.has(bare)) return cache.get(bare);
  cache.set(bare, undefined);
  const found = bound(bare, at) ?? modelByForm(bare, at);
  cache.set(bare, found);
  return found;
};

const of = (kind: Receiver['kind'], table: Receiver['table'] = unknown): Receiver => ({ kind, table, evidence: 'bound' });

const bound = (bare: TSESTree.Node, at: Resolver): Receiver | undefined => {
  switch (bare.type) {
    case 'CallExpression':
      return ofCall(bare, at);
    case 'LogicalExpression':
      return ofBound(bare.right, at) ?? ofBound(bare.left, at);
    case 'ConditionalExpression':
      return ofBound(bare.consequent, at) ?? ofBound(bare.alternate, at);
    case 'AssignmentExpression':
      return ofBound(bare.right, at);
    case 'MemberExpression': {
      const member = ofMember(bare, at);
      if (member !== undefined) return member;
      break;
    }
    case 'ThisExpression':
      return schemaModel(bare, at);
    default:
  }
  const typed = annotated(bare, at);
  if (typed !== undefined) return typed;
  const value = bare.type === 'Identifier' ? at.constant(bare) : bare;
  const assigned = value === bare || value.type === 'Identifier' ? undefined : ofBound(value, at);
  return assigned ?? ofOrigin(at.origin(bare), bare, at);
};

const ofBound = (node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const found = receiverOf(node, at);
  return found?.evidence === 'bound' ? found : undefined;
};

/** `mongoose.models.User`, `mongoose.connection`, `connection.db`, `this.constructor` in a method of a schema */
const ofMember = (node: TSESTree.MemberExpression, at: Resolver): Receiver | undefined => {
  const name = memberName(node);
  if (name === 'constructor' && node.object.type === 'ThisExpression') return schemaModel(node.object, at);
  const object = at.bare(node.object);
  if (object.type === 'MemberExpression' && memberName(object) === 'models') {
    const owner = ofBound(object.object, at);
    const model = name ?? at.text(node.property);
    if (owner?.kind === 'connection' && model !== undefined) return of('model', tableNamed(model));
  }
  if (object.type === 'Identifier' && name !== undefined) {
    const origin = at.origin(object);
    if (origin.kind === 'import' && isMongooseModule(origin.module) && origin.name === 'models') return of('model', tableNamed(name));
  }
  if (name !== 'connection' && name !== 'db' && name !== 'client') return undefined;
  const owner = ofBound(object, at);
  if (owner?.kind === 'connection') return of(name === 'db' ? 'database' : name === 'client' ? 'client' : 'connection');
  return undefined;
};

const ofOrigin = (origin: Origin, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  switch (origin.kind) {
    case 'import':
      if (!isMongooseModule(origin.module)) return ofPlace(() => importedPlace(origin.module, origin.name, at), at);
      return /^(?:default|\*|mongoose|connection)$/.test(origin.name) ? of('connection') : undefined;
    case 'member':
      return origin.node === node && origin.object.kind === 'import' ? ofPlace(() => entryOf(origin.object, origin.property, at), at) : undefined;
    case 'new':
      return origin.callee.kind === 'import' && isDriverModule(origin.callee.module) && origin.callee.name === 'MongoClient' ? of('client') : undefined;
    case 'call':
      return origin.node === node ? undefined : ofBound(origin.node, at);
    case 'parameter':
      return ofParameter(origin, at);
    case 'field':
      return ofField(origin, node, at);
    case 'either':
      return origin.options.map((option) => ofOrigin(option, node, at)).find((option) => option !== undefined);
    case 'expression':
      return origin.node === node ? undefined : ofBound(origin.node, at);
    default:
      return undefined;
  }
};

/** What another file of the project declares: a file of models has no operation of its own. */
const ofPlace = (find: () => Place | undefined, at: Resolver): Receiver | undefined =>
  at.modules?.anything(() => {
    const place = find();
    const found = place && receiverOf(place.node, place.at);
    return found?.evidence === 'bound' ? found : undefined;
  });

/** The session that `connection.transaction(async (session) => …)` and `client.withSession(async (session) => …)` hand out. */
const ofParameter = (origin: Extract<Origin, { kind: 'parameter' }>, at: Resolver): Receiver | undefined => {
  const call = origin.fn.parent;
  if (origin.path.length > 0 || origin.index !== 0 || call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') return undefined;
  const name = memberName(call.callee);
  if (name !== 'withSession' && name !== 'transaction') return undefined;
  const owner = ofBound(call.callee.object, at);
  return owner?.kind === 'connection' || owner?.kind === 'client' ? of('session') : undefined;
};

const ofField = (origin: Extract<Origin, { kind: 'field' }>, node: TSESTree.Node, at: Resolver): Receiver | undefined => {
  for (const decorator of at.decorators(origin.declaration)) {
    if (!isMongooseModule(decorator.module)) continue;
    const [token] = decorator.arguments;
    if (decorator.name === 'InjectModel' && token !== undefined) return of('model', tokenTable(token, at));
    if (decorator.name === 'InjectConnection') return of('connection');
  }
  const { value } = origin;
  return value === undefined || value === node ? undefined : ofBound(value, at);
};

/** `User.name`, `'User'`, `User`, `MODELS.user` */
const tokenTable = (token: TSESTree.Node, at: Resolver): Table => {
  const text = at.text(token);
  if (text !== undefined) return tableNamed(text);
  const bare = at.bare(token);
  if (bare.type !== 'MemberExpression') return tableNamed(at.sourceCode.getText(bare));
  const name = memberName(bare);
  return tableNamed(name === 'name' && bare.object.type === 'Identifier' ? bare.object.name : (name ?? at.sourceCode.getText(bare)));
};

const ofCall = (call: TSESTree.CallExpression, at: Resolver): Receiver | undefined => {
  const callee = at.bare(call.callee);
  const name = callee.type === 'MemberExpression' ? memberName(callee) : callee.type === 'Identifier' ? callee.name : undefined;
  const known = name === undefined ? undefined : ofKnownCall(name, call, callee, at);
  if (known !== undefined) return known;
  // what makes a client has no operation of its own
  return (at.modules ? at.modules.anything(() => ofFunction(call, callee, at)) : ofFunction(call, callee, at)) ?? annotated(call, at);
};

/** `users()`, `getCollection('users')`, `store.collection()`: what a function of the project gives. */
const ofFunction = (call: TSESTree.CallExpression, callee: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const place = functionBehind(at.origin(callee), at);
  const value = place && returnedExpression(place.fn);
  const found = value && receiverOf(value, place.at);
  if (!found || (found.kind === 'model' && found.evidence !== 'bound')) return undefined;
  if (found.kind !== 'collection') return found;
  return { ...found, table: givenName(value, place, call, at) ?? found.table };
};

const ofKnownCall = (name: string, call: TSESTree.CallExpression, callee: TSESTree.Node, at: Resolver): Receiver | undefined => {
  const first = argument(call.arguments, 0);
  const owner = callee.type === 'MemberExpression' ? ofBound(callee.object, at) : undefined;
  const origin = callee.type === 'Identifier' ? at.origin(callee) : undefined;
  const module = origin?.kind === 'import' ? origin.module : undefined;
  switch (name) {
    case 'model':
    case 'discriminator':
      return first !== undefined && (owner?.kind === 'connection' || owner?.kind === 'model' || isMongooseModule(module)) ? of('model', tokenTable(first, at)) : undefined;
    case 'getModelForClass':
      return first !== undefined && isMongooseModule(module) ? of('model', tokenTable(first, at)) : undefined;
    case 'createConnection':
    case 'useDb':
    case 'asPromise':
      return owner?.kind === 'connection' ? of('connection') : undefined;
    case 'db':
      return owner?.kind === 'client' ? of('database') : undefined;
    case 'connect':
      return owner?.kind === 'client' ? of('client') : owner?.kind === 'connection' ? of('connection') : isDriver(callee, at) ? of('client') : undefined;
    case 'getClient':
      return owner?.kind === 'connection' ? of('client') : undefined;
    case 'startSession':
      return owner?.kind === 'connection' || owner?.kind === 'client' || owner?.kind === 'model' || isMongooseModule(module) || owner === undefined ? of('session') : undefined;
    case 'collection':
      return first === undefined || callee.type !== 'MemberExpression' ? undefined : collectionOf(first, owner, at);
    default:
      return undefined;
  }
};

/** `MongoClient.connect(uri)` */
const isDriver = (callee: TSESTree.Node, at: Resolver): boolean => {
  const origin = callee.type === 'MemberExpression' ? at.origin(callee.object) : undefined;
  return origin?.kind === 'import' && isDriverModule(origin.module);
};

/** `db.collection('users')`: of any object, as far as the methods called on it are the driver's (Firestore's collections have others). */
const collectionOf = (name: TSESTree.Node, owner: Receiver | undefined, at: Resolver): Receiver => {
  const table = tableNamed(at.text(name) ?? at.sourceCode.getText(name));
  return { kind: 'collection', table, evidence: owner?.kind === 'database' || owner?.kind === 'connection' || [...at.imports.keys()].some(isDriverModule) ? 'bound' : 'form' };
};
