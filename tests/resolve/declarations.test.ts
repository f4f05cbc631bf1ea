import { describe, expect, it } from 'vitest';
import { createResolver } from '../../src/resolve/create-resolver.js';
import { isClass } from '../../src/syntax/classes.js';
import { isFunction } from '../../src/syntax/functions.js';
import { printOrigin, printType } from './print.js';
import { marked, nodesOf, sourceOf, type SourceOptions } from './source.js';

const importsOf = (code: string, options?: SourceOptions): Record<string, readonly string[]> => Object.fromEntries(createResolver(sourceOf(code, options), 'f').imports);

describe('imports', () => {
  it.each<[string, Record<string, readonly string[]>]>([
    ["import { a, b as c } from 'm'", { m: ['a', 'b'] }],
    ["import a, * as b from 'm'", { m: ['default', '*'] }],
    ["import 'm'", { m: [] }],
    ["import { a } from 'm'; import { b, a as c } from 'm'", { m: ['a', 'b'] }],
    ["const m = require('m')", { m: ['*'] }],
    ["const { a, b: c } = require('m')", { m: ['a', 'b'] }],
    ["const a = require('m').a", { m: ['a'] }],
    ["function f() { return require('m') }", { m: ['*'] }],
    ["const m = await import('m')", { m: ['*'] }],
    ["const load = () => import ( 'm' )", { m: ['*'] }],
    // near misses
    ["const a = 'import(`m`)' // import('m')", {}],
    ["const require = load; require('m')", {}],
    ['require(name); import(name)', {}],
    ["x.require('m')", {}],
    ["export * from 'm'", {}],
  ])('%s', (code, expected) => {
    expect([importsOf(code), importsOf(code, { parser: 'espree' })]).toEqual([expected, expected]);
  });

  it.each<[string, Record<string, readonly string[]>]>([
    ["import type { A } from 'm'", { m: ['A'] }],
    ["import { type A } from 'm'", { m: ['A'] }],
    ["import a = require('m')", { m: ['*'] }],
    ['import a = B.c', {}],
  ])('TypeScript: %s', (code, expected) => {
    expect(importsOf(code)).toEqual(expected);
  });

  it.each(['commonjs', 'script'] as const)('require in %s', (sourceType) => {
    expect(importsOf("const { a } = require('m')", { parser: 'espree', sourceType })).toEqual({ m: ['a'] });
  });
});

describe('decorators', () => {
  const decoratorsOf = (code: string): readonly string[] => {
    const sourceCode = sourceOf(code);
    const at = createResolver(sourceCode, 'f');
    return nodesOf(sourceCode).flatMap((node) => (['Decorator'].includes(node.type) ? [] : at.decorators(node).map((found) =>
      `${node.type} @${found.module ?? ''}#${found.name}(${found.arguments.map((argument) => sourceCode.getText(argument)).join(', ')})`)));
  };

  it.each<[string, readonly string[]]>([
    ["import { I } from 'm'; @I() class A {}", ['ClassDeclaration @m#I()']],
    ["import { I as J } from 'm'; class A { @J(U) a: R<U> }", ['PropertyDefinition @m#I(U)']],
    ["import * as m from 'm'; class A { @m.I(U) a }", ['PropertyDefinition @m#I(U)']],
    ["import m from 'm'; class A { @m.I a }", ['PropertyDefinition @m#I()']],
    ["import I from 'm'; class A { @I a }", ['PropertyDefinition @m#I()']],
    ['class A { @I() m() {} }', ['MethodDefinition @#I()', 'FunctionExpression @#I()']],
    ['class A { constructor(@I(U) private a: R<U>) {} }', ['TSParameterProperty @#I(U)', 'Identifier @#I(U)']],
    ['class A { constructor(@I(U) a: R<U>) {} }', ['Identifier @#I(U)']],
    ['class A { m(a) {} }', []],
  ])('%s', (code, expected) => {
    expect(decoratorsOf(code)).toEqual(expected);
  });
});

describe('superclass', () => {
  const superOf = (code: string, options?: SourceOptions): string => {
    const sourceCode = sourceOf(code, options);
    const at = createResolver(sourceCode, 'f');
    const found = nodesOf(sourceCode).findLast(isClass);
    const parent = found === undefined ? undefined : at.superclass(found);
    return parent === undefined ? 'none' : `${printOrigin(parent.origin, at)}<${parent.arguments.map(printType).join(', ')}>`;
  };

  it.each([
    ["import { R } from 'm'; class A extends R<U> {}", 'm#R<U>'],
    ["import * as m from 'm'; class A extends m.R<U> {}", 'm#R<U>'],
    ['class B {} class A extends B {}', 'class B<>'],
    ['class A extends Mixin(B) {}', 'global Mixin()<>'],
    ['class A {}', 'none'],
    ['class A implements B<C> {}', 'none'],
  ])('%s → %s', (code, expected) => {
    expect(superOf(code)).toBe(expected);
  });

  it('in plain JavaScript', () => {
    expect(superOf("const { R } = require('m'); class A extends R {}", { parser: 'espree' })).toBe('m#R<>');
  });
});

