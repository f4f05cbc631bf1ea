/**
 * Which calls count on a receiver that only may be a model: those of a form that nothing but Sequelize has, and all others on the same receiver,
 * or on another model of the same module or index (`db.User.findByPk(1)` proves `db.Role`). Collected once a file, when a receiver needs it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { memberName } from '../../syntax/property-name.js';
import { argument, methodCall, type MethodCall } from './facts.js';
import { importsSequelize, modelOf } from './handles.js';
import { foreignOptionKeys, isRead, isSequelizeModule, isWrite, ownNames, ownOptionKeys } from './names.js';
import { operatorOf } from './operators.js';
import type { Model } from './receiver.js';

const caches = new WeakMap<Resolver, ReadonlySet<string>>();

/** What two mentions of one receiver share: the variable, the field, or the path from one of them. */
const receiverKey = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier') {
    const variable = at.variable(bare);
    return variable === undefined ? `global:${bare.name}` : `variable:${bare.name}:${String(variable.identifiers[0]?.range[0] ?? 0)}`;
  }
  if (bare.type === 'ThisExpression') return `this:${String(at.classOf(bare)?.range[0] ?? 0)}`;
  if (bare.type !== 'MemberExpression') return undefined;
  const name = memberName(bare);
  const object = name === undefined ? undefined : receiverKey(bare.object, at);
  return object === undefined || name === undefined ? undefined : `${object}.${name}`;
};

/** Models of one module are of one library. */
const familyKey = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  const origin = at.origin(bare);
  if (bare.type === 'MemberExpression') {
    if (bare.object.type === 'ThisExpression') return undefined;
    const object = receiverKey(bare.object, at);
    return object === undefined ? undefined : `index:${object}`;
  }
  if (origin.kind === 'import' && origin.name !== 'default' && origin.name !== '*') return `module:${origin.module}`;
  if (origin.kind === 'import') return `folder:${origin.module.replace(/[^/]*$/, '')}`;
  return origin.kind === 'member' && origin.node.type === 'MemberExpression' ? familyKey(origin.node, at) : undefined;
};

/** Whether a call of a model's static method counts. */
export const counts = (call: MethodCall, model: Model, at: Resolver): boolean => model.evidence === 'bound' || isDistinctive(call, at) || isProven(call.receiver, at);

/** Whether another call in the file shows that the expression is a model. */
export const isProven = (node: TSESTree.Node, at: Resolver): boolean => {
  let keys = caches.get(at);
  if (keys === undefined) {
    caches.set(at, new Set());
    caches.set(at, (keys = collect(at)));
  }
  const own = receiverKey(node, at);
  const family = familyKey(node, at);
  return (own !== undefined && keys.has(own)) || (family !== undefined && keys.has(family));
};

const collect = (at: Resolver): ReadonlySet<string> => {
  const found = new Set<string>();
  const keys = at.sourceCode.visitorKeys;
  const pending: TSESTree.Node[] = [at.sourceCode.ast];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
    if (call !== undefined && (isRead(call.name) || isWrite(call.name)) && isDistinctive(call, at) && modelOf(call.receiver, at) !== undefined) {
      for (const key of [receiverKey(call.receiver, at), familyKey(call.receiver, at)]) if (key !== undefined) found.add(key);
    }
    const typed = node.type === 'TSTypeReference' ? modelInType(node, at) : undefined;
    for (const key of typed === undefined ? [] : [receiverKey(typed, at), familyKey(typed, at)]) if (key !== undefined) found.add(key);
    for (const key of keys[node.type] ?? []) {
      const child: unknown = Reflect.get(node, key);
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) pending.push(one);
    }
  }
  return found;
};

/** `User` in `ModelStatic<User>` */
const modelInType = (node: TSESTree.TSTypeReference, at: Resolver): TSESTree.Node | undefined => {
  if (node.typeName.type !== 'Identifier' || !/^(?:ModelStatic|ModelCtor|Repository)$/.test(node.typeName.name)) return undefined;
  const type = at.typeName(node);
  const inner = isSequelizeModule(type?.module) ? type?.arguments[0]?.node : undefined;
  return inner?.type === 'TSTypeReference' && inner.typeName.type === 'Identifier' ? inner.typeName : undefined;
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** A class-like name, or a property of something: `User`, `db.user`, `this.users`. */
const isModelLike = (node: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier') return /^[A-Z][a-z]/.test(bare.name) && !/entit/i.test(moduleOf(bare, at));
  return bare.type === 'MemberExpression' && bare.object.type !== 'ThisExpression';
};

const moduleOf = (node: TSESTree.Node, at: Resolver): string => {
  const origin = at.origin(node);
  return origin.kind === 'import' ? origin.module : '';
};

/** The keys of an options literal; undefined when it's none, or when one of them is another library's. */
const optionKeys = (node: TSESTree.Node | undefined, at: Resolver): readonly string[] | undefined => {
  if (node === undefined) return undefined;
  const value = at.constant(node);
  if (value.type !== 'ObjectExpression') return undefined;
  const keys = [...at.object(value).entries.keys()];
  return keys.some((key) => foreignOptionKeys.has(key)) ? undefined : keys;
};

const hasOwnKey = (keys: readonly string[] | undefined): boolean => keys?.some((key) => ownOptionKeys.has(key)) ?? false;

/** `{ where: { [Op.gt]: … } }` */
const usesOperator = (node: TSESTree.Node | undefined, at: Resolver): boolean => {
  const where = node === undefined ? undefined : at.object(node).entries.get('where')?.value;
  const literal = where === undefined ? undefined : at.constant(where);
  return literal?.type === 'ObjectExpression' && literal.properties.some((property) =>
    property.type === 'Property' && (operatorOf(property, at) !== undefined || (property.value.type === 'ObjectExpression' && property.value.properties.some((inner) => inner.type === 'Property' && operatorOf(inner, at) !== undefined))));
};

/** Whether the call's own form says Sequelize. */
const isDistinctive = (call: MethodCall, at: Resolver): boolean => {
  const first = argument(call.args, 0);
  const second = argument(call.args, 1);
  if (ownNames.has(call.name)) return isOwn(call, first, at);
  switch (call.name) {
    case 'findAll':
    case 'findOne':
    case 'count': {
      const keys = optionKeys(first, at);
      if (keys === undefined) return false;
      if (hasOwnKey(keys) || usesOperator(first, at)) return keys.includes('where') || keys.includes('include') || keys.includes('attributes') || isModelLike(call.receiver, at);
      if (!keys.includes('where')) return false;
      return call.name === 'findAll' || (call.name === 'findOne' && (isModelLike(call.receiver, at) || importsSequelize(at)));
    }
    case 'update':
    case 'increment':
    case 'decrement':
    case 'max':
    case 'min':
    case 'sum':
      return first !== undefined && (optionKeys(second, at)?.includes('where') ?? false);
    case 'destroy':
    case 'restore':
      return call.args.length === 1 && (optionKeys(first, at)?.includes('where') ?? false);
    case 'create':
    case 'upsert':
      return first !== undefined && (optionKeys(second, at)?.includes('transaction') ?? false);
    default:
      return false;
  }
};

const isOwn = (call: MethodCall, first: TSESTree.Node | undefined, at: Resolver): boolean => {
  switch (call.name) {
    case 'findByPk':
    case 'findAndCountAll':
      return true;
    case 'bulkCreate':
      return first !== undefined && isModelLike(call.receiver, at);
    default:
      return first !== undefined && (at.object(first).entries.has('where') || at.object(first).node === undefined);
  }
};
