/**
 * Is this expression a Knex instance or a transaction, and which?
 *
 * In: an expression. Out: how well it is shown to be one, and its identity. Decided by annotation, construction and use, never by name.
 * Never assumed: that an imported value's file can be read.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Handle } from '../../operations/operation.js';
import { argumentAt } from '../../resolve/builder-calls.js';
import type { Origin, Resolver, TypeName } from '../../resolve/resolver.js';
import { isFunction, returnedExpression } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { isBuilding, isKnexModule } from './names.js';

export interface Evidence {
  /** `bound`: by type or construction; `open`: nothing speaks against it, the form of the call decides */
  readonly strength: 'bound' | 'open';
  readonly kind: Handle['kind'];
  readonly id: string;
}

/** The identity of all outer clients. */
export const CLIENT = 'knex:client';
const MAX_DEPTH = 6;

const client = (strength: Evidence['strength']): Evidence => ({ strength, kind: 'client', id: CLIENT });

const caches = new WeakMap<Resolver, Map<TSESTree.Node, Evidence | undefined>>();

/** What an expression is to Knex; undefined: surely nothing. Cached per file, a cycle ends as undefined. */
export const evidenceOf = (node: TSESTree.Node, at: Resolver): Evidence | undefined => {
  let cache = caches.get(at);
  if (cache === undefined) caches.set(at, (cache = new Map<TSESTree.Node, Evidence | undefined>()));
  const bare = at.bare(node);
  if (cache.has(bare)) return cache.get(bare);
  cache.set(bare, undefined);
  const found = judge(bare, at, 0);
  cache.set(bare, found);
  return found;
};

const judge = (bare: TSESTree.Node, at: Resolver, depth: number): Evidence | undefined => {
  if (depth > MAX_DEPTH) return undefined;
  if (bare.type === 'LogicalExpression') return either(evidenceOf(bare.left, at), evidenceOf(bare.right, at));
  if (bare.type === 'ConditionalExpression') return either(evidenceOf(bare.consequent, at), evidenceOf(bare.alternate, at));
  const type = at.annotation(bare);
  if (type !== undefined) {
    const typed = ofType(type, bare, at);
    if (typed !== undefined) return typed;
    if (!isOpenType(type)) return undefined;
  }
  return ofOrigin(at.origin(bare), bare, at, depth);
};

const either = (left: Evidence | undefined, right: Evidence | undefined): Evidence | undefined => {
  if (left === undefined || right === undefined) return left ?? right;
  if (left.id === right.id) return left;
  const leading = left.kind === 'client' ? right : left;
  return { strength: left.strength === 'bound' ? 'bound' : right.strength, kind: 'either', id: leading.id };
};

/** `Knex`, `Knex.Transaction`, Objection's `Transaction` and `TransactionOrKnex`. */
const ofType = (type: TypeName, node: TSESTree.Node, at: Resolver): Evidence | undefined => {
  const isOwn = isKnexModule(type.module) || type.name === 'Knex' || type.qualifier.at(-1) === 'Knex';
  if (!isOwn) return undefined;
  if (type.name === 'Transaction') return transactionOf(node, at);
  if (type.name === 'TransactionOrKnex') return { ...transactionOf(node, at), kind: 'either' };
  if (type.name !== 'Knex' && type.name !== 'knex') return undefined;
  const parameter = parameterOf(at.origin(node));
  return parameter === undefined ? client('bound') : { strength: 'bound', kind: 'either', id: parameterId(parameter.fn, parameter.index, parameter.path) };
};

/** A project's own name for a handle (`DbConnection`), as opposed to a class, a model, a primitive. */
const isOpenType = (type: TypeName): boolean => !/^(?:string|number|boolean|bigint|object|symbol|void|never|Array|Map|Set|Record|Date|Promise)$/.test(type.name) && (type.module === undefined || type.module.startsWith('.') || type.module.startsWith('@') || type.module.startsWith('~'));

type Parameter = Extract<Origin, { kind: 'parameter' }>;

/** The parameter of a function that a value is; a constructor's is a field's value. */
const parameterOf = (origin: Origin): Parameter | undefined => {
  const found = origin.kind === 'either' ? origin.options.find((option) => option.kind === 'parameter') : origin;
  if (found?.kind !== 'parameter') return undefined;
  const owner = found.fn.parent;
  return owner.type === 'MethodDefinition' && owner.kind === 'constructor' ? undefined : found;
};

export const parameterId = (fn: TSESTree.Node, index: number, path: readonly string[] = []): string => `knex:trx:${[fn.range[0], index, ...path].join('.')}`;

