/** Code moved from one indentation to another. */
import type { TSESLint } from '@typescript-eslint/utils';
import { indentationAt } from './layout.js';

/** The text of a part of the file as it reads in a line of another indentation. Lines inside template literals stay as they are. */
export const reindented = (range: readonly [number, number], to: string, source: Readonly<TSESLint.SourceCode>, from = indentationAt(range[0], source)): string => {
  const text = source.text.slice(range[0], range[1]);
  if (from === to || !text.includes('\n')) return text;
  const templates = !text.includes('`') ? [] : source.ast.tokens.filter((token) => token.type === 'Template' && token.range[0] < range[1] && range[0] < token.range[1]);
  let offset = range[0];
  return text
    .split('\n')
    .map((line, index) => {
      const start = offset;
      offset += line.length + 1;
      if (index === 0 || !line.startsWith(from) || line.trim() === '' || templates.some((token) => token.range[0] < start && start < token.range[1])) return line;
      return to + line.slice(from.length);
    })
    .join('\n');
};
