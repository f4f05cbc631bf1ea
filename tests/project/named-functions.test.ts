import * as parser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import plugin from '../../src/index.js';

const linter = new Linter({ cwd: '/app' });

const spokenIn = (code: string, settings: Readonly<Record<string, unknown>> = {}): readonly (string | null)[] =>
  linter
    .verify(code, [{ files: ['**'], languageOptions: { parser }, plugins: { 'db-race': plugin }, rules: plugin.configs.strict.rules, settings: { 'db-race': settings } }], { filename: '/app/src/app.ts' })
    .map(({ ruleId }) => ruleId);

const pair = `const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });`;

/** A lock of the file that the analysis takes for none. */
const ownLock = `import { prisma } from './prisma.js';
import { redis } from './redis.js';
async function withLock(key: string, run: () => Promise<void>) {
  await redis.set(key, '1');
  await run();
  await redis.del(key);
}
export async function register(email: string) {
  await withLock(email, async () => {
    ${pair}
  });
}`;

const wrappedHandler = `import { prisma } from './prisma.js';
import { withLock as locked } from '@acme/locks';
export const register = locked(async (email: string) => {
    ${pair}
});`;

describe('locks', () => {
  it('takes a function of the file for a lock', () => {
    expect(spokenIn(ownLock)).toEqual(['db-race/no-check-then-create']);
    expect(spokenIn(ownLock, { locks: ['withLock'] })).toEqual([]);
    expect(spokenIn(ownLock, { locks: ['register', '@acme/locks#withLock'] })).toEqual(['db-race/no-check-then-create']);
  });

  it('takes what a module exports for a lock, under whatever name, also around a handler', () => {
    expect(spokenIn(wrappedHandler)).toEqual(['db-race/no-check-then-create']);
    expect(spokenIn(wrappedHandler, { locks: ['@acme/locks#withLock'] })).toEqual([]);
    expect(spokenIn(wrappedHandler, { locks: ['@acme/other#withLock'] })).toEqual(['db-race/no-check-then-create']);
  });

  it('takes a method for a lock by its name', () => {
    const code = ownLock.replace('async function withLock', 'const locks = { async withLock').replace("await redis.del(key);\n}", 'await redis.del(key);\n} };').replace('await withLock(', 'await locks.withLock(');
    expect(spokenIn(code)).toEqual(['db-race/no-check-then-create']);
    expect(spokenIn(code, { locks: ['withLock'] })).toEqual([]);
  });

  it('protects nothing that was read before the lock', () => {
    const code = `import { prisma } from './prisma.js';
import { withLock } from '@acme/locks';
export async function register(email: string) {
  const user = await prisma.user.findFirst({ where: { email } });
  await withLock(email, async () => {
    if (!user) await prisma.user.create({ data: { email } });
  });
}`;
    expect(spokenIn(code, { locks: ['withLock'] })).toEqual(['db-race/no-check-then-create']);
  });
});

describe('transactions', () => {
  const within = (first: string) => `import { prisma } from './prisma.js';
import { runInTransaction } from '@acme/database';
export async function register(email: string) {
  await runInTransaction(async () => {
    ${first}${pair}
  });
}`;

  it('takes a callback for a transaction in place of what may be a lock', () => {
    expect(spokenIn(within(''))).toEqual([]);
    expect(spokenIn(within(''), { transactions: ['runInTransaction'] })).toEqual(['db-race/no-check-then-create']);
    expect(spokenIn(within(''), { transactions: ['@acme/database#runInTransaction'] })).toEqual(['db-race/no-check-then-create']);
    expect(spokenIn(within(''), { transactions: ['transactional'] })).toEqual([]);
  });

  it('holds a lock to the end of the transaction', () => {
    const lock = 'await prisma.$queryRaw`SELECT pg_advisory_xact_lock(hashtext(${email}))`;\n    ';
    expect(spokenIn(within(lock), { transactions: ['runInTransaction'] })).toEqual([]);
  });
});

describe('singleInstance', () => {
  const underMutex = `import { Mutex } from 'async-mutex';
import { prisma } from './prisma.js';
const mutex = new Mutex();
export async function register(email: string) {
  const release = await mutex.acquire();
  try {
    ${pair}
  } finally {
    release();
  }
}`;

  it('makes a mutex of the process a protection', () => {
    expect(spokenIn(underMutex)).toEqual(['db-race/no-process-local-lock']);
    expect(spokenIn(underMutex, { singleInstance: false })).toEqual(['db-race/no-process-local-lock']);
    expect(spokenIn(underMutex, { singleInstance: true })).toEqual([]);
  });

  it('makes a list of keys at work enough', () => {
    const underList = `import { prisma } from './prisma.js';
const working = new Set<string>();
export async function provision(orgId: string) {
  if (working.has(orgId)) return;
  working.add(orgId);
  try {
    await prisma.board.create({ data: { orgId } });
  } finally {
    working.delete(orgId);
  }
}`;
    expect(spokenIn(underList)).toEqual(['db-race/no-process-local-lock']);
    expect(spokenIn(underList, { singleInstance: true })).toEqual([]);
  });

  it('leaves a pair without a lock a race', () => {
    expect(spokenIn(underMutex.replace('await mutex.acquire()', '() => {}'), { singleInstance: true })).toEqual(['db-race/no-check-then-create']);
  });
});

describe('a bad value', () => {
  it.each([
    [{ singleInstance: 'yes' }, `Invalid setting settings['db-race'].singleInstance: "yes". Allowed: true or false.`],
    [{ locks: 'withLock' }, `Invalid setting settings['db-race'].locks: "withLock". Allowed: an array of names of functions, 'name' or 'module#name'.`],
    [{ locks: ['with lock'] }, `Invalid setting settings['db-race'].locks: ["with lock"]. Allowed: an array of names of functions, 'name' or 'module#name'.`],
    [{ locks: ['locks.withLock'] }, `Invalid setting settings['db-race'].locks: ["locks.withLock"].`],
    [{ transactions: ['module#'] }, `Invalid setting settings['db-race'].transactions: ["module#"].`],
    [{ transactions: [1] }, `Invalid setting settings['db-race'].transactions: [1].`],
  ])('%j is one clear error', (settings, message) => {
    expect(() => spokenIn(ownLock, settings)).toThrow(message);
  });
});
