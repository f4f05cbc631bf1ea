/** Callbacks that are handed a connection: by a driver's transaction, and by a function of the project. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Place } from '../../resolve/modules.js';
import type { Resolver } from '../../resolve/resolver.js';
import { callsIn } from '../../syntax/file-calls.js';
import type { FunctionNode } from '../../syntax/functions.js';
import { memberName } from '../../syntax/property-name.js';
import { calledFunction } from './functions.js';
import { acquiring, transactional } from './names.js';

/** The call that a function literal is an argument of, and where. */
const callOf = (fn: FunctionNode): { readonly call: TSESTree.CallExpression; readonly index: number } | undefined => {
  const call = fn.parent;
  const index = call.type === 'CallExpression' ? call.arguments.findIndex((argument) => argument === fn) : -1;
  return call.type === 'CallExpression' && index >= 0 ? { call, index } : undefined;
};

/** The handle on which `sql.begin(async (tx) => …)` is called, for its callback; `opens`: as opposed to slonik's `pool.connect(fn)` and pg-promise's `task`. */
export const transactionReceiver = (fn: FunctionNode, parameter: number): { readonly node: TSESTree.Node; readonly opens: boolean } | undefined => {
  const { call } = callOf(fn) ?? {};
  if (call?.callee.type !== 'MemberExpression') return undefined;
  const name = memberName(call.callee) ?? '';
  // `pool.getConnection((error, connection) => …)`
  if (parameter === 1 && acquiring.has(name) && call.arguments.length === 1) return { node: call.callee.object, opens: false };
  if (parameter > 0) return undefined;
  if (transactional.has(name)) return { node: call.callee.object, opens: true };
  return name === 'connect' || name === 'task' || name === 'taskIf' ? { node: call.callee.object, opens: false } : undefined;
};

/** What a function of the project gives its callback at a place: `withTransaction(async (client) => …)`. */
export const passedTo = (fn: FunctionNode, parameter: number, at: Resolver): Place | undefined => {
  const { call, index = 0 } = callOf(fn) ?? {};
  const callee = call === undefined ? undefined : calledFunction(call, at);
  const taken = callee?.fn.params[index];
  const callback = taken?.type === 'Identifier' ? callee?.at.variable(taken) : undefined;
  if (callee === undefined || callback === undefined) return undefined;
  for (const inner of callsIn(callee.at.sourceCode)) {
    if (inner.type !== 'CallExpression' || inner.callee.type !== 'Identifier' || callee.at.variable(inner.callee) !== callback) continue;
    const argument = inner.arguments[parameter];
    if (argument !== undefined && argument.type !== 'SpreadElement') return { node: argument, at: callee.at };
  }
  return undefined;
};
