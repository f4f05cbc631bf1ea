/**
 * SQL text with holes, cut into tokens and nested by parentheses.
 *
 * In: text chunks and interpolated expressions, in order; arguments for placeholders. Out: tokens; comments are gone.
 * Never assumed: one SQL dialect (`"x"`, `` `x` `` are names, `'x'` and `$$x$$` strings); balanced parentheses.
 */
import type { TSESTree } from '@typescript-eslint/utils';
import type { SqlBindings, SqlPart } from './sql-facts.js';

export type SqlToken =
  /** an unquoted identifier or keyword; `at` is where it begins in the text */
  | { readonly kind: 'word'; readonly text: string; readonly upper: string; readonly at: number }
  /** a quoted identifier */
  | { readonly kind: 'name'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  /** an interpolated expression or a placeholder; no node: one that can't be read */
  | { readonly kind: 'hole'; readonly node: TSESTree.Node | undefined }
  | { readonly kind: 'symbol'; readonly text: string }
  /** what stands between parentheses */
  | { readonly kind: 'group'; readonly items: readonly SqlToken[] };

const MARK = '\u0001';
const QUOTES: Readonly<Record<string, 'name' | 'string'>> = { '"': 'name', '`': 'name', "'": 'string' };
const SYMBOLS = ['<=>', '!~*', '->>', '#>>', '::', '<=', '>=', '<>', '!=', '||', '->', '#>', '@>', '<@', '&&', '!~', '~*', '?|', '?&', '=>', ':='];

const isWordStart = (char: string): boolean => /[\p{L}_]/u.test(char);
const isWordPart = (char: string): boolean => /[\p{L}\p{N}_$]/u.test(char);
const isDigit = (char: string): boolean => char >= '0' && char <= '9';

/** One pass over the text, left to right. */
class Tokeniser {
  private position = 0;
  private hole = 0;
  private question = 0;
  private readonly tokens: SqlToken[] = [];
  private readonly text: string;
  private readonly holes: readonly TSESTree.Node[];
  private readonly bindings: SqlBindings;

  public constructor(parts: readonly SqlPart[], bindings: SqlBindings) {
    this.bindings = bindings;
    this.text = parts.map((part) => (typeof part === 'string' ? part : MARK)).join('');
    this.holes = parts.filter((part): part is TSESTree.Node => typeof part !== 'string');
  }

  public run(): readonly SqlToken[] {
    while (this.position < this.text.length) this.next();
    return this.tokens;
  }

  private next(): void {
    const char = this.at(0);
    if (char.trim() === '') this.position += 1;
    else if (char === '-' && this.at(1) === '-') this.skipTo('\n');
    else if (char === '/' && this.at(1) === '*') this.skipTo('*/');
    else if (char === '#' && this.at(1) !== '>' && this.at(1) !== '-') this.skipTo('\n');
    else if (QUOTES[char] !== undefined) this.quoted(char, QUOTES[char]);
    else if (char === MARK || isWordStart(char)) this.word();
    else if (isDigit(char)) this.number();
    else if (char === '$') this.dollar();
    else if (char === '?' && this.bindings.positional !== undefined && !'|&'.includes(this.at(1) || ' ')) this.positional(this.question++);
    else if ((char === ':' || char === '@') && this.bindings.named !== undefined && this.at(-1) !== ':') this.named();
    else this.symbol();
  }

  private at(offset: number): string {
    return this.text.charAt(this.position + offset);
  }

  private skipTo(end: string): void {
    const found = this.text.indexOf(end, this.position);
    const stop = found === -1 ? this.text.length : found + end.length;
    for (; this.position < stop; this.position += 1) if (this.at(0) === MARK) this.hole += 1;
  }

  /** `'it''s'`, `"User"`, `` `user` ``; an expression that fills the whole quotation is that value. */
  private quoted(quote: string, kind: 'name' | 'string'): void {
    let content = '';
    const first = this.hole;
    for (this.position += 1; this.position < this.text.length; this.position += 1) {
      const char = this.at(0);
      if (char === quote && this.at(1) === quote) this.position += 1;
      else if (char === '\\' && kind === 'string' && this.at(1) !== '') {
        this.position += 1;
        content += this.at(0);
        continue;
      } else if (char === quote) break;
      if (char === MARK) this.hole += 1;
      content += char;
    }
    this.position += 1;
    if (this.hole === first) this.tokens.push({ kind, text: content });
    else this.tokens.push({ kind: 'hole', node: content === MARK ? this.holes[first] : undefined });
  }

  /** A word, or an expression; both glued together (`logs_${year}`) are a name that can't be read. */
  private word(): void {
    const start = this.position;
    const first = this.hole;
    while (this.position < this.text.length && (this.at(0) === MARK || isWordPart(this.at(0)))) {
      if (this.at(0) === MARK) this.hole += 1;
      this.position += 1;
    }
    const text = this.text.slice(start, this.position);
    if (this.hole === first) this.tokens.push({ kind: 'word', text, upper: text.toUpperCase(), at: start });
    else if (text === MARK.repeat(text.length)) for (let index = first; index < this.hole; index += 1) this.tokens.push({ kind: 'hole', node: this.holes[index] });
    else this.tokens.push({ kind: 'hole', node: undefined });
  }

  private number(): void {
    const start = this.position;
    while (isDigit(this.at(0)) || this.at(0) === '.') this.position += 1;
    this.tokens.push({ kind: 'number', text: this.text.slice(start, this.position) });
  }

  /** `$1`, `$1:csv`, `$name`, `$(name)`, or a dollar-quoted string */
  private dollar(): void {
    const placeholder = /^\$(\d+)(?::(?!:)[a-z]+)?/.exec(this.text.slice(this.position, this.position + 12));
    if (placeholder !== null) {
      this.position += placeholder[0].length;
      this.tokens.push({ kind: 'hole', node: this.bindings.positional?.[Number(placeholder[1]) - 1] });
      return;
    }
    const named = this.bindings.named === undefined ? null : /^\$(?:([A-Za-z_]\w*)(?!\w*\$)|[({[</]\s*([\w.]+)[^)\]}>/]{0,20}[)\]}>/])/.exec(this.text.slice(this.position, this.position + 100));
    if (named !== null) {
      this.position += named[0].length;
      this.tokens.push({ kind: 'hole', node: this.bindings.named?.get(named[1] ?? named[2] ?? '') });
      return;
    }
    const tag = /^\$\w*\$/.exec(this.text.slice(this.position, this.position + 40))?.[0];
    if (tag === undefined) {
      this.symbol();
      return;
    }
    this.position += tag.length;
    const start = this.position;
    this.skipTo(tag);
    this.tokens.push({ kind: 'string', text: this.text.slice(start, Math.max(start, this.position - tag.length)) });
  }

  /** `?`, and `??`, which stands for a name */
  private positional(index: number): void {
    this.position += this.at(1) === '?' ? 2 : 1;
    this.tokens.push({ kind: 'hole', node: this.bindings.positional?.[index] });
  }

  /** `:id`, `:...ids`, `@id` */
  private named(): void {
    const found = /^[:@](?:\.{3})?([A-Za-z_]\w*)/.exec(this.text.slice(this.position, this.position + 80));
    const name = found?.[1];
    if (found === null || name === undefined) {
      this.symbol();
      return;
    }
    this.position += found[0].length;
    this.tokens.push({ kind: 'hole', node: this.bindings.named?.get(name) });
  }

  private symbol(): void {
    const text = SYMBOLS.find((symbol) => this.text.startsWith(symbol, this.position)) ?? this.at(0);
    this.position += text.length;
    this.tokens.push({ kind: 'symbol', text });
  }
}

