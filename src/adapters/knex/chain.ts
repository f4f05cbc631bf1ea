/**
 * Queries of Knex and Objection: what begins one, what runs one, and what in the file proves that a call begins one.
 *
 * Never assumed: that a call with a string is a query (`$('x').first()`): the handle is bound, the file imports Knex, or a chain on the
 * same callee exists nowhere else (`db('users').where({ id }).first()`, awaited).
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { hasDependency } from '../../project/versions.js';
import { argumentAt, methodCall, wrappedBy } from '../../resolve/builder-calls.js';
import { followers, isContinued as isContinuedBy, useOf as useBy, type Use, type UseWords } from '../../resolve/builder-use.js';
import type { Resolver } from '../../resolve/resolver.js';
import { callsIn } from '../../syntax/file-calls.js';
import { memberName } from '../../syntax/property-name.js';
import { evidenceOf, type Evidence } from './handles.js';
import { isBuilding, isKnexModule, objectionOwn, roots, settling } from './names.js';

/** What begins a query. */
export type Root =
  /** `db('users')`, `db.table('users')`, `db.select()`: `first` is the method that counts as the first call, if any */
  | { readonly kind: 'handle'; readonly handle: TSESTree.Node; readonly evidence: Evidence; readonly table: TSESTree.Node | undefined; readonly method: boolean }
  /** `User.query(trx)` */
  | { readonly kind: 'model'; readonly model: TSESTree.Node; readonly trx: TSESTree.Node | undefined }
  /** `user.$query(trx)` */
  | { readonly kind: 'instance'; readonly row: TSESTree.Node; readonly trx: TSESTree.Node | undefined };

/** The beginning of a query that a call is; undefined when it's none, or not surely. */
export const rootOf = (call: TSESTree.CallExpression, at: Resolver): Root | undefined => {
  const method = methodCall(call);
  if (method !== undefined && (method.name === 'query' || method.name === '$query')) return modelRoot(call, at);
  if (method !== undefined && roots.has(method.name)) {
    const evidence = evidenceOf(method.receiver, at);
    // `query.first()` of a query that a helper built: on a handle `first` begins one only where a table follows
    const continues = method.name === 'first' && evidence?.strength !== 'bound' && !followers(call).includes('from');
    if (evidence !== undefined && !continues && isHandle(method.receiver, evidence, at)) return { kind: 'handle', handle: method.receiver, evidence, table: undefined, method: true };
  }
  const table = argumentAt(call.arguments, 0);
  if (table === undefined || call.arguments.length > 2 || isOtherBeginning(method?.name) || !isTable(table, at)) return undefined;
  const evidence = evidenceOf(call.callee, at);
  if (evidence === undefined || !isHandle(call.callee, evidence, at)) return undefined;
  return { kind: 'handle', handle: call.callee, evidence, table, method: false };
};

/** Whether an expression is a handle for certain: bound, in a file that imports Knex, or called as only Knex is elsewhere in the file. */
export const isHandle = (node: TSESTree.Node, evidence: Evidence, at: Resolver): boolean => {
  if (evidence.strength === 'bound' || importsKnex(at)) return true;
  const proven = provenCallees(at);
  const key = keyOf(node, at);
  return key !== undefined && proven.has(key);
};

/** `db.table('users')` and `firestore.collection('users')` are other libraries' as well: only a bound handle makes them queries. */
const isOtherBeginning = (name: string | undefined): boolean => name !== undefined && (roots.has(name) || isBuilding(name) || name === 'collection' || name === 'createQueryBuilder');

const importsKnex = (at: Resolver): boolean => [...at.imports.keys()].some(isKnexModule);

/** `'users'`, `TableName.Users`, `this.tableName`, `{ u: 'users' }`: what may name a table. */
const isTable = (node: TSESTree.Node, at: Resolver): boolean => {
  if (at.text(node) !== undefined) return true;
  const value = at.constant(node);
  if (value.type === 'ObjectExpression') {
    const [first, second] = [...at.object(value).entries.values()];
    return first !== undefined && second === undefined && at.text(first.value) !== undefined;
  }
  return value.type === 'Identifier' || value.type === 'MemberExpression' || value.type === 'TemplateLiteral';
};

const hasObjection = (at: Resolver): boolean => hasDependency(at.filename, (library) => library === 'objection');

/** `Person.query(trx)`, `person.$query(trx)`: Objection's, where a method follows that only Objection has, or the file imports it. */
const modelRoot = (call: TSESTree.CallExpression, at: Resolver): Root | undefined => {
  const method = methodCall(call);
  if (method === undefined || call.arguments.length > 1) return undefined;
  const follower = followers(call)[0];
  const trx = argumentAt(call.arguments, 0);
  if (trx !== undefined && at.text(trx) !== undefined) return undefined;
  if (method.name === '$query') return follower === undefined ? undefined : { kind: 'instance', row: method.receiver, trx };
  const receiver = at.bare(method.receiver);
  // `this.itemModel().query()`: a model that is made per tenant
  if (receiver.type === 'CallExpression') return receiver.arguments.length === 0 && follower !== undefined && objectionOwn.has(follower) && (importsKnex(at) || hasObjection(at)) ? { kind: 'model', model: receiver.callee, trx } : undefined;
  const name = receiver.type === 'Identifier' ? receiver.name : receiver.type === 'MemberExpression' ? memberName(receiver) : receiver.type === 'ThisExpression' ? 'This' : undefined;
  if (name === undefined || follower === undefined) return undefined;
  if (/^[A-Z]/.test(name) && objectionOwn.has(follower)) return { kind: 'model', model: receiver, trx };
  // `app.models.pages.query()`: models that are kept in an object, in a package that has Objection
  return receiver.type !== 'ThisExpression' && isBuilding(follower) && (trx === undefined || evidenceOf(trx, at)?.strength === 'bound') && hasObjection(at) ? { kind: 'model', model: receiver, trx } : undefined;
};

