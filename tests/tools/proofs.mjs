// `npm run test:proof`: runs all of tests/proof, and writes what it saw to docs/proofs.md (not under CI, where the databases may be others).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'db-race-reports-'));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const { status } = spawnSync(process.execPath, [vitest, 'run', 'tests/proof', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: { ...process.env, PROOF: 'full', PROOF_REPORTS: folder } });
const reports = readdirSync(folder).sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
rmSync(folder, { recursive: true });

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (heads, rows) => [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('\n');
// where a server comes from says nothing to a reader
const server = (label) => label.replace(/ \(.*\)$/, '');
const by = (key) => (a, b) => key(a).localeCompare(key(b));

const proofs = reports.flatMap((report) => report.proofs).sort(by(({ kind, layer, database }) => `${kind}\0${layer}\0${database}`));
const traps = reports.flatMap((report) => report.traps).sort(by(({ layer, title, database }) => `${layer}\0${title}\0${database}`));
const guards = reports.flatMap((report) => report.guards ?? []).sort(by(({ kind, database }) => `${kind}\0${database}`));
const databases = [...new Set(proofs.map(({ database }) => database))].sort();
const kindsOn = (database) => new Set(proofs.filter((proof) => proof.database === database).map(({ kind }) => kind));
const missing = [...new Map(reports.flatMap((report) => report.missing).map((one) => [one.kind, one])).values()];

const unproven = ['Mongoose: no package carries a MongoDB server, so its repairs are tested as texts only', ...missing.map(({ kind, reason }) => `${kind}: ${reason}`)];

const summary = [
  ...databases.map((database) => `- ${server(database)}: ${kindsOn(database).size} kinds of repair, ${proofs.filter((proof) => proof.database === database).length} proofs`),
  ...unproven.map((text) => `- Not proven: ${text}`),
].join('\n');
console.log(`\n${summary}\n${proofs.reduce((sum, { after }) => sum + after.wrong, 0)} wrong outcomes after ${proofs.reduce((sum, { after }) => sum + after.rounds, 0)} rounds of repaired code`);

const clients = Math.max(...reports.map((report) => report.clients));
const page = `# Proofs

Written by \`npm run test:proof\`, from the run that it describes. For each kind of repair the code before and the text that the plugin made of it (never
a text written by hand) run on a real database: first two clients that are stepped through the interleavings which break a check-then-write, then
rounds of ${clients} clients at once. A wrong outcome is a duplicate row, a lost update, an exceeded limit, a transition that happens twice, or an error that
the code doesn't answer with. Run alone, both texts leave the same rows and give the same results; both compile under \`tsc --strict\` with the
data layer's own types.

${summary}

## Repairs

${table(['repair', 'data layer', 'database', 'what is run', 'wrong before', 'wrong after'], proofs.map(({ kind, layer, database, title, before, after }) => [kind, layer, server(database), title, `${before.wrong} of ${before.rounds} rounds`, `${after.wrong} of ${after.rounds} rounds`]))}

## Wrong remedies

Written by hand, as they are met in code and in advice, and shown to go wrong.

${table(['remedy', 'what it rests on', 'data layer', 'database', 'what was seen'], traps.map(({ title, belief, layer, database, tally }) => [title, belief, layer, server(database), tally.seen[0].replaceAll('|', '\\|')]))}

## Wrong guards and right ones

The code of [guides/wrong-remedies.md](guides/wrong-remedies.md) through pg, mysql2 and better-sqlite3: two clients, led through each other by a schedule. The wrong guard runs until it goes
wrong, the right one to the end of all schedules.

${table(['guard', 'database', 'what the wrong one does', 'wrong with the right one'], guards.map(({ kind, database, wrong, right }) => [`[${kind}](guides/wrong-remedies.md#${kind})`, server(database), // a key differs from round to round
  wrong.seen[0].replaceAll(/news-\d+/g, 'news').replaceAll('|', '\\|'), `${right.wrong} of ${right.rounds} rounds`]))}
`;
if (status === 0 && !process.env.CI) writeFileSync(join(root, 'docs/proofs.md'), page);
process.exit(status ?? 1);
