/** How a file is written, as far as it shows: for text that is put into it. */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

type Source = Readonly<TSESLint.SourceCode>;

/** A string literal in the file's quotes. */
export const quoted = (text: string, source: Source): string => {
  const first = source.ast.tokens.find((token) => token.type === 'String');
  const quote = first?.value.startsWith('"') === true ? '"' : "'";
  return `${quote}${text}${quote}`;
};

/** The semicolon that ends a statement, or nothing where the file does without. */
export const semicolonLike = (statement: TSESTree.Node, source: Source): ';' | '' => {
  if (statement.type !== 'BlockStatement' && statement.type !== 'IfStatement') return source.text.charAt(statement.range[1] - 1) === ';' ? ';' : '';
  return source.ast.tokens.some((token) => token.value === ';') ? ';' : '';
};

/** Whether the file is TypeScript by its name. */
export const isTypeScript = (filename: string): boolean => /\.[cm]?tsx?$/.test(filename);
