/** Edits that take a statement out of a file, and its line with it. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Edit } from '../operations/repair.js';

/**
 *       foo();⏎
 *     ··const row = await find();⏎      ← from the line's beginning to its end
 *       bar();
 *
 * Of two blank lines around it, and of those around the first of a block, one goes with it. Only the statement itself goes where a comment stands
 * on its lines; undefined where another statement does.
 */
export const removeStatement = (statement: TSESTree.Node, source: Readonly<TSESLint.SourceCode>): Edit | undefined => {
  const { text } = source;
  const [start, end] = statement.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  const lineEnd = newline === -1 ? text.length : newline + 1;
  const [before, after] = [source.getTokenBefore(statement), source.getTokenAfter(statement)];
  if (before?.loc.end.line === statement.loc.start.line || after?.loc.start.line === statement.loc.end.line) return before?.value === ';' || after === null ? { range: [start, end], text: '' } : undefined;
  if (text.slice(lineStart, start).trim() !== '' || text.slice(end, lineEnd).trim() !== '') return { range: [start, end], text: '' };
  const isFirst = before?.value === '{' && text.slice(before.range[1], lineStart).trim() === '';
  const isSetOff = isFirst || /\n[^\S\n]*\n$/.test(text.slice(0, lineStart));
  const blank = isSetOff ? (/^[^\S\n]*\r?\n/.exec(text.slice(lineEnd))?.[0] ?? '') : '';
  return { range: [lineStart, lineEnd + blank.length], text: '' };
};
