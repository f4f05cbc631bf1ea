import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/flow/graph.js';
import { controlDependence, reversePostorder } from '../../src/flow/order.js';
import { graphOf, printControl, printFlow } from './print.js';

describe('control dependence', () => {
  it('the two sides of a condition, and what follows both', () => {
    expect(printControl('if (ok) a(); else b();\nc();')).toMatchInlineSnapshot(`
      "a(): ok
      b(): not ok
      c(): always"
    `);
  });

  it('an early return controls all that follows', () => {
    expect(printControl('if (row) return;\na();\nif (p) b();\nc();')).toMatchInlineSnapshot(`
      "a(): not row
      b(): p
      c(): not row"
    `);
  });

  it('Not dominance: a check that some paths skip still controls what the others reach', () => {
    expect(printControl('if (fast) { if (row) return; }\nw();')).toMatchInlineSnapshot(`"w(): not fast, not row"`);
  });

  it('a skipped check after another branch', () => {
    expect(printControl('if (p) a();\nif (q) { if (row) return; b(); }\nw();')).toMatchInlineSnapshot(`
      "a(): p
      b(): not row
      w(): not q, not row"
    `);
  });

  it('a loop that a test ends beside its bound: which of them did decides on what follows', () => {
    expect(printControl('while (n < 5) { find(); if (!row) break; n++; }\ncreate();')).toMatchInlineSnapshot(`
      "find(): n < 5
      create(): the loop ends by not n < 5, the loop ends by not row"
    `);
    expect(printControl('for (const one of all) { find(); if (!row) break; }\ncreate();')).toMatchInlineSnapshot(`
      "find(): more of all
      create(): the loop ends by not row"
    `);
    expect(printControl('while (row) { find(); }\ncreate();')).toMatchInlineSnapshot(`
      "find(): row
      create(): the loop ends by not row"
    `);
    expect(printControl('while (n < 5) { find(); if (!row) return; }\ncreate();')).toMatchInlineSnapshot(`
      "find(): n < 5
      create(): not n < 5, the loop ends by not n < 5"
    `);
  });

  it('parts of a condition', () => {
    expect(printControl('if (p || q) a(); else b();')).toMatchInlineSnapshot(`
      "a(): p, q
      b(): not q"
    `);
  });

  it('?? and ?:', () => {
    expect(printControl('const x = p ?? a();\nconst y = q ? b() : c();')).toMatchInlineSnapshot(`
      "a(): p is nullish
      a(): p is nullish
      b(): q
      b(): q
      c(): not q
      c(): not q"
    `);
  });

  it('a throw that is caught controls the rest of the try and the handler, not what follows', () => {
    expect(printControl('try { a(); if (bad) throw e; b(); } catch (error) { c(); }\nd();')).toMatchInlineSnapshot(`
      "a(): unconditional edge
      b(): not bad
      c(): exception, bad
      d(): always"
    `);
  });

  it('a throw that leaves a handler controls what follows the try', () => {
    expect(printControl('try { a(); } catch (e) { if (x) throw e; b(); }\nc();')).toMatchInlineSnapshot(`
      "a(): unconditional edge
      b(): not x
      c(): unconditional edge, not x"
    `);
  });

  it('fall-through depends on both cases', () => {
    expect(printControl('switch (s) { case 1: a(); case 2: b(); break; default: c(); }\nd();')).toMatchInlineSnapshot(`
      "a(): s is 1
      b(): s is 1, s is 2
      c(): s is not 2
      d(): always"
    `);
  });

  it('continue and break control the rest of the body', () => {
    expect(printControl('for (const x of xs) { if (skip) continue; if (stop) break; a(); }\nb();')).toMatchInlineSnapshot(`
      "a(): not stop
      b(): the loop ends by stop"
    `);
  });

  it('a loop that breaks out of a labelled block', () => {
    expect(printControl('label: { for (const x of xs) { if (p) break label; } a(); }\nb();')).toMatchInlineSnapshot(`
      "a(): end of xs
      b(): the loop ends by p"
    `);
  });

  it('what follows the inner loop depends on its end where the outer one can be left', () => {
    expect(printControl('outer: for (const x of xs) { for (const y of ys) { if (q) break outer; a(); } b(); }\nc();')).toMatchInlineSnapshot(`
      "a(): not q
      b(): end of ys
      c(): the loop ends by q, the loop ends by q"
    `);
  });

  it('a callback for each element; its return controls the rest of it', () => {
    expect(printControl('xs.forEach((x) => { if (p) return; a(); });\nb();')).toMatchInlineSnapshot(`
      "a(): not p
      b(): always"
    `);
  });

  it('a return in a transaction controls the rest of it, not what follows', () => {
    expect(printControl('await db.transaction(async (tx) => { if (p) return; a(); });\nb();')).toMatchInlineSnapshot(`
      "a(): not p
      b(): always"
    `);
  });

  it('a throw in a transaction controls what follows too', () => {
    expect(printControl('await db.transaction(async (tx) => { if (p) throw e; a(); });\nb();')).toMatchInlineSnapshot(`
      "a(): not p
      b(): not p"
    `);
  });

  it('while (true) with checks', () => {
    expect(printControl('while (true) { const job = find(); if (job) { if (log) a(); b(); } else { c(); } }')).toMatchInlineSnapshot(`
      "find(): true
      a(): log
      b(): job
      c(): not job"
    `);
  });

  it.each(['for (;;) a();', 'while (true) a();', 'for (;;) { if (p) continue; a(); }', 'do { a(); } while (true);', 'while (p) { for (;;) { if (q) a(); } }'])('ends: %s', (code) => {
    expect(printControl(code)).toContain('a(): ');
  });
});

