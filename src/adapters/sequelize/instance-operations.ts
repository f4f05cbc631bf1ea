/** Calls of a row's own methods: `user.save()`, `user.update({…})`, `user.increment('n')`, and association mixins. */
import type { TSESTree } from '@typescript-eslint/utils';
import { unknown } from '../../operations/known.js';
import type { Assignments, Predicate, Result } from '../../operations/operation.js';
import { inherited, instanceOf } from '../../resolve/instances.js';
import type { Resolver } from '../../resolve/resolver.js';
import { assignments, increments } from './assignments.js';
import { modelTable } from './entity.js';
import { anyRow, argument, methodCall, operationOf, relationTable, type Facts, type MethodCall, type Subject } from './facts.js';
import { instanceTable } from './instances.js';
import { isInstanceVerb, mixin, type InstanceVerb } from './names.js';
import { findOptions } from './options.js';
import { conditions } from './predicates.js';
import { handleOf } from './transaction.js';

const written: Result = { kind: 'written' };

/** The operations of a call on a row; empty where the receiver isn't one. */
export const instanceOperations = (call: MethodCall, at: Resolver): readonly Facts[] => {
  const verb = call.name;
  const association = mixin.exec(verb);
  if (!isInstanceVerb(verb) && association === null) return [];
  const table = instanceTable(call.receiver, at);
  if (table === undefined) return [];
  const subject: Subject = { call, at, table };
  if (isInstanceVerb(verb)) return [ofVerb(subject, verb)];
  return ofMixin(subject, association?.[1] ?? '', association?.[2] ?? '');
};

const ofVerb = (subject: Subject, verb: InstanceVerb): Facts => {
  const { call, at } = subject;
  const [first, second] = [argument(call.args, 0), argument(call.args, 1)];
  const entity = call.receiver;
  switch (verb) {
    case 'save':
      return operationOf(subject, handleOf(first, call, at), { kind: 'save', where: anyRow, entity, result: written, rows: 'one' });
    case 'update':
      return operationOf(subject, handleOf(second, call, at), { kind: 'update', where: anyRow, entity, sets: assignments(first, at), result: written, rows: 'one' });
    case 'destroy':
      return operationOf(subject, handleOf(first, call, at), { kind: 'delete', where: anyRow, entity, result: { kind: 'nothing' }, rows: 'one' });
    case 'restore':
      return operationOf(subject, handleOf(first, call, at), { kind: 'update', where: anyRow, entity, sets: deleted, result: written, rows: 'one' });
    case 'increment':
    case 'decrement':
      return operationOf(subject, handleOf(second, call, at), { kind: 'update', where: anyRow, entity, sets: increments(verb, first, second, at), result: written, rows: 'one' });
    case 'reload':
      return operationOf(subject, handleOf(first, call, at), {
        kind: 'read', where: { terms: [{ column: 'id', op: 'eq', value: entity }], open: false, spreads: [] }, lock: findOptions(first, at).lock, result: { kind: 'row', absent: 'throws' }, rows: 'one', refreshes: entity,
      });
  }
};

const deleted: Assignments = { entries: [{ column: 'deletedAt', written: { kind: 'opaque', node: undefined, constant: null }, property: undefined }], spreads: [], open: false };

const optionKeys: ReadonlySet<string> = new Set(['where', 'transaction', 'through', 'include', 'attributes', 'joinTableAttributes', 'order', 'limit', 'scope', 'raw']);

/** A mixin counts where the association is declared in the file, or where the call is given options that only Sequelize has; not where the class has a method of that name. */
const isMixin = ({ call, at }: Subject, verb: string, relation: string): boolean => {
  const options = argument(call.args, verb === 'get' || verb === 'count' ? 0 : 1);
  const hasOptions = options !== undefined && [...at.object(options).entries.keys()].some((key) => optionKeys.has(key));
  return (hasOptions || declared(at).has(singular(relation))) && !isOwnMethod(call, at);
};

const isOwnMethod = ({ name, receiver }: MethodCall, at: Resolver): boolean => {
  const owner = instanceOf(at.origin(receiver), at);
  return owner !== undefined && inherited(owner, name)?.member.fn !== undefined;
};

