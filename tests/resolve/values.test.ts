import { describe, expect, it } from 'vitest';
import { printShape } from './print.js';
import { marked } from './source.js';

const textOf = (code: string, parser: 'ts' | 'espree' = 'ts'): string | undefined => {
  const { at, node } = marked(code, { parser });
  return at.text(node);
};

const shapeOf = (code: string, parser: 'ts' | 'espree' = 'ts'): string => {
  const { at, node } = marked(code, { parser });
  return printShape(at.object(node), at);
};

describe('text', () => {
  it.each([
    ["$('a')", 'a'],
    ['$(`a`)', 'a'],
    ["const a = 'x'; $(a)", 'x'],
    ["let a = 'x'; $(a)", 'x'],
    ["const a = 'x'; const b = a; $(b)", 'x'],
    ["$('a' + 'b' + 'c')", 'abc'],
    ["const t = 'users'; $(`SELECT * FROM ${t} WHERE`)", 'SELECT * FROM users WHERE'],
    ["const O = { a: 'x' }; $(O.a)", 'x'],
    ["const O = { a: { b: 'x' } }; $(O.a.b)", 'x'],
    ["const O = Object.freeze({ a: 'x' }); $(O.a)", 'x'],
    ["class A { static T = 'x' } $(A.T)", 'x'],
    ["class A { t = 'x'; m() { $(this.t) } }", 'x'],
    // near misses
    ["let a = 'x'; a = 'y'; $(a)", undefined],
    ['$(1)', undefined],
    ['$(`a${b}`)', undefined],
    ["$('a' + b)", undefined],
    ["$('a' - 'b')", undefined],
    ["const O = { a: 'x' }; O.a = 'y'; $(O.a)", undefined],
    ["const O = { a: 'x', ...b }; $(O.a)", undefined],
    ["const O = { a: 'x' }; $(O[a])", undefined],
    ["class A { t = 'x'; m() { this.t = 'y'; $(this.t) } }", undefined],
    ['$(a)', undefined],
    ["const a = b + 'x'; const b = a; $(a)", undefined],
  ])('%s → %s, under both parsers', (code, expected) => {
    expect([textOf(code), textOf(code, 'espree')]).toEqual([expected, expected]);
  });

  it.each([
    ["enum E { A = 'x' } $(E.A)", 'x'],
    ["enum E { A = 'x' } $(E['A'])", 'x'],
    ["const enum E { 'a-b' = 'x' } $(E['a-b'])", 'x'],
    ["const O = { a: 'x' } as const; $(O.a)", 'x'],
    ["const O = { a: 'x' } as const satisfies Record<string, string>; $(O.a)", 'x'],
    ["$('x' as Status)", 'x'],
    ['enum E { A } $(E.A)', undefined],
    ["enum E { A = 'x' } $(E.B)", undefined],
    ["import { E } from 'm'; $(E.A)", undefined],
  ])('TypeScript: %s → %s', (code, expected) => {
    expect(textOf(code)).toBe(expected);
  });

  it('a long concatenation is no recursion', () => {
    expect(textOf(`$(${Array.from({ length: 400 }, () => "'a'").join(' + ')})`)).toBe('a'.repeat(400));
  });
});