/** A transaction by its type: a parameter's is the caller's; another one is known by where it is declared. */
const transactionOf = (node: TSESTree.Node, at: Resolver): Evidence => {
  const origin = at.origin(node);
  const parameter = parameterOf(origin);
  if (parameter !== undefined) return { strength: 'bound', kind: parameter.optional || origin.kind === 'either' ? 'either' : 'transaction', id: parameterId(parameter.fn, parameter.index, parameter.path) };
  return { strength: 'bound', kind: 'transaction', id: declaredId(node, at) };
};

/** One identity for all mentions of a variable that holds a transaction. */
export const declaredId = (node: TSESTree.Node, at: Resolver): string => {
  const declared = node.type === 'Identifier' ? at.variable(node)?.identifiers[0] : undefined;
  return `knex:trx:${(declared ?? node).range[0]}`;
};

const ofOrigin = (origin: Origin, node: TSESTree.Node, at: Resolver, depth: number): Evidence | undefined => {
  switch (origin.kind) {
    case 'call':
      return ofCall(origin, node, at, depth);
    case 'parameter':
      return ofParameter(origin, at);
    case 'field':
      return origin.value === undefined ? client('open') : judge(at.bare(origin.value), at, depth + 1);
    case 'either':
      return origin.options.map((option) => ofOrigin(option, node, at, depth + 1)).reduce(either, undefined);
    case 'import':
      return isKnexModule(origin.module) ? undefined : client('open');
    case 'member':
      return memberHandle(origin, at, depth);
    case 'global':
    case 'unknown':
      return client('open');
    case 'new':
    case 'this':
    case 'class':
    case 'function':
    case 'expression':
      return undefined;
  }
};

const memberHandle = ({ object }: Extract<Origin, { kind: 'member' }>, at: Resolver, depth: number): Evidence | undefined => {
  if (object.kind === 'parameter') return ofParameter(object, at);
  // `bookshelf.knex`, `strapi.db.connection`
  return depth > MAX_DEPTH || object.kind === 'class' || object.kind === 'expression' ? undefined : client('open');
};

const ofParameter = (origin: Parameter, at: Resolver): Evidence | undefined => {
  const { fn, index, path } = origin;
  const owner = fn.parent;
  if (owner.type === 'MethodDefinition' && owner.kind === 'constructor') return client('open');
  const id = parameterId(fn, index, path);
  const receiver = index === 0 && path.length === 0 ? transactionReceiver(fn) : undefined;
  if (receiver !== undefined) {
    const outer = evidenceOf(receiver, at);
    return { strength: outer?.strength ?? 'open', kind: 'transaction', id };
  }
  return { strength: 'open', kind: 'either', id };
};

/** What `x.transaction(async (trx) => …)` is called on, for its callback. */
const transactionReceiver = (fn: TSESTree.Node): TSESTree.Node | undefined => {
  const call = fn.parent;
  if (call?.type !== 'CallExpression' || call.arguments[0] !== fn || call.callee.type !== 'MemberExpression') return undefined;
  return memberName(call.callee) === 'transaction' ? call.callee.object : undefined;
};

const isFactory = (origin: Origin): boolean => {
  if (origin.kind === 'import') return origin.module === 'knex' && /^(?:default|\*|knex|Knex)$/.test(origin.name);
  return origin.kind === 'member' && origin.property === 'default' && isFactory(origin.object);
};

const ofCall = ({ callee, node }: Extract<Origin, { kind: 'call' }>, mention: TSESTree.Node, at: Resolver, depth: number): Evidence | undefined => {
  if (isFactory(callee)) return client('bound');
  const begun = beginsTransaction(node, at);
  if (begun !== undefined) return { strength: begun.strength, kind: 'transaction', id: declaredId(mention, at) };
  if (callee.kind === 'function') {
    const value = returnedExpression(callee.fn);
    return value === undefined ? client('open') : judge(at.bare(value), at, depth + 1);
  }
  // `Model.knex()`, `getKnex()`; an argument makes it a query
  const isGetter = callee.kind === 'import' || callee.kind === 'field' || (callee.kind === 'member' && !isBuilding(callee.property) && !/^\$?(?:query|relatedQuery)$/.test(callee.property));
  return node.arguments.length === 0 && isGetter ? client('open') : undefined;
};

/** `knex.transaction()`, `Model.startTransaction()`: the transaction that is begun without a callback. */
export const beginsTransaction = (call: TSESTree.CallExpression, at: Resolver): Evidence | undefined => {
  if (call.callee.type !== 'MemberExpression') return undefined;
  const name = memberName(call.callee);
  if (name !== 'transaction' && name !== 'startTransaction') return undefined;
  const first = argumentAt(call.arguments, 0);
  if (call.arguments.length > 1 || (first !== undefined && (isFunction(at.constant(first)) || first.type !== 'ObjectExpression') && name === 'transaction')) return undefined;
  return evidenceOf(call.callee.object, at) ?? (name === 'startTransaction' && [...at.imports.keys()].some(isKnexModule) ? client('open') : undefined);
};
