/**
 * What a call sends out of the process, itself or through functions of the project that it calls.
 *
 * Never assumed: that a callback which a function keeps runs on its call; that what an error handler sends goes out.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import { calleeAnywhere, type Callee } from '../model/callees.js';
import type { Resolver } from '../resolve/resolver.js';
import { anyWithin } from '../syntax/descendants.js';
import { callsIn } from '../syntax/file-calls.js';
import { enclosingFunction, parametersOf } from '../syntax/functions.js';
import { effectCallOf, type EffectCall } from './effect-calls.js';

export type Variables = ReadonlySet<TSESLint.Scope.Variable>;

const mentionsAny = (nodes: readonly TSESTree.Node[], variables: Variables, at: Resolver): boolean =>
  variables.size > 0 && nodes.some((node) => anyWithin(node, (inner) => isOneOf(inner, variables, at)));

const isOneOf = (node: TSESTree.Node, variables: Variables, at: Resolver): boolean => {
  const variable = node.type === 'Identifier' ? at.variable(node) : undefined;
  return variable !== undefined && variables.has(variable);
};

/** Which calls count. */
export interface Sending {
  /** variables that hold a transaction's handle: what is given one is part of the transaction (an outbox) */
  readonly handles: Variables;
  /** only what a called function sends on every call of it, not under a condition */
  readonly always: boolean;
}

const maxDepth = 2;

/** What a call sends, itself or through functions of the project. */
export const sentBy = (call: TSESTree.CallExpression, at: Resolver, sending: Sending, depth = 0): EffectCall | undefined => {
  const own = effectCallOf(call, at);
  if (own) return mentionsAny(call.arguments, sending.handles, at) ? undefined : own;
  if (depth >= maxDepth) return undefined;
  const callee = calleeAnywhere(call, at);
  return callee && inCallee(callee, { ...sending, handles: handed(call, callee, sending.handles, at) }, depth);
};

/** The parameters that a callee is given the handle by. */
const handed = (call: TSESTree.CallExpression, callee: Callee, handles: Variables, at: Resolver): Variables => {
  const found = new Set<TSESLint.Scope.Variable>();
  parametersOf(callee.fn).forEach((parameter, index) => {
    const argument = call.arguments[index];
    const variable = parameter.type === 'Identifier' ? callee.at.variable(parameter) : undefined;
    if (argument && variable && mentionsAny([argument], handles, at)) found.add(variable);
  });
  return found;
};

/** The first thing that a function sends: not in a callback, and where it must be on every call of it not under a condition, not where an error is handled. */
const inCallee = ({ at, fn }: Callee, sending: Sending, depth: number): EffectCall | undefined => {
  for (const call of callsIn(at.sourceCode)) {
    if (call.type !== 'CallExpression' || call.range[0] < fn.body.range[0] || call.range[1] > fn.body.range[1] || enclosingFunction(call) !== fn || (sending.always ? isConditional(call, fn) : isInHandler(call, fn))) continue;
    const effect = sentBy(call, at, sending, depth + 1);
    if (effect) return effect;
  }
  return undefined;
};

const conditional: ReadonlySet<string> = new Set(['IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchCase', 'CatchClause']);

const isConditional = (node: TSESTree.Node, fn: TSESTree.Node): boolean => {
  for (let child = node, parent = node.parent; parent && child !== fn; child = parent, parent = parent.parent) {
    if (!conditional.has(parent.type)) continue;
    const isTest = ('test' in parent && parent.test === child) || (parent.type === 'LogicalExpression' && parent.left === child);
    if (!isTest) return true;
  }
  return false;
};

const isInHandler = (node: TSESTree.Node, fn: TSESTree.Node): boolean => {
  for (let parent = node.parent; parent && parent !== fn; parent = parent.parent) if (parent.type === 'CatchClause') return true;
  return false;
};
