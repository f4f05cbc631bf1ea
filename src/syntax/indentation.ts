/** Indentation of a file's lines, and code moved from one indentation to another. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

type Source = Readonly<TSESLint.SourceCode>;

/** The white space that the line of a position begins with. */
export const indentationAt = (offset: number, source: Source): string => {
  const line = source.text.slice(source.text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*/.exec(line)?.[0] ?? '';
};

/** The indentation of the line that a node begins on. */
export const indentationOf = (node: TSESTree.Node, source: Source): string => indentationAt(node.range[0], source);

const units = new WeakMap<TSESTree.Program, string>();

/** What one level of indentation is in the file; two spaces where nothing shows it. */
export const indentationUnit = (source: Source): string => {
  let unit = units.get(source.ast);
  if (unit === undefined) units.set(source.ast, (unit = /^(?:\t| {2,8})(?=[^\s*])/m.exec(source.text)?.[0] ?? '  '));
  return unit;
};

/** The text of a part of the file as it reads in a line of another indentation. Lines inside template literals stay as they are. */
export const reindented = (range: readonly [number, number], to: string, source: Source): string => {
  const from = indentationAt(range[0], source);
  const text = source.text.slice(range[0], range[1]);
  if (from === to || !text.includes('\n')) return text;
  const templates = source.ast.tokens.filter((token) => token.type === 'Template' && token.range[0] < range[1] && range[0] < token.range[1]);
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
