/**
 * Locks that the function takes out of sight and gives back at its end: `const lock = await acquire(key); if (!lock) return; try { … } finally { await release(lock) }`.
 *
 * In: a candidate. Out: what gives the lock back. Both the read and the write must stand in the block that the `finally` belongs to, and the write must depend on whether the
 * lock was got: a connection or a file that is closed at the end isn't asked for. Never assumed: that a handle of the database is such a lock.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { descendantsOf } from '../syntax/descendants.js';
import { isFunction } from '../syntax/functions.js';
import type { Candidate, Closure } from './candidate.js';
import { equalities, sameTable, sameValue } from './keys.js';

type Variable = TSESLint.Scope.Variable;

/** Why nobody else gets here meanwhile; undefined where no such lock is in view. */
export const heldLock = ({ model, read, write, shape }: Candidate): Closure | undefined => {
  if (shape === 'non-atomic-upsert' || shape === 'duplicate-save') return undefined;
  for (let node: TSESTree.Node | undefined = write.site; node && node !== model.fn; node = node.parent) {
    const { parent }: TSESTree.Node = node;
    if (parent?.type !== 'TryStatement' || parent.block !== node || !parent.finalizer || !isAskedWithin(model, node, read, write)) continue;
    const releases = callsIn(parent.finalizer);
    const held = releases.flatMap((call) => rootsOf(call).flatMap((name) => acquired(name, parent, model)));
    if (held.some((lock) => isAsked(lock, candidateGuards(model, write.site), model))) return { reason: 'unknown-lock', node: parent.finalizer };
  }
  return undefined;
};

/** The read stands in the block, or is made again there before the write: the early, friendly check doesn't count. */
const isAskedWithin = (model: FunctionModel, block: TSESTree.Node, read: Instance, write: Instance): boolean => {
  if (isWithin(read.site, block)) return true;
  const keys = equalities(read);
  return model.instances.some((again) => again.operation.kind === 'read' && again.order < write.order && isWithin(again.site, block) && sameTable(again, read) && keys.length > 0 && keys.every((key) => equalities(again).some((twin) => twin.column === key.column && sameValue(twin.value, key.value))));
};

const isWithin = (inner: TSESTree.Node, outer: TSESTree.Node): boolean => outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];

const callsIn = (block: TSESTree.Node): readonly TSESTree.CallExpression[] => [...descendantsOf(block)].filter((node) => node.type === 'CallExpression');

/** The names that a call is about: of its receiver and of its arguments. */
const rootsOf = ({ callee, arguments: given }: TSESTree.CallExpression): readonly TSESTree.Identifier[] =>
  [...(callee.type === 'MemberExpression' ? [callee.object] : []), ...given].flatMap((node) => {
    let root: TSESTree.Node = node;
    while (root.type === 'MemberExpression' || root.type === 'TSNonNullExpression') root = root.type === 'MemberExpression' ? root.object : root.expression;
    return root.type === 'Identifier' ? [root] : [];
  });

/** The variable, where it is what an awaited call gave before a node, and no handle of the database. */
const acquired = (name: TSESTree.Identifier, before: TSESTree.Node, model: FunctionModel): readonly Variable[] => {
  const variable = model.resolver.variable(name);
  const definition = variable?.defs[0]?.node;
  if (!variable || definition?.type !== 'VariableDeclarator' || definition.init?.type !== 'AwaitExpression' || definition.init.argument.type !== 'CallExpression') return [];
  const call = definition.init.argument;
  const isHandle = model.instances.some(({ site, operation: { handle } }) => site === call || (handle.node.type === 'Identifier' && model.resolver.variable(handle.node) === variable));
  return isHandle || definition.range[0] >= before.range[0] ? [] : [variable];
};

const candidateGuards = (model: FunctionModel, site: TSESTree.Node): readonly TSESTree.Node[] => {
  const block = model.blockOf(site);
  return block ? model.guardsOf(block).flatMap(({ node }) => node ?? []) : [];
};

/** Whether one of the conditions asks for the variable. */
const isAsked = (variable: Variable, conditions: readonly TSESTree.Node[], model: FunctionModel): boolean =>
  conditions.some((condition) => [...descendantsOf(condition)].some((node) => node.type === 'Identifier' && !isFunction(node) && model.resolver.variable(node) === variable));
