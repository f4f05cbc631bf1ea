/** Through which connection does a call go? By its `transaction` option, or by CLS. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../../operations/dialect.js';
import type { Handle } from '../../operations/operation.js';
import type { Origin, Resolver } from '../../resolve/resolver.js';
import { childrenOf } from '../../syntax/descendants.js';
import { isFunction, isNothing, methodCall, type MethodCall } from './facts.js';
import { isSequelize } from './handles.js';

export const clientId = 'sequelize:client';

const parameterId = (fn: FunctionNode, index: number, path: readonly string[]): string => `sequelize:tx:${String(fn.range[0])}:${[String(index), ...path].join('.')}`;

/** The handle that a managed transaction gives its callback. */
export const callbackHandle = (callback: TSESTree.Node, node: TSESTree.Node): Handle => ({ kind: 'transaction', id: `sequelize:tx:${String(callback.range[0])}:0`, node });

/** The identity of a transaction that is begun by hand. */
export const beginKey = (call: TSESTree.CallExpression): string => `sequelize:tx:${String(call.range[0])}`;

/** The handle of a call without a `transaction` option. */
export const plainHandle = (call: MethodCall, at: Resolver): Handle => {
  const propagation = propagationOf(at);
  const around = propagation === 'managed' ? managedAround(call.node, at) : undefined;
  if (around !== undefined) return callbackHandle(around, call.receiver);
  return propagation === 'none' ? { kind: 'client', id: clientId, node: call.receiver } : { kind: 'either', id: 'sequelize:ambient', node: call.receiver };
};

/** The handle of a call with these options. */
export const handleOf = (options: TSESTree.Node | undefined, call: MethodCall, at: Resolver): Handle => {
  if (options === undefined) return plainHandle(call, at);
  const shape = at.object(options);
  const given = shape.entries.get('transaction')?.value;
  if (given !== undefined) return transactionHandle(given, call, at);
  // options of the caller may bring one along
  if (shape.spreads.length > 0 || (shape.open && shape.node === undefined)) return { kind: 'either', id: `sequelize:options:${spreadId(shape.spreads[0] ?? options, at)}`, node: call.receiver };
  return plainHandle(call, at);
};

const spreadId = (node: TSESTree.Node, at: Resolver): string => `${String(at.functionOf(node)?.range[0] ?? 0)}:${at.sourceCode.getText(node)}`;

const transactionHandle = (node: TSESTree.Node, call: MethodCall, at: Resolver): Handle => {
  const bare = at.bare(node);
  if (isNothing(bare)) return { kind: 'client', id: clientId, node: call.receiver };
  const named = idOf(at.origin(bare), bare, at);
  return named ?? { kind: 'either', id: `sequelize:tx:${spreadId(bare, at)}`, node: bare };
};

const idOf = (origin: Origin, node: TSESTree.Node, at: Resolver): Handle | undefined => {
  switch (origin.kind) {
    case 'call':
      return isTransactionCall(origin.node, at) ? { kind: 'transaction', id: beginKey(origin.node), node } : undefined;
    case 'parameter': {
      const id = parameterId(origin.fn, origin.index, origin.path);
      const opened = origin.path.length === 0 && origin.index === 0 && isCallback(origin.fn, at);
      const type = at.annotation(origin.node);
      return { kind: opened || (type?.name === 'Transaction' && !origin.optional) ? 'transaction' : 'either', id, node };
    }
    case 'either': {
      const first = origin.options.map((option) => idOf(option, node, at)).find((option) => option !== undefined);
      return first && { ...first, kind: first.kind === 'transaction' && origin.options.every((option) => option.kind === 'call') ? 'transaction' : 'either' };
    }
    default:
      return undefined;
  }
};

const isCallback = (fn: FunctionNode, at: Resolver): boolean => {
  const call = fn.parent;
  return call.type === 'CallExpression' && call.arguments.at(-1) === fn && isTransactionCall(call, at);
};

/** `sequelize.transaction(…)`: on the connection, or on whatever gives what is then handed on as `{ transaction: t }`. */
export const isTransactionCall = (node: TSESTree.CallExpression, at: Resolver): boolean => {
  const call = methodCall(node);
  if (call === undefined || (call.name !== 'transaction' && call.name !== 'startUnmanagedTransaction')) return false;
  if (isSequelize(call.receiver, at)) return true;
  const receiver = at.bare(call.receiver);
  if (receiver.type === 'Identifier' || receiver.type === 'MemberExpression') return isHandedOn(node, at);
  return false;
};

