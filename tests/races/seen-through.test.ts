/**
 * Values that are seen through what libraries make of them: options and results, copies, validators; and callbacks that run in contexts and
 * transactions. Each beside a near miss.
 */
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { lint } from '../rules/tester.js';

const reported = (code: string): readonly (string | null)[] => lint(code, 'ts', plugin.configs.recommended.rules).map(({ ruleId }) => ruleId);

const optional = (module: string, guard: string): string => `import { prisma } from './prisma';
import * as O from '${module}';
const find = async (email: string) => {
  const user = await prisma.user.findUnique({ where: { email } });
  if (user === null) return O.none;
  return O.some(user);
};
export async function signIn(email: string) {
  const found = await find(email);
  if (${guard}) return prisma.user.create({ data: { email } });
  return found.value;
}`;

const either = (guard: string): string => `import { prisma } from './prisma';
import { isLeft, isRight, left, right } from 'fp-ts/Either';
const find = async (email: string) => {
  const user = await prisma.user.findUnique({ where: { email } });
  return user ? right(user) : left('none');
};
export async function signIn(email: string) {
  const found = await find(email);
  if (${guard}(found)) await prisma.user.create({ data: { email } });
}`;

const limited = (copy: string, tested: string): string => `import { prisma } from './prisma';
import { cloneDeep } from 'lodash';
import { FREE } from './plans';
const limitsOf = async (teamId: string) => {
  const remaining = ${copy};
  const used = await prisma.paper.count({ where: { teamId } });
  remaining.papers = Math.max(remaining.papers - used, 0);
  return { quota: FREE, remaining };
};
export async function add(teamId: string) {
  const { quota, remaining } = await limitsOf(teamId);
  if (${tested} <= 0) throw new Error('no more');
  await prisma.paper.create({ data: { teamId } });
}`;

const validated = (parsed: string, written: string): string => `import { prisma } from './prisma';
import { z } from 'zod';
const Team = z.object({ limits: z.record(z.string(), z.number()), plan: z.string() });
export async function raise(id: string, name: string, by: number) {
  const row = await prisma.team.findUniqueOrThrow({ where: { id } });
  const team = ${parsed};
  await prisma.team.update({ where: { id }, data: { limits: JSON.stringify({ ...team.${written}, [name]: by }) } });
}`;

const within = (imported: string, run: string): string => `import { prisma } from './prisma';
import { Storage } from '${imported}';
const storage = new Storage();
export async function join(email: string) {
  await storage.${run}({ email }, async () => {
    const guest = await prisma.guest.findFirst({ where: { email } });
    if (!guest) await prisma.guest.create({ data: { email } });
  });
}`;

const inTransaction = (given: string): string => `import { prisma } from './prisma';
const atomically = async (work: (tx: any) => Promise<void>, options?: { isolationLevel?: string }) => {
  await prisma.$transaction(async (tx) => { await work(tx); }, options);
};
export async function join(email: string) {
  await atomically(async (tx) => {
    const guest = await tx.guest.findFirst({ where: { email } });
    if (!guest) await tx.guest.create({ data: { email } });
  }${given});
}`;

const together = (combinator: string): string => `import { prisma } from './prisma';
export async function invite(emails: string[]) {
  const guests = await prisma.guest.findMany({ where: { email: { in: emails } } });
  const known = new Set(guests.map((guest) => guest.email));
  await Promise.${combinator}(emails.map(async (email) => (known.has(email) ? null : prisma.guest.create({ data: { email } }))));
}`;

const pairs: readonly { readonly race: string; readonly code: string; readonly reports: readonly string[]; readonly safe: string; readonly near: string }[] = [
  { race: 'none says that there is no row', code: optional('fp-ts/Option', 'O.isNone(found)'), reports: ['db-race/no-check-then-create'], safe: 'some says that there is one', near: optional('fp-ts/Option', 'O.isSome(found)') },
  { race: 'left says that there is no row', code: either('isLeft'), reports: ['db-race/no-check-then-create'], safe: 'right says that there is one', near: either('isRight') },
  { race: 'the copy of the limits has what is left', code: limited('structuredClone(FREE)', 'remaining.papers'), reports: ['db-race/no-racy-limit-check'], safe: 'the limits themselves are as they were', near: limited('structuredClone(FREE)', 'quota.papers') },
  { race: "lodash's copy has it, too", code: limited('cloneDeep(FREE)', 'remaining.papers'), reports: ['db-race/no-racy-limit-check'], safe: 'another field is none of it', near: limited('cloneDeep(FREE)', 'remaining.pages') },
  { race: 'a validator keeps the names of the row', code: validated('Team.parse(row)', 'limits'), reports: ['db-race/no-read-modify-write'], safe: 'another column is written', near: validated('Team.parse(row)', 'plan') },
  { race: "so does the data of a validator's answer", code: validated('Team.safeParse(row).data', 'limits'), reports: ['db-race/no-read-modify-write'], safe: 'what came in was validated', near: validated('Team.safeParse(name).data', 'limits') },
  { race: 'a validator of zod was asked', code: validated('Team.parse(row)', 'limits'), reports: ['db-race/no-read-modify-write'], safe: 'what another package parses may have other names', near: validated('Team.parse(row)', 'limits').replace("from 'zod'", "from 'columns'") },
  { race: 'a context holds nothing', code: within('node:async_hooks', 'run').replace('{ Storage }', '{ AsyncLocalStorage as Storage }'), reports: ['db-race/no-check-then-create'], safe: 'what runs the callback may be a lock', near: within('some-storage', 'run') },
  { race: 'one violation makes all of them fail', code: together('all'), reports: ['db-race/no-check-then-create'], safe: 'a violation is one answer among others', near: together('allSettled') },
  { race: 'the level is the default where options are left out', code: inTransaction(''), reports: ['db-race/no-check-then-create'], safe: 'the options may ask for another one', near: inTransaction(", { isolationLevel: 'Serializable' }") },
];

describe('values and callbacks of libraries', () => {
  it.each(pairs)('Race because $race', ({ code, reports }) => {
    expect(reported(code)).toEqual(reports);
  });

  it.each(pairs)('Safe because $safe', ({ near }) => {
    expect(reported(near)).toEqual([]);
  });
});
