/** Edits that add a property to an object literal. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Edit } from '../operations/repair.js';
import { indentationAt } from './layout.js';

/** Adds a property at the end: on a line of its own where the others have theirs, with a trailing comma where they have one. */
export const appendProperty = (object: TSESTree.ObjectExpression, property: string, sourceCode: Readonly<TSESLint.SourceCode>): readonly Edit[] => {
  const last = object.properties.at(-1);
  const closing = object.range[1] - 1;
  if (!last) return [{ range: [object.range[0] + 1, object.range[0] + 1], text: ` ${property} ` }];
  const after = sourceCode.getTokenAfter(last);
  const comma = after?.value === ',' ? after : undefined;
  if (last.loc.end.line === object.loc.end.line) {
    const end = last.range[1];
    return [{ range: [end, end], text: `, ${property}` }];
  }
  const lineStart = sourceCode.text.lastIndexOf('\n', closing - 1) + 1;
  const own: Edit = { range: [lineStart, lineStart], text: `${indentationAt(last.range[0], sourceCode)}${property}${comma ? ',' : ''}\n` };
  // the brace stands behind something else in its line
  if (sourceCode.text.slice(lineStart, closing).trim() !== '') return [{ range: [last.range[1], last.range[1]], text: `, ${property}` }];
  return comma ? [own] : [{ range: [last.range[1], last.range[1]], text: ',' }, own];
};
