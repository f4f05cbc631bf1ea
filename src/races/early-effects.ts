/**
 * What goes out of a transaction before it commits: it can still be rolled back, and whoever gets the job or message first doesn't see the rows yet.
 *
 * In: a file's model. Out: each call that sends, itself or through functions of the project, between the begin and the commit of a transaction that writes.
 * Never assumed: that something which is given the transaction's handle isn't part of it (an outbox); that a callback which a call keeps runs before the commit.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import { isWrite } from '../model/steps.js';
import type { FunctionModel } from '../model/function-model.js';
import { contains } from '../syntax/descendants.js';
import type { Instance } from '../model/instance.js';
import type { Resolver } from '../resolve/resolver.js';
import { callsIn } from '../syntax/file-calls.js';
import { isFunction } from '../syntax/functions.js';
import type { EffectCall } from './effect-calls.js';
import { extentFunctions, inHandlerWithin } from './extents.js';
import { sentBy, type Variables } from './sends.js';

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

/** All that goes out of the transactions of a file. */
export const earlyEffects = (file: FileModel): readonly EarlyEffect[] =>
  openTransactions(file).flatMap((open) =>
    callsIn(file.facts.resolver.sourceCode).flatMap((call) => {
      if (call.type !== 'CallExpression' || call.range[0] < open.body[0] || call.range[1] > open.body[1] || file.facts.operations.has(call) || file.facts.extents.has(call)) return [];
      if (inHandlerWithin(call, open.model.fn) || !runsWithin(call, open, file)) return [];
      const effect = sentBy(call, file.facts.resolver, { handles: handlesOf(open.write, file.facts.resolver), always: true });
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
