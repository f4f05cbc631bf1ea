/**
 * Does anybody wait for an operation before the transaction around it ends?
 *
 * Only what surely isn't waited for counts: a promise that is a statement of its own, the promises of `forEach`'s async callbacks. Never assumed: that a
 * promise which is kept in a variable is forgotten; that a builder which isn't awaited runs.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Instance } from '../model/instance.js';
import { isFunction } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';

/** Whether the operation can still be running when the callback of a call ends. */
export const isDropped = ({ operation, hops, site }: Instance, call: TSESTree.Node): boolean => {
  if (operation.synchronous) return false;
  if (isStatement(site) && (hops.length > 0 || !operation.lazy)) return true;
  for (let node: TSESTree.Node | undefined = site; node && node !== call; node = node.parent) {
    if (isFunction(node) && node.async && runsInForEach(node)) return true;
    if (node !== site && isFunction(node) && node.async && node.parent.type === 'CallExpression' && node.parent.callee === node && isStatement(node.parent)) return true;
  }
  return false;
};

/** `save(x);`, `void save(x);`, `save(x).catch(log);` */
const isStatement = (call: TSESTree.Node): boolean => {
  let node = call;
  for (let parent = node.parent; parent; node = parent, parent = parent.parent) {
    if (parent.type === 'ExpressionStatement') return true;
    if (parent.type === 'ChainExpression' || (parent.type === 'UnaryExpression' && parent.operator === 'void')) continue;
    if (parent.type === 'MemberExpression' && parent.object === node && /^(?:then|catch|finally)$/.test(memberName(parent) ?? '')) continue;
    if (parent.type === 'CallExpression' && parent.callee === node) continue;
    return false;
  }
  return false;
};

const runsInForEach = (fn: TSESTree.Node): boolean => {
  const { parent } = fn;
  return parent?.type === 'CallExpression' && parent.arguments[0] === fn && parent.callee.type === 'MemberExpression' && memberName(parent.callee) === 'forEach' && isStatement(parent);
};
