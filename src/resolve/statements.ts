/** The expressions that a function's statements evaluate by themselves or return: a walk over statements only. */
import type { TSESTree } from '@typescript-eslint/utils';
import { bare } from '../syntax/bare.js';
import type { FunctionNode } from '../syntax/functions.js';

export const collectExpressions = (fn: FunctionNode): readonly TSESTree.Node[] => {
  if (fn.body.type !== 'BlockStatement') return [bare(fn.body)];
  const found: TSESTree.Node[] = [];
  const pending: TSESTree.Statement[] = [...fn.body.body].reverse();
  for (let statement = pending.pop(); statement !== undefined; statement = pending.pop()) {
    if (statement.type === 'ExpressionStatement') found.push(bare(statement.expression));
    else if (statement.type === 'ReturnStatement' && statement.argument !== null) found.push(bare(statement.argument));
    else pending.push(...[...inner(statement)].reverse());
  }
  return found;
};

const inner = (statement: TSESTree.Statement): readonly TSESTree.Statement[] => {
  switch (statement.type) {
    case 'BlockStatement':
      return statement.body;
    case 'IfStatement':
      return statement.alternate === null ? [statement.consequent] : [statement.consequent, statement.alternate];
    case 'TryStatement':
      return [statement.block, statement.handler?.body, statement.finalizer].filter((part) => part !== undefined && part !== null);
    case 'SwitchStatement':
      return statement.cases.flatMap((part) => part.consequent);
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
      return [statement.body];
    default:
      return [];
  }
};
