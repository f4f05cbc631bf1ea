/**
 * What the guards of tests/wrong-guards do on a real database: under a schedule the wrong one goes wrong, and the right one beside it doesn't.
 *
 * The code that runs is the code that is linted. Each client has a module of its own, as each process has.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMissing, openDatabases, type Database, type DatabaseKind } from './databases.js';
import { isFullRun } from './full-run.js';
import { driversOf } from './layers/drivers.js';
import { createProject, load, type Project, type Run } from './project.js';
import { burst, connectClients, force, total, type Clients, type Tally } from './race.js';
import type { Program } from './scenario.js';
import { questions } from './scenarios/wrong-guards.js';
import { createGuardTables } from './tables.js';

/** A guard's code on a database. */
interface Case {
  readonly database: 'postgresql' | 'mysql' | 'sqlite';
  readonly wrong: string;
  readonly right: string;
}

interface Kind {
  readonly name: string;
  readonly shown: { readonly reason: string | undefined; readonly cases: readonly Case[] };
}

interface GuardRecord {
  readonly kind: string;
  readonly database: string;
  readonly wrong: Tally;
  readonly right: Tally;
}

// plain JavaScript, so that `npm run generate` needs no build
const { readKinds } = (await import(new URL('../wrong-guards/read.mjs', import.meta.url).href)) as { readonly readKinds: () => Promise<readonly Kind[]> };
const kinds = await readKinds();

const timeout = 60_000;
const reports = process.env['PROOF_REPORTS'];
const records: GuardRecord[] = [];

/** SQLite needs no server. */
const used: readonly DatabaseKind[] = isFullRun ? ['postgresql', 'mariadb', 'sqlite'] : ['sqlite'];
const named = { postgresql: 'postgresql', mariadb: 'mysql', sqlite: 'sqlite' } as const;
const databases = await openDatabases(used);

/** `async-mutex`, as far as the suite uses it. */
const mutex = `class Mutex {
  last: Promise<unknown> = Promise.resolve();
  runExclusive(work: () => Promise<unknown>) {
    return (this.last = this.last.then(work, work));
  }
}`;

/** A module with `run`, in which each handle has variables of its own. */
const moduleOf = (code: string): string => {
  const all = code.split('\n').map((line) => line.replace(/^export (?=async function)/, ''));
  const imports = all.filter((line) => line.startsWith('import ')).map((line) => (line.includes("'async-mutex'") ? mutex : line));
  const body = all.filter((line) => !line.startsWith('import '));
  const name = /^async function (\w+)/m.exec(body.join('\n'))?.[1] ?? '';
  return [...imports, 'const start = (pool: any, db: any = pool) => {', ...body, `return ${name};`, '};', 'const processes = new WeakMap();', 'export const run = (pool: any, ...args: any[]) => {', 'if (!processes.has(pool)) processes.set(pool, start(pool));', 'return processes.get(pool)(...args);', '};', ''].join('\n');
};

let written = 0;

/** A module of a path is loaded once: each has one of its own. */
const runOf = (project: Project, name: string, code: string): Promise<Run> => {
  written += 1;
  return load(project.write(`${name}-${written}`, moduleOf(code)));
};

/** What a database shows of a kind. */
const prove = async (project: Project, clients: Clients, name: string, { wrong, right }: Pick<Case, 'wrong' | 'right'>): Promise<GuardRecord> => {
  const question = questions[name];
  if (!question) throw new Error(`${name}: nothing to tell right from wrong by`);
  const index = project.database.kind === 'mariadb' ? 'tags_slug ON tags' : 'tags_slug';
  await project.database.run(`DROP INDEX IF EXISTS ${index}`, ...(question.keyless ? [] : ['DELETE FROM tags', 'CREATE UNIQUE INDEX tags_slug ON tags (slug)']));
  const programs = { wrong: { ...question, title: name, source: wrong }, right: { ...question, ...question.right, title: name, source: right } } satisfies Record<string, Program>;
  const [wrongRun, rightRun] = [await runOf(project, name, wrong), await runOf(project, name, right)];
  let before = await force(project, programs.wrong, wrongRun, clients, 'wrong');
  // a forced interleaving may be missed on a busy machine
  for (let left = 3; left > 0 && before.wrong === 0; left -= 1) before = total(before, await force(project, programs.wrong, wrongRun, clients, 'wrong'));
  expect(before.wrong, `the wrong guard never went wrong:\n${wrong}`).toBeGreaterThan(0);
  const after = total(await force(project, programs.right, rightRun, clients), await burst(project, programs.right, rightRun, clients, 10));
  expect(after.seen, right).toEqual([]);
  return { kind: name, database: project.database.label, wrong: before, right: after };
};

const onDatabase = (database: Database): void => {
  describe(database.label, () => {
    let project: Project;
    let clients: Clients;
    const cases = kinds.flatMap(({ name, shown }) => shown.cases.filter((one) => one.database === named[database.kind]).map((one) => ({ name, ...one })));

    beforeAll(async () => {
      await database.run(...createGuardTables(database.kind));
      project = await createProject(driversOf, database);
      clients = await connectClients(project, 2);
    }, timeout);

    afterAll(async () => {
      await clients.close();
      project.remove();
      await database.close();
    }, timeout);

    it.each(cases)('$name', { timeout }, async ({ name, ...guards }) => {
      records.push(await prove(project, clients, name, guards));
    });

    it('is no proof with the guards swapped', { timeout }, async () => {
      for (const { name, wrong, right } of cases.filter(({ name: one }) => ['count-ignored', 'lock-on-another-row'].includes(one))) {
        await expect(prove(project, clients, name, { wrong: right, right: wrong })).rejects.toThrow('the wrong guard never went wrong');
        await expect(prove(project, clients, name, { wrong, right: wrong })).rejects.toThrow();
      }
    });
  });
};

for (const database of databases) {
  if (isMissing(database)) describe(database.kind, () => it.skip(database.reason, () => undefined));
  else onDatabase(database);
}

describe('the kinds', () => {
  it('are shown on a database, or say in a word why none can', () => {
    expect(Object.keys(questions).toSorted()).toEqual(kinds.flatMap(({ name, shown }) => (shown.reason === undefined ? [name] : [])).toSorted());
    expect(kinds.filter(({ shown }) => (shown.cases.length > 0) === (shown.reason !== undefined)).map(({ name }) => name)).toEqual([]);
  });
});

afterAll(() => {
  if (reports !== undefined) writeFileSync(join(reports, `${driversOf.id}.json`), JSON.stringify({ layer: driversOf.name, clients: 2, databases: [], missing: databases.filter(isMissing), proofs: [], traps: [], guards: records }));
});