const group = (tokens: readonly SqlToken[]): readonly SqlToken[] => {
  const stack: SqlToken[][] = [[]];
  for (const token of tokens) {
    const isSymbol = token.kind === 'symbol';
    if (isSymbol && token.text === '(') stack.push([]);
    else if (isSymbol && token.text === ')') {
      const items = stack.length > 1 ? stack.pop() : undefined;
      if (items !== undefined) stack.at(-1)?.push({ kind: 'group', items });
    } else stack.at(-1)?.push(token);
  }
  while (stack.length > 1) {
    const items = stack.pop() ?? [];
    stack.at(-1)?.push({ kind: 'group', items });
  }
  return stack[0] ?? [];
};

/** The tokens of a text, nested by parentheses. */
export const tokeniseSql = (parts: readonly SqlPart[], bindings: SqlBindings): readonly SqlToken[] => group(new Tokeniser(parts, bindings).run());

export const isSymbol = (token: SqlToken | undefined, text: string): boolean => token?.kind === 'symbol' && token.text === text;

export const isWord = (token: SqlToken | undefined, ...words: readonly string[]): boolean => token?.kind === 'word' && words.includes(token.upper);

/** True when the words stand at `index`, in order. */
export const hasWords = (items: readonly SqlToken[], index: number, words: readonly string[]): boolean =>
  words.every((word, offset) => isWord(items[index + offset], word));

/** The stretches between top-level separators. */
export const splitSql = (items: readonly SqlToken[], isSeparator: (token: SqlToken, index: number) => boolean): readonly (readonly SqlToken[])[] => {
  const out: SqlToken[][] = [[]];
  items.forEach((token, index) => {
    if (isSeparator(token, index)) out.push([]);
    else out.at(-1)?.push(token);
  });
  return out;
};

export const splitCommas = (items: readonly SqlToken[]): readonly (readonly SqlToken[])[] =>
  items.length === 0 ? [] : splitSql(items, (token) => isSymbol(token, ','));
