/**
 * Locks that are given back before the transaction commits whose rows they guard: whoever takes the lock next still reads what was there before.
 *
 * In: a file's model. Out: the call that gives the lock back, or runs its callback under it, within the transaction. Never assumed: that a lock around the
 * transaction is the same one, hence silence there; that an unlock in a handler of errors comes before a commit.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import { isWrite } from '../model/steps.js';
import type { FunctionModel } from '../model/function-model.js';
import { contains } from '../syntax/descendants.js';
import type { Instance } from '../model/instance.js';
import { ownerOf } from '../resolve/modules.js';
import type { Resolver } from '../resolve/resolver.js';
import { isFunction } from '../syntax/functions.js';
import { inHandlerWithin } from './extents.js';
import { isOf, lockActsIn, wrapperAct, type LockAct } from './lock-acts.js';

export interface EarlyUnlock {
  /** what gives the lock back, or runs a callback under it */
  readonly act: LockAct;
  /** the write that is committed later */
  readonly write: Instance;
  /** what opens the transaction; undefined: the caller */
  readonly transaction: TSESTree.Node | undefined;
}

/** All locks of a file that end before the transaction around them. */
export const earlyUnlocks = (file: FileModel): readonly EarlyUnlock[] => {
  const { resolver, program } = file.facts;
  const acts = [...lockActsIn(program.range, resolver), ...wrappersIn(file)].filter(({ scope }) => scope !== 'process' || resolver.project.singleInstance);
  return acts.flatMap((act) => {
    const model = act.does === 'takes' ? undefined : file.modelAround(act.node);
    const span = model && spanOf(act, acts, model, resolver);
    return span ? (unlocksEarly(file, model, act, span, acts) ?? []) : [];
  });
};

/** Calls within transactions that run a callback under a lock of a function of the project. */
const wrappersIn = ({ facts }: FileModel): readonly LockAct[] => {
  const callbacks = [...facts.extents.values()].flatMap((extent) => (extent.form === 'callback' && isFunction(extent.callback) ? [extent.callback] : []));
  if (callbacks.length === 0) return [];
  return facts.calls.flatMap((call) => {
    if (call.type !== 'CallExpression' || facts.extents.has(call) || facts.operations.has(call) || !call.arguments.some(isFunction) || !callbacks.some((callback) => contains(callback.body, call))) return [];
    return wrapperAct(call, facts.resolver) ?? [];
  });
};

/** From where to where the lock is held; undefined: not in view. */
const spanOf = (act: LockAct, acts: readonly LockAct[], model: FunctionModel, at: Resolver): TSESTree.Range | undefined => {
  if (act.does === 'runs') return act.node.range;
  if (inHandlerWithin(act.node, model.fn)) return undefined;
  const taken = acts.filter((other) => other.does === 'takes' && other.node.range[1] <= act.node.range[0] && contains(model.fn, other.node) && isOf(other, act, at)).at(-1);
  return taken && [taken.node.range[1], act.node.range[0]];
};

const unlocksEarly = (file: FileModel, model: FunctionModel, act: LockAct, [start, end]: TSESTree.Range, acts: readonly LockAct[]): EarlyUnlock | undefined => {
  for (const write of model.instances) {
    if (!isWrite(write.operation) || write.site.range[0] < start || write.site.range[1] > end) continue;
    const open = openAfter(file, model, write, act.node);
    if (open === undefined || (open !== 'caller' && isGuardedOutside(open, act, acts, model))) continue;
    return { act, write, transaction: open === 'caller' ? undefined : open };
  }
  return undefined;
};

/** The transaction of a write that is open when the lock ends. */
const openAfter = (file: FileModel, model: FunctionModel, write: Instance, unlock: TSESTree.Node): TSESTree.Node | 'caller' | undefined => {
  for (const context of write.contexts) {
    if (context.kind !== 'transaction' || context.form === 'batch') continue;
    if (!contains(model.fn, context.node) || ownerOf(context.node) !== ownerOf(model.fn)) return undefined;
    if (context.form === 'begin') return write.handle.kind !== 'client' && !isCommitted(file, context.node, write, unlock) ? context.node : undefined;
    if (contains(context.node, unlock)) return write.handle.kind !== 'client' || context.form === 'function' ? context.node : undefined;
    if (!isSavepoint(file, context.node)) return undefined;
  }
  return write.handle.kind === 'transaction' && write.hops.length === 0 && ownerOf(write.handle.node)?.origin(write.handle.node).kind === 'parameter' ? 'caller' : undefined;
};

const isSavepoint = (file: FileModel, node: TSESTree.Node): boolean => {
  const extent = file.facts.extents.get(node);
  return extent?.form === 'callback' && extent.on.kind === 'transaction';
};

/** A commit stands between the write and the end of the lock. */
const isCommitted = (file: FileModel, begin: TSESTree.Node, write: Instance, unlock: TSESTree.Node): boolean => {
  const opened = file.facts.extents.get(begin);
  const end = contains(unlock, write.site) ? unlock.range[1] : unlock.range[0];
  return opened?.form === 'begin' && [...file.facts.extents].some(([node, extent]) => extent.form === 'end' && extent.commit && extent.key === opened.key && node.range[0] >= write.site.range[1] && node.range[1] <= end);
};

/** Another lock is held from before the transaction to after it. */
const isGuardedOutside = (transaction: TSESTree.Node, act: LockAct, acts: readonly LockAct[], { fn, resolver }: FunctionModel): boolean =>
  acts.some((outer) => {
    if (outer === act) return false;
    if (outer.does === 'runs') return contains(outer.node, transaction);
    return outer.does === 'takes' && contains(fn, outer.node) && outer.node.range[1] <= transaction.range[0] && acts.some((given) => given.does === 'gives' && given !== act && given.node.range[0] >= transaction.range[1] && isOf(outer, given, resolver));
  });