describe('variables, references, surroundings', () => {
  it('a class has one variable inside and outside', () => {
    const { at } = marked('class A { static m() { return A } } $(A)');
    const variables = new Set(nodesOf(at.sourceCode).flatMap((node) => (node.type === 'Identifier' && node.name === 'A' ? [at.variable(node)] : [])));
    const [variable] = variables;
    expect([variables.size, variable === undefined ? 0 : at.references(variable).length]).toEqual([1, 2]);
  });

  it('references are in source order, whatever scope they stand in', () => {
    const { at, node } = marked('const a = 1; const f = () => { x(a) }; { y(a) } $(a)');
    const variable = node.type === 'Identifier' ? at.variable(node) : undefined;
    const lines = variable === undefined ? [] : at.references(variable).map((reference) => reference.identifier.range[0]);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
    expect(lines).toHaveLength(4);
  });

  it('a name that is only known as a global has no variable', () => {
    const { at, node } = marked('$(Promise)');
    expect(node.type === 'Identifier' ? at.variable(node) : node.type).toBeUndefined();
  });

  it('a property\'s name has no variable, a shorthand has', () => {
    const { at } = marked('const a = 1; $({ a, b: x.a })');
    const found = nodesOf(at.sourceCode).flatMap((node) => (node.type === 'Identifier' && node.name === 'a' ? [at.variable(node) !== undefined] : []));
    expect(found).toEqual([true, true, true, false]);
  });

  it('the innermost function and class', () => {
    const { at, node } = marked('class A { m() { return () => $(1) } }');
    const fn = at.functionOf(node);
    expect([fn?.type, isFunction(fn) ? at.functionOf(fn)?.type : '', at.classOf(node)?.id?.name]).toEqual(['ArrowFunctionExpression', 'FunctionExpression', 'A']);
    const outside = marked('$(1)');
    expect([outside.at.functionOf(outside.node), outside.at.classOf(outside.node)]).toEqual([undefined, undefined]);
  });
});

describe('every question can be asked of every node', () => {
  const javascript = `
    import def, * as ns from 'm'; import { a as b } from 'n';
    export default class A extends ns.B { static s = 1; #p = def; 'q' = [1, , 2]; [k] = 1; static { this.x = 1 } get g() { return 1 } set g(v) {} async *m({ a, ...r }, [c, ...d] = [], e = 1, ...f) { super.m(); this.#p = yield a; await r } constructor() { super(); this.z = new.target } }
    function f() { label: for (const [x, { y }] of def) { if (x) continue label; else break } for (const k in b) {} do { x++ } while (f()); switch (y) { case 1: return; default: throw new Error() } }
    try { (function () { return this?.a?.[b]?.() })() } catch { } finally { delete b.c }
    let v, w = 1; ({ v, w: [v], ...w } = f\`a\${v}b\`); v ??= w ||= v && w; export { v, w as u }; export * from 'o'; export const z = { [v]: 1, v, async m() {}, get x() { return 1 }, ...w, 'a-b': /x/ };
    const q = import('p'), { s: { t } = {} } = require('r'); (v, w); void 0; v = w ? 1n : null; import.meta.url;
  `;
  const typescript = `${javascript}
    enum E { A, B = 'b', 'c-d' = 1 } namespace N { export const x = 1 } declare module 'y' { interface Z {} } declare global { var g: E }
    abstract class C<T extends E = E> extends D<T[]> implements I<T> { declare x: number; @dec() private readonly y?: T; abstract z(): void; constructor(@dec a: T, private b = 1, readonly c?: string) { super() } accessor w: T; [key: string]: unknown; o(): void; o(x?: T): void {} }
    type U<K> = { [P in keyof K]?: K[P] } | (K extends infer Q ? Q : never) | [a: K, b?: E, ...c: K[]] | \`a\${string}\` | (new () => K) | unique symbol | ((this: E, ...x: K[]) => x is E);
    interface J<T> extends U<T>, N.x { (a: T): E; new (): E; readonly p: T; m?(x: T): void; get g(): T; [k: number]: T }
    function over(a: string): void; function over(a: any) { return (<E>a)! satisfies E as const } declare function h<T>(x: T): asserts x is T; export = over; let idx: import('s').T<E>['p']; import Q = N.x; import req = require('t'); let ty: typeof N.x; f<E>;
  `;

  it.each<[string, string, SourceOptions]>([['espree', javascript, { parser: 'espree' }], ['typescript', javascript, {}], ['typescript with types', typescript, {}], ['jsx', 'const A = ({ b }) => <b.C {...b} d={b}>{b} text</b.C>; const e = <></>', { jsx: true }]])('%s', (_name, code, options) => {
    const sourceCode = sourceOf(code, options);
    const at = createResolver(sourceCode, 'f');
    for (const node of nodesOf(sourceCode)) {
      at.origin(node);
      at.bare(node);
      at.object(at.constant(node));
      at.text(node);
      at.annotation(node);
      at.decorators(node);
      at.functionOf(node);
      at.classOf(node);
      if (isClass(node)) at.superclass(node);
      const variable = node.type === 'Identifier' ? at.variable(node) : undefined;
      if (variable !== undefined) at.references(variable);
    }
    expect(at.imports.size).toBeGreaterThanOrEqual(0);
  });
});
