import { describe, expect, it } from 'vitest';
import { printOrigin } from './print.js';
import { marked, type SourceOptions } from './source.js';

const originOf = (code: string, options?: SourceOptions): string => {
  const { at, node } = marked(code, options);
  return printOrigin(at.origin(node), at);
};

const client = "import { PrismaClient } from '@prisma/client';";

describe('imports', () => {
  it.each([
    ["import { a } from 'm'; $(a)", 'm#a'],
    ["import { a as b } from 'm'; $(b)", 'm#a'],
    ["import a from 'm'; $(a)", 'm#default'],
    ["import { default as a } from 'm'; $(a)", 'm#default'],
    ["import { 'a-b' as a } from 'm'; $(a)", 'm#a-b'],
    ["import * as a from 'm'; $(a)", 'm#*'],
    ["import * as a from 'm'; $(a.b)", 'm#b'],
    ["import * as a from 'm'; $(a['b'])", 'm#b'],
    ["import * as a from 'm'; const { b: c } = a; $(c)", 'm#b'],
    ["import a from 'm'; $(a.b)", 'm#default.b'],
    ["import { a } from 'm'; $(a.b.c)", 'm#a.b.c'],
    ["const a = require('m'); $(a)", 'm#*'],
    ["const { a } = require('m'); $(a)", 'm#a'],
    ["const { a: { b } } = require('m'); $(b)", 'm#a.b'],
    ["const a = require('m').a; $(a)", 'm#a'],
    ["const a = require('m').default; $(a)", 'm#default'],
    ["const a = require('m')(1); $(a)", 'm#*()'],
    ['const a = require(`m`); $(a)', 'm#*'],
    ["const { a } = await import('m'); $(a)", 'm#a'],
    ["const a = (await import('m')).a; $(a)", 'm#a'],
    ["const m_1 = require('m'); $((0, m_1.a)(1))", 'm#a()'],
    // near misses: another `require`, a specifier that isn't known
    ["const require = load; const a = require('m'); $(a)", 'global load()'],
    ["function f(require) { const a = require('m'); $(a) }", 'parameter 0()'],
    ['const a = require(name); $(a)', 'global require()'],
    ['const a = await import(name); $(a)', 'unknown'],
  ])('%s → %s, under both parsers', (code, expected) => {
    expect([originOf(code), originOf(code, { parser: 'espree' })]).toEqual([expected, expected]);
  });

  it.each([
    ["const { a } = require('m'); $(a)", 'm#a'],
    ["const a = require('m'); function f() { $(a.b) }", 'm#b'],
    ["var a; a = require('m'); $(a)", 'm#*'],
    ["class A {} $(new A())", 'new class A'],
  ])('%s → %s in scripts and CommonJS', (code, expected) => {
    expect([originOf(code, { parser: 'espree', sourceType: 'commonjs' }), originOf(code, { parser: 'espree', sourceType: 'script' }), originOf(code, { sourceType: 'script' })])
      .toEqual([expected, expected, expected]);
  });

  it.each([
    ["import a = require('m'); $(a)", 'm#*'],
    ["import a = require('m'); $(a.b)", 'm#b'],
    ["import * as m from 'm'; import a = m.b; $(a.c)", 'm#b.c'],
    ["import type { A } from 'm'; $(A)", 'm#A'],
    ["import { type A } from 'm'; $(A)", 'm#A'],
  ])('TypeScript: %s → %s', (code, expected) => {
    expect(originOf(code)).toBe(expected);
  });
});