const words: UseWords = { settling, takesQueries: (name) => (isBuilding(name) || name === 'raw') && name !== 'first' };

/** Whether a method of the query follows: the call isn't the one that runs it. */
export const isContinued = (call: TSESTree.Node): boolean => isContinuedBy(call, words);

/** What happens to the outermost call of a chain. */
export const useOf = (call: TSESTree.Node): Use => useBy(call, words);

const wheres = /^(?:and|or)?[wW]here/;
const running: ReadonlySet<string> = new Set(['first', 'select', 'update', 'del', 'delete', 'insert', 'increment', 'decrement', 'pluck', 'count', 'max', 'returning', 'forUpdate', 'transacting', 'orderBy', 'limit', 'andWhere', 'whereNull']);
const own: ReadonlySet<string> = new Set(['onConflict', 'transacting', 'forUpdate', 'whereNotNull', 'whereRaw']);

const caches = new WeakMap<Resolver, ReadonlySet<string>>();

/** Callees of chains that no other library has. Collected once a file, and only where nothing else tells. */
const provenCallees = (at: Resolver): ReadonlySet<string> => {
  let found = caches.get(at);
  if (found === undefined) caches.set(at, (found = collectProven(at)));
  return found;
};

const collectProven = (at: Resolver): ReadonlySet<string> => {
  const found = new Set<string>();
  const transactions: (readonly [string, string])[] = [];
  for (const node of callsIn(at.sourceCode)) {
    if (node.type !== 'CallExpression') continue;
    if (isDistinctive(node, at)) {
      const key = keyOf(node.callee, at);
      if (key !== undefined) found.add(key);
    }
    const pair = transactionPair(node, at);
    if (pair !== undefined) transactions.push(pair);
  }
  // a transaction of a proven handle is one, and the other way round
  for (const [outer, inner] of transactions) {
    if (found.has(outer)) found.add(inner);
    else if (found.has(inner)) found.add(outer);
  }
  return found;
};

/** `db.transaction(async (trx) => …)`, `const trx = await db.transaction()` */
const transactionPair = (call: TSESTree.CallExpression, at: Resolver): readonly [string, string] | undefined => {
  const method = methodCall(call);
  if (method?.name !== 'transaction') return undefined;
  const outer = keyOf(method.receiver, at);
  const [callback] = call.arguments;
  const awaited = call.parent.type === 'AwaitExpression' ? call.parent : call;
  const handle = callback?.type === 'ArrowFunctionExpression' || callback?.type === 'FunctionExpression' ? callback.params[0] : awaited.parent.type === 'VariableDeclarator' ? awaited.parent.id : undefined;
  const inner = handle?.type === 'Identifier' ? keyOf(handle, at) : undefined;
  return outer === undefined || inner === undefined ? undefined : [outer, inner];
};

/** `await db('users').where({ id }).first()`, `await trx('users').insert(row).returning('id')` */
const isDistinctive = (call: TSESTree.CallExpression, at: Resolver): boolean => {
  const table = argumentAt(call.arguments, 0);
  if (table === undefined || call.arguments.length !== 1 || isOtherBeginning(methodCall(call)?.name) || !isTable(table, at)) return false;
  const names = followers(call);
  if (names.length === 0 || !names.every((name) => isBuilding(name) || settling.has(name))) return false;
  const isOwn = names.some((name) => own.has(name)) || (names.some((name) => wheres.test(name)) && names.some((name) => running.has(name))) || (names.includes('insert') && names.includes('returning'));
  if (!isOwn) return false;
  let outer: TSESTree.Node = call;
  for (let count = names.findIndex((name) => settling.has(name)), index = 0; index < (count === -1 ? names.length : count); index++) outer = wrappedBy(wrappedBy(outer).parent?.parent ?? outer);
  return useOf(outer) !== 'none';
};

/** What two mentions of one handle share: the variable, the field, or the path from one of them. */
const keyOf = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier') {
    const variable = at.variable(bare);
    return variable === undefined ? `global:${bare.name}` : `variable:${bare.name}:${variable.identifiers[0]?.range[0] ?? 0}`;
  }
  if (bare.type === 'ThisExpression') return 'this';
  if (bare.type === 'LogicalExpression') return keyOf(bare.left, at);
  if (bare.type === 'CallExpression') return bare.arguments.length > 0 ? undefined : suffixed(bare.callee, '()', at);
  if (bare.type !== 'MemberExpression') return undefined;
  const name = memberName(bare);
  return name === undefined ? undefined : suffixed(bare.object, `.${name}`, at);
};

const suffixed = (node: TSESTree.Node, suffix: string, at: Resolver): string | undefined => {
  const key = keyOf(node, at);
  return key === undefined ? undefined : `${key}${suffix}`;
};
