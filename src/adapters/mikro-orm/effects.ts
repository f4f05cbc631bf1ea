/** Calls that make an entity in memory: `create` of what is persisted by a call of its own, `map`. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { MemoryEffect } from '../../operations/dialect.js';
import { argumentAt, methodCall } from '../../resolve/builder-calls.js';
import type { Resolver } from '../../resolve/resolver.js';
import { receiverOf } from './handles.js';

/** Asked only of calls that are no operation. */
export const effectOf = (node: TSESTree.CallExpression | TSESTree.NewExpression, at: Resolver): MemoryEffect | undefined => {
  const call = methodCall(node);
  if (call?.name !== 'create') return undefined;
  const receiver = receiverOf(call.receiver, at);
  if (receiver === undefined || receiver.kind === 'orm') return undefined;
  const data = argumentAt(call.args, receiver.kind === 'manager' ? 1 : 0);
  return { kind: 'allocates', from: data === undefined ? [] : [data] };
};
