/**
 * What surrounds a node within its function, read off the AST: transactions, error handlers, wrappers, loops.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Callback, FunctionNode, Graph } from '../flow/graph.js';
import type { Extent, FunctionExtent } from '../operations/dialect.js';
import type { Operation } from '../operations/operation.js';
import { anyWithin } from '../syntax/descendants.js';
import type { Context } from './context.js';
import type { Invocation } from './summary.js';

export interface Surroundings {
  readonly extentOf: (call: TSESTree.CallExpression) => Extent | undefined;
  readonly functionExtent: (fn: FunctionNode) => FunctionExtent | undefined;
  /** what the settings say that a call runs its callback under */
  readonly declaredAs: (call: TSESTree.CallExpression) => 'lock' | 'transaction' | undefined;
  /** what a function of the project puts around a callback that it is given; undefined: callee unknown */
  readonly invocationOf: (callback: Callback) => Invocation | undefined;
}

const isLoop = (node: TSESTree.Node): boolean => node.type.startsWith('For') || node.type === 'WhileStatement' || node.type === 'DoWhileStatement';

/** The contexts of a node in the function at hand, innermost first. */
export const contextsAround = (node: TSESTree.Node, root: FunctionNode | TSESTree.Program, graph: Graph, surroundings: Surroundings): readonly Context[] => {
  const found: Context[] = [];
  let child: TSESTree.Node = node;
  for (let parent: TSESTree.Node | undefined = node.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === 'TryStatement' && parent.block === child && parent.handler && !escapesTry(node)) found.push({ kind: 'handler', node: parent, catches: parent.handler });
    else if (isLoop(parent) && 'body' in parent && parent.body === child) found.push({ kind: 'loop', node: parent });
    else if (parent.type === 'CallExpression') inCall(parent, child, found, surroundings);
    else if (isFunctionNode(parent)) {
      if (parent === root) {
        if (root.parent.type === 'CallExpression' && root.parent.callee !== root) declared(root.parent, root, found, surroundings);
        const extent = surroundings.functionExtent(parent);
        if (extent) found.push({ kind: 'transaction', node: parent, isolation: extent.isolation, form: 'function' });
        break;
      }
      const callback = graph.callbacks.get(parent);
      if (!callback) break;
      found.push({ kind: 'callback', fn: parent });
      aroundCallback(callback, found, surroundings);
    }
    if (parent === root) break;
  }
  return found;
};

/** `return promise` inside `try`: it rejects after the function has left, and the handler never sees it. */
const escapesTry = (node: TSESTree.Node): boolean => {
  for (let child = node, parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === 'AwaitExpression' || isFunctionNode(parent)) return false;
    if (parent.type === 'ReturnStatement') return true;
    if (parent.type === 'ConditionalExpression' ? parent.test === child : parent.type !== 'LogicalExpression' && parent.type !== 'ChainExpression' && !parent.type.startsWith('TS')) return false;
  }
  return false;
};

const isFunctionNode = (node: TSESTree.Node): node is FunctionNode => node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression' || node.type === 'FunctionDeclaration';

const inCall = (call: TSESTree.CallExpression, child: TSESTree.Node, found: Context[], surroundings: Surroundings): void => {
  const { callee } = call;
  if (callee === child && child.type === 'MemberExpression') return;
  if (callee.type === 'MemberExpression' && callee.object === child) return;
  const extent = surroundings.extentOf(call);
  if (extent?.form === 'batch') found.push({ kind: 'transaction', node: call, isolation: extent.isolation, form: 'batch' });
};

const aroundCallback = (callback: Callback, found: Context[], surroundings: Surroundings): void => {
  const { call, run, fn } = callback;
  if (run === 'each') {
    found.push({ kind: 'loop', node: call });
    return;
  }
  if (call.type !== 'CallExpression') return;
  const extent = surroundings.extentOf(call);
  if (extent?.form === 'callback' && extent.callback === fn) {
    found.push({ kind: 'transaction', node: call, isolation: extent.isolation, form: 'callback', on: extent.on });
    return;
  }
  const isDeclared = declared(call, fn, found, surroundings);
  if (run === 'maybe') {
    const invocation = surroundings.invocationOf(callback);
    if (invocation) found.push(...invocation.contexts);
    else if (!isDeclared) found.push({ kind: 'wrapper', node: call });
  }
};

/** Adds what the settings say that a call puts around its callback. A transaction that hands out nothing is joined by whatever runs in it. */
const declared = (call: TSESTree.CallExpression, fn: FunctionNode, found: Context[], { declaredAs }: Surroundings): boolean => {
  const kind = declaredAs(call);
  if (kind === 'lock') found.push({ kind, node: call });
  if (kind === 'transaction') found.push({ kind, node: call, isolation: 'default', form: fn.params.length > 0 ? 'callback' : 'function' });
  return kind !== undefined;
};

/** `promise.catch(handler)` and `promise.then(done, handler)` around the promise of a call. */
export const promiseHandler = (node: TSESTree.Node): Context | undefined => {
  let promise: TSESTree.Node = node;
  for (let parent: TSESTree.Node | undefined = node.parent; parent; parent = parent.parent) {
    if (parent.type === 'ChainExpression' || parent.type === 'TSNonNullExpression') {
      promise = parent;
      continue;
    }
    if (parent.type !== 'MemberExpression' || parent.object !== promise || parent.property.type !== 'Identifier') return undefined;
    const call: TSESTree.Node | undefined = parent.parent;
    if (call.type !== 'CallExpression' || call.callee !== parent) return undefined;
    const handler = parent.property.name === 'catch' ? call.arguments[0] : parent.property.name === 'then' ? call.arguments[1] : undefined;
    if (handler) return { kind: 'handler', node: call, catches: handler };
    promise = call;
    parent = call;
  }
  return undefined;
};

/** `query(sql, (error, rows) => { if (error.code === …) … })`: the callback of an operation, where it looks into the error that it is given. */
export const answerHandler = (operation: Operation | undefined): Context | undefined => {
  const { node, answer } = operation ?? {};
  if (answer === undefined || node?.type !== 'CallExpression' || !isFunctionNode(answer.callback)) return undefined;
  const [error] = answer.callback.params;
  const looksInto = (inner: TSESTree.Node): boolean => inner.type === 'MemberExpression' && inner.object.type === 'Identifier' && error?.type === 'Identifier' && inner.object.name === error.name;
  return anyWithin(answer.callback.body, looksInto) ? { kind: 'handler', node, catches: answer.callback } : undefined;
};
