/**
 * Callbacks that a function of another file runs and waits for: a cache, a retry. What they read is read by who calls.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const shared: Files = {
  'package.json': JSON.stringify({ name: 'app', dependencies: { '@prisma/client': '6.0.0', ioredis: '5.0.0' } }),
  'db.ts': `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`,
  'join.ts': `import { findGuest } from './guests';
import { prisma } from './db';
export async function join(email: string) {
  const guest = await findGuest(email);
  if (!guest) await prisma.guest.create({ data: { email } });MARK
}
`,
};

const project = (runner: string, find: string, mark = ''): Files => ({
  ...shared,
  'join.ts': (shared['join.ts'] ?? '').replace('MARK', mark),
  'cached.ts': runner,
  'guests.ts': `import { cached } from './cached';
import { prisma } from './db';
${find}
`,
});

const cache = `import Redis from 'ioredis';
const redis = new Redis();
export async function cached<T>(key: string, find: () => Promise<T>): Promise<T> {
  const known = await redis.get(key);
  if (known) return JSON.parse(known);
  const found = await find();
  await redis.set(key, JSON.stringify(found), 'EX', 60);
  return found;
}
`;

/** Keeps the callback for later; nobody waits for it. */
const register = `const kept: (() => unknown)[] = [];
export async function cached<T>(key: string, find: () => Promise<T>): Promise<T | undefined> {
  kept.push(find);
  return undefined;
}
`;

const plainly = 'export const findGuest = (email: string) => cached(email, () => prisma.guest.findFirst({ where: { email } }));';
const awaited = 'export const findGuest = async (email: string) => { return await cached(email, async () => prisma.guest.findFirst({ where: { email } })); };';
const race = ' // race: no-check-then-create';

const cases: Readonly<Record<string, Files>> = {
  'Race because the cache gives what its callback found': project(cache, plainly, race),
  'Race because an async function waits for the cache': project(cache, awaited, race),
  'Safe because the callback is kept for later': project(register, plainly),
  'Safe because the callback reads something else': project(cache, 'export const findGuest = (email: string) => cached(email, () => prisma.host.findFirst({ where: { name: email } }));'),
};

describe('callbacks that another file runs', () => {
  it.each(Object.entries(cases))('%s', (_, files) => {
    expect(reportsOf(files).filter((report) => !report.endsWith('require-unique-key'))).toEqual(marksOf(files));
  });
});
