/** Calls that work on entities in memory: `create`, `merge`, and the merge that `preload` does after its read. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { MemoryEffect } from '../../operations/dialect.js';
import type { Resolver } from '../../resolve/resolver.js';
import { argument, methodCall } from './facts.js';
import { receiverOf } from './handles.js';
import { counts } from './weak.js';

export const effectOf = (node: TSESTree.CallExpression | TSESTree.NewExpression, at: Resolver): MemoryEffect | undefined => {
  const call = methodCall(node);
  if (call === undefined || (call.name !== 'create' && call.name !== 'merge' && call.name !== 'preload')) return undefined;
  const receiver = receiverOf(call.receiver, at);
  if (receiver === undefined || !counts(call, receiver, at)) return undefined;
  if (receiver.kind === 'source' || receiver.kind === 'runner' || receiver.kind === 'event') return undefined;
  const passed = call.args.flatMap((_arg, index) => argument(call.args, index) ?? []);
  const args = receiver.kind === 'manager' ? passed.slice(1) : passed;
  const [first, ...rest] = args;
  if (call.name === 'create') return first !== undefined && at.constant(first).type === 'ArrayExpression' ? undefined : { kind: 'allocates', from: first === undefined ? [] : [first] };
  if (first === undefined) return undefined;
  // `preload`'s result is the row that it read, with the fields of its argument assigned
  return call.name === 'merge' ? { kind: 'assigns', target: first, from: rest } : { kind: 'assigns', target: call.node, from: [first] };
};
