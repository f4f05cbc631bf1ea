/** Statements: the one around an expression, its neighbours, whether control gets past it. */
import type { TSESTree } from '@typescript-eslint/utils';
import { isFunction, type FunctionNode } from './functions.js';

/** Whether a node is a statement of its parent (an element of a list, a branch, a loop's body). */
const isStatementOf = (parent: TSESTree.Node, child: TSESTree.Node): child is TSESTree.Statement => {
  switch (parent.type) {
    case 'BlockStatement':
    case 'Program':
    case 'StaticBlock':
    case 'TSModuleBlock':
      return true;
    case 'SwitchCase':
    case 'IfStatement':
      return parent.test !== child;
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
    case 'LabeledStatement':
      return parent.body === child;
    default:
      return false;
  }
};

/** The innermost statement that a node stands in; undefined in an arrow's expression body and in a class body. */
export const statementAround = (node: TSESTree.Node): TSESTree.Statement | undefined => {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (isStatementOf(parent, child)) return child;
    if (isFunction(parent)) return undefined;
  }
  return undefined;
};

/** The list that a statement is an element of; undefined for a branch without braces. */
export const statementList = (statement: TSESTree.Statement): readonly TSESTree.Statement[] | undefined => {
  const { parent } = statement;
  switch (parent.type) {
    case 'BlockStatement':
    case 'Program':
    case 'StaticBlock':
    case 'TSModuleBlock':
      return parent.body;
    case 'SwitchCase':
      return parent.consequent;
    default:
      return undefined;
  }
};

/** The statements of a branch, with or without braces. */
export const branchStatements = (branch: TSESTree.Statement): readonly TSESTree.Statement[] => (branch.type === 'BlockStatement' ? branch.body : [branch]);

/** Whether control never gets past a statement. */
export const alwaysLeaves = (statement: TSESTree.Statement): boolean => {
  switch (statement.type) {
    case 'ReturnStatement':
    case 'ThrowStatement':
    case 'ContinueStatement':
    case 'BreakStatement':
      return true;
    case 'BlockStatement':
      return statement.body.some(alwaysLeaves);
    case 'IfStatement':
      return statement.alternate !== null && alwaysLeaves(statement.consequent) && alwaysLeaves(statement.alternate);
    default:
      return false;
  }
};

export type Loop = TSESTree.ForStatement | TSESTree.ForInStatement | TSESTree.ForOfStatement | TSESTree.WhileStatement | TSESTree.DoWhileStatement;

export const isLoop = (node: TSESTree.Node | undefined): node is Loop =>
  node !== undefined && (node.type === 'ForStatement' || node.type === 'ForInStatement' || node.type === 'ForOfStatement' || node.type === 'WhileStatement' || node.type === 'DoWhileStatement');

/** The loop or function (or program) whose body runs when a node does: what `continue` and `return` end. */
export const runAround = (node: TSESTree.Node): Loop | FunctionNode | TSESTree.Program => {
  let child = node;
  for (let parent = node.parent; parent; child = parent, parent = parent.parent) {
    if (parent.type === 'Program' || isFunction(parent)) return parent;
    if (isLoop(parent) && parent.body === child) return parent;
  }
  throw new TypeError('a node that stands in no program');
};

/** Whether nothing else runs after a statement until control leaves `outer` (an `if` that it stands in, or the body of its loop or function). */
export const isLastWithin = (statement: TSESTree.Statement, outer: TSESTree.Node): boolean => {
  let current: TSESTree.Node = statement;
  while (current !== outer) {
    const { parent }: { readonly parent?: TSESTree.Node | undefined } = current;
    if (!parent) return false;
    if (parent.type === 'BlockStatement') {
      if (parent.body.at(-1) !== current) return false;
    } else if (parent.type !== 'IfStatement' && parent !== outer) return false;
    current = parent;
  }
  return true;
};

/** Whether a node lies within another one's range. */
export const isWithin = (inner: TSESTree.Node, outer: TSESTree.Node): boolean => outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
