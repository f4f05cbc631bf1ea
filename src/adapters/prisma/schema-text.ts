/**
 * The text of a Prisma schema (5 to 7) as blocks.
 *
 * A reader of our own: the grammar goes by lines, so that one broken line costs this line and not the file, and the schemas of all three majors
 * are read alike (Prisma's own parser rejects the `url = env(…)` of 5 and 6 since 7). Types and attributes aren't checked.
 * Never assumed: that the schema is valid. What can't be read is a problem with its line, and the block says that it isn't whole.
 */
import { tokensOf, type Token } from './schema-tokens.js';

export type SchemaValue =
  | { readonly kind: 'text'; readonly text: string }
  /** a name, number or call: `Cascade`, `now()`, `email(sort: Desc)`, `address.zip` */
  | { readonly kind: 'name'; readonly text: string; readonly arguments: readonly Argument[] }
  | { readonly kind: 'list'; readonly items: readonly SchemaValue[] }
  /** `{ deletedAt: null }` */
  | { readonly kind: 'object' };

export interface Argument {
  readonly name: string | undefined;
  readonly value: SchemaValue;
}

/** `@unique(map: "x")`, `@@id([a, b])`, by its name without the `@`. */
export interface Attribute {
  readonly name: string;
  readonly arguments: readonly Argument[];
}

export interface Field {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
  readonly optional: boolean;
  readonly attributes: readonly Attribute[];
  readonly line: number;
}

export interface Block {
  /** `model`, `view`, `type`, `enum`, `datasource`, `generator` */
  readonly keyword: string;
  readonly name: string;
  readonly line: number;
  readonly fields: readonly Field[];
  readonly attributes: readonly Attribute[];
  /** `key = value` of a datasource or generator */
  readonly properties: ReadonlyMap<string, SchemaValue>;
  /** every line of it could be read */
  readonly whole: boolean;
}

export interface SchemaText {
  readonly blocks: readonly Block[];
  /** lines that couldn't be read */
  readonly problems: readonly { readonly line: number; readonly text: string }[];
}

const keywords: ReadonlySet<string> = new Set(['model', 'view', 'type', 'enum', 'datasource', 'generator']);

/** What makes a statement unreadable; caught within this file. */
class Unreadable extends Error {}

/** Reads tokens one after the other. */
class Cursor {
  private index = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  /** A coming token, by default the next one. */
  peek(steps = 0): Token | undefined {
    return this.tokens[this.index + steps];
  }

  take(): Token {
    const token = this.tokens[this.index];
    if (!token) throw new Unreadable();
    this.index++;
    return token;
  }

  /** Takes a mark if it is the next token. */
  takes(mark: string): boolean {
    const isNext = this.peek()?.kind === 'mark' && this.peek()?.text === mark;
    if (isNext) this.index++;
    return isNext;
  }

  expect(mark: string): void {
    if (!this.takes(mark)) throw new Unreadable();
  }

  name(): string {
    const token = this.take();
    if (token.kind !== 'name') throw new Unreadable();
    return token.text;
  }
}

/** Reads a schema file. Never throws. */
export const readSchemaText = (text: string): SchemaText => {
  const lines = text.split(/\r?\n/);
  const problems: { readonly line: number; readonly text: string }[] = [];
  const report = (line: number): void => {
    if (problems.at(-1)?.line !== line) problems.push({ line, text: lines[line - 1]?.trim() ?? '' });
  };
  const at = new Cursor(tokensOf(text));
  const blocks: Block[] = [];
  for (let token = at.peek(); token; token = at.peek()) {
    if (token.kind === 'end') at.take();
    else if (startsBlock(at)) blocks.push(readBlock(at, report));
    else {
      report(token.line);
      while (at.peek() !== undefined && at.peek()?.kind !== 'end') at.take();
    }
  }
  return { blocks, problems };
};

/** `model User {` */
const startsBlock = (at: Cursor, offset = 0): boolean => {
  const keyword = at.peek(offset);
  const brace = at.peek(offset + 2);
  return keyword?.kind === 'name' && keywords.has(keyword.text) && at.peek(offset + 1)?.kind === 'name' && brace?.kind === 'mark' && brace.text === '{';
};

