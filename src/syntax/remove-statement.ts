/** Where to cut so that a statement is gone and its line with it. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

/**
 *       foo();⏎
 *     ··const row = await find();⏎      ← from the line's beginning to its end
 *       bar();
 *
 * Only the statement itself where something else (a comment, too) stands on its lines.
 */
export const removalRange = (statement: TSESTree.Node, source: Readonly<TSESLint.SourceCode>): readonly [number, number] => {
  const { text } = source;
  const [start, end] = statement.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline === -1 ? text.length : newline + 1;
  const isAlone = text.slice(lineStart, start).trim() === '' && text.slice(end, lineEnd).trim() === '';
  if (!isAlone) return [start, end];
  // a blank line that set the statement off at the beginning of its block goes with it
  const blank = /^[^\S\n]*\n/.exec(text.slice(lineEnd))?.[0] ?? '';
  const before = text.slice(0, lineStart).trimEnd();
  return [lineStart, before.endsWith('{') ? lineEnd + blank.length : lineEnd];
};
