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
import { driversIn } from './layers/drivers.js';
import { createProject, load, type Project, type Run } from './project.js';
import { burst, connectClients, force, sequence, total, type Clients, type Tally } from './race.js';
import type { Program } from './scenario.js';
import { questions, type Question } from './scenarios/wrong-guards.js';
import { createGuardTables, tagKey } from './tables.js';

interface Guards {
  readonly wrong: string;
  readonly right: string;
}

/** The code of both guards on a database. */
interface Case extends Guards {
  readonly database: 'postgresql' | 'mysql' | 'sqlite';
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

const questionOf = (name: string): Question => {
  const question = questions[name];
  if (!question) throw new Error(`${name}: nothing to tell right from wrong by`);
  return question;
};

let written = 0;

/** A module of a path is loaded once: each has one of its own. */
const runOf = (project: Project, name: string, code: string): Promise<Run> => {
  written += 1;
  return load(project.write(`${name}-${written}`, moduleOf(code)));
};

/** A question as two programs, one of each guard. */
const programsOf = (name: string, { wrong, right }: Guards, { right: other, ...question }: Question): { readonly wrong: Program; readonly right: Program } => ({
  wrong: { ...question, title: name, source: wrong },
  right: { ...question, ...other, title: name, source: right },
});

/** What a database shows of a kind. */
const prove = async (project: Project, clients: Clients, name: string, guards: Guards): Promise<GuardRecord> => {
  const question = questionOf(name);
  const programs = programsOf(name, guards, question);
  const wrong = await runOf(project, name, guards.wrong);
  const right = await runOf(project, name, guards.right);
  let before = await force(project, programs.wrong, wrong, clients, 'wrong');
  // a forced interleaving may be missed on a busy machine
  for (let left = 3; left > 0 && before.wrong === 0; left -= 1) before = total(before, await force(project, programs.wrong, wrong, clients, 'wrong'));
  expect(before.seen.filter((one) => !question.symptom.test(one)), guards.wrong).toEqual([]);
  expect(before.wrong, `the wrong guard never went wrong:\n${guards.wrong}`).toBeGreaterThan(0);
  if (!question.always) expect((await sequence(project, programs.wrong, wrong, clients)).seen, `wrong also without any race:\n${guards.wrong}`).toEqual([]);
  const after = total(await force(project, programs.right, right, clients), await burst(project, programs.right, right, clients, 10));
  expect(after.seen, guards.right).toEqual([]);
  return { kind: name, database: project.database.label, wrong: before, right: after };
};

/** Runs something while a slug can be there twice. */
const withoutKey = async <Value>({ database }: Project, work: () => Promise<Value>): Promise<Value> => {
  await database.run(tagKey.drop(database.kind));
  try {
    return await work();
  } finally {
    await database.run('DELETE FROM tags', tagKey.create);
  }
};

const onDatabase = (database: Database): void => {
  describe(database.label, () => {
    let project: Project;
    let clients: Clients;
    const cases = kinds.flatMap(({ name, shown }) => shown.cases.filter((one) => one.database === named[database.kind]).map((one) => ({ name, ...one })));

    beforeAll(async () => {
      await database.run(...createGuardTables(database.kind));
      project = await createProject(driversIn(), database);
      clients = await connectClients(project, 2);
    }, timeout);

    afterAll(async () => {
      await clients.close();
      project.remove();
      await database.close();
    }, timeout);

    it.each(cases)('$name', { timeout }, async ({ name, ...guards }) => {
      const { keylessOn, language } = questionOf(name);
      const own = language === undefined ? clients : await connectClients({ ...project, layer: driversIn(language) }, 2);
      const proven = (): Promise<GuardRecord> => prove(project, own, name, guards);
      try {
        records.push(await (keylessOn === database.kind ? withoutKey(project, proven) : proven()));
      } finally {
        if (own !== clients) await own.close();
      }
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
  if (reports !== undefined) writeFileSync(join(reports, 'wrong-guards.json'), JSON.stringify({ layer: driversIn().name, clients: 2, databases: [], missing: databases.filter(isMissing), proofs: [], traps: [], guards: records }));
});
