/**
 * Managers that nothing but their use shows (`container.resolve('em')` in JavaScript): a call that exists nowhere else, or `flush()` beside a call
 * that is given an entity class.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import { methodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { callsIn } from '../../syntax/file-calls.js';
import { distinctive, isRead, isUnitVerb } from './names.js';
import { isEntityLike } from './tables.js';

const caches = new WeakMap<Resolver, ReadonlySet<string>>();

/** What two mentions of one receiver share. */
const keyOf = (node: TSESTree.Node, at: Resolver): string | undefined => {
  const bare = at.bare(node);
  if (bare.type === 'Identifier') return `${bare.name}:${String(at.variable(bare)?.identifiers[0]?.range[0] ?? 'global')}`;
  return bare.type === 'MemberExpression' && !bare.computed ? at.sourceCode.getText(bare) : undefined;
};

/** Whether another call in the file shows an expression to be an entity manager. */
export const isProven = (node: TSESTree.Node, at: Resolver): boolean => {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return false;
  let keys = caches.get(at);
  if (keys === undefined) caches.set(at, (keys = collect(at)));
  const key = keys.size > 0 ? keyOf(node, at) : undefined;
  return key !== undefined && keys.has(key);
};

const collect = (at: Resolver): ReadonlySet<string> => {
  const found = new Set<string>();
  const [flushed, used] = [new Set<string>(), new Set<string>()];
  for (const node of callsIn(at.sourceCode)) {
    const call = node.type === 'CallExpression' ? methodCall(node) : undefined;
    if (call === undefined || (!isUnitVerb(call.name) && !isRead(call.name) && !distinctive.has(call.name))) continue;
    const key = keyOf(call.receiver, at);
    if (key === undefined) continue;
    if (distinctive.has(call.name)) found.add(key);
    else if (call.name === 'flush' && call.args.length === 0) flushed.add(key);
    else if (call.name === 'persist' || isEntityLike(call.args[0], at)) used.add(key);
  }
  for (const key of flushed) if (used.has(key)) found.add(key);
  return found;
};
