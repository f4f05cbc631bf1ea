/**
 * How a file is laid out: its indentation, quotes, semicolons. What is written into it follows what is there.
 */
import type { TSESLint, TSESTree } from '@typescript-eslint/utils';

type Source = Readonly<TSESLint.SourceCode>;

export interface Layout {
  /** one level of indentation */
  readonly unit: string;
  readonly quote: "'" | '"';
  /** what ends a statement: `;`, or nothing */
  readonly semicolon: ';' | '';
  readonly newline: '\n' | '\r\n';
}

const layouts = new WeakMap<TSESTree.Program, Layout>();

/** The layout of a file; two spaces, single quotes and semicolons where nothing shows. */
export const layoutOf = (sourceCode: Source): Layout => {
  let layout = layouts.get(sourceCode.ast);
  if (!layout) layouts.set(sourceCode.ast, (layout = readLayout(sourceCode)));
  return layout;
};

const readLayout = (sourceCode: Source): Layout => {
  const { text, ast } = sourceCode;
  const strings = ast.tokens.filter((token) => token.type === 'String');
  const doubles = strings.filter((token) => token.value.startsWith('"')).length;
  // a semicolon that ends a line ends a statement
  const ends = ast.tokens.filter((token, index) => token.value === ';' && token.loc.end.line !== ast.tokens[index + 1]?.loc.start.line).length;
  return {
    unit: unitOf(text),
    quote: doubles * 2 > strings.length ? '"' : "'",
    semicolon: ends > 0 || ast.tokens.length === 0 ? ';' : '',
    newline: text.includes('\r\n') ? '\r\n' : '\n',
  };
};

/** The commonest step from a line to one that is indented deeper. */
const unitOf = (text: string): string => {
  const steps = new Map<string, number>();
  let before = '';
  for (const [, indentation = ''] of text.matchAll(/^([\t ]*)[^\s*]/gm)) {
    const step = indentation.startsWith(before) ? indentation.slice(before.length) : '';
    if (step !== '') steps.set(step, (steps.get(step) ?? 0) + 1);
    before = indentation;
  }
  return [...steps].reduce((best, step) => (step[1] > best[1] ? step : best), ['  ', 0])[0];
};

/** A string literal in the file's quotes. */
export const quoted = (value: string, { quote }: Layout): string => {
  const inner = JSON.stringify(value).slice(1, -1);
  return quote === '"' ? `"${inner}"` : `'${inner.replaceAll(String.raw`\"`, '"').replaceAll("'", String.raw`\'`)}'`;
};

/** The white space that the line of a position begins with. */
export const indentationAt = (position: number, { text }: Source): string => {
  const start = text.lastIndexOf('\n', position - 1) + 1;
  return /^[\t ]*/.exec(text.slice(start))?.[0] ?? '';
};
