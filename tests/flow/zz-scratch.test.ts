import { it } from 'vitest';
import { graphOf, printControl, printFlow } from './print.js';
const cases: Record<string, string> = {
negwhile: 'while (!p) a();\nb();',
negfor: 'for (; !(p || q); ) a();\nb();',
orwhile: 'while (p || q) a();\nb();',
thencatch: 'await p().then((v) => { if (bad) throw e; a(); }).catch(() => c());\nb();',
catchthrow: 'try { await p().catch((e) => { if (x) throw e; a(); }); b(); } catch { c(); }\nd();',
catchthrow2: 'try { await db.transaction(async () => { if (x) throw e; a(); }); b(); } catch { c(); }\nd();',
worker: 'for (;;) { const job = find(); if (job) { if (log) a(); b(); } else { c(); } }',
workerWhile: 'while (true) { const job = find(); if (job) { if (log) a(); b(); } else { c(); } }',
slug: 'while (taken()) next();\ncreate();',
slug2: 'for (;;) { if (!taken()) break; next(); }\ncreate();',
skipped: 'if (fast) { if (row) return; }\nw();',
skipped2: 'if (p) a();\nif (q) { if (row) return; b(); }\nw();',
fin: 'try { a(); } finally { b(); }\nc();',
throwfinnested: 'try { try { if (p) throw e; a(); } finally { b(); } c(); } catch { d(); }\ng();',
finreturns: 'try { a(); } finally { if (p) return; b(); }\nc();',
loopfin: 'for (const x of xs) { try { if (p) continue; a(); } finally { b(); } c(); }',
unreach: 'return a();\nb();',
labelleak: 'outer: for (const x of xs.filter((y) => { for (const z of y) a(); })) { for (const w of ws) { if (p) continue outer; b(); } }',
afterIfs: 'if (p) throw a(); else if (q) return; else b();\nc();',
tern: 'const row = p ? await a() : (q || b());',
promiseAll: 'await Promise.all(xs.map(async (x) => { if (p) return; a(); }));\nb();',
};
it('x', () => { for (const [k, v] of Object.entries(cases)) console.log(`### ${k}\n${v}\n--\n${printFlow(v)}\n--\n${printControl(v)}\n`); 
for (let n = 1; n < 8; n++) { let code = 'a();'; for (let i = 0; i < n; i++) code = `try { if (p) return; ${code} } finally { b(); }`; const g = graphOf(code); let s = 0; for (const b of g.blocks) s += b.steps.length; console.log(n, g.blocks.length, s, g.blocks.flatMap(b=>b.out).length); }
});
