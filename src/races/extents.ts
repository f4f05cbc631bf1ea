/**
 * The transactions that an operation happens in: those opened by a callback around it, those begun before it and ended after it.
 *
 * In: a function's model, an instance. Out: the extents of this function, innermost first. Never assumed: that a transaction which is begun on
 * some ways only is open; that one which ended on the way still is.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import type { FunctionModel } from '../model/function-model.js';
import { contains } from '../syntax/descendants.js';
import type { Instance } from '../model/instance.js';
import type { Extent } from '../operations/dialect.js';
import type { Handle } from '../operations/operation.js';
import { ownerOf } from '../resolve/modules.js';
import { enclosingFunction, isFunction, type FunctionNode } from '../syntax/functions.js';
import { exitOf } from './branches.js';

export type OpenedExtent = Extract<Extent, { form: 'callback' | 'begin' }>;

/** A transaction, and the call that opens it. */
export interface Transaction {
  readonly node: TSESTree.CallExpression;
  readonly extent: OpenedExtent;
  /** what it is opened on, as the function at hand sees it */
  readonly on: Handle;
}

/** The transactions of a function that an instance happens in, innermost first. */
export const transactionsAround = (file: FileModel, model: FunctionModel, instance: Instance): readonly Transaction[] => [...inCallbacks(file, model, instance), ...begunBefore(file, model, instance)];

/** The transaction that a called function opens on its own around an instance, innermost. */
export const transactionInside = (file: FileModel, model: FunctionModel, { contexts }: Instance): Transaction | undefined => {
  const own = contexts.find((context) => context.kind === 'transaction' && context.form === 'callback');
  if (own?.kind !== 'transaction' || own.node.type !== 'CallExpression' || isWithin(model.fn, own.node)) return undefined;
  const extent = file.extentOf(own.node);
  return extent?.form === 'callback' ? { node: own.node, extent, on: own.on ?? extent.on } : undefined;
};

/** Whether a node stands in a function of the same file. */
export const isWithin = (fn: TSESTree.Node, node: TSESTree.Node): boolean => contains(fn, node) && ownerOf(fn) === ownerOf(node);

const inCallbacks = (file: FileModel, model: FunctionModel, { contexts }: Instance): readonly Transaction[] =>
  contexts.flatMap((context) => {
    if (context.kind !== 'transaction' || context.form !== 'callback' || context.node.type !== 'CallExpression' || !isWithin(model.fn, context.node)) return [];
    const extent = file.facts.extents.get(context.node);
    return extent?.form === 'callback' ? [{ node: context.node, extent, on: extent.on }] : [];
  });

const begunBefore = (file: FileModel, model: FunctionModel, { site }: Instance): readonly Transaction[] => {
  const found: Transaction[] = [];
  for (const [node, extent] of file.facts.extents) {
    if (extent.form !== 'begin' || node.type !== 'CallExpression' || !contains(model.fn, node) || node.range[1] > site.range[0] || !contains(blockOf(node), site)) continue;
    if (isOpenAt(site, node, endsOf(file, model, extent.key))) found.push({ node, extent, on: extent.on });
  }
  return found.reverse();
};

interface End {
  readonly node: TSESTree.Node;
  readonly commit: boolean;
}

const endsOf = (file: FileModel, model: FunctionModel, key: string): readonly End[] =>
  [...file.facts.extents].flatMap(([node, extent]) => (extent.form === 'end' && extent.key === key && contains(model.fn, node) ? [{ node, commit: extent.commit }] : []));

/** A commit follows, and every end that comes before leaves the function, or the `try`, there. */
const isOpenAt = (site: TSESTree.Node, begin: TSESTree.Node, ends: readonly End[]): boolean => {
  const between = ends.filter(({ node }) => begin.range[1] <= node.range[0] && node.range[1] <= site.range[0]);
  const after = ends.filter(({ node }) => site.range[1] <= node.range[0]);
  return after.some(({ commit }) => commit) && between.every(({ node }) => leaves(blockOf(node), site));
};

const leaves = (block: TSESTree.Node, site: TSESTree.Node): boolean => !contains(block, site) && exitOf(block) !== undefined;

/** The functions of a file that are transactions by their decorators, and have operations. */
export const extentFunctions = ({ facts }: FileModel): readonly FunctionNode[] => {
  const found = new Set<FunctionNode>();
  for (const node of facts.operations.keys()) {
    const fn = enclosingFunction(node);
    if (fn && facts.functionExtent(fn)) found.add(fn);
  }
  return [...found];
};

/** The innermost block around a node; a `try` without a condition is part of the block around it. */
const blockOf = (node: TSESTree.Node): TSESTree.Node => {
  let current = node;
  for (let parent = node.parent; parent; current = parent, parent = parent.parent) {
    if (isFunction(parent) || parent.type === 'Program') return parent;
    if (current.type === 'BlockStatement') return current;
  }
  return current;
};

/** Whether a node stands in the handler of an error within an outer node: what is done there is done because the transaction fails. */
export const inHandlerWithin = (node: TSESTree.Node, outer: TSESTree.Node): boolean => {
  for (let parent = node.parent; parent && parent !== outer; parent = parent.parent) if (parent.type === 'CatchClause') return true;
  return false;
};