/** The calls `name()` in reverse postorder. */
const sequence = (code: string): string => printFlow(code).match(/\b[a-z]\(\)/g)?.join(' ') ?? '';

describe('reverse postorder', () => {
  it.each([
    ['if (p) a(); else b();\nc();', 'a() b() c()'],
    ['for (const x of xs) a();\nb();', 'a() b()'],
    ['for (let i = 0; i < n; i++) a();\nb();', 'a() b()'],
    ['while (p) { if (q) a(); else b(); }\nc();', 'a() b() c()'],
    ['while (p && q) a();\nb();', 'a() b()'],
    ['while (p || q) a();\nb();', 'a() b()'],
    ['do { a(); } while (p);\nb();', 'a() b()'],
    ['for (const x of xs) { for (const y of ys) a(); b(); }\nc();', 'a() b() c()'],
    ['while (true) { if (p) break; a(); }\nb();', 'a() b()'],
    ['switch (s) { default: a(); case 1: b(); }\nc();', 'a() b() c()'],
    ['try { a(); } catch { b(); } finally { c(); }\nd();', 'a() b() c() d()'],
  ])('a body comes before what follows: %s', (code, expected) => {
    expect(sequence(code)).toBe(expected);
  });

  it('Blocks out of reach are left out', () => {
    expect(sequence('return;\na();')).toBe('');
  });
});

const sizeOf = (graph: Graph): { readonly blocks: number; readonly steps: number; readonly edges: number; readonly dependences: number } => ({
  blocks: graph.blocks.length,
  steps: graph.blocks.reduce((sum, block) => sum + block.steps.length, 0),
  edges: graph.blocks.reduce((sum, block) => sum + block.out.length, 0),
  dependences: controlDependence(graph).reduce((sum, edges) => sum + edges.length, 0),
});

const nested = (depth: number, around: (inner: string) => string): string => (depth === 0 ? 'a();' : around(nested(depth - 1, around)));

describe('size', () => {
  it.each<[string, (inner: string) => string]>([
    ['finally around an early return', (inner) => `try { if (p) return; ${inner} } finally { b(); }`],
    ['finally around a throw', (inner) => `try { if (p) throw e; ${inner} } catch { c(); } finally { b(); }`],
    ['callbacks', (inner) => `xs.map(() => { ${inner} });`],
    ['conditions', (inner) => `if (p) { ${inner} } else { b(); }`],
    ['switch', (inner) => `switch (s) { case 1: b(); case 2: ${inner} }`],
  ])('Linear in the nesting: %s', (_, around) => {
    const [ten, twenty, thirty] = [10, 20, 30].map((depth) => sizeOf(graphOf(nested(depth, around))));
    if (!ten || !twenty || !thirty) throw new Error('three sizes');
    expect([thirty.blocks - twenty.blocks, thirty.steps - twenty.steps, thirty.edges - twenty.edges])
      .toEqual([twenty.blocks - ten.blocks, twenty.steps - ten.steps, twenty.edges - ten.edges]);
  });

  it('Linear in the length: a hundred early returns', () => {
    const graph = graphOf(Array.from({ length: 100 }, () => 'if (p) return;').join('\n'));
    expect(reversePostorder(graph)).toHaveLength(202);
    // each return, and each later check, depends on the check before it
    expect(sizeOf(graph).dependences).toBe(200);
  });
});

describe('known misses', () => {
  it.fails('Wrong because the body of a loop with a negated condition comes after what follows it', () => {
    expect(sequence('while (!p) a();\nb();')).toBe('a() b()');
  });

  it.fails('Wrong because only a `break` leads out of `for (;;)`: what follows the loop comes before the rest of its body', () => {
    expect(sequence('for (;;) { if (p) break; a(); }\nb();')).toBe('a() b()');
  });

  it.fails('Wrong because nothing within `for (;;)` reaches the exit: what follows an inner `if` loses the conditions around it', () => {
    expect(printControl('for (;;) { const job = find(); if (job) { if (log) a(); b(); } else { c(); } }')).toContain('b(): job');
  });

  it.fails('Wrong because finally runs whatever happened in its try', () => {
    expect(printControl('try { if (p) return; a(); } finally { b(); }')).not.toMatch(/^b\(\): .*not p/m);
  });

  it.fails('Wrong because the throw is caught by the `catch` of its own chain', () => {
    expect(printControl('await p().then((v) => { if (bad) throw e; a(); }).catch(() => c());\nb();')).toContain('b(): always');
  });

  it('what follows a loop runs when its condition failed', () => {
    expect(printControl('while (taken()) next();\ncreate();')).toContain('create(): the loop ends by not taken()');
  });
});