/** Something of the transaction's is given as the option `transaction`, which only Sequelize has. */
const isHandedOn = (node: TSESTree.CallExpression, at: Resolver): boolean => {
  const callback = node.arguments.find((passed) => isFunction(passed));
  const parameter = callback !== undefined && isFunction(callback) ? callback.params[0] : undefined;
  const declared = parameter ?? declaratorOf(node);
  if (declared?.type !== 'Identifier') return false;
  const variable = at.variable(declared);
  return variable !== undefined && at.references(variable).some(({ identifier: { parent } }) => parent.type === 'Property' && !parent.computed && parent.parent.type === 'ObjectExpression' && parent.key.type === 'Identifier' && parent.key.name === 'transaction');
};

const declaratorOf = (node: TSESTree.Node): TSESTree.Node | undefined => {
  const parent = node.parent?.type === 'AwaitExpression' ? node.parent.parent : node.parent;
  if (parent?.type === 'VariableDeclarator') return parent.id;
  return parent?.type === 'AssignmentExpression' ? parent.left : undefined;
};

const propagations = new WeakMap<Resolver, Propagation>();

/** How transactions reach calls without the option: `managed`: by CLS; `ambient`: nothing says how, but the file's locks need one. */
type Propagation = 'none' | 'managed' | 'ambient';

/**
 * CLS: in version 6 when it's switched on, in version 7 by default. That it's on shows where a managed transaction's callback takes no parameter;
 * that a caller's transaction is counted on, where rows are locked without one (a lock outside of a transaction ends with its statement).
 */
const propagationOf = (at: Resolver): Propagation => {
  let answer = propagations.get(at);
  if (answer === undefined) {
    propagations.set(at, 'none');
    propagations.set(at, (answer = findPropagation(at)));
  }
  return answer;
};

const findPropagation = (at: Resolver): Propagation => {
  const { text } = at.sourceCode;
  const isNamed = at.imports.has('@sequelize/core') || [...at.imports.keys()].some((module) => /^(?:cls-hooked|continuation-local-storage)$/.test(module));
  if (isNamed || /\buseCLS\b/.test(text)) return 'managed';
  if (!/\btransaction\s*\(|\block\s*:/.test(text)) return 'none';
  let ambient = false;
  const pending: TSESTree.Node[] = [at.sourceCode.ast];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'CallExpression' && isTransactionCall(node, at) && node.arguments.some((passed) => isFunction(passed) && passed.params.length === 0)) return 'managed';
    if (node.type === 'ObjectExpression' && locksAlone(node, at)) ambient = true;
    pending.push(...childrenOf(node));
  }
  return ambient ? 'ambient' : 'none';
};

/** `{ where, lock: true }` without a transaction; `lock: t.LOCK.UPDATE` has one at hand and forgot it. */
const locksAlone = (node: TSESTree.ObjectExpression, at: Resolver): boolean => {
  const { entries, spreads, open } = at.object(node);
  const lock = entries.get('lock')?.value;
  if (lock === undefined || entries.has('transaction') || spreads.length > 0 || (open && !entries.has('where'))) return false;
  const value = at.constant(lock);
  return (value.type === 'Literal' && value.value === true) || (value.type === 'MemberExpression' && at.origin(value).kind === 'import');
};

/** The callback of the innermost managed transaction around a node. */
const managedAround = (node: TSESTree.Node, at: Resolver): FunctionNode | undefined => {
  for (let fn = at.functionOf(node); fn !== undefined; fn = at.functionOf(fn)) if (isCallback(fn, at)) return fn;
  return undefined;
};

/** The transaction that a handle's method is called on: `t.commit()`. */
export const begunBy = (node: TSESTree.Node, at: Resolver): TSESTree.CallExpression | undefined => {
  const origin = at.origin(node);
  const options = origin.kind === 'either' ? origin.options : [origin];
  const call = options.find((option) => option.kind === 'call' && isTransactionCall(option.node, at));
  return call?.kind === 'call' && !call.node.arguments.some((passed) => isFunction(passed)) ? call.node : undefined;
};