describe('variables', () => {
  it.each([
    [`${client} const a = new PrismaClient(); $(a)`, 'new @prisma/client#PrismaClient'],
    [`${client} const a = new PrismaClient(); const b = a; $(b)`, 'new @prisma/client#PrismaClient'],
    [`${client} let a = new PrismaClient(); $(a)`, 'new @prisma/client#PrismaClient'],
    [`${client} let a; a = new PrismaClient(); $(a)`, 'new @prisma/client#PrismaClient'],
    [`${client} let a = null; a = new PrismaClient(); $(a)`, 'new @prisma/client#PrismaClient'],
    [`${client} let a = undefined; if (!a) a = new PrismaClient(); $(a)`, 'new @prisma/client#PrismaClient'],
    [`${client} let a; a ??= new PrismaClient(); $(a)`, 'new @prisma/client#PrismaClient'],
    [`${client} let a; if (x) { a = new PrismaClient() } else { a = y.db } $(a)`, '(new @prisma/client#PrismaClient | global y.db)'],
    [`let a = f(); a = g(); $(a)`, '(global f() | global g())'],
    [`let a; a = b1; a = b2; a = b3; a = b4; a = b5; $(a)`, '(global b1 | global b2 | global b3 | global b4 | unknown)'],
    [`let a; ({ a } = b); $(a)`, 'global b.a'],
    [`let a; [a] = b; $(a)`, 'global b.0'],
    [`let a = 1; a += b; $(a)`, '(`1` | `a += b`)'],
    ['let a = 0; a++; $(a)', '(`0` | unknown)'],
    ['let a; $(a)', 'unknown'],
    ['$(a)', 'global a'],
    ['for (const a of b) { $(a) }', 'unknown'],
    ['for (const { a } of b) { $(a) }', 'unknown'],
    ['try { f() } catch (a) { $(a) }', 'unknown'],
    ['const { a } = b; $(a)', 'global b.a'],
    ['const { a: { c: d } } = b; $(d)', 'global b.a.c'],
    ['const { [k]: a } = b; $(a)', 'unknown'],
    ['const { a = c } = b; $(a)', '(global b.a | global c)'],
    ['const { a, ...rest } = b; $(rest.c)', 'global b.c'],
    ['const [a] = await f(); $(a)', 'global f().0'],
    ['const [, [a]] = f(); $(a)', 'global f().1.0'],
    ['const [a, ...rest] = f(); $(rest)', 'unknown'],
    ['const [a, b] = await Promise.all([f(), g()]); $(b)', 'global g()'],
    ['const [a, b] = await Promise.all([...f(), g()]); $(b)', 'global Promise.all().1'],
    ['class A {} $(A)', 'class A'],
    ['function f() {} $(f)', 'function f'],
    ['const f = async () => 1; $(f)', 'function async () => 1'],
    ['const f = () => 1; $(f())', 'function () => 1()'],
    ['const a = b; const b = a; $(a)', 'unknown'],
    ['let a = f(); a = a ?? g(); $(a)', '(global f() | global g())'],
    ['let a = f(); a = a.next; $(a)', '(global f() | unknown)'],
  ])('%s → %s, under both parsers', (code, expected) => {
    expect([originOf(code), originOf(code, { parser: 'espree' })]).toEqual([expected, expected]);
  });
});

