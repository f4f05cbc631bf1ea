/**
 * Where the function speaks of the row that a read gives: by a name of its own, by a field of it, by a place in a list (`row`, `rows[0]`,
 * `result.rows[0]`).
 *
 * In: the read's operation. Out: expressions that denote the row, and all mentions of what the call gave. Never assumed: a row that goes through a
 * call or a loop.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Operation, Result } from '../../operations/operation.js';
import { memberOf } from '../../operations/result-part.js';
import { keyName, memberName } from '../../syntax/property-name.js';
import { resultExpression } from '../../syntax/result-binding.js';
import { unwrapped } from '../../syntax/bare.js';
import type { Resolver } from '../resolver.js';

export interface RowMentions {
  readonly rows: readonly TSESTree.Node[];
  /** of the result, in whole or in part */
  readonly all: readonly TSESTree.Node[];
}

interface Found {
  readonly rows: TSESTree.Node[];
  readonly all: TSESTree.Node[];
  readonly at: Resolver;
}

/** Undefined where the result has no name, or is taken apart in a way that isn't followed. */
export const mentionsOfRead = ({ node, result }: Operation, at: Resolver): RowMentions | undefined => {
  const found: Found = { rows: [], all: [], at };
  return ofExpression(resultExpression(node), result, found) ? found : undefined;
};

/** An expression that is (a part of) the result: what stands around it goes further in, or gives it a name. */
const ofExpression = (node: TSESTree.Node, result: Result, found: Found): boolean => {
  const { parent } = node;
  if (parent === undefined) return false;
  if (parent.type === 'MemberExpression' && parent.object === node) {
    const name = memberName(parent);
    const part = name === undefined ? undefined : memberOf(result, name);
    return part !== undefined && ofExpression(outermost(parent), part, found);
  }
  return parent.type === 'VariableDeclarator' && parent.init === node && ofPattern(parent.id, result, found);
};

const outermost = (node: TSESTree.Node): TSESTree.Node => {
  let current = node;
  while (current.parent && unwrapped(current.parent) === current) current = current.parent;
  return current;
};

const ofPattern = (pattern: TSESTree.Node, result: Result, found: Found): boolean => {
  switch (pattern.type) {
    case 'Identifier':
      ofVariable(pattern, result, found);
      return true;
    case 'ObjectPattern':
      return pattern.properties.every((property) => {
        const name = property.type === 'Property' ? keyName(property) : undefined;
        const part = name === undefined ? undefined : memberOf(result, name);
        return property.type === 'Property' && part !== undefined && ofPattern(property.value, part, found);
      });
    case 'ArrayPattern':
      return pattern.elements.every((element, index) => {
        const part = memberOf(result, String(index));
        return element === null || (part !== undefined && ofPattern(element, part, found));
      });
    default:
      return false;
  }
};

const isWhole = (result: Result): boolean => result.kind !== 'object' && result.kind !== 'tuple' && result.kind !== 'rows';

const ofVariable = (name: TSESTree.Identifier, result: Result, found: Found): void => {
  for (const { identifier, init } of found.at.variable(name)?.references ?? []) {
    if (init === true) continue;
    found.all.push(identifier);
    if (result.kind === 'error') continue;
    if (isWhole(result)) found.rows.push(identifier);
    else ofMention(outermost(identifier), result, found);
  }
};

/** `rows[0]`, `const [row] = rows`, `result.rows[0]` */
const ofMention = (node: TSESTree.Node, result: Result, found: Found): void => {
  const { parent } = node;
  if (parent?.type === 'VariableDeclarator' && parent.init === node) {
    ofPattern(parent.id, result, found);
    return;
  }
  if (parent?.type !== 'MemberExpression' || parent.object !== node) return;
  const name = memberName(parent);
  const part = name === undefined ? undefined : memberOf(result, name);
  if (part === undefined) return;
  if (part.kind !== 'row') ofMention(outermost(parent), part, found);
  else if (outermost(parent).parent?.type === 'VariableDeclarator') ofMention(outermost(parent), part, found);
  else found.rows.push(parent);
};
