/** The tokens of a Prisma schema, comments left out. Line ends are tokens: the grammar goes by lines. */

export interface Token {
  readonly kind: 'name' | 'text' | 'mark' | 'end';
  /** a name or number, the content of a string, a mark (`@`, `@@`, `{`), or a line's end */
  readonly text: string;
  /** 1-based */
  readonly line: number;
}

const pattern = /(?<blank>[^\S\n]+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<end>\n)|"(?<text>(?:[^"\\\n]|\\.)*)"|(?<name>-?\d[\d.]*(?![\p{L}\p{N}_])|[\p{L}\p{N}_](?:[\p{L}\p{N}_-]|\.(?=[\p{L}_]))*)|(?<mark>@@|.)/gsu;

/** Cuts a schema's text into tokens. Never fails: what is no part of the grammar becomes a mark of its own. */
export const tokensOf = (text: string): readonly Token[] => {
  const found: Token[] = [];
  let line = 1;
  for (const { 0: whole, groups = {} } of text.matchAll(pattern)) {
    if (groups['end'] !== undefined) found.push({ kind: 'end', text: '\n', line });
    else if (groups['text'] !== undefined) found.push({ kind: 'text', text: unescaped(groups['text']), line });
    else if (groups['name'] !== undefined) found.push({ kind: 'name', text: groups['name'], line });
    else if (groups['mark'] !== undefined) found.push({ kind: 'mark', text: groups['mark'], line });
    if (whole.includes('\n')) line += whole.split('\n').length - 1;
  }
  return found;
};

const unescaped = (text: string): string => text.replace(/\\(.)/g, (_, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char));