const singular = (name: string): string => name.toLowerCase().replace(/ies$/, 'y').replace(/s$/, '');

const caches = new WeakMap<Resolver, ReadonlySet<string>>();

/** Names of the associations that the file declares: `User.hasMany(Post, { as: 'articles' })` → post, article. */
const declared = (at: Resolver): ReadonlySet<string> => {
  let names = caches.get(at);
  if (names === undefined) caches.set(at, (names = collect(at)));
  return names;
};

const collect = (at: Resolver): ReadonlySet<string> => {
  const found = new Set<string>();
  const pending: TSESTree.Node[] = [at.sourceCode.ast];
  if (!/\b(?:hasMany|hasOne|belongsTo|belongsToMany|HasMany|HasOne|BelongsTo|BelongsToMany)\b/.test(at.sourceCode.text)) return found;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
    const target = call === undefined ? undefined : argument(call.args, 0);
    if (call !== undefined && target !== undefined && /^(?:hasMany|hasOne|belongsTo|belongsToMany)$/.test(call.name)) {
      const as = at.text(at.object(argument(call.args, 1)).entries.get('as')?.value);
      const table = modelTable(target, at);
      for (const name of [as, table === unknown ? undefined : table.name]) if (name !== undefined) found.add(singular(name));
    }
    if (node.type === 'PropertyDefinition' && node.key.type === 'Identifier' && at.decorators(node).some(({ name }) => /^(?:HasMany|HasOne|BelongsTo|BelongsToMany)$/.test(name))) found.add(singular(node.key.name));
    for (const key of at.sourceCode.visitorKeys[node.type] ?? []) {
      const child: unknown = Reflect.get(node, key);
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) pending.push(one);
    }
  }
  return found;
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const ofMixin = (subject: Subject, verb: string, relation: string): readonly Facts[] => {
  const { call, at, table: owner } = subject;
  if (!isMixin(subject, verb, relation) || owner === unknown || relation === 'DataValue') return [];
  const first = argument(call.args, 0);
  const second = argument(call.args, 1);
  const key = `${owner.name.charAt(0).toLowerCase()}${owner.name.slice(1)}Id`;
  const own: Subject = { ...subject, table: relationTable(owner, relation.replace(/s$/, '')) };
  const ofOwner: Predicate = { terms: [{ column: key, op: 'eq', value: call.receiver }], open: false, spreads: [] };
  const sets = (more: Assignments): Assignments => ({ ...more, entries: [{ column: key, written: { kind: 'value', node: call.receiver }, property: undefined }, ...more.entries] });
  switch (verb) {
    case 'get':
    case 'count': {
      const where = conditions(first === undefined ? undefined : at.object(first).entries.get('where')?.value, at);
      const result: Result = verb === 'count' ? { kind: 'number', of: 'count', column: undefined } : { kind: 'rows' };
      return [operationOf(own, handleOf(first, call, at), { kind: 'read', where: { ...where, terms: [...ofOwner.terms, ...where.terms] }, lock: findOptions(first, at).lock, result })];
    }
    case 'create':
      return [operationOf(own, handleOf(second, call, at), { kind: 'insert', where: anyRow, sets: sets(assignments(first, at)), result: written, rows: 'one' })];
    case 'has':
      return first === undefined ? [] : [operationOf(own, handleOf(second, call, at), { kind: 'read', where: { ...ofOwner, terms: [...ofOwner.terms, { column: otherKey(relation), op: 'eq', value: first }] }, result: { kind: 'boolean' } })];
    case 'add':
      return first === undefined ? [] : [operationOf(own, handleOf(second, call, at), { kind: 'link', where: anyRow, sets: sets({ entries: [{ column: otherKey(relation), written: { kind: 'value', node: first }, property: undefined }], spreads: [], open: false }), result: { kind: 'nothing' }, rows: 'one' })];
    case 'remove':
      return [operationOf(own, handleOf(second, call, at), { kind: 'unlink', where: ofOwner, result: { kind: 'nothing' } })];
    default:
      return [];
  }
};

const otherKey = (relation: string): string => `${relation.charAt(0).toLowerCase()}${relation.slice(1).replace(/s$/, '')}Id`;

