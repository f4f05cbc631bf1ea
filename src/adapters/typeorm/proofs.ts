/**
 * Receivers that a distinctive call somewhere in the file proves to be TypeORM's: `this.users.findOneBy({…})` proves `this.users`
 * for every other call on it. Collected once a file, and only when a receiver needs it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { callsIn } from '../../syntax/file-calls.js';
import { staticEvidence } from './classes.js';
import { isEntityLike } from './entity.js';
import { argument, methodCall, propertyName, type MethodCall } from './facts.js';
import { byConditions, byOptions, optionKeys, ownOptionKeys, terminals } from './names.js';

const caches = new WeakMap<Resolver, ReadonlySet<string>>();

/** What two mentions of one receiver share: the field, the variable, or the path from one of them. */
export const receiverKey = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier') {
    const variable = at.variable(bare);
    return variable === undefined ? `global:${bare.name}` : `variable:${bare.name}:${variable.identifiers[0]?.range[0] ?? 0}`;
  }
  if (bare.type === 'ThisExpression') return `this:${at.classOf(bare)?.range[0] ?? 0}`;
  if (bare.type !== 'MemberExpression') return undefined;
  const name = propertyName(bare);
  const object = name === undefined ? undefined : receiverKey(bare.object, at);
  return object === undefined || name === undefined ? undefined : `${object}.${name}`;
};

/** Classes of one module are of one library: `User.findOneBy({…})` proves `Role` of the same import too. */
export const entityModule = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type !== 'Identifier' || !/^[A-Z][a-z]/.test(bare.name)) return undefined;
  const origin = at.origin(bare);
  return origin.kind === 'import' ? `module:${origin.module}` : undefined;
};

export const provenKeys = (at: Resolver): ReadonlySet<string> => {
  let keys = caches.get(at);
  if (keys === undefined) caches.set(at, (keys = collect(at)));
  return keys;
};

const collect = (at: Resolver): ReadonlySet<string> => {
  const found = new Set<string>();
  for (const node of callsIn(at.sourceCode)) {
    const proven = node.type === 'CallExpression' ? provenBy(node, at) : undefined;
    if (proven === undefined) continue;
    const key = receiverKey(proven, at);
    if (key !== undefined) found.add(key);
    const module = entityModule(proven, at);
    if (module !== undefined) found.add(module);
  }
  return found;
};

/** The receiver that a call proves. */
const provenBy = (node: TSESTree.CallExpression, at: Resolver): TSESTree.Node | undefined => {
  const call = methodCall(node);
  if (call === undefined) return undefined;
  if (byConditions.has(call.name) || byOptions.has(call.name)) return isConditional(call, at) ? call.receiver : undefined;
  if (call.name === 'save' && call.args.length === 0) return createdBy(call);
  if (!terminals.has(call.name) || call.name === 'execute') return undefined;
  let inner = methodCall(at.constant(call.receiver));
  while (inner !== undefined && inner.name !== 'createQueryBuilder') inner = methodCall(at.constant(inner.receiver));
  return inner?.receiver;
};

/** `User.create({…}).save()`: only an active record is made without a promise. */
const createdBy = (call: MethodCall): TSESTree.Node | undefined => {
  const created = methodCall(call.receiver);
  return created?.name === 'create' && created.receiver.type === 'Identifier' && /^[A-Z][a-z]/.test(created.receiver.name) ? created.receiver : undefined;
};

/** `x.findOneBy({…})`, `repository.findOne({ where })`, `x.findOne(User, { where })` */
const isConditional = (call: MethodCall, at: Resolver): boolean => {
  const first = argument(call.args, 0);
  const entity = isEntityLike(first, at);
  const conditions = entity ? argument(call.args, 1) : first;
  const value = conditions === undefined ? undefined : at.constant(conditions);
  if (value?.type !== 'ObjectExpression') return false;
  if (byConditions.has(call.name)) return true;
  const keys = [...at.object(value).entries.keys()];
  if (!keys.some((key) => optionKeys.has(key))) return false;
  return entity || isRepositoryName(call.receiver, at) || isStatic(call, keys, at);
};

/** `User.findOne({ where, relations })`, and with `where` alone in a file that imports TypeORM */
const isStatic = (call: MethodCall, keys: readonly string[], at: Resolver): boolean => {
  const bare = at.bare(call.receiver);
  if (bare.type !== 'Identifier' || !/^[A-Z][a-z]/.test(bare.name)) return false;
  const origin = at.origin(bare);
  if (origin.kind !== 'import') return false;
  return call.name === 'findOneOrFail' || keys.some((key) => ownOptionKeys.has(key)) || staticEvidence(origin.name, origin.module, at) !== 'form';
};

const isRepositoryName = (node: TSESTree.Node, at: Resolver): boolean => {
  const bare = at.bare(node);
  const name = bare.type === 'Identifier' ? bare.name : bare.type === 'MemberExpression' ? propertyName(bare) : undefined;
  return /(?:repo|repository|repositories)$/i.test(at.annotation(bare)?.name ?? name ?? '');
};