describe('expressions', () => {
  it.each([
    ['$(a ?? b)', '(global a | global b)'],
    ['$(a || b || c)', '(global a | global b | global c)'],
    ['$(a && b)', 'global b'],
    ['$(x ? a : b)', '(global a | global b)'],
    ['$(x ? a : null)', 'global a'],
    ['$(x ? a : a)', 'global a'],
    ['$(x ? null : undefined)', '(`null` | global undefined)'],
    [`${client} $(globalThis.prisma ?? new PrismaClient())`, '(global globalThis.prisma | new @prisma/client#PrismaClient)'],
    [`${client} const a = globalThis.prisma ?? (globalThis.prisma = new PrismaClient()); $(a)`, '(global globalThis.prisma | new @prisma/client#PrismaClient)'],
    ['$(await a)', 'global a'],
    ['$((await a.b()).c)', 'global a.b().c'],
    ['$(a?.b?.c)', 'global a.b.c'],
    ['$(a?.b().c())', 'global a.b().c()'],
    ['$(a[b])', 'unknown'],
    ['$(a[`b`])', 'global a.b'],
    ['$((x ? a : b).c)', '(global a.c | global b.c)'],
    ['$({ a })', '`{ a }`'],
    ["$('a')", "`'a'`"],
    ['$((x, a))', 'global a'],
    ['$(a = b)', 'global b'],
    ['$(function f() {})', 'function f'],
    ['const o = { db: a, get c() { return b } }; $(o.db)', 'global a'],
    ['const o = { db: a, get c() { return b } }; $(o.c)', 'global b'],
    ['const o = { db: a }; $(o.x)', '`{ db: a }`.x'],
    ['const o = { db: a, ...b }; $(o.db)', 'global a'],
    ['const o = Object.freeze({ db: a }); $(o.db)', 'global a'],
    ['const o = [a, b]; $(o[1])', 'global b'],
    ['const o = [a, b]; $(o[i])', 'unknown'],
    ['const [o] = [a, b]; $(o)', 'global a'],
    ['const make = () => ({ db: a }); const { db } = make(); $(db)', 'global a'],
    ['const make = () => { return { db: a } }; $(make().db)', 'global a'],
    ['const make = () => b; $(make().db)', 'function () => b().db'],
    ['const o = { db: a, find() { $(this.db) } }', 'global a'],
    ['const o = { db: a, find() { const { db } = this; $(db) } }', 'global a'],
    ['const o = { db: a, find() { run(function () { $(this.db) }) } }', 'this of nothing.db'],
    ['$(new (f())())', 'new global f()'],
    ['$(this)', 'this of nothing'],
  ])('%s → %s, under both parsers', (code, expected) => {
    expect([originOf(code), originOf(code, { parser: 'espree' })]).toEqual([expected, expected]);
  });

  it.each([
    ['$(a as B)', 'global a'],
    ['$(a as unknown as B)', 'global a'],
    ['$(<B>a)', 'global a'],
    ['$(a!.b!)', 'global a.b'],
    ['$((a satisfies B).c)', 'global a.c'],
    ['$((await (a as B)!)?.c)', 'global a.c'],
    ['const g = globalThis as unknown as { prisma: P }; $(g.prisma)', 'global globalThis.prisma'],
    ["enum A { B = 'b' } $(A.B)", "`enum A { B = 'b' }`.B"],
    ['function f(a: string): void; function f(a: number): void; function f(a: any) {} $(f)', 'function f'],
    ['interface A { b: string } class A {} $(A)', 'class A'],
    ['declare const a: B; $(a)', 'unknown'],
  ])('TypeScript: %s → %s', (code, expected) => {
    expect(originOf(code)).toBe(expected);
  });
});

describe('parameters', () => {
  it.each([
    ['function f(a, b) { $(b) }', 'parameter 1'],
    ['const f = (a) => $(a.db)', 'parameter 0.db'],
    ['const f = ({ db }) => $(db)', 'parameter 0.db'],
    ['const f = ({ a: { db: c } }) => $(c)', 'parameter 0.a.db'],
    ['const f = ([a]) => $(a)', 'parameter 0.0'],
    ['const f = ({ a, ...rest }) => $(rest)', 'parameter 0'],
    ['const f = (...all) => $(all)', 'unknown'],
    ['const f = (tx = prisma) => $(tx)', '(parameter 0? | global prisma)'],
    ['const f = ({ tx = prisma }) => $(tx)', '(parameter 0.tx? | global prisma)'],
    ['const f = ({ tx } = {}) => $(tx)', '(parameter 0.tx? | `{}`.tx)'],
    ['const f = ({ tx } = { tx: prisma }) => $(tx)', '(parameter 0.tx? | global prisma)'],
    ['function f(tx) { tx = tx ?? prisma; $(tx) }', '(parameter 0 | global prisma)'],
    ['function f(tx) { const db = tx || prisma; $(db) }', '(parameter 0 | global prisma)'],
    ['const f = (a) => (b) => $(a)', 'parameter 0'],
    ['const f = (a) => { const a2 = a; { const a = 1; $(a2) } }', 'parameter 0'],
    ['const f = (a) => { { const a = x; $(a) } }', 'global x'],
    ['class A { m(a) { $(a) } }', 'parameter 0'],
    ['const f = (ctx) => { const { db } = ctx; $(db) }', 'parameter 0.db'],
  ])('%s → %s, under both parsers', (code, expected) => {
    expect([originOf(code), originOf(code, { parser: 'espree' })]).toEqual([expected, expected]);
  });

  it.each([
    ['const f = (tx?: A) => $(tx)', 'parameter 0?'],
    ['const f = (tx: A | undefined) => $(tx)', 'parameter 0?'],
    ['const f = (tx: A | null) => $(tx)', 'parameter 0?'],
    ['const f = (tx: A | B) => $(tx)', 'parameter 0'],
    ['const f = ({ tx }: { tx?: A }) => $(tx)', 'parameter 0.tx?'],
    ['const f = ({ tx }: { tx: A; b?: B }) => $(tx)', 'parameter 0.tx'],
    ['interface O { tx?: A } const f = ({ tx: t }: O) => $(t)', 'parameter 0.tx?'],
    ['const f = ({ a: { tx } }: { a: { tx?: A } }) => $(tx)', 'parameter 0.a.tx?'],
    ['class A { constructor(private db: B) { $(db) } }', 'parameter 0'],
    ['class A { constructor(a: C, private db = make()) { $(db) } }', '(parameter 1? | global make())'],
  ])('TypeScript: %s → %s', (code, expected) => {
    expect(originOf(code)).toBe(expected);
  });

  it('a member of a parameter is a member, a destructured part of one is a path', () => {
    const kindOf = (code: string): readonly string[] => {
      const { at, node } = marked(code);
      const origin = at.origin(node);
      return [origin.kind, ...(origin.kind === 'parameter' ? origin.path : [])];
    };
    expect([kindOf('const f = (c) => $(c.db)'), kindOf('const f = ({ db }) => $(db)')]).toEqual([['member'], ['parameter', 'db']]);
  });
});

