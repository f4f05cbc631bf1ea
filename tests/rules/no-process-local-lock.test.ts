import { expect, it } from 'vitest';
import plugin from '../../src/index.js';
import { lint, raceTester } from './tester.js';

raceTester('no-process-local-lock', {
  invalid: [
    {
      name: 'Race because a mutex of async-mutex is shared by no other process',
      code: `import { Mutex } from 'async-mutex';
import { prisma } from './prisma.js';
const mutex = new Mutex();
export async function register(email: string) {
  return await mutex.runExclusive(async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.~create~({ data: { email } });
  });
}`,
      says: ['The mutex (line 5)', 'other processes', 'line 6', '`user`', 'this `create`', 'insert and handle'],
    },
    {
      name: 'Race because a mutex that is taken and given back is shared by no other process',
      code: `import { Mutex } from 'async-mutex';
import { prisma } from './prisma.js';
const mutex = new Mutex();
export async function spend(id: string, amount: number) {
  const release = await mutex.acquire();
  try {
    const account = await prisma.account.findUnique({ where: { id } });
    await prisma.account.~update~({ where: { id }, data: { balance: account.balance - amount } });
  } finally {
    release();
  }
}`,
      says: ['The mutex (line 5)', 'line 7'],
    },
    {
      name: 'Race because a semaphore for one is a mutex',
      code: `import { Semaphore } from 'async-mutex';
import { prisma } from './prisma.js';
export class Accounts {
  private readonly turn = new Semaphore(1);
  async spend(id: string, amount: number) {
    const [, release] = await this.turn.acquire();
    try {
      const account = await prisma.account.findUnique({ where: { id } });
      await prisma.account.~update~({ where: { id }, data: { balance: account.balance - amount } });
    } finally {
      release();
    }
  }
}`,
      says: ['The mutex (line 6)'],
    },
    {
      name: 'Race because p-limit lets one in, in one process',
      code: `import pLimit from 'p-limit';
import { prisma } from './prisma.js';
const limit = pLimit(1);
export async function register(email: string) {
  await limit(async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.~create~({ data: { email } });
  });
}`,
      says: ['The mutex (line 5)'],
    },
    {
      name: 'Race because the mutex is inside a helper of the file',
      code: `import AsyncLock from 'async-lock';
import { prisma } from './prisma.js';
const lock = new AsyncLock();
async function exclusively<T>(key: string, run: () => Promise<T>): Promise<T> {
  return await lock.acquire(key, run);
}
export async function register(email: string) {
  await exclusively(email, async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.~create~({ data: { email } });
  });
}`,
      says: ['The mutex (line 8)'],
    },
    {
      name: 'Race because the only caller holds a mutex',
      code: `import { Mutex } from 'async-mutex';
import { prisma } from './prisma.js';
const mutex = new Mutex();
async function add(email: string) {
  const user = await prisma.user.findFirst({ where: { email } });
  if (!user) await prisma.user.~create~({ data: { email } });
}
export async function register(email: string) {
  await mutex.runExclusive(async () => {
    await add(email);
  });
}`,
      says: ['The mutex (line 9)', 'line 5'],
    },
    {
      name: 'Race because a Set of keys at work is in one process',
      code: `import { prisma } from './prisma.js';
const working = new Set<string>();
export async function settle(id: string) {
  if (working.has(id)) return;
  working.add(id);
  try {
    const order = await prisma.order.findUnique({ where: { id } });
    await prisma.order.~update~({ where: { id }, data: { tries: order.tries + 1 } });
  } finally {
    working.delete(id);
  }
}`,
      says: ['The list of keys at work (line 5)', 'line 7'],
    },
    {
      name: 'Race because a flag of the object is in one process',
      code: `import { prisma } from './prisma.js';
export class Settlement {
  private running = false;
  async settle(id: string) {
    if (this.running) return;
    this.running = true;
    try {
      const order = await prisma.order.findUnique({ where: { id } });
      await prisma.order.~update~({ where: { id }, data: { tries: order.tries + 1 } });
    } finally {
      this.running = false;
    }
  }
}`,
      says: ['The flag (line 6)'],
    },
    {
      name: 'Race because a Map of promises is in one process',
      code: `import { prisma } from './prisma.js';
const inFlight = new Map<string, Promise<void>>();
async function add(email: string) {
  const user = await prisma.user.findFirst({ where: { email } });
  if (!user) await prisma.user.~create~({ data: { email } });
}
export async function register(email: string) {
  const running = inFlight.get(email);
  if (running) return running;
  const promise = add(email).finally(() => inFlight.delete(email));
  inFlight.set(email, promise);
  return promise;
}`,
      says: ['The promise that others wait for (line 11)'],
    },
    {
      name: 'Race because a chain of promises is in one process',
      code: `import { prisma } from './prisma.js';
let tail = Promise.resolve();
async function add(email: string) {
  const user = await prisma.user.findFirst({ where: { email } });
  if (!user) await prisma.user.~create~({ data: { email } });
}
export async function register(email: string) {
  tail = tail.then(() => add(email));
  await tail;
}`,
      says: ['The promise that others wait for (line 8)'],
    },
    {
      name: 'Race because the work that the list keeps from running twice inserts, and another process has a list of its own',
      code: `import { prisma } from './prisma.js';
const working = new Set<string>();
async function provision(args: { orgId: string; name: string }) {
  await prisma.org.update({ where: { id: args.orgId }, data: { name: args.name } });
  await prisma.board.create({ data: { orgId: args.orgId, name: 'First' } });
}
export async function ensureProvisioned(args: { orgId: string; name: string }) {
  if (working.has(args.orgId)) return;
  working.add(args.orgId);
  try {
    await ~provision~(args);
  } finally {
    working.delete(args.orgId);
  }
}`,
      says: ['The list of keys at work (line 9)', 'this `provision` writes to `board` twice', 'Claim the work in the database first'],
      messageId: 'work',
    },
    {
      name: 'Race because what the work counts up is counted twice by two processes',
      code: `import { prisma } from './prisma.js';
const running = new Map<string, number>();
export async function bill(accountId: string, amount: number) {
  const key = \`bill:\${accountId}\`;
  if (running.has(key)) throw new Error('running');
  running.set(key, Date.now());
  try {
    await prisma.account.~update~({ where: { id: accountId }, data: { due: { increment: amount } } });
  } finally {
    running.delete(key);
  }
}`,
      says: ['The list of keys at work (line 6)', 'writes to `account` twice'],
      messageId: 'work',
    },
  ],
  valid: [
    {
      name: 'Safe because the work is claimed by a conditional write before it inserts',
      code: `import { prisma } from './prisma.js';
const working = new Set<string>();
async function provision(orgId: string) {
  const { count } = await prisma.org.updateMany({ where: { id: orgId, claimed: false }, data: { claimed: true } });
  if (count === 0) return;
  await prisma.board.create({ data: { orgId, name: 'First' } });
}
export async function ensureProvisioned(orgId: string) {
  if (working.has(orgId)) return;
  working.add(orgId);
  try {
    await provision(orgId);
  } finally {
    working.delete(orgId);
  }
}`,
    },
    {
      name: 'Safe because the work does the same however often it is done',
      code: `import { prisma } from './prisma.js';
const refreshing = new Set<string>();
export async function refresh(id: string, load: (id: string) => Promise<string>) {
  if (refreshing.has(id)) return;
  refreshing.add(id);
  try {
    const text = await load(id);
    await prisma.page.upsert({ where: { id }, create: { id, text }, update: { text } });
    await prisma.feed.update({ where: { id }, data: { text } });
  } finally {
    refreshing.delete(id);
  }
}`,
    },
    {
      name: 'Safe because the work only reads',
      code: `import { prisma } from './prisma.js';
const loading = new Set<string>();
const cache = new Map<string, unknown>();
export async function warm(id: string) {
  if (loading.has(id)) return;
  loading.add(id);
  try {
    cache.set(id, await prisma.page.findUnique({ where: { id } }));
  } finally {
    loading.delete(id);
  }
}`,
    },
    {
      name: 'Safe because the violation of the row that is inserted twice is handled',
      code: `import { prisma } from './prisma.js';
const working = new Set<string>();
export async function welcome(userId: string) {
  if (working.has(userId)) return;
  working.add(userId);
  try {
    await prisma.greeting.create({ data: { userId } });
  } catch (error) {
    if (error.code !== 'P2002') throw error;
  } finally {
    working.delete(userId);
  }
}`,
    },
    {
      name: 'Safe because the list only remembers what was done, and turns nobody away who works at the same time',
      code: `import { prisma } from './prisma.js';
const seen = new Set<string>();
export async function log(userId: string) {
  if (!seen.has(userId)) console.log('first');
  seen.add(userId);
  await prisma.visit.create({ data: { userId } });
}`,
    },
    {
      name: 'Safe because the work takes a lock that all processes share',
      code: `import { prisma } from './prisma.js';
const working = new Set<string>();
export async function provision(orgId: string) {
  if (working.has(orgId)) return;
  working.add(orgId);
  try {
    await prisma.$transaction(async (tx) => {
      await tx.$executeRaw\`SELECT pg_advisory_xact_lock(hashtext(\${orgId}))\`;
      await tx.board.create({ data: { orgId, name: 'First' } });
    });
  } finally {
    working.delete(orgId);
  }
}`,
    },
    {
      name: 'Safe because under the mutex the row is locked in the database',
      code: `import { Mutex } from 'async-mutex';
import { prisma } from './prisma.js';
const mutex = new Mutex();
export async function spend(id: string, amount: number) {
  return await mutex.runExclusive(async () => {
    await prisma.$transaction(async (tx) => {
      await tx.$queryRaw\`SELECT id FROM account WHERE id = \${id} FOR UPDATE\`;
      const account = await tx.account.findUnique({ where: { id } });
      await tx.account.update({ where: { id }, data: { balance: account.balance - amount } });
    });
  });
}`,
    },
    {
      name: 'Safe because under the mutex the unique violation is handled',
      code: `import { Mutex } from 'async-mutex';
import { prisma } from './prisma.js';
const mutex = new Mutex();
export async function register(email: string) {
  return await mutex.runExclusive(async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (user) return;
    try {
      await prisma.user.create({ data: { email } });
    } catch (error) {
      if (error.code !== 'P2002') throw error;
    }
  });
}`,
    },
    {
      name: 'Safe because a lock that isn\'t known may be one of all processes',
      code: `import { withLock } from '@acme/locks';
import { prisma } from './prisma.js';
export async function register(email: string) {
  return await withLock(email, async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });
  });
}`,
    },
    {
      name: 'Safe because redlock is shared by all processes',
      code: `import Redlock from 'redlock';
import { redis } from './redis.js';
import { prisma } from './prisma.js';
const redlock = new Redlock([redis]);
export async function register(email: string) {
  return await redlock.using([email], 5000, async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });
  });
}`,
    },
    {
      name: 'Safe because the mutex is of another package that has the same name',
      code: `import { Mutex } from 'redis-semaphore';
import { redis } from './redis.js';
import { prisma } from './prisma.js';
const mutex = new Mutex(redis, 'register');
export async function register(email: string) {
  return await mutex.runExclusive(async () => {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });
  });
}`,
    },
  ],
});

