/**
 * Is this expression a database handle of a driver, which driver's, and which connection is it?
 *
 * In: an expression. Out: evidence, by annotation, construction and the function that hands it out, also in other files of the project; never by
 * name. Never assumed: that what can't be followed is none (`open`: its statements decide), nor that it is one.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Handle } from '../../operations/operation.js';
import type { Origin, Resolver, TypeName } from '../../resolve/resolver.js';
import { returnedExpression } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { called, constructed, driverOf, exported, typed, type Driver, type Made, type Role } from './drivers.js';
import { calledFunction, declaredPlace, namedFunction } from './functions.js';
import { passedTo, transactionReceiver } from './callbacks.js';
import { acquiring } from './names.js';

export interface Evidence {
  readonly driver: Driver;
  /** `bound`: by type or construction; `open`: nothing speaks against it */
  readonly strength: 'bound' | 'open';
  readonly kind: Handle['kind'];
  readonly id: string;
}

const POOL = 'sql:pool';
const MAX_DEPTH = 8;

const caches = new WeakMap<Resolver, Map<TSESTree.Node, Evidence | undefined>>();

/** What an expression is to the drivers; undefined: surely no handle. Cached per file, a cycle ends as undefined. */
export const evidenceOf = (node: TSESTree.Node, at: Resolver, depth = 0): Evidence | undefined => {
  let cache = caches.get(at);
  if (cache === undefined) caches.set(at, (cache = new Map<TSESTree.Node, Evidence | undefined>()));
  const bare = at.bare(node);
  if (cache.has(bare)) return cache.get(bare);
  if (depth > MAX_DEPTH) return undefined;
  cache.set(bare, undefined);
  const found = judge(bare, at, depth);
  cache.set(bare, found);
  return found;
};

const judge = (bare: TSESTree.Node, at: Resolver, depth: number): Evidence | undefined => {
  if (bare.type === 'LogicalExpression') return either(evidenceOf(bare.left, at, depth + 1), evidenceOf(bare.right, at, depth + 1));
  if (bare.type === 'ConditionalExpression') return either(evidenceOf(bare.consequent, at, depth + 1), evidenceOf(bare.alternate, at, depth + 1));
  const type = at.annotation(bare);
  if (type !== undefined) {
    const made = typed(type) ?? returnedRole(type, at, depth);
    if (made !== undefined) return ofType(made, bare, at);
    if (!isOpenType(type)) return undefined;
  }
  return ofOrigin(at.origin(bare), bare, at, depth);
};

/** `ReturnType<typeof connect>`: what the function gives. */
const returnedRole = ({ name, module, arguments: [of] }: TypeName, at: Resolver, depth: number): Made | undefined => {
  if (module !== undefined || of === undefined) return undefined;
  if (name === 'Awaited') return returnedRole(of, at, depth);
  const query = name === 'ReturnType' && of.node.type === 'TSTypeQuery' ? of.node.exprName : undefined;
  const fn = query?.type === 'Identifier' ? namedFunction(query, at) : undefined;
  if (fn === undefined) return undefined;
  const declared = fn.at.typeName(fn.fn.returnType?.typeAnnotation);
  const made = declared === undefined ? undefined : typed(declared);
  if (made !== undefined) return made;
  const value = returnedExpression(fn.fn);
  const found = value === undefined ? undefined : evidenceOf(value, fn.at, depth + 1);
  return found?.strength === 'bound' ? { driver: found.driver, role: found.kind === 'client' && found.id === POOL ? 'pool' : 'connection' } : undefined;
};

const either = (left: Evidence | undefined, right: Evidence | undefined): Evidence | undefined => {
  if (left === undefined || right === undefined) return left ?? right;
  // `globalThis.pool ?? new Pool()`
  if (left.id === right.id) return left.strength === 'bound' ? left : right;
  const leading = left.kind === 'client' ? right : left;
  return { driver: left.driver === 'unknown' ? right.driver : left.driver, strength: left.strength === 'bound' ? 'bound' : right.strength, kind: 'either', id: leading.id };
};

