import { describe, expect, it } from 'vitest';
import { printType } from './print.js';
import { marked } from './source.js';

const typeOf = (code: string): string => {
  const { at, node } = marked(code);
  return printType(at.annotation(node));
};

describe('variables and parameters', () => {
  it.each([
    ["import { R } from 'm'; const f = (a: R<U>) => $(a)", 'm#R:R<U>'],
    ["import { R as Q } from 'm'; const f = (a: Q<U>) => $(a)", 'm#R:Q<U>'],
    ["import type { P } from 'm'; const f = (a: P.T) => $(a)", 'm#P:P.T'],
    ["import type * as P from 'm'; const f = (a: P.Q.T) => $(a)", 'm#*:P.Q.T'],
    ["import R from 'm'; const f = (a: R) => $(a)", 'm#default:R'],
    ["import R = require('m'); const f = (a: R.T) => $(a)", 'm#*:R.T'],
    ["const f = (a: import('m').R<U>) => $(a)", 'm#R:R<U>'],
    ["const f = (a: import('m').P.T) => $(a)", 'm#P:P.T'],
    ['const a: T = b; $(a)', 'T'],
    ['let a: T; a = b; $(a)', 'T'],
    ['const f = (a?: T) => $(a)', 'T'],
    ['const f = (a: T | null | undefined) => $(a)', 'T'],
    ['const f = (a: T = b) => $(a)', 'T'],
    ['const f = (a: Promise<T>) => $(a)', 'T'],
    ['const f = (a: T[]) => $(a)', 'Array<T>'],
    ['const f = (a: readonly T[]) => $(a)', 'Array<T>'],
    ['const f = (a: Array<T>) => $(a)', 'Array<T>'],
    ['const f = (a: M<string, T | U, V>) => $(a)', 'M<string, , V>'],
    ['const f = (a: string) => $(a)', 'string'],
    ["import { db } from 'm'; const f = (a: typeof db) => $(a)", 'm#db:db'],
    ["import { db } from 'm'; const f = (a: N<typeof db>) => $(a)", 'N<m#db:db>'],
    ['const f = (a: T & { x: U }) => $(a)', 'T'],
    ['const f = <A extends T<U>>(a: A) => $(a)', 'T<U>'],
    // what no single name says
    ['const f = (a: T | U) => $(a)', 'none'],
    ['const f = (a) => $(a)', 'none'],
    ['const f = (a: { b: T }) => $(a)', 'none'],
    ['const f = (a: any) => $(a)', 'none'],
    ['const f = (a: unknown) => $(a)', 'none'],
    ["const f = (a: T['b']) => $(a)", 'none'],
    ['const f = (a: () => T) => $(a)', 'none'],
    ['$(a)', 'none'],
    ["import { a } from 'm'; $(a)", 'none'],
  ])('%s → %s', (code, expected) => {
    expect(typeOf(code)).toBe(expected);
  });
});

describe('aliases of the file', () => {
  it.each([
    ["import { P } from 'm'; type A = P.T; const f = (a: A) => $(a)", 'm#P:P.T'],
    ["import { R } from 'm'; type A<X> = R<X>; const f = (a: A<U>) => $(a)", 'm#R:R<U>'],
    ['type A = B; type B = T; const f = (a: A) => $(a)', 'T'],
    ['type A = T | undefined; const f = (a: A) => $(a)', 'T'],
    ['type A = T | U; const f = (a: A) => $(a)', 'A'],
    ['type A = { b: T }; const f = (a: A) => $(a)', 'A'],
    ['type A = A[] | B; type B = A; const f = (a: B) => $(a)', 'A'],
    ['interface A { b: T } const f = (a: A) => $(a)', 'A'],
    ['class A {} const f = (a: A) => $(a)', 'A'],
  ])('%s → %s', (code, expected) => {
    expect(typeOf(code)).toBe(expected);
  });
});

describe('destructured', () => {
  it.each([
    ['const f = ({ db }: { db: T }) => $(db)', 'T'],
    ['const f = ({ db: c = d }: { db?: T }) => $(c)', 'T'],
    ['const f = ({ a: { db } }: { a: { db: T } }) => $(db)', 'T'],
    ['const f = ({ db }: { db: T } = {}) => $(db)', 'T'],
    ['interface C { db: T } const f = ({ db }: C) => $(db)', 'T'],
    ['const f = ({ db }: Readonly<{ db: T }>) => $(db)', 'T'],
    ['const [a]: T[] = b; $(a)', 'T'],
    ['const [, a]: [T, U] = b; $(a)', 'U'],
    ['const { db }: { db: T } = c; $(db)', 'T'],
    ['const f = ({ db }: { c: T }) => $(db)', 'none'],
    ['const f = ({ db }: Elsewhere) => $(db)', 'none'],
    ['const f = ({ [k]: db }: { db: T }) => $(db)', 'none'],
  ])('%s → %s', (code, expected) => {
    expect(typeOf(code)).toBe(expected);
  });
});

