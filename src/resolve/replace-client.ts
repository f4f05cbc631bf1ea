/**
 * `prisma.user.create(…)` → `tx.user.create(…)`: an operation goes through a transaction's handle in place of its client.
 *
 * For layers whose handles have the client's own methods. Never assumed: that the handle's name means the handle where the operation stands.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Handle, Operation } from '../operations/operation.js';
import type { Patch, Refusal } from '../operations/repair.js';
import { isVisible } from './visible.js';
import type { Resolver } from './resolver.js';

const within = (inner: TSESTree.Node, outer: TSESTree.Node): boolean => outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];

/** The edit, or why there is none. */
export const replaceClient = (operation: Operation, handle: Handle, at: Resolver): Patch | Refusal => {
  const client = operation.handle.node;
  if (handle.node.type !== 'Identifier' || !isVisible(handle.node, operation.node, at)) return { kind: 'refusal', reason: 'Run it through the handle of the transaction.' };
  const { name } = handle.node;
  if (!within(client, operation.node)) return { kind: 'refusal', reason: `Run it through \`${name}\`.` };
  return { kind: 'patch', edits: [{ range: client.range, text: name }], safety: 'suggestion', description: `Run it through \`${name}\`: it is undone when the transaction is.`, needs: [] };
};
