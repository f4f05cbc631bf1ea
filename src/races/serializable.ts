/**
 * SERIALIZABLE transactions that nobody tries again: the database keeps them apart by failing one of two (40001, P2034, 1213), whose work is then lost.
 *
 * In: a file's model. Out: the calls that open such transactions, where neither the function nor a caller of the file, nor a wrapper in view, tries again or
 * looks for that failure. Never assumed: that a wrapper out of sight doesn't retry; a level that isn't written.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FileModel } from '../model/build-model.js';
import { isWrite } from '../model/steps.js';
import type { Instance } from '../model/instance.js';
import { isKnown } from '../operations/known.js';
import { databaseOf } from '../resolve/schema-of.js';
import { isFunction } from '../syntax/functions.js';
import { extentFunctions } from './extents.js';
import { isRetried } from './retry-search.js';

export interface Unretried {
  /** what opens the transaction, or the function that is one */
  readonly transaction: TSESTree.Node;
  readonly write: Instance;
}

/** The SERIALIZABLE transactions of a file that write and aren't tried again. */
export const unretriedTransactions = (file: FileModel): readonly Unretried[] =>
  serializable(file).flatMap((node) => {
    const write = file.modelAround(isFunction(node) ? node.body : node)?.instances.find((instance) => isWrite(instance.operation) && instance.contexts.some((context) => context.kind === 'transaction' && context.node === node));
    if (!write || neverFails(write) || isRetried(node, file.facts.resolver, write.operation.dialect)) return [];
    return [{ transaction: node, write }];
  });

/** What opens them, a savepoint left out: its level is that of the transaction around it. */
const serializable = (file: FileModel): readonly TSESTree.Node[] => [
  ...[...file.facts.extents].flatMap(([node, extent]) => (extent.form !== 'end' && extent.isolation === 'serializable' && !('on' in extent && extent.on.kind === 'transaction') ? [node] : [])),
  ...extentFunctions(file).filter((fn) => file.facts.functionExtent(fn)?.isolation === 'serializable'),
];

/** SQLite has one writer at a time, and no other level: it waits, or says that it's busy. */
const neverFails = ({ operation }: Instance): boolean => {
  const database = databaseOf(operation);
  return isKnown(database) && database === 'sqlite';
};
