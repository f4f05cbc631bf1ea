/** How an operation joins a transaction: through its manager, or a repository that the manager gives. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Dialect } from '../../operations/dialect.js';
import { isKnown } from '../../operations/known.js';
import type { Operation } from '../../operations/operation.js';
import type { Resolver } from '../../resolve/resolver.js';
import { isNameVisible, isVisible } from '../../resolve/visible.js';
import { methodCall } from './facts.js';
import { receiverOf } from './handles.js';

export const throughHandle: Dialect['throughHandle'] = (operation, handle, at) => {
  if (handle.node.type !== 'Identifier' || !isVisible(handle.node, operation.node, at)) return { kind: 'refusal', reason: 'Run it through the manager of the transaction.' };
  const manager = receiverOf(handle.node, at)?.kind === 'runner' ? `${handle.node.name}.manager` : handle.node.name;
  const receiver = methodCall(operation.node)?.receiver;
  const text = receiver && spelled(receiver, operation, manager, at);
  if (receiver === undefined || text === undefined) return { kind: 'refusal', reason: `Run it through \`${manager}\`, or a repository of \`${manager}.getRepository(…)\`.` };
  return { kind: 'patch', edits: [{ range: receiver.range, text }], safety: 'suggestion', description: `Run it through \`${manager}\`: it is undone when the transaction is.`, needs: [] };
};

/** The receiver of the same method within the transaction. */
const spelled = (receiver: TSESTree.Expression, operation: Operation, manager: string, at: Resolver): string | undefined => {
  const found = receiverOf(receiver, at);
  if (found?.evidence !== 'bound') return undefined;
  if (found.kind === 'manager') return manager;
  if (found.kind !== 'repository' || !isKnown(operation.table)) return undefined;
  const { name } = operation.table;
  return isNameVisible(name, receiver, at) ? `${manager}.getRepository(${name})` : undefined;
};
