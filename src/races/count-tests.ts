/**
 * Tests of what a write gives that can't fail: of the object, the list or the pair that holds the number of rows, in place of the number.
 *
 * In: a write. Out: whether all that is done with its result is to test it in vain. Never assumed: that a result which goes elsewhere isn't looked at.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Result } from '../operations/operation.js';
import type { Resolver } from '../resolve/resolver.js';
import { memberName } from '../syntax/property-name.js';
import { resultExpression } from '../syntax/result-binding.js';

/** Whether a result says how many rows were touched, and the call doesn't fail where there were none. */
export const hasCount = (result: Result): boolean => {
  switch (result.kind) {
    case 'affected':
      return true;
    case 'object':
      return Object.values(result.members).some(hasCount);
    case 'tuple':
      return result.items.some(hasCount);
    default:
      return false;
  }
};

/** The result has a name, and every mention of it is a test that always has the same outcome. */
export const isTestedInVain = (site: TSESTree.Node, result: Result, at: Resolver): boolean => {
  const node = resultExpression(site);
  const declarator = node.parent;
  if (declarator?.type !== 'VariableDeclarator' || declarator.init !== node) return false;
  const { name, gives } = named(declarator.id, result);
  const variable = name && at.variable(name);
  const mentions = variable?.references.filter((reference) => reference.init !== true) ?? [];
  return gives !== undefined && mentions.length > 0 && mentions.every((mention) => isVain(mention, gives));
};

/** `const result = …`, `const [result] = …`, `const { numUpdatedRows } = …`, and what the name holds. */
const named = (pattern: TSESTree.Node, result: Result): { readonly name: TSESTree.Identifier | undefined; readonly gives: Result | undefined } => {
  const [first, ...others] = pattern.type === 'ArrayPattern' ? pattern.elements : pattern.type === 'ObjectPattern' ? pattern.properties : [];
  if (pattern.type === 'Identifier') return { name: pattern, gives: result };
  if (others.length === 0 && first?.type === 'Identifier') return { name: first, gives: result.kind === 'tuple' ? result.items[0] : undefined };
  if (others.length === 0 && first?.type === 'Property' && first.key.type === 'Identifier' && first.value.type === 'Identifier') return { name: first.value, gives: result.kind === 'object' ? result.members[first.key.name] : undefined };
  return { name: undefined, gives: undefined };
};

const isVain = ({ identifier }: TSESLint.Scope.Reference, gives: Result): boolean => {
  const { parent } = identifier;
  if (gives.kind === 'object' && parent.type === 'MemberExpression' && parent.object === identifier) {
    const member = gives.members[memberName(parent) ?? ''];
    return member?.kind === 'affected' && member.bigint === true && isComparedWithNumber(parent);
  }
  if (gives.kind === 'affected') return gives.bigint === true && isComparedWithNumber(identifier);
  return (gives.kind === 'object' || gives.kind === 'tuple' || gives.kind === 'rows') && isTested(identifier);
};

/** `!result`, `if (result)`, `result === 0`: an object is true, and equals nothing but itself. */
const isTested = (node: TSESTree.Node): boolean => {
  const { parent } = node;
  if (parent?.type === 'UnaryExpression') return parent.operator === '!';
  if (parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression') return parent.test === node;
  return isComparedWithNumber(node);
};

/** `x === 0`: of a bigint or an object never so. */
const isComparedWithNumber = (node: TSESTree.Node): boolean => {
  const { parent } = node;
  if (parent?.type !== 'BinaryExpression' || (parent.operator !== '===' && parent.operator !== '!==')) return false;
  const other = parent.left === node ? parent.right : parent.left;
  return other.type === 'Literal' && typeof other.value === 'number';
};
