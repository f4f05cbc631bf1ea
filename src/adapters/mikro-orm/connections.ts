/**
 * Which connection does a manager use? The parameter of `transactional` is the transaction's; inside its callback the injected manager and its
 * repositories join it, an explicit fork doesn't (AsyncLocalStorage; mikro-orm.io, "Transactions and Concurrency").
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../../operations/dialect.js';
import type { Handle } from '../../operations/operation.js';
import { methodCall } from '../../resolve/builder-calls.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { callsIn } from '../../syntax/file-calls.js';

export const client = (node: TSESTree.Node): Handle => ({ kind: 'client', id: 'mikro-orm:client', node });

export const transactionId = (fn: FunctionNode): string => `mikro-orm:tx:${fn.range[0]}`;
export const begunId = (fn: FunctionNode | undefined): string => `mikro-orm:begun:${fn?.range[0] ?? 0}`;

type Parameter = Extract<Origin, { kind: 'parameter' }>;

/** Whether a function is what `em.transactional(…)` is given. */
export const isTransactionCallback = (fn: FunctionNode): boolean => {
  const call = fn.parent.type === 'CallExpression' ? methodCall(fn.parent) : undefined;
  return call?.name === 'transactional' && call.args[0] === fn;
};

/** The transaction that a parameter of its callback is. */
export const transactionOf = ({ fn, index, path }: Parameter, node: TSESTree.Node, at: Resolver): Handle | undefined => {
  if (index !== 0 || path.length > 0) return undefined;
  if (isTransactionCallback(fn)) return { kind: 'transaction', id: transactionId(fn), node };
  return namedCallbacks(at).has(fn) ? { kind: 'transaction', id: transactionId(fn), node } : undefined;
};

const named = new WeakMap<Resolver, ReadonlySet<TSESTree.Node>>();

/** `em.transactional(work)`: functions that are given by name. */
const namedCallbacks = (at: Resolver): ReadonlySet<TSESTree.Node> => {
  let found = named.get(at);
  if (!found) named.set(at, (found = new Set(callsIn(at.sourceCode).flatMap((call) => {
    const method = call.type === 'CallExpression' ? methodCall(call) : undefined;
    const origin = method?.name === 'transactional' && method.args[0] !== undefined ? at.origin(method.args[0]) : undefined;
    return origin?.kind === 'function' ? [origin.fn] : [];
  }))));
  return found;
};

/** The innermost `transactional` callback around a node. */
export const callbackAround = (node: TSESTree.Node, at: Resolver): FunctionNode | undefined => {
  for (let fn = at.functionOf(node); fn !== undefined; fn = at.functionOf(fn)) if (isTransactionCallback(fn)) return fn;
  return undefined;
};

/** The outermost function around a node: a method, a handler. */
export const rootOf = (node: TSESTree.Node, at: Resolver): FunctionNode | undefined => {
  let root: FunctionNode | undefined;
  for (let fn = at.functionOf(node); fn !== undefined; fn = at.functionOf(fn)) root = fn;
  return root;
};

const openings = new WeakMap<Resolver, readonly TSESTree.Node[]>();

/** Calls that show a transaction to be open: it is begun there, or a row is locked, which MikroORM refuses without one. */
const opened = (at: Resolver): readonly TSESTree.Node[] => {
  let found = openings.get(at);
  if (!found) openings.set(at, (found = callsIn(at.sourceCode).filter((call) => call.type === 'CallExpression' && opens(call, at))));
  return found;
};

const opens = (node: TSESTree.CallExpression, at: Resolver): boolean => {
  const call = methodCall(node);
  if (call === undefined) return false;
  if (call.name === 'begin' || call.name === 'setLockMode') return true;
  if (call.name === 'lock') return call.args.length > 1;
  if (!call.name.startsWith('find') && call.name !== 'refresh') return false;
  const last = call.args.at(-1);
  return last?.type === 'ObjectExpression' && at.object(last).entries.has('lockMode');
};

/** The connection that an injected manager, a repository or a fork uses at a place. */
export const connectionOf = (node: TSESTree.Node, forked: boolean, at: Resolver): Handle => {
  const callback = forked ? undefined : callbackAround(node, at);
  if (callback) return { kind: 'transaction', id: transactionId(callback), node };
  const root = rootOf(node, at);
  const isOpen = root !== undefined && opened(at).some((call) => root.range[0] <= call.range[0] && call.range[1] <= root.range[1] && !callbackAround(call, at));
  return isOpen ? { kind: 'transaction', id: begunId(root), node } : client(node);
};

/** A manager that a function is given may be in its caller's transaction; a constructor is given the injected one. */
export const parameterHandle = (node: TSESTree.Node, at: Resolver): Handle | undefined => {
  const origin = at.origin(node);
  if (origin.kind !== 'parameter' || isTransactionCallback(origin.fn)) return undefined;
  const owner = origin.fn.parent;
  if (owner.type === 'MethodDefinition' && owner.kind === 'constructor') return undefined;
  const own = connectionOf(node, true, at);
  return own.kind === 'transaction' ? own : { kind: 'either', id: `mikro-orm:given:${[origin.fn.range[0], origin.index, ...origin.path].join('.')}`, node };
};
