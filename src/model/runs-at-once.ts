/**
 * Wrappers that only run what they are given: error handlers, timers, spans.
 *
 * Never assumed of a function that waits for something first: it may take a lock.
 */
import { anyWithin } from '../syntax/descendants.js';
import { enclosingFunction, type FunctionNode } from '../syntax/functions.js';
import { parameterOf } from './leaving-calls.js';

/** Whether a function waits for a callback that it is given, and for nothing before. @param index the callback's place among its parameters */
export const runsAtOnce = (fn: FunctionNode, index: number): boolean => {
  let start = Infinity;
  anyWithin(fn.body, (node) => {
    if (node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.parent.type === 'AwaitExpression' && enclosingFunction(node) === fn && parameterOf(node.callee, fn) === index) start = Math.min(start, node.parent.range[0]);
    return false;
  });
  return start < Infinity && !anyWithin(fn.body, (node) => (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) && node.range[0] < start);
};
