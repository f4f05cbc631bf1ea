/**
 * What goes out of a transaction before it commits: it can still be rolled back, and whoever gets the job or message first doesn't see the rows yet.
 *
 * In: a file's model. Out: each call that sends, itself or through functions of the project, between the begin and the commit of a transaction that writes.
 * Never assumed: that something which is given the transaction's handle isn't part of it (an outbox); that a callback which a call keeps runs before the commit.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import { isWrite } from '../model/steps.js';
import { calleeAnywhere, type Callee } from '../model/callees.js';
import { contains, type FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import type { Resolver } from '../resolve/resolver.js';
import { anyWithin } from '../syntax/descendants.js';
import { callsIn } from '../syntax/file-calls.js';
import { enclosingFunction, isFunction, parametersOf } from '../syntax/functions.js';
import { effectCallOf, type EffectCall } from './effect-calls.js';
import { extentFunctions, inHandlerWithin } from './extents.js';

export interface EarlyEffect {
  /** the call in this file */
  readonly call: TSESTree.CallExpression;
  readonly effect: EffectCall;
  /** what opens the transaction, or is it */
  readonly transaction: TSESTree.Node;
  /** a write that isn't committed yet, or never */
  readonly write: Instance;
}

/** A transaction of the file, and where it is open. */
interface Open {
  readonly node: TSESTree.Node;
  readonly body: TSESTree.Range;
  readonly model: FunctionModel;
  readonly write: Instance;
}

type Variables = ReadonlySet<TSESLint.Scope.Variable>;

/** All that goes out of the transactions of a file. */
export const earlyEffects = (file: FileModel): readonly EarlyEffect[] =>
  openTransactions(file).flatMap((open) =>
    callsIn(file.facts.resolver.sourceCode).flatMap((call) => {
      if (call.type !== 'CallExpression' || call.range[0] < open.body[0] || call.range[1] > open.body[1] || file.facts.operations.has(call) || file.facts.extents.has(call)) return [];
      if (inHandlerWithin(call, open.model.fn) || !runsWithin(call, open, file)) return [];
      const effect = effectOf(call, file.facts.resolver, handlesOf(open.write, file.facts.resolver), 0);
      return effect ? [{ call, effect, transaction: open.node, write: open.write }] : [];
    }),
  );

const openTransactions = (file: FileModel): readonly Open[] => [...opened(file), ...decorated(file)];

const opened = (file: FileModel): readonly Open[] =>
  [...file.facts.extents].flatMap(([node, extent]) => {
    if (extent.form !== 'callback' && extent.form !== 'begin') return [];
    const model = file.modelAround(extent.form === 'callback' && isFunction(extent.callback) ? extent.callback.body : node);
    const write = model?.instances.find((instance) => isWrite(instance.operation) && instance.handle.kind !== 'client' && instance.contexts.some((context) => context.kind === 'transaction' && context.node === node));
    const body = extent.form === 'callback' ? extent.callback.range : untilCommit(file, node, extent.key, model);
    return model && write && body ? [{ node, body, model, write }] : [];
  });

/** From the begin to the first commit after it, in the text of the function. */
const untilCommit = (file: FileModel, begin: TSESTree.Node, key: string, model: FunctionModel | undefined): TSESTree.Range | undefined => {
  const commits = [...file.facts.extents].flatMap(([node, extent]) => (extent.form === 'end' && extent.commit && extent.key === key && model && contains(model.fn, node) && node.range[0] > begin.range[1] ? [node.range[0]] : []));
  const [first] = commits.sort((a, b) => a - b);
  return first === undefined ? undefined : [begin.range[1], first];
};

/** Methods that are transactions by their decorators. */
const decorated = (file: FileModel): readonly Open[] =>
  extentFunctions(file).flatMap((fn) => {
    const model = file.modelAround(fn.body);
    const write = model?.instances.find(({ operation }) => isWrite(operation));
    return model && write ? [{ node: fn, body: fn.body.range, model, write }] : [];
  });

/** The call is part of the flow of the transaction's function, and isn't put off to a commit. */
const runsWithin = (call: TSESTree.CallExpression, { model, node }: Open, file: FileModel): boolean => file.modelAround(call) === model && call !== node;

/** The variables that are the handle of the transaction. */
const handlesOf = ({ handle, operation }: Instance, at: Resolver): Variables => {
  const found = new Set<TSESLint.Scope.Variable>();
  for (const { node } of [handle, operation.handle]) {
    let bare = at.bare(node);
    while (bare.type === 'MemberExpression') bare = at.bare(bare.object);
    const variable = bare.type === 'Identifier' ? at.variable(bare) : undefined;
    if (variable) found.add(variable);
  }
  return found;
};

const mentionsAny = (nodes: readonly TSESTree.Node[], variables: Variables, at: Resolver): boolean =>
  variables.size > 0 && nodes.some((node) => anyWithin(node, (inner) => isOneOf(inner, variables, at)));

const isOneOf = (node: TSESTree.Node, variables: Variables, at: Resolver): boolean => {
  const variable = node.type === 'Identifier' ? at.variable(node) : undefined;
  return variable !== undefined && variables.has(variable);
};

const maxDepth = 2;

/** What a call sends, itself or through functions of the project. */
const effectOf = (call: TSESTree.CallExpression, at: Resolver, handles: Variables, depth: number): EffectCall | undefined => {
  const own = effectCallOf(call, at);
  if (own) return mentionsAny(call.arguments, handles, at) ? undefined : own;
  if (depth >= maxDepth) return undefined;
  const callee = calleeAnywhere(call, at);
  return callee && inCallee(callee, handed(call, callee, handles, at), depth);
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

/** The first thing that a function sends on every call of it: not under a condition, not in a callback, not where an error is handled. */
const inCallee = ({ at, fn }: Callee, handles: Variables, depth: number): EffectCall | undefined => {
  for (const call of callsIn(at.sourceCode)) {
    if (call.type !== 'CallExpression' || call.range[0] < fn.body.range[0] || call.range[1] > fn.body.range[1] || enclosingFunction(call) !== fn || isConditional(call, fn)) continue;
    const effect = effectOf(call, at, handles, depth + 1);
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