const rules = { 'db-race/no-process-local-lock': 'error', 'db-race/no-check-then-create': 'error' } as const;
const spokenIn = (code: string) => lint(code, 'ts', rules).map(({ ruleId }) => ruleId);

it.each([
  ['a semaphore for three', `import { Semaphore } from 'async-mutex';
import { prisma } from './prisma.js';
const turns = new Semaphore(3);
export async function register(email: string) {
  const [, release] = await turns.acquire();
  const user = await prisma.user.findFirst({ where: { email } });
  if (!user) await prisma.user.create({ data: { email } });
  release();
}`],
  ['a lock that is given back before the write', `import { Mutex } from 'async-mutex';
import { prisma } from './prisma.js';
const mutex = new Mutex();
export async function register(email: string) {
  const release = await mutex.acquire();
  const user = await prisma.user.findFirst({ where: { email } });
  release();
  if (!user) await prisma.user.create({ data: { email } });
}`],
  ['a cache that is filled afterwards', `import { prisma } from './prisma.js';
const known = new Set<string>();
export async function register(email: string) {
  if (known.has(email)) return;
  const user = await prisma.user.findFirst({ where: { email } });
  if (!user) await prisma.user.create({ data: { email } });
  known.add(email);
}`],
  ['a Set of one call', `import { prisma } from './prisma.js';
export async function register(emails: string[]) {
  const working = new Set<string>();
  for (const email of emails) {
    if (working.has(email)) continue;
    working.add(email);
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });
    working.delete(email);
  }
}`],
])('takes no lock for one that it isn\'t: %s', (_, code) => {
  expect(spokenIn(code)).toEqual(['db-race/no-check-then-create']);
});

const underSet = `import { prisma } from './prisma.js';
const working = new Set<string>();
export async function register(email: string) {
  if (working.has(email)) return;
  working.add(email);
  try {
    const user = await prisma.user.findFirst({ where: { email } });
    if (!user) await prisma.user.create({ data: { email } });
  } finally {
    working.delete(email);
  }
}`;

it('leaves the word to the rule of the race where it is off itself', () => {
  expect(lint(underSet, 'ts', { 'db-race/no-check-then-create': 'error' }).map(({ ruleId }) => ruleId)).toEqual(['db-race/no-check-then-create']);
  expect(spokenIn(underSet)).toEqual(['db-race/no-process-local-lock']);
  expect(Object.keys(plugin.configs.recommended.rules)).not.toContain('db-race/no-process-local-lock');
});