describe('this', () => {
  it.each([
    ['class A { db = new X(); m() { $(this.db) } }', 'A:db = new X()'],
    ['class A { db; constructor(db) { this.db = db } m() { $(this.db) } }', 'A:db = db'],
    ['class A { constructor(db) { this.db = db } m() { $(this.db) } }', 'A:db = db'],
    ['class A { constructor({ db }) { this.a = this.db = db } m() { $(this.db) } }', 'A:db = db'],
    ['class A { db; init() { if (x) { this.db = f() } } m() { $(this.db) } }', 'A:db = f()'],
    ['class A { db = null; async init() { this.db = await f() } m() { $(this.db) } }', 'A:db = await f()'],
    ['class A { init() { this.db = f() } constructor() { this.db = g() } m() { $(this.db) } }', 'A:db = g()'],
    ['class A { get db() { return f() } m() { $(this.db) } }', 'A:db = f()'],
    ['class A { get db() { return (this.c ??= f()) } m() { $(this.db) } }', 'A:db = f()'],
    ['class A { #db = f(); m() { $(this.#db) } }', 'A:#db = f()'],
    ["class A { 'db' = f(); m() { $(this['db']) } }", 'A:db = f()'],
    ['class A { db = f(); m() { $(() => this.db) } n() {} }', 'function () => this.db'],
    ['class A { db = f(); m() { run(() => { $(this.db) }) } }', 'A:db = f()'],
    ['class A { db = f(); m = async () => { $(this.db) } }', 'A:db = f()'],
    ['class A { db = f(); m() { const self = this; run(function () { $(self.db) }) } }', 'A:db = f()'],
    ['class A { db = f(); m() { const { db } = this; $(db) } }', 'A:db = f()'],
    ['class A { db = f(); m() { $(this.db.user.find()) } }', 'A:db = f().user.find()'],
    ['class A { static db = f(); static m() { $(this.db) } }', 'A:db = f()'],
    ['class A { static db = f() } $(A.db)', 'A:db = f()'],
    ['class A { static make() { return 1 } } $(A.make())', 'function () { return 1 }()'],
    ['class A { db = f() } $(new A().db)', 'A:db = f()'],
    ['class A { db = f() } const a = new A(); $(a.db)', 'A:db = f()'],
    ['class B { db = f() } class A extends B { m() { $(this.db) } }', 'B:db = f()'],
    ['class B { db = f() } class A extends B { m() { $(super.db) } }', 'B:db = f()'],
    ['class B { db = f() } class A { b = new B(); m() { $(this.b.db) } }', 'B:db = f()'],
    ['class A { m() { $(this.n()) } n() { return 1 } }', 'function () { return 1 }()'],
    ['class A { n = () => 1; m() { $(this.n()) } }', 'function () => 1()'],
    ['class A { m() { $(this) } }', 'this of A'],
    // near misses
    ['class A { m() { $(this.db) } }', 'this of A.db'],
    ['class A extends B { m() { $(this.db) } }', 'this of A.db'],
    ['class A { db = f(); m() { run(function () { $(this.db) }) } }', 'this of nothing.db'],
    ['class A { db = f(); m() { return { n() { $(this.db) } } } }', 'this of nothing.db'],
    ['class A { db = f(); m() { return class B { n() { $(this.db) } } } }', 'this of B.db'],
    ['class A { constructor() { run(function () { this.db = f() }) } m() { $(this.db) } }', 'this of A.db'],
    ['class A { set db(x) {} m() { $(this.db) } }', 'this of A.db'],
  ])('%s → %s, under both parsers', (code, expected) => {
    expect([originOf(code), originOf(code, { parser: 'espree' })]).toEqual([expected, expected]);
  });

  it.each([
    ['class A { constructor(private readonly db: B) {} m() { $(this.db) } }', 'A:db'],
    ['class A { constructor(@Inject() private db: B) {} m() { $(this.db) } }', 'A:db'],
    ['class A { constructor(db: B) {} m() { $(this.db) } }', 'this of A.db'],
    ['class A { constructor(private db: B = make()) {} m() { $(this.db) } }', 'A:db = make()'],
    ['class A { private db!: B; m() { $(this.db) } }', 'A:db'],
    ['abstract class A { abstract db: B; m() { $(this.db) } }', 'A:db'],
    ['class B { db = f() } class A { constructor(private b: B) {} m() { $(this.b.db) } }', 'B:db = f()'],
    ['class B { db = f() } const g = (b: B) => $(b.db)', 'B:db = f()'],
    ['class B { db = f() } class A { constructor(private b: C) {} m() { $(this.b.db) } }', 'A:b.db'],
    ['class A { m(): void; m(a?: string): void { } n() { $(this.m) } }', 'function (a?: string): void { }'],
  ])('TypeScript: %s → %s', (code, expected) => {
    expect(originOf(code)).toBe(expected);
  });
});

