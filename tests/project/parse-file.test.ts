import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TSESTree } from '@typescript-eslint/utils';
import { describe, expect, it } from 'vitest';
import { parseFile, parsers } from '../../src/project/parse-file.js';

const [oxc, estree] = parsers;
if (!oxc || !estree) throw new Error('two parsers');

/** What the analysis doesn't look at. */
const leftOut = new Set(['parent', 'loc', 'start', 'end', 'comments', 'tokens', 'sourceType', 'hashbang', 'TSEnumMember.computed']);

/** A tree as plain data: types, ranges, places, and what is said of every node. */
const plain = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(plain);
  if (node instanceof RegExp || typeof node === 'bigint') return String(node);
  if (typeof node !== 'object' || node === null) return node;
  const { loc, type } = node as { readonly loc?: TSESTree.SourceLocation; readonly type?: string };
  const said = Object.entries(node).filter(([key, value]) => value !== undefined && value !== null && !leftOut.has(key) && !leftOut.has(`${String(type)}.${key}`));
  const sorted = said.map(([key, value]) => [key, plain(value)] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...Object.fromEntries(sorted), ...(loc ? { at: [loc.start.line, loc.start.column, loc.end.line, loc.end.column] } : {}) };
};

const nullKeys = (node: unknown, found = new Set<string>()): ReadonlySet<string> => {
  if (Array.isArray(node)) for (const item of node) nullKeys(item, found);
  else if (typeof node === 'object' && node !== null && 'type' in node) {
    for (const [key, value] of Object.entries(node)) {
      if (value === null) found.add(`${String(node.type)}.${key}`);
      else if (key !== 'parent') nullKeys(value, found);
    }
  }
  return found;
};

const ours = ['src/project', 'src/syntax', 'src/adapters/prisma', 'src/adapters/raw-sql', 'rules'].flatMap((folder) => readdirSync(folder).filter((name) => name.endsWith('.ts')).map((name) => join(folder, name)));
const odd: Readonly<Record<string, string>> = {
  'decorators.ts': `import { Injectable } from '@nestjs/common';\n@Injectable()\nexport class A<T extends object = {}> extends B<T> implements C<T> {\n  constructor(private readonly repo: Repository<User>, @Inject('x') public y?: string) { super(); }\n  #z = 1;\n  static { A.count ??= 0; }\n  get value(): number | undefined { return this?.repo!.count; }\n}\n`,
  'types.ts': `type M = { readonly [K in keyof T]?: T[K] };\nenum E { A = 'a', B }\ndeclare function f<T>(x: T): asserts x is NonNullable<T>;\nabstract class Q { abstract run(): void; declare x: number; }\nnamespace N.O { export const p = <U,>(u: U) => u satisfies U as any; }\nexport = N;\n`,
  'view.tsx': `export const View = ({ a, ...rest }: Props) => <Foo.Bar {...rest} a={a}>text {a ? <b /> : null}</Foo.Bar>;\n`,
  'plain.js': `const { a = 1, ...b } = require('x');\nmodule.exports = async function* () { for await (const c of d?.[e]?.(f)) yield* c ?? /x\\/y/gu; label: while (0) break label; };\r\nconst é = \`\u{1F600} \${a} \`; const after = 'x';\n`,
};

describe('the parsers of other files', () => {
  it.each([...ours.map((path) => [path, readFileSync(path, 'utf8')] as const), ...Object.entries(odd)])('make the same of %s', (path, text) => {
    const [left, right] = [parseFile(text, path, [oxc]), parseFile(text, path, [estree])];
    expect(left).toBeDefined();
    expect(JSON.stringify(plain(left?.ast))).toBe(JSON.stringify(plain(right?.ast)));
    // null and undefined are told apart in the analysis
    expect([...nullKeys(left?.ast)].filter((key) => /[aA]nnotation|[aA]rguments|typeParameters|returnType|constraint/.test(key))).toEqual([]);
    expect(left?.scopeManager?.scopes.map(({ type, variables }) => [type, variables.map(({ name }) => name)])).toEqual(right?.scopeManager?.scopes.map(({ type, variables }) => [type, variables.map(({ name }) => name)]));
  });

  it('stand in for each other', () => {
    expect(parseFile('export const a = 1;', 'a.ts', [() => undefined, estree])?.ast.body).toHaveLength(1);
    // a script's syntax, which is a mistake in a module
    const isKnown = parseFile('await = 1;', 'a.js', [oxc]) !== undefined;
    expect(isKnown).toBe(false);
    expect(parseFile('await = 1;', 'a.js')?.ast.body).toHaveLength(1);
  });

  it('never throw', () => {
    expect(parseFile('export const = ;', 'a.ts')).toBeUndefined();
    expect(parseFile('const a = 1;', 'a.ts', [() => () => { throw new Error('unreadable'); }])).toBeUndefined();
    expect(parseFile('const a = 1;', 'a.ts', [])).toBeUndefined();
  });
});
