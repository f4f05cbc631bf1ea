/**
 * What linting costs, from one run of ESLint with `stats` over a folder: parse time, all our rules, the core rule
 * `require-atomic-updates`, and their ratios; then growth on a generated file, and the cost of files without a database.
 *
 *     npm run bench -- FOLDER
 */
import { resolve } from 'node:path';
import * as parser from '@typescript-eslint/parser';
import { ESLint } from 'eslint';
import plugin from '../../dist/src/index.js';
import { sourceFiles, toolConfig } from './files.mjs';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: npm run bench -- FOLDER');
  process.exit(2);
}

await benchFolder(resolve(folder));
await benchGrowth('generated file, many functions', manyFunctions);
await benchGrowth('one generated function', oneFunction);
await benchNoDatabase();

/** Parse time, our rules and the core rule over a folder. The caches of a first, small run are warm: the JIT's, not ours. */
async function benchFolder(cwd) {
  const rules = { ...plugin.configs.strict.rules, 'require-atomic-updates': 'error' };
  const eslint = new ESLint({
    cwd,
    stats: true,
    overrideConfigFile: true,
    overrideConfig: [toolConfig(plugin, parser, { rules })],
    ignore: false,
    errorOnUnmatchedPattern: false,
  });
  const files = sourceFiles(cwd);
  await eslint.lintFiles(files.slice(0, 20));
  const started = performance.now();
  const results = await eslint.lintFiles(files);
  const wall = performance.now() - started;

  const times = { parse: 0, core: 0, ours: new Map() };
  const slowest = [];
  for (const result of results) {
    let inFile = 0;
    for (const pass of result.stats?.times.passes ?? []) {
      times.parse += pass.parse.total;
      for (const [rule, { total }] of Object.entries(pass.rules ?? {})) {
        if (rule === 'require-atomic-updates') times.core += total;
        if (!rule.startsWith('db-race/')) continue;
        times.ours.set(rule, (times.ours.get(rule) ?? 0) + total);
        inFile += total;
      }
    }
    slowest.push({ file: result.filePath.slice(cwd.length + 1), ms: inFile });
  }
  const ours = sum(times.ours.values());

  console.log(`${folder}: ${results.length} files, ${results.flatMap((one) => one.messages).filter((one) => one.ruleId?.startsWith('db-race/')).length} findings`);
  row('parse', times.parse);
  row('all db-race rules', ours, `${percent(ours, times.parse)} of parse time`);
  row('require-atomic-updates', times.core, `${percent(times.core, times.parse)} of parse time`);
  row('ours / require-atomic-updates', undefined, `${(ours / times.core).toFixed(2)} x`);
  row('wall', wall);
  console.log('the first rule to run on a file pays for the analysis that all share:');
  for (const [rule, ms] of [...times.ours].sort((a, b) => b[1] - a[1])) row(`  ${rule}`, ms);
  console.log('slowest files:');
  for (const { file, ms } of slowest.sort((a, b) => b.ms - a.ms).slice(0, 5)) row(`  ${file}`, ms);
}

/** Our time on a generated file and on one twice as long. */
async function benchGrowth(title, generate) {
  const [n, twice] = await measure([generate(200), generate(400)]);
  const ratio = (twice.ours / n.ours).toFixed(2);
  console.log(`\n${title}: ${n.ours.toFixed(1)} ms, ${percent(n.ours, n.parse)} of parse time; twice as long: ${twice.ours.toFixed(1)} ms, ${ratio} x`);
}

/** Our time on a file in which no database is in play. */
async function benchNoDatabase() {
  const [{ ours, parse }] = await measure([withoutDatabase(2000)]);
  console.log(`\nfile of 10000 lines without a database: ${ours.toFixed(2)} ms, ${percent(ours, parse)} of parse time`);
}

/**
 * Milliseconds that each of some texts costs: the least of several runs, in turn and after a first one that isn't counted,
 * as other work on the machine and a cold JIT only ever add. Each run sees another text, so that no cache answers.
 */
async function measure(texts) {
  const eslint = new ESLint({ stats: true, overrideConfigFile: true, overrideConfig: [toolConfig(plugin, parser)] });
  const least = texts.map(() => ({ parse: Infinity, ours: Infinity }));
  for (let run = 0; run < 6; run += 1) {
    for (const [i, text] of texts.entries()) {
      const [result] = await eslint.lintText(`${text}// ${run}\n`, { filePath: 'generated.ts' });
      const fatal = result.messages.find((message) => message.fatal);
      if (fatal) throw new Error(`the generated file does not parse: ${fatal.message}`);
      const [pass] = result.stats.times.passes;
      if (run === 0) continue;
      least[i].parse = Math.min(least[i].parse, pass.parse.total);
      least[i].ours = Math.min(least[i].ours, sum(Object.values(pass.rules ?? {}).map((rule) => rule.total)));
    }
  }
  return least;
}

function manyFunctions(count) {
  const functions = Array.from(
    { length: count },
    (_, i) => `
export async function register${i}(email: string, plan: string) {
  const found = await prisma.user.findUnique({ where: { email } });
  if (found) {
    return prisma.user.update({ where: { id: found.id }, data: { logins: found.logins + ${i} } });
  }
  const count = await prisma.user.count({ where: { plan } });
  if (count >= ${i + 10}) throw new Error('full');
  return prisma.user.create({ data: { email, plan } });
}`,
  );
  return header() + functions.join('\n');
}

function oneFunction(count) {
  const steps = Array.from(
    { length: count },
    (_, i) => `
  const row${i} = await prisma.user.findUnique({ where: { email: emails[${i}] } });
  if (!row${i}) {
    await prisma.user.create({ data: { email: emails[${i}] } });
  } else if (row${i}.state === 'new') {
    await prisma.user.update({ where: { id: row${i}.id }, data: { state: 'done' } });
  }`,
  );
  return `${header()}export async function run(emails: string[]) {${steps.join('')}\n}\n`;
}

function withoutDatabase(count) {
  const functions = Array.from(
    { length: count },
    (_, i) => `
export function total${i}(items: readonly { price: number }[]) {
  const found = items.find((item) => item.price === ${i});
  return found ? found.price : items.reduce((all, item) => all + item.price, 0);
}`,
  );
  return functions.join('\n');
}

function header() {
  return "import { PrismaClient } from '@prisma/client';\nconst prisma = new PrismaClient();\n";
}

function sum(values) {
  return [...values].reduce((a, b) => a + b, 0);
}

function percent(part, whole) {
  return `${((100 * part) / whole).toFixed(2)}%`;
}

function row(title, ms, more = '') {
  console.log(`  ${title.padEnd(34)} ${ms === undefined ? ''.padStart(12) : `${ms.toFixed(1)} ms`.padStart(12)}  ${more}`.trimEnd());
}
