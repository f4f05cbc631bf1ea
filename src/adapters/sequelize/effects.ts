/** Calls that work on rows in memory: `build`, `set`, `get`, `toJSON`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { MemoryEffect } from '../../operations/dialect.js';
import type { Resolver } from '../../resolve/resolver.js';
import { argument, methodCall, type MethodCall } from './facts.js';
import { modelOf } from './handles.js';
import { instanceTable } from './instances.js';
import { isProven } from './proofs.js';

export const effectOf = (node: TSESTree.CallExpression | TSESTree.NewExpression, at: Resolver): MemoryEffect | undefined => {
  const call = methodCall(node);
  if (call === undefined) return undefined;
  switch (call.name) {
    case 'build': {
      const model = modelOf(call.receiver, at);
      const first = argument(call.args, 0);
      return model !== undefined && (model.evidence === 'bound' || isProven(call.receiver, at)) ? { kind: 'allocates', from: first === undefined ? [] : [first] } : undefined;
    }
    case 'set':
    case 'setAttributes':
    case 'setDataValue':
      return instanceTable(call.receiver, at) === undefined ? undefined : assigned(call, at);
    case 'get':
    case 'getDataValue':
    case 'toJSON':
      return instanceTable(call.receiver, at) === undefined ? undefined : taken(call, at);
    default:
      return undefined;
  }
};

/** `user.set({ a, b })`, `user.set('a', value)` */
const assigned = (call: MethodCall, at: Resolver): MemoryEffect | undefined => {
  const first = argument(call.args, 0);
  const field = at.text(first);
  const value = argument(call.args, 1);
  if (field !== undefined) return value && { kind: 'sets', target: call.receiver, field, value };
  return first && { kind: 'assigns', target: call.receiver, from: [first] };
};

/** `user.get('a')`; `user.get()`, `user.get({ plain: true })` and `user.toJSON()` have the row's fields. */
const taken = (call: MethodCall, at: Resolver): MemoryEffect | undefined => {
  const first = argument(call.args, 0);
  const field = at.text(first);
  if (field !== undefined) return { kind: 'takes', of: call.receiver, field };
  return first === undefined || at.object(first).node !== undefined ? { kind: 'takes', of: call.receiver, field: undefined } : undefined;
};
