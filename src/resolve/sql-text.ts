/** SQL text in code: strings, templates, sums of them. */
import type { TSESTree } from '@typescript-eslint/utils';
import type { SqlPart } from '../syntax/sql-facts.js';
import type { Resolver } from './resolver.js';

/** The parts of a template; `inside` may open a hole that is SQL itself. */
export const templateParts = (template: TSESTree.TemplateLiteral, at: Resolver, inside: (hole: TSESTree.Node) => readonly SqlPart[] = (hole) => [at.text(hole) ?? hole]): readonly SqlPart[] =>
  template.quasis.flatMap((quasi, index): readonly SqlPart[] => {
    const hole = template.expressions[index];
    const text = quasi.value.cooked ?? quasi.value.raw;
    return hole === undefined ? [text] : [text, ...inside(hole)];
  });

/** SQL text with its interpolated expressions, in order; undefined when it's no text at all. */
export const sqlParts = (node: TSESTree.Node, at: Resolver): readonly SqlPart[] | undefined => {
  const value = at.constant(node);
  const text = at.text(value);
  if (text !== undefined) return [text];
  if (value.type === 'TemplateLiteral') return templateParts(value, at);
  if (value.type !== 'BinaryExpression' || value.operator !== '+') return undefined;
  const left = sqlParts(value.left, at);
  const right = sqlParts(value.right, at);
  return left === undefined && right === undefined ? undefined : [...(left ?? [value.left]), ...(right ?? [value.right])];
};
