/**
 * Runs a program by concurrent clients on a real database, and counts how often it goes wrong.
 *
 * Forced: two clients, stepped through the interleavings that break check-then-write (both in step; one overtaken by the other after each of its
 * statements). Burst: many rounds of many clients without any order.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Row } from './databases.js';
import type { Session } from './layers/layer.js';
import type { Project, Run } from './project.js';
import type { Outcome, Program, Result } from './scenario.js';
import { free, inStep, inTurn, overtaken, type Schedule } from './schedules.js';
import { emptyTables, renewTables, type Table } from './tables.js';

/** How often a program went wrong, and how. */
export interface Tally {
  readonly rounds: number;
  readonly wrong: number;
  /** what went wrong, each once */
  readonly seen: readonly string[];
}

/** Which client's code is running, for data layers whose clients share one connection pool. */
const running = new AsyncLocalStorage<number>();

/** Clients of a project, each with connections of its own. */
export interface Clients {
  readonly sessions: readonly Session[];
  /** sets the order in which the clients run from now on */
  readonly follow: (schedule: Schedule) => void;
  readonly close: () => Promise<void>;
}

export const connectClients = async ({ layer, database, folder }: Project, count: number): Promise<Clients> => {
  let current = free();
  const follow = (schedule: Schedule): void => {
    current = schedule;
  };
  const sessions: Session[] = [];
  for (let client = 0; client < count; client += 1) sessions.push(await layer.connect(database, folder, () => current.before(running.getStore() ?? client)));
  const close = async (): Promise<void> => {
    for (const session of sessions) await session.close();
  };
  return { sessions, follow, close };
};

/** The code of an error, wherever its ORM keeps it. */
const codeOf = (error: object): string => {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
};

const call = async (run: Run, session: Session, args: readonly unknown[]): Promise<Result> => {
  try {
    return { kind: 'value', value: await run(session.handle, ...args) };
  } catch (error) {
    return error instanceof Error ? { kind: 'error', code: codeOf(error), message: error.message } : { kind: 'error', code: '', message: String(error) };
  }
};

const rowsOf = async ({ database }: Project, { tables }: Program): Promise<Outcome['rows']> => {
  const rows: Partial<Record<Table, readonly Row[]>> = {};
  for (const table of tables) rows[table] = await database.run(`SELECT * FROM ${table} ORDER BY id`);
  return rows;
};

/** An error that isn't an answer of the program, else what its own check says. */
const verdict = (program: Program, outcome: Outcome): string | undefined => {
  for (const result of outcome.results) {
    if (result.kind === 'error' && !(program.answers ?? []).some((answer) => answer === result.message || answer === result.code)) return `error ${result.code}: ${result.message.trim().split('\n').at(-1) ?? ''}`;
  }
  return program.wrong(outcome);
};

let rounds = 0;

/** One round of some clients under a schedule. */
const round = async (project: Project, program: Program, run: Run, clients: Clients, count: number, schedule: Schedule): Promise<string | undefined> => {
  await project.database.run(...emptyTables(program.tables), ...(program.setup ?? []));
  clients.follow(schedule);
  rounds += 1;
  const number = rounds;
  const calls = clients.sessions.slice(0, count).map(async (session, client) => {
    const result = await running.run(client, () => call(run, session, program.args(client, number)));
    schedule.leave(client);
    return result;
  });
  const results = await Promise.all(calls);
  clients.follow(free());
  return verdict(program, { results, rows: await rowsOf(project, program) });
};

const tallyOf = (verdicts: readonly (string | undefined)[]): Tally => {
  const wrong = verdicts.filter((one) => one !== undefined);
  return { rounds: verdicts.length, wrong: wrong.length, seen: [...new Set(wrong)] };
};

/** What several tallies say together. */
export const total = (...tallies: readonly Tally[]): Tally => ({
  rounds: tallies.reduce((sum, { rounds }) => sum + rounds, 0),
  wrong: tallies.reduce((sum, { wrong }) => sum + wrong, 0),
  seen: [...new Set(tallies.flatMap(({ seen }) => seen))],
});

/** No scenario sends more statements than this before its write. */
const longest = 7;

/** Every forced interleaving of two clients, once; or as far as the first that goes wrong. */
export const force = async (project: Project, program: Program, run: Run, clients: Clients, until: 'end' | 'wrong' = 'end'): Promise<Tally> => {
  const verdicts: (string | undefined)[] = [];
  for (let statements = 0; statements <= longest; statements += 1) {
    verdicts.push(await round(project, program, run, clients, 2, statements === 0 ? inStep(2) : overtaken(statements)));
    if (until === 'wrong' && verdicts.at(-1) !== undefined) break;
  }
  return tallyOf(verdicts);
};

/** Two clients, one after the other. */
export const sequence = async (project: Project, program: Program, run: Run, clients: Clients): Promise<Tally> => tallyOf([await round(project, program, run, clients, 2, inTurn())]);

/** Rounds of all clients at once. */
export const burst = async (project: Project, program: Program, run: Run, clients: Clients, count: number): Promise<Tally> => {
  const verdicts: (string | undefined)[] = [];
  for (let left = count; left > 0; left -= 1) verdicts.push(await round(project, program, run, clients, clients.sessions.length, free()));
  return tallyOf(verdicts);
};

/** What a program leaves and gives when its calls come one after the other. */
export const alone = async (project: Project, program: Program, run: Run, { sessions }: Clients): Promise<Outcome> => {
  await project.database.run(...renewTables(program.tables, project.database.kind), ...(program.setup ?? []));
  const results: Result[] = [];
  for (const client of [0, 1, 2]) if (sessions[0]) results.push(await call(run, sessions[0], program.args(client, 0)));
  return { results, rows: await rowsOf(project, program) };
};