describe('object', () => {
  it.each([
    ['$({ a: 1, b })', '{ a: 1, b: b }'],
    ["$({ 'a': 1, [`b`]: 2, 3: c })", '{ a: 1, b: 2, 3: c }'],
    ["const k = 'x'; $({ [k]: 1 })", '{ x: 1 }'],
    ['$({ [k]: 1 })', '{  } open'],
    ['$({ a() {} })', '{ a: () {} }'],
    ['const o = { a: 1 }; $(o)', '{ a: 1 }'],
    ['const o = { a: 1 }; const p = o; $(p)', '{ a: 1 }'],
    ['$({ ...x, a: 1 })', '{ a: 1, ...x }'],
    ['const o = { a: 1, b: 2 }; $({ ...o, b: 3 })', '{ a: 1, b: 3 }'],
    ['const o = { a: 1, b: 2 }; $({ b: 3, ...o })', '{ a: 1, b: 2 }'],
    ['const o = { a: 1, ...x }; $({ ...o, b: 3 })', '{ a: 1, b: 3, ...x }'],
    ['$({ a: 1, ...(c ? { b: 2 } : {}) })', '{ a: 1, ...c ? { b: 2 } : {} }'],
    ['$({ a: 1, ...(c && { b: 2 }) })', '{ a: 1, ...c && { b: 2 } }'],
    ['$({ a: 1, ...{} })', '{ a: 1 }'],
    ['$({ a: 1, ...undefined })', '{ a: 1 }'],
    ['$(Object.freeze({ a: 1 }))', '{ a: 1 }'],
    ['$(undefined)', '{  }'],
    ['$(null)', '{  }'],
    ['$(x)', '{ ...x }'],
    ['$(f())', '{ ...f() }'],
    ['const f = (x) => $(x)', '{ ...x }'],
    ['let o = { a: 1 }; o = { b: 2 }; $(o)', '{ ...o }'],
    ['$(c ? { a: 1 } : { b: 2 })', '{ ...c ? { a: 1 } : { b: 2 } }'],
    ['const o = { ...o }; $(o)', '{  } open'],
  ])('%s → %s, under both parsers', (code, expected) => {
    expect([shapeOf(code), shapeOf(code, 'espree')]).toEqual([expected, expected]);
  });

  it.each([
    ['const o = { a: 1 }; o.b = 2; $(o)', '{ a: 1 } open'],
    ['const o = {}; if (x) o.b = 2; $(o)', '{  } open'],
    ['const o = {}; o[k] = 2; $(o)', '{  } open'],
    ['const o = { a: 1 }; delete o.a; $(o)', '{ a: 1 } open'],
    ['const o = { a: 1 }; o.a++; $(o)', '{ a: 1 } open'],
    ['const o = { a: 1 }; Object.assign(o, x); $(o)', '{ a: 1 } open'],
    ['const o = { a: [] }; o.a.push(x); $(o)', '{ a: [] } open'],
    ['const o = { a: { b: 1 } }; o.a.c = 2; $(o)', '{ a: { b: 1 } } open'],
    ['const o = { a: { b: 1 } }; o.a.c = 2; $({ ...o })', '{ a: { b: 1 } } open'],
    ['const o = { a: { b: 1 } }; o[k].c = 2; $(o)', '{ a: { b: 1 } } open'],
    ['const o = { a: 1 }; const p = { ...o }; o.b = 2; $(p)', '{ a: 1 } open'],
    // near misses
    ['const o = { a: 1 }; x.b = o.a; $(o)', '{ a: 1 }'],
    ['const o = { a: 1 }; Object.assign(x, o); $(o)', '{ a: 1 }'],
    ['const o = { a: 1 }; f(o); $(o)', '{ a: 1 }'],
    ['const o = { a: 1 }; o.a.map(f); $(o)', '{ a: 1 }'],
    ['const o = { a: 1 }; { const o = {}; o.b = 1 } $(o)', '{ a: 1 }'],
  ])('%s → %s', (code, expected) => {
    expect(shapeOf(code)).toBe(expected);
  });

  it('a literal inside another knows what is put into it', () => {
    const inner = (code: string): string => {
      const { at, node } = marked(code);
      const entry = at.object(node).entries.get('a');
      return printShape(at.object(entry?.value), at);
    };
    expect([inner('const o = { a: { b: 1 } }; o.a.c = 2; $(o)'), inner('const o = { a: { b: 1 } }; o[k].c = 2; $(o)'), inner('const o = { a: { b: 1 } }; o.c = 2; $(o)'), inner('const o = { a: { b: 1 }, d: {} }; o.d.c = 2; $(o)')])
      .toEqual(['{ b: 1 } open', '{ b: 1 } open', '{ b: 1 }', '{ b: 1 }']);
  });

  it('nothing is an empty, closed shape', () => {
    const { at } = marked('$(a)');
    expect(at.object(undefined)).toEqual({ entries: new Map(), spreads: [], open: false, filled: [], node: undefined });
  });
});

describe('constant and bare', () => {
  it.each([
    ['$(a)', 'a'],
    ['const a = f(); $(a)', 'f()'],
    ['const a = f(); const b = a; $(b)', 'f()'],
    ['const a = await f(); $(a)', 'f()'],
    ['let a = f(); a = g(); $(a)', 'a'],
    ['const { a } = f(); $(a)', 'a'],
    ['const g = (a) => $(a)', 'a'],
    ['for (const a of b) { $(a) }', 'a'],
    ['for (let a = f(); ; ) { $(a) }', 'f()'],
    ['const a = b; const b = a; $(a)', 'a'],
    ["import a from 'm'; $(a)", 'a'],
    ['const a = b?.c; $(a)', 'b?.c'],
  ])('%s stands for %s', (code, expected) => {
    const { at, node } = marked(code);
    expect(at.sourceCode.getText(at.constant(node))).toBe(expected);
  });

  it.each([
    ['$(await (a as B)!.c)', '(a as B)!.c'],
    ['$((await a) as B)', 'a'],
    ['$(a?.b!)', 'a?.b'],
    ['$(a.b)', 'a.b'],
  ])('%s is %s', (code, expected) => {
    const { at, node } = marked(code);
    expect(at.sourceCode.getText(at.bare(node))).toBe(expected);
  });
});