describe('bounds', () => {
  const chain = (length: number, link: string): string => link.repeat(length);

  it('a long chain is followed to its root', () => {
    expect(originOf(`$(a${chain(150, '.b()')})`)).toBe(`global a${chain(150, '.b()')}`);
  });

  it('a long list of aliases ends as unknown, whatever is asked first', () => {
    const aliases = Array.from({ length: 300 }, (_, index) => `const a${index + 1} = a${index};`).join('\n');
    expect(originOf(`const a0 = x;\n${aliases}\n$(a300)`)).toBe('unknown');
  });

  it('assignments in a ring end', () => {
    const ring = Array.from({ length: 40 }, (_, index) => `v${index} = [v${(index + 1) % 40}.p, v${(index + 7) % 40}.q][0] ?? v${(index + 3) % 40}.r ?? v${(index + 5) % 40};`).join('\n');
    const names = Array.from({ length: 40 }, (_, index) => `v${index}`).join(', ');
    const start = performance.now();
    originOf(`let ${names};\n${ring}\n${ring}\n$(v0)`);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('answers inside a cycle do not depend on what is asked first', () => {
    const code = 'let a = f(); let b = a; a = b ?? g(); $(a); $(b)';
    const { at, node } = marked(code);
    const first = printOrigin(at.origin(node), at);
    const fresh = marked('let a = f(); let b = a; a = b ?? g(); void b; $(a)');
    const b = fresh.at.sourceCode.ast.body.find((statement) => statement.type === 'ExpressionStatement' && statement.expression.type === 'UnaryExpression');
    if (b?.type === 'ExpressionStatement' && b.expression.type === 'UnaryExpression') fresh.at.origin(b.expression.argument);
    expect(printOrigin(fresh.at.origin(fresh.node), fresh.at)).toBe(first);
  });
});
