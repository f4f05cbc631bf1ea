/**
 * The SQL text of a raw call: templates, `Prisma.sql` in `Prisma.sql`, strings that are put together.
 *
 * In: a tagged template or an expression. Out: stretches of text and holes; undefined when it's no text that can be read.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { Resolver } from '../../resolve/resolver.js';
import type { SqlPart } from '../../syntax/sql-facts.js';

const MAX_DEPTH = 6;

/** The parts of a template; holes that are SQL themselves are opened. */
export const templateParts = (template: TSESTree.TemplateLiteral, at: Resolver, depth = 0): readonly SqlPart[] =>
  template.quasis.flatMap((quasi, index): readonly SqlPart[] => {
    const hole = template.expressions[index];
    const text = quasi.value.cooked ?? quasi.value.raw;
    return hole === undefined ? [text] : [text, ...holeParts(hole, at, depth + 1)];
  });

const isFragmentTag = (node: TSESTree.Node): boolean =>
  (node.type === 'MemberExpression' && node.property.type === 'Identifier' && node.property.name === 'sql') || (node.type === 'Identifier' && (node.name === 'sql' || node.name === 'Sql'));

/** `Prisma.join`, `Prisma.raw`, `Prisma.empty` by their last name. */
const helperName = (node: TSESTree.Node): string | undefined => {
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' && node.property.type === 'Identifier' ? node.property.name : undefined;
};

const holeParts = (hole: TSESTree.Node, at: Resolver, depth: number): readonly SqlPart[] => {
  const bare = at.constant(hole);
  if (depth > MAX_DEPTH) return [hole];
  if (bare.type === 'TaggedTemplateExpression' && isFragmentTag(bare.tag)) return templateParts(bare.quasi, at, depth);
  if (bare.type === 'MemberExpression' && helperName(bare) === 'empty') return [' '];
  if (bare.type !== 'CallExpression') return [hole];
  const [first] = bare.arguments;
  const name = helperName(bare.callee);
  if (name === 'join' && first !== undefined && bare.callee.type === 'MemberExpression' && helperName(bare.callee.object) === 'Prisma') return [first];
  if (name === 'raw' && first !== undefined) {
    const text = at.text(first);
    return text === undefined ? [hole] : [text];
  }
  return [hole];
};

/** The parts of an expression that is SQL text, or a `Prisma.sql` value. */
export const expressionParts = (node: TSESTree.Node, at: Resolver, depth = 0): readonly SqlPart[] | undefined => {
  const text = at.text(node);
  if (text !== undefined) return [text];
  const value = at.constant(node);
  if (depth > MAX_DEPTH) return undefined;
  if (value.type === 'TaggedTemplateExpression') return isFragmentTag(value.tag) ? templateParts(value.quasi, at) : undefined;
  if (value.type === 'TemplateLiteral') return templateParts(value, at);
  if (value.type === 'CallExpression' && helperName(value.callee) === 'raw' && value.arguments[0] !== undefined) return expressionParts(value.arguments[0], at, depth + 1);
  if (value.type !== 'BinaryExpression' || value.operator !== '+') return undefined;
  const left = expressionParts(value.left, at, depth + 1);
  const right = expressionParts(value.right, at, depth + 1);
  return left === undefined && right === undefined ? undefined : [...(left ?? [value.left]), ...(right ?? [value.right])];
};
