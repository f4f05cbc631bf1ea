/**
 * What the code does on the other side of a guard.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionModel, Guard } from '../model/function-model.js';
import { contains } from '../syntax/descendants.js';
import type { Instance } from '../model/instance.js';
import type { ExistsBranch } from './candidate.js';
import { sameTable } from './keys.js';

/** The `if`, `?:`, `??`, `||`, `&&` that a condition belongs to. */
export const decisionOf = (condition: TSESTree.Node | undefined): TSESTree.IfStatement | TSESTree.ConditionalExpression | TSESTree.LogicalExpression | undefined => {
  let node = condition;
  for (let parent = node?.parent; node && parent; node = parent, parent = parent.parent) {
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') return parent.test === node ? parent : undefined;
    if (parent.type === 'LogicalExpression') {
      if (parent.operator === '??' || parent.parent.type === 'AwaitExpression') return parent;
      continue;
    }
    if (parent.type === 'UnaryExpression' || parent.type === 'BinaryExpression' || parent.type === 'ChainExpression' || parent.type === 'AwaitExpression' || parent.type.startsWith('TS')) continue;
    return undefined;
  }
  return undefined;
};

/** What happens when the row that was looked for is there. */
export const existsBranchOf = (model: FunctionModel, guard: Guard, write: Instance, read: Instance): ExistsBranch => {
  const decision = decisionOf(guard.node);
  if (!decision) return guard.node?.type === 'CallExpression' ? 'throw' : 'other';
  if (decision.type === 'LogicalExpression') return 'return';
  const inConsequent = contains(decision.consequent, write.site);
  const branch = inConsequent ? decision.alternate : decision.consequent;
  if (branch && !(contains(branch, write.site))) {
    const updates = model.instances.some((other) => contains(branch, other.site) && other !== write && (other.operation.kind === 'update' || other.operation.kind === 'save') && sameTable(other, read));
    if (updates) return 'update';
    const exit = exitOf(branch);
    if (exit) return exit;
    return 'other';
  }
  if (!branch) return 'skip';
  return 'other';
};

/** How a branch leaves. */
export const exitOf = (node: TSESTree.Node): 'return' | 'throw' | 'skip' | undefined => {
  switch (node.type) {
    case 'BlockStatement': {
      const last = node.body.at(-1);
      return last && exitOf(last);
    }
    case 'ReturnStatement':
      return 'return';
    case 'ThrowStatement':
      return 'throw';
    case 'ContinueStatement':
    case 'BreakStatement':
      return 'skip';
    case 'IfStatement':
      return exitOf(node.consequent);
    default:
      return undefined;
  }
};
