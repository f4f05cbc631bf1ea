/**
 * Locks that may not have been taken, and nobody asks: `SKIP LOCKED` gives no row, a try-lock gives `false`, and the code goes on.
 *
 * In: a lock. Out: whether its answer is surely ignored. Never assumed: that an answer which has a name, and is mentioned, isn't looked at.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel } from '../model/function-model.js';
import type { Instance } from '../model/instance.js';
import { isKnown } from '../operations/known.js';
import { resultExpression } from '../syntax/result-binding.js';

/** Whether a lock doesn't wait, and what it answers is thrown away. */
export const isAnswerIgnored = (lock: Instance, model: FunctionModel): boolean => lock.hops.length === 0 && mayBeRefused(lock) && isIgnored(lock.site, model);

/** Rows that others hold are left out; a key that another session holds is refused. NOWAIT on rows throws. */
const mayBeRefused = ({ operation: { kind, lock, lockKey } }: Instance): boolean =>
  lock !== undefined && isKnown(lock) && (lock.onLocked === 'skip' || (kind === 'lock' && lockKey !== undefined && lock.onLocked === 'nowait'));

const isIgnored = (call: TSESTree.Node, model: FunctionModel): boolean => {
  const node = resultExpression(call);
  if (node.parent?.type === 'ExpressionStatement') return true;
  if (node.parent?.type !== 'VariableDeclarator' || node.parent.init !== node) return false;
  return namesIn(node.parent.id).every((name) => model.resolver.variable(name)?.references.every((reference) => reference.init === true) ?? false);
};

/** The names that a pattern declares; defaults and computed keys are none. */
const namesIn = (pattern: TSESTree.Node): readonly TSESTree.Identifier[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => namesIn(property.type === 'Property' ? property.value : property.argument));
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    default:
      return [];
  }
};
