/** The edit that takes a statement out, where it can go. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Edit } from '../operations/repair.js';
import { commentsInRange } from './comments-in-range.js';
import { indentationAt } from './layout.js';
import { removeStatement } from './remove-statement.js';
import { statementList } from './statements.js';

/**
 * Comments around the statement stay where they are, comments inside take its place. Undefined where the statement is a branch without braces, or where the next one
 * would become a part of the one before (no semicolons).
 */
export const dropStatement = (statement: TSESTree.Statement, sourceCode: Readonly<TSESLint.SourceCode>): Edit | undefined => {
  if (!statementList(statement)) return undefined;
  const before = sourceCode.getTokenBefore(statement);
  const next = sourceCode.getTokenAfter(statement);
  if (next && /^[([`+\-/]/.test(next.value) && before && !/^[;{}]$/.test(before.value)) return undefined;
  const inside = commentsInRange(statement.range, sourceCode).map(({ range }) => sourceCode.text.slice(range[0], range[1]));
  if (inside.length > 0) return { range: statement.range, text: inside.join(`\n${indentationAt(statement.range[0], sourceCode)}`) };
  const edit = removeStatement(statement, sourceCode);
  // a comment that stands behind it moves to its place
  const gap = edit && /^[\t ]+(?=\/[/*])/.exec(sourceCode.text.slice(edit.range[1]))?.[0];
  return edit && gap !== undefined ? { range: [edit.range[0], edit.range[1] + gap.length], text: edit.text } : edit;
};
