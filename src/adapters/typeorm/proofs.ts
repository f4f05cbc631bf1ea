/**
 * Receivers that a distinctive call somewhere in the file proves to be TypeORM's: `this.users.findOneBy({…})` proves `this.users`
 * for every other call on it. Collected once a file, and only when a receiver needs it.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import { argument, methodCall, propertyName } from './facts.js';
import { byConditions, terminals } from './names.js';

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

export const provenKeys = (at: Resolver): ReadonlySet<string> => {
  let keys = caches.get(at);
  if (keys === undefined) caches.set(at, (keys = collect(at)));
  return keys;
};

const collect = (at: Resolver): ReadonlySet<string> => {
  const found = new Set<string>();
  const keys = at.sourceCode.visitorKeys;
  const pending: TSESTree.Node[] = [at.sourceCode.ast];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'CallExpression') {
      const proven = provenBy(node, at);
      const key = proven === undefined ? undefined : receiverKey(proven, at);
      if (key !== undefined) found.add(key);
    }
    for (const key of keys[node.type] ?? []) {
      const child: unknown = Reflect.get(node, key);
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) pending.push(one);
    }
  }
  return found;
};

const isNode = (value: unknown): value is TSESTree.Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The receiver that a call proves. */
const provenBy = (node: TSESTree.CallExpression, at: Resolver): TSESTree.Node | undefined => {
  const call = methodCall(node);
  if (call === undefined) return undefined;
  if (byConditions.has(call.name)) {
    const first = argument(call.args, 0);
    return first !== undefined && at.constant(first).type === 'ObjectExpression' ? call.receiver : undefined;
  }
  if (!terminals.has(call.name) || call.name === 'execute') return undefined;
  let inner = methodCall(at.constant(call.receiver));
  while (inner !== undefined && inner.name !== 'createQueryBuilder') inner = methodCall(at.constant(inner.receiver));
  return inner?.receiver;
};