const readBlock = (at: Cursor, report: (line: number) => void): Block => {
  const { text: keyword, line } = at.take();
  const name = at.take().text;
  at.take();
  const fields: Field[] = [];
  const attributes: Attribute[] = [];
  const properties = new Map<string, SchemaValue>();
  let whole = true;
  const fail = (where: number): void => {
    whole = false;
    report(where);
  };
  for (;;) {
    const token = at.peek();
    if (!token || startsBlock(at)) {
      fail(line);
      break;
    }
    if (at.takes('}')) break;
    if (token.kind === 'end') {
      at.take();
      continue;
    }
    const start = token.line;
    const { tokens, closed } = statement(at);
    if (!closed || !readStatement(tokens, keyword, { fields, attributes, properties })) fail(start);
  }
  return { keyword, name, line, fields, attributes, properties, whole };
};

const closers: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** The tokens up to the line's end, or, while a bracket is open, up to the end of the line that closes it. */
const statement = (at: Cursor): { readonly tokens: readonly Token[]; readonly closed: boolean } => {
  const tokens: Token[] = [];
  const open: string[] = [];
  for (let token = at.peek(); token; token = at.peek()) {
    if (token.kind === 'end') {
      if (open.length === 0) break;
      if (startsBlock(at, 1)) return { tokens, closed: false };
    } else if (token.kind === 'mark') {
      const closer = closers[token.text];
      if (closer !== undefined) open.push(closer);
      else if (token.text === '}' && open.length === 0) break;
      else if (token.text === ')' || token.text === ']' || token.text === '}') {
        if (open.pop() !== token.text) return { tokens, closed: false };
      }
    }
    at.take();
    if (token.kind !== 'end') tokens.push(token);
  }
  return { tokens, closed: open.length === 0 };
};

interface Content {
  readonly fields: Field[];
  readonly attributes: Attribute[];
  readonly properties: Map<string, SchemaValue>;
}

const readStatement = (tokens: readonly Token[], keyword: string, content: Content): boolean => {
  const at = new Cursor(tokens);
  try {
    if (at.takes('@@')) content.attributes.push(attribute(at));
    else if (keyword === 'datasource' || keyword === 'generator') {
      const key = at.name();
      at.expect('=');
      content.properties.set(key, value(at));
    } else if (keyword === 'enum') {
      at.name();
      attributes(at);
    } else content.fields.push(field(at));
    return at.peek() === undefined;
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
};

const field = (at: Cursor): Field => {
  const line = at.peek()?.line ?? 0;
  const name = at.name();
  const type = at.name();
  if (at.takes('(')) {
    // Unsupported("geometry")
    at.take();
    at.expect(')');
  }
  const list = at.takes('[');
  if (list) at.expect(']');
  const optional = at.takes('?');
  return { name, type, list, optional, attributes: attributes(at), line };
};

const attributes = (at: Cursor): readonly Attribute[] => {
  const found: Attribute[] = [];
  while (at.takes('@')) found.push(attribute(at));
  return found;
};

const attribute = (at: Cursor): Attribute => ({ name: at.name(), arguments: at.takes('(') ? list(at, ')', argument) : [] });

const list = <T>(at: Cursor, close: string, item: (at: Cursor) => T): readonly T[] => {
  const found: T[] = [];
  while (!at.takes(close)) {
    found.push(item(at));
    if (!at.takes(',')) {
      at.expect(close);
      break;
    }
  }
  return found;
};

const argument = (at: Cursor): Argument => {
  const colon = at.peek(1);
  const isNamed = at.peek()?.kind === 'name' && colon?.kind === 'mark' && colon.text === ':';
  const name = isNamed ? at.name() : undefined;
  if (isNamed) at.take();
  return { name, value: value(at) };
};

const value = (at: Cursor): SchemaValue => {
  if (at.takes('[')) return { kind: 'list', items: list(at, ']', value) };
  if (at.takes('{')) {
    list(at, '}', argument);
    return { kind: 'object' };
  }
  const token = at.take();
  if (token.kind === 'text') return { kind: 'text', text: token.text };
  if (token.kind !== 'name') throw new Unreadable();
  return { kind: 'name', text: token.text, arguments: at.takes('(') ? list(at, ')', argument) : [] };
};
