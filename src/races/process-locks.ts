/**
 * Pairs that a lock in the memory of one process keeps together, and nothing else.
 *
 * In: a candidate that is open but for such locks. Out: the lock that is held over its read and its write, in its function or in every caller of the
 * file. Never assumed: that a lock which is given back on the way is held.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import { calleeElsewhere, calleeInFile } from '../model/callees.js';
import type { Resolver } from '../resolve/resolver.js';
import { rememberNode } from '../resolve/remember.js';
import { contains, descendantsOf } from '../syntax/descendants.js';
import { inAllCallers, inCallers } from './callers.js';
import type { Candidate, ProcessLock } from './candidate.js';
import { isProcessMutex, lockCallOf } from './lock-libraries.js';
import { memoryLock } from './memory-locks.js';

/** A lock, and whether the pair stands in a callback that it runs: what the rules take for a lock unless they know better. */
export interface HeldLock extends ProcessLock {
  readonly isWrapper: boolean;
}

/** Whether a call runs its callback under a mutex of the process. */
export const isMutexWrapper = (node: TSESTree.Node): boolean => isProcessMutex(node, (call, at) => calleeInFile(call, at) ?? calleeElsewhere(call, at)?.fn);

/** The lock in this process's memory that is held over a pair. */
export const processLockOf = (candidate: Candidate, file: FileModel): HeldLock | undefined => held(candidate) ?? heldByCallers(candidate, file);

const held = (candidate: Candidate): HeldLock | undefined => {
  const { model, read, write } = candidate;
  const wrapper = wrapperOf(candidate);
  if (wrapper) return { kind: 'mutex', node: wrapper, isWrapper: true };
  const [first, last] = read.site.range[0] <= write.site.range[0] ? [read.site, write.site] : [write.site, read.site];
  const lock = acquired(model.fn, first, last, model.resolver) ?? memoryLock(model, first, last);
  return lock && { ...lock, isWrapper: false };
};

const wrapperOf = ({ model: { fn }, read, write }: Candidate): TSESTree.Node | undefined => {
  const shared = read.contexts.find((context) => context.kind === 'wrapper' && write.contexts.some((other) => other.kind === 'wrapper' && other.node === context.node) && isMutexWrapper(context.node));
  if (shared?.kind === 'wrapper') return shared.node;
  // `(id) => mutex.runExclusive(async () => …)`: the callback is a function of its own
  return fn.parent?.type === 'CallExpression' && fn.parent.callee !== fn && isMutexWrapper(fn.parent) ? fn.parent : undefined;
};

const heldByCallers = (candidate: Candidate, file: FileModel): HeldLock | undefined => {
  const locks = inAllCallers(candidate, file).map(held);
  const [first] = locks;
  if (!first || locks.some((lock) => lock === undefined)) return undefined;
  return { ...first, isWrapper: first.isWrapper && inCallers(candidate, file).length > 0 };
};

/** `const release = await mutex.acquire()` before the pair, in a block around it, and no release in between. */
const acquired = (fn: TSESTree.Node, first: TSESTree.Node, last: TSESTree.Node, at: Resolver): ProcessLock | undefined => {
  const calls = callsIn(fn, at);
  const taken = calls.find(({ does, node }) => does === 'takes' && node.range[1] < first.range[0] && contains(blockAround(node), first));
  if (!taken) return undefined;
  const isGivenBack = calls.some(({ does, node }) => does === 'gives' && node.range[0] > taken.node.range[1] && node.range[1] < last.range[0] && contains(blockAround(node), last));
  return isGivenBack ? undefined : { kind: 'mutex', node: taken.node };
};

const blockAround = (node: TSESTree.Node): TSESTree.Node => {
  let current = node;
  while (current.parent && current.type !== 'BlockStatement') current = current.parent;
  return current;
};

interface MutexCall {
  readonly does: 'takes' | 'gives' | 'runs';
  readonly node: TSESTree.Node;
}

/** The calls of mutexes in a function, and in those inside it. */
const callsIn = rememberNode((fn, at): readonly MutexCall[] => [...descendantsOf(fn)].flatMap((node) => {
  const lock = node.type === 'CallExpression' ? lockCallOf(node, at) : undefined;
  return lock?.scope === 'process' ? [{ does: lock.does, node }] : [];
}));
