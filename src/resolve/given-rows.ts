/**
 * What the calls of a file give to the parameters of its own functions: a row that is handed on keeps its table.
 *
 * Never assumed: what another file gives.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { FunctionNode } from '../syntax/functions.js';
import { memberName } from '../syntax/property-name.js';
import type { Resolver } from './resolver.js';

const eachElement = new Set(['map', 'flatMap', 'forEach', 'filter', 'some', 'every', 'find', 'then']);

/** The arguments, and the lists whose elements are given (`orders.map(bump)`); empty for a function without a name. @param name the parameter */
export const givenTo = (name: TSESTree.Node, fn: FunctionNode, at: Resolver): readonly TSESTree.Node[] => {
  const index = fn.params.findIndex((parameter) => parameter === name);
  const own = fn.type === 'FunctionDeclaration' ? fn.id : fn.parent.type === 'VariableDeclarator' && fn.parent.init === fn ? fn.parent.id : undefined;
  const variable = own?.type === 'Identifier' ? at.variable(own) : undefined;
  if (!variable || index < 0) return [];
  return at.references(variable).flatMap(({ identifier }) => {
    const { parent } = identifier;
    if (parent.type !== 'CallExpression') return [];
    if (parent.callee === identifier) return parent.arguments[index]?.type === 'SpreadElement' ? [] : (parent.arguments[index] ?? []);
    const method = parent.callee.type === 'MemberExpression' && parent.arguments[0] === identifier && index === 0 ? memberName(parent.callee) : undefined;
    return parent.callee.type === 'MemberExpression' && method !== undefined && eachElement.has(method) ? [parent.callee.object] : [];
  });
};