describe('members', () => {
  it.each([
    ['interface C { db: T } const f = (c: C) => $(c.db)', 'T'],
    ['interface C { db?: T } const f = (c: C) => $(c?.db)', 'T'],
    ['type C = { db: T }; const f = (c: C) => $(c.db)', 'T'],
    ['type C = B & { db: T }; const f = (c: C) => $(c.db)', 'T'],
    ['interface B { db: T } interface C extends B { x: U } const f = (c: C) => $(c.db)', 'T'],
    ['interface C { a: { db: T } } const f = (c: C) => $(c.a.db)', 'T'],
    ['class C { db: T } const f = (c: C) => $(c.db)', 'T'],
    ['const f = (c: { db: T }) => $(c.db)', 'T'],
    ['const g = globalThis as unknown as { db: T | undefined }; $(g.db)', 'T'],
    ['interface C { db: T } const f = (c: C) => { const { db } = c; $(db) }', 'T'],
    ['interface C { x: T } const f = (c: C) => $(c.db)', 'none'],
    ['interface C { db: T } const f = (c) => $(c.db)', 'none'],
    ['interface C { db: T } const f = (c: C) => $(c[db])', 'none'],
  ])('%s → %s', (code, expected) => {
    expect(typeOf(code)).toBe(expected);
  });
});

describe('fields', () => {
  it.each([
    ["import { R } from 'm'; class A { constructor(@I(U) private readonly db: R<U>) {} m() { $(this.db) } }", 'm#R:R<U>'],
    ['class A { private db: T; m() { $(this.db) } }', 'T'],
    ['class A { private db!: T; m() { run(() => $(this.db)) } }', 'T'],
    ['class A { get db(): T { return x } m() { $(this.db) } }', 'T'],
    ['class A { db; constructor(db: T) { this.db = db } m() { $(this.db) } }', 'T'],
    ['class A { constructor(private db: T) {} m() { const { db } = this; $(db) } }', 'T'],
    ['class A { constructor(private c: { db: T }) {} m() { const { c: { db } } = this; $(db) } }', 'T'],
    ['class A { constructor(private db: T) {} m() { const c = this.db; $(c) } }', 'T'],
    ['class A { constructor(private db: T) {} m() { const self = this; $(self.db) } }', 'T'],
    ['class B { constructor(protected db: T) {} } class A extends B { m() { $(this.db) } }', 'T'],
    ['class A { db = make() as T; m() { $(this.db) } }', 'T'],
    ['class A { constructor(db: T) {} m() { $(this.db) } }', 'none'],
    ['class A { constructor(private db: T) {} m() { run(function () { $(this.db) }) } }', 'none'],
    ['class A { db = make(); m() { $(this.db) } }', 'none'],
  ])('%s → %s', (code, expected) => {
    expect(typeOf(code)).toBe(expected);
  });
});

describe('assertions and calls', () => {
  it.each([
    ['$(a as T)', 'T'],
    ['$(a as unknown as T)', 'T'],
    ['$(<T>a)', 'T'],
    ['$((a as T)!)', 'T'],
    ['$(await (a as Promise<T>))', 'T'],
    ['const f = (a: T) => $(a as any)', 'T'],
    ['const f = (a: T) => $(a as const)', 'T'],
    ['const a = b as T; $(a)', 'T'],
    ['let a = b as T; a = c; $(a)', 'none'],
    ['const f = (): T => x; $(f())', 'T'],
    ['async function f(): Promise<T> { return x } $(await f())', 'T'],
    ['async function f(): Promise<T> { return x } const a = await f(); $(a)', 'T'],
    ['class A { f(): T { return x } m() { $(this.f()) } }', 'T'],
    ['class A { f = (): T => x; m() { $(this.f()) } }', 'T'],
    ['abstract class A { abstract f(): T; m() { $(this.f()) } }', 'T'],
    ['class A { constructor(private f: () => T) {} m() { $(this.f()) } }', 'T'],
    ['interface C { f(): Promise<T> } const g = async (c: C) => $(await c.f())', 'T'],
    ['interface C { f: () => T } const g = (c: C) => $(c.f())', 'T'],
    ['const g = (f: () => T) => $(f())', 'T'],
    ['const f = () => x; $(f())', 'none'],
    ['const a: T = x; $(a())', 'none'],
    ['const a: T = x; $(a.b())', 'none'],
    ['const a = b; const b = a; $(a)', 'none'],
    ["$('a')", 'none'],
  ])('%s → %s', (code, expected) => {
    expect(typeOf(code)).toBe(expected);
  });
});

describe('declarations', () => {
  it.each([
    ['class A { constructor(private db: T) {} m() { $(this.db) } }', 'T'],
    ['class A { db: T; m() { $(this.db) } }', 'T'],
    ['class A { get db(): T { return x } m() { $(this.db) } }', 'T'],
  ])('%s: the field\'s declaration is %s', (code, expected) => {
    const { at, node } = marked(code);
    const origin = at.origin(node);
    expect(origin.kind === 'field' ? printType(at.annotation(origin.declaration)) : origin.kind).toBe(expected);
  });

  it('plain JavaScript has none', () => {
    const { at, node } = marked('const f = (a = b) => $(a)', { parser: 'espree' });
    expect(at.annotation(node)).toBeUndefined();
  });
});