/** A name of the project's own, as opposed to a type of another library and a primitive. */
const isOpenType = ({ module, name }: TypeName): boolean =>
  (module === undefined || /^[.~#]|^@\/|^src\//.test(module) || driverOf(module) !== undefined) && !/^(?:string|number|boolean|bigint|object|symbol|void|never|Array|Map|Set|Record|Date|Promise|Document|Element|Window|URL|Cache)$/.test(name);

type Parameter = Extract<Origin, { kind: 'parameter' }>;

/** The parameter of a function that a value is; a constructor's is a field's value. */
const parameterOf = (origin: Origin): Parameter | undefined => {
  const found = origin.kind === 'either' ? origin.options.find((option) => option.kind === 'parameter') : origin;
  if (found?.kind !== 'parameter') return undefined;
  const owner = found.fn.parent;
  return owner.type === 'MethodDefinition' && owner.kind === 'constructor' ? undefined : found;
};

export const parameterId = (fn: TSESTree.Node, index: number, path: readonly string[] = []): string => `sql:given:${[fn.range[0], index, ...path].join('.')}`;

/** One identity for all mentions of a variable, or of a field, that holds a connection. */
export const declaredId = (node: TSESTree.Node, at: Resolver): string => {
  const bare = at.bare(node);
  if (bare.type === 'MemberExpression') return `sql:connection:${at.sourceCode.getText(bare)}`;
  const declared = bare.type === 'Identifier' ? at.variable(bare)?.identifiers[0] : undefined;
  return `sql:connection:${(declared ?? bare).range[0]}`;
};

/** A handle by its type: a parameter's connection may be in its caller's transaction, a pool never is. */
const ofType = ({ driver, role }: Made, node: TSESTree.Node, at: Resolver): Evidence => {
  const parameter = parameterOf(at.origin(node));
  if (parameter === undefined) return withRole({ driver, role }, node, at);
  const id = parameterId(parameter.fn, parameter.index, parameter.path);
  // a `Sql`, a `CommonQueryMethods` is also what a transaction hands out
  const mayBeInside = role === 'connection' || driver === 'postgres' || driver === 'bun' || driver === 'slonik' || driver === 'pg-promise';
  if (role === 'transaction' && !parameter.optional) return { driver, strength: 'bound', kind: 'transaction', id };
  return mayBeInside || role === 'transaction' ? { driver, strength: 'bound', kind: 'either', id } : { driver, strength: 'bound', kind: 'client', id: POOL };
};

const withRole = ({ driver, role }: Made, node: TSESTree.Node, at: Resolver): Evidence => {
  if (role === 'pool') return { driver, strength: 'bound', kind: 'client', id: POOL };
  const id = declaredId(node, at);
  return { driver, strength: 'bound', kind: role === 'transaction' ? 'transaction' : connectionKind(node, at), id };
};

/** A connection that is handed on, or on which a transaction is begun, may be in one; the model tells where. Else it only is another client. */
const connectionKind = (node: TSESTree.Node, at: Resolver): Handle['kind'] => {
  const bare = at.bare(node);
  if (bare.type !== 'Identifier') return 'either';
  const variable = at.variable(bare);
  if (variable === undefined) return 'either';
  const isShared = at.references(variable).some(({ identifier }) => {
    const { parent } = identifier;
    if (parent.type !== 'MemberExpression' || parent.object !== identifier) return parent.type !== 'VariableDeclarator' && parent.type !== 'AssignmentExpression';
    const call = parent.parent;
    if (call.type !== 'CallExpression' || call.callee !== parent) return false;
    return /^begin/i.test(memberName(parent) ?? '') || /^\s*(?:BEGIN|START\s)/i.test(at.text(call.arguments[0]) ?? '');
  });
  return isShared ? 'either' : 'client';
};

const openClient: Evidence = { driver: 'unknown', strength: 'open', kind: 'client', id: POOL };

const ofOrigin = (origin: Origin, node: TSESTree.Node, at: Resolver, depth: number): Evidence | undefined => {
  switch (origin.kind) {
    case 'new': {
      const name = exportedName(origin.callee);
      const made = name === undefined ? undefined : constructed(name.module, name.name);
      if (made !== undefined) return withRole(made, node, at);
      return origin.callee.kind === 'class' || (origin.callee.kind === 'import' && !isPackage(origin.callee.module)) ? openClient : undefined;
    }
    case 'call':
      return ofCall(origin, node, at, depth);
    case 'parameter':
      return ofParameter(origin, at, depth);
    case 'field':
      return origin.value === undefined ? openClient : evidenceOf(origin.value, at, depth + 1);
    case 'either':
      return origin.options.map((option) => ofOrigin(option, node, at, depth + 1)).reduce(either, undefined);
    case 'import':
      return ofImport(origin, at, depth);
    case 'member':
      return ofMember(origin, node, at, depth);
    case 'global':
      // `process.env`, `document`, `globalThis.pool`
      return origin.name === 'globalThis' || origin.name === 'global' || origin.name === 'env' ? openClient : undefined;
    case 'this':
      return origin.class === undefined ? undefined : openClient;
    case 'unknown':
      return openClient;
    case 'class':
    case 'function':
    case 'expression':
      return undefined;
  }
};

const isPackage = (module: string): boolean => !/^[.~#/]|^@\/|^src\//.test(module);

/** The export that a value is, also a member of a default export (`mysql.createPool`, `pg.Pool`). */
const exportedName = (origin: Origin): { readonly module: string; readonly name: string } | undefined => {
  if (origin.kind === 'import') return { module: origin.module, name: origin.name };
  if (origin.kind !== 'member' || origin.object.kind !== 'import') return undefined;
  const { object, property } = origin;
  return object.name === 'default' || object.name === '*' ? { module: object.module, name: property } : undefined;
};

const ofImport = (origin: Extract<Origin, { kind: 'import' }>, at: Resolver, depth: number): Evidence | undefined => {
  const made = exported(origin.module, origin.name);
  if (made !== undefined) return { driver: made.driver, strength: 'bound', kind: 'client', id: POOL };
  if (driverOf(origin.module) !== undefined) return undefined;
  const place = declaredPlace(origin, at);
  if (place === undefined) return isPackage(origin.module) && at.modules !== undefined && !origin.module.startsWith('@') ? undefined : openClient;
  // `export default { query, one }`: the functions say what they send it to
  if (place.at.constant(place.node).type === 'ObjectExpression') return openClient;
  const found = evidenceOf(place.node, place.at, depth + 1);
  // a connection of the module is one for all who import it
  return found;
};

const ofMember = (origin: Extract<Origin, { kind: 'member' }>, node: TSESTree.Node, at: Resolver, depth: number): Evidence | undefined => {
  const { object, property } = origin;
  const name = exportedName(origin);
  const made = name === undefined ? undefined : exported(name.module, name.name);
  if (made !== undefined) return { driver: made.driver, strength: 'bound', kind: 'client', id: POOL };
  if (object.kind === 'parameter') return ofParameter({ ...object, path: [...object.path, property] }, at, depth);
  // slonik's `sql.unsafe`
  if (object.kind === 'import' && driverOf(object.module) !== undefined) return undefined;
  if (object.kind === 'import') {
    const place = declaredPlace({ ...object, name: property }, at);
    if (place !== undefined && (object.name === '*' || object.name === 'default')) return evidenceOf(place.node, place.at, depth + 1);
    return openClient;
  }
  // `sql.begin`, `rows.length`: a part of a handle is none; of the project's own objects it may be
  const owner = node.type === 'MemberExpression' ? evidenceOf(node.object, at, depth + 1) : undefined;
  return owner?.strength === 'bound' || object.kind === 'expression' || object.kind === 'class' ? undefined : openClient;
};

const ofParameter = (origin: Parameter, at: Resolver, depth: number): Evidence | undefined => {
  const { fn, index, path } = origin;
  if (parameterOf(origin) === undefined) return openClient;
  const id = parameterId(fn, index, path);
  if (path.length === 0) {
    const receiver = transactionReceiver(fn, index);
    if (receiver !== undefined) {
      const outer = evidenceOf(receiver.node, at, depth + 1);
      if (outer !== undefined) return { driver: outer.driver, strength: outer.strength, kind: receiver.opens ? 'transaction' : 'either', id };
    }
    const passed = passedTo(fn, index, at);
    const inner = passed === undefined ? undefined : evidenceOf(passed.node, passed.at, depth + 1);
    if (inner !== undefined) return { driver: inner.driver, strength: inner.strength, kind: inner.kind === 'client' ? 'client' : 'either', id: inner.kind === 'client' ? POOL : id };
  }
  // a member of a context (`ctx.db`) is a client, a parameter itself may be inside its caller's transaction
  return { driver: 'unknown', strength: 'open', kind: path.length > 1 ? 'client' : 'either', id: path.length > 1 ? POOL : id };
};

const ofCall = (origin: Extract<Origin, { kind: 'call' }>, mention: TSESTree.Node, at: Resolver, depth: number): Evidence | undefined => {
  const { callee, node } = origin;
  const name = exportedName(callee);
  const made = name === undefined ? undefined : called(name.module, name.name);
  if (made !== undefined) return withRole(made, mention, at);
  // `pgp(connection)`, where `pgp = pgPromise()`
  if (isPgPromise(callee)) return { driver: 'pg-promise', strength: 'bound', kind: 'client', id: POOL };
  if (name !== undefined && driverOf(name.module) !== undefined) return undefined;
  const acquired = ofAcquired(node, mention, at, depth);
  if (acquired !== undefined) return acquired;
  const fn = calledFunction(node, at);
  if (fn === undefined) return callee.kind === 'import' && isPackage(callee.module) ? undefined : node.arguments.length === 0 && callee.kind !== 'expression' ? openClient : undefined;
  const value = returnedExpression(fn.fn);
  const found = value === undefined ? undefined : evidenceOf(value, fn.at, depth + 1);
  return found === undefined || found.kind === 'client' ? found : { ...found, id: declaredId(mention, at), kind: connectionKind(mention, at) };
};

const isPgPromise = (callee: Origin): boolean => {
  const made = callee.kind === 'call' ? exportedName(callee.callee) : undefined;
  return made?.module === 'pg-promise';
};

/** `pool.connect()`, `pool.getConnection()`, `sql.reserve()`; `pool.promise()` is the pool. */
const ofAcquired = (call: TSESTree.CallExpression, mention: TSESTree.Node, at: Resolver, depth: number): Evidence | undefined => {
  if (call.callee.type !== 'MemberExpression' || call.arguments.length > 0) return undefined;
  const method = memberName(call.callee);
  if (method === 'promise') {
    const outer = evidenceOf(call.callee.object, at, depth + 1);
    return outer?.driver === 'mysql-callback' ? { ...outer, driver: 'mysql' } : undefined;
  }
  const outer = method !== undefined && acquiring.has(method) ? evidenceOf(call.callee.object, at, depth + 1) : undefined;
  if (outer?.strength !== 'bound') return undefined;
  return { ...outer, ...connected(outer.driver, mention, at) };
};

const connected = (driver: Driver, mention: TSESTree.Node, at: Resolver): Pick<Evidence, 'kind' | 'id'> => {
  const role: Role = driver === 'sqlite' ? 'pool' : 'connection';
  const { kind, id } = withRole({ driver, role }, mention, at);
  return { kind, id };
};
