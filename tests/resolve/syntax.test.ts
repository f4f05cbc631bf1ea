import { describe, expect, it } from 'vitest';
import { callChain } from '../../src/syntax/call-chain.js';
import { isFunction, parametersOf, returnedExpression } from '../../src/syntax/functions.js';
import { isAwaited } from '../../src/syntax/is-awaited.js';
import { memberName } from '../../src/syntax/property-name.js';
import { marked, nodesOf, sourceOf } from './source.js';

describe('callChain', () => {
  it.each([
    ['a.b(x).c(y).d()', 'a | b(x) c(y) d()'],
    ['a.b.c()', 'a | b c()'],
    ['this.a.b(x)', 'this | a b(x)'],
    ['a?.b?.(x)?.c()', 'a | b(x) c()'],
    ['(a as B).b()!.c', 'a | b() c'],
    ["a['b'](x)[`c`]", 'a | b(x) c'],
    ['a[b](x).c()', 'a | ?(x) c()'],
    ['f(x).b()', 'f(x) | b()'],
    ['f(x)(y)', 'f(x)(y) | '],
    ['a.b(x)(y).c()', 'a.b(x)(y) | c()'],
    ['(await a.b()).c()', 'await a.b() | c()'],
    ['a', 'a | '],
    ['new A().b()', 'new A() | b()'],
  ])('%s → %s', (code, expected) => {
    const { at, node } = marked(`$(${code})`);
    const text = (inner: typeof node): string => at.sourceCode.getText(inner);
    const chain = callChain(node);
    const links = chain.links.map((link) => `${link.name ?? '?'}${link.call === undefined ? '' : `(${link.arguments.map(text).join(', ')})`}`);
    expect(`${text(chain.root)} | ${links.join(' ')}`).toBe(expected);
  });
});

describe('memberName', () => {
  it.each([
    ['$(a.b)', 'b'],
    ["$(a['b'])", 'b'],
    ['$(a[`b`])', 'b'],
    ['$(a[0])', '0'],
    ['$(a[b])', undefined],
    ['$(a[`b${c}`])', undefined],
  ])('%s → %s', (code, expected) => {
    const { node } = marked(code);
    expect(node.type === 'MemberExpression' ? memberName(node) : node.type).toBe(expected);
  });
});

describe('isAwaited', () => {
  it.each([
    ['await $(1)', true],
    ['await ($(1) as A)!', true],
    ['await $(1)?.b', false],
    ['$(1)', false],
    ['await f($(1))', false],
  ])('%s → %s', (code, expected) => {
    const { node } = marked(code);
    expect(isAwaited(node.parent ?? node)).toBe(expected);
  });
});

describe('functions', () => {
  it('parameters without modifiers and defaults', () => {
    const sourceCode = sourceOf('class A { constructor(private a: B, c = 1, { d }: E, [f] = g, ...h) {} }');
    const found = nodesOf(sourceCode).find(isFunction);
    expect(found === undefined ? [] : parametersOf(found).map((parameter) => parameter.type)).toEqual(['Identifier', 'Identifier', 'ObjectPattern', 'ArrayPattern', 'RestElement']);
  });

  it.each([
    ['() => a', 'a'],
    ['() => { return a }', 'a'],
    ['() => { x(); return a }', 'a'],
    ['() => { if (x) return a }', undefined],
    ['() => { return }', undefined],
  ])('%s gives %s', (code, expected) => {
    const { at, node } = marked(`$(${code})`);
    const found = isFunction(node) ? returnedExpression(node) : undefined;
    expect(found === undefined ? undefined : at.sourceCode.getText(found)).toBe(expected);
  });
});
