import { raceTester } from './tester.js';

raceTester('no-racy-replace-all', {
  invalid: [
    {
      name: 'Race because two requests delete, then both insert their set',
      code: `import { prisma } from './prisma.js';
export async function setTags(postId: string, names: string[]) {
  await prisma.tag.deleteMany({ where: { postId } });
  await prisma.tag.~createMany~({ data: names.map((name) => ({ postId, name })) });
}`,
      says: ['the same `postId`', '(line 3)', 'locks or updates the parent row first'],
    },
    {
      name: 'Race because a transaction alone keeps nobody out',
      code: `import { db } from './db.js';
import { tags } from './schema.js';
import { eq } from 'drizzle-orm';
export const setTags = (postId: string, names: string[]) =>
  db.transaction(async (tx) => {
    await tx.delete(tags).where(eq(tags.postId, postId));
    await tx.~insert~(tags).values(names.map((name) => ({ postId, name })));
  });`,
      says: ['`postId`', '(line 6)'],
    },
    {
      name: 'Race because the whole table is replaced',
      code: `import knex from 'knex';
const db = knex({ client: 'pg' });
export const replaceAll = (flags: { name: string }[]) =>
  db.transaction(async (trx) => {
    await trx('unknown_flags').delete();
    await trx('unknown_flags').~insert~(flags);
  });`,
      says: ['`unknown_flags`'],
    },
    {
      name: 'Race because the rows are created under the row whose rows were deleted',
      code: `import { prisma } from './prisma.js';
export async function setTags(post: { id: string }, names: string[]) {
  await prisma.tag.deleteMany({ where: { postId: post.id } });
  return prisma.post.~update~({ where: { id: post.id }, data: { tags: { create: names.map((name) => ({ name })) } } });
}`,
      says: ['the same `postId`', '(line 3)'],
      without: ['no-check-then-create'],
    },
    {
      name: 'Race because of the owner\'s rows those of some states are replaced, and the new one is of such a state',
      code: `import { prisma } from './prisma.js';
export async function pause(userId: string) {
  await prisma.subscription.deleteMany({ where: { userId, state: { in: ['active', 'paused'] } } });
  await prisma.subscription.~create~({ data: { userId, state: 'paused' } });
}`,
      says: ['the same `userId`', '(line 3)'],
    },
    {
      name: 'Race because the rows to replace are picked by what another table says of their key',
      code: `import knex from 'knex';
const db = knex({ client: 'pg' });
export async function setPlan(userId: number, planId: number) {
  const paid = await db('plans').where({ paid: true }).pluck('id');
  await db('user_plans').where({ user_id: userId }).whereIn('plan_id', paid).delete();
  await db('user_plans').~insert~({ user_id: userId, plan_id: planId });
}`,
      says: ['the same `user_id`', '(line 5)'],
    },
    {
      name: 'Race because the rows to replace are picked by a subquery',
      code: `import knex from 'knex';
const db = knex({ client: 'pg' });
export async function setPlan(userId: number, planId: number) {
  await db('user_plans').where({ user_id: userId }).whereIn('plan_id', db('plans').where({ paid: true }).select('id')).delete();
  await db('user_plans').~insert~({ user_id: userId, plan_id: planId });
}`,
      says: ['the same `user_id`', '(line 4)'],
    },
    {
      name: 'Race because the very keys that are deleted are inserted',
      code: `import { prisma } from './prisma.js';
export async function setScores(userId: string, games: string[]) {
  await prisma.score.deleteMany({ where: { userId, game: { in: games } } });
  await prisma.score.~createMany~({ data: games.map((game) => ({ userId, game, points: 0 })) });
}`,
      says: ['the same'],
    },
    {
      name: 'Race because the limit in front lets five in',
      code: `import { Ratelimit } from '@upstash/ratelimit';
import { prisma } from './prisma.js';
import { redis } from './redis.js';
const limiter = (count: number) => new Ratelimit({ redis, limiter: Ratelimit.slidingWindow(count, '30 s') });
export async function sendCode(email: string, token: string) {
  const { success } = await limiter(5).limit(\`code:\${email}\`);
  if (!success) return 'later';
  await prisma.token.deleteMany({ where: { email } });
  await prisma.token.~create~({ data: { email, token } });
}`,
      says: ['the same `email`'],
    },
    {
      name: 'Race because the limit of one is on who asks, and two may ask for one address',
      code: `import { Ratelimit } from '@upstash/ratelimit';
import { prisma } from './prisma.js';
import { redis } from './redis.js';
const limiter = new Ratelimit({ redis, limiter: Ratelimit.fixedWindow(1, '30 s') });
export async function sendCode(ip: string, email: string, token: string) {
  const { success } = await limiter.limit(ip);
  if (!success) throw new Error('later');
  await prisma.token.deleteMany({ where: { email } });
  await prisma.token.~create~({ data: { email, token } });
}`,
      says: ['the same `email`'],
    },
    {
      name: 'Race because who is refused goes on',
      code: `import { Ratelimit } from '@upstash/ratelimit';
import { prisma } from './prisma.js';
import { redis } from './redis.js';
const limiter = new Ratelimit({ redis, limiter: Ratelimit.fixedWindow(1, '30 s') });
export async function sendCode(email: string, token: string) {
  const { success } = await limiter.limit(email);
  if (!success) console.warn('often');
  await prisma.token.deleteMany({ where: { email } });
  await prisma.token.~create~({ data: { email, token } });
}`,
      says: ['the same `email`'],
    },
    {
      name: 'Race because the limiter that throws lets three in',
      code: `import { RateLimiterRedis } from 'rate-limiter-flexible';
import { prisma } from './prisma.js';
import { redis } from './redis.js';
const limiter = new RateLimiterRedis({ storeClient: redis, points: 3, duration: 30 });
export async function sendCode(email: string, token: string) {
  await limiter.consume(email);
  await prisma.token.deleteMany({ where: { email } });
  await prisma.token.~create~({ data: { email, token } });
}`,
      says: ['the same `email`'],
    },
    {
      name: 'Race because an upsert that changes nothing of the parent need not lock it',
      code: `import { prisma } from './prisma.js';
export const setTags = (slug: string, names: string[]) =>
  prisma.$transaction(async (tx) => {
    const post = await tx.post.upsert({ where: { slug }, create: { slug }, update: {} });
    await tx.tag.deleteMany({ where: { postId: post.id } });
    await tx.tag.~createMany~({ data: names.map((name) => ({ postId: post.id, name })) });
  });`,
      says: ['the same `postId`'],
      without: ['no-emulated-upsert'],
    },
    {
      name: 'Race because another value decides on the insert',
      code: `import { prisma } from './prisma.js';
export async function setTags(postId: string, isEmpty: boolean, isNew: boolean, names: string[]) {
  if (!isEmpty) await prisma.tag.deleteMany({ where: { postId } });
  if (isNew) await prisma.tag.~createMany~({ data: names.map((name) => ({ postId, name })) });
}`,
      says: ['the same `postId`'],
    },
    {
      name: 'Race because no names is something else than an empty list of them',
      code: `import { prisma } from './prisma.js';
export async function setTags(postId: string, names: string[] | undefined) {
  if (names !== null) await prisma.tag.deleteMany({ where: { postId } });
  if (names) await prisma.tag.~createMany~({ data: names.map((name) => ({ postId, name })) });
}`,
      says: ['the same `postId`'],
    },
    {
      name: 'Race because the name that goes is the one that comes',
      code: `import { prisma } from './prisma.js';
const drop = (postId: string, gone: string[]) => prisma.tag.deleteMany({ where: { postId, name: { in: gone } } });
export async function addTag(postId: string, name: string) {
  await drop(postId, [name]);
  await prisma.tag.~create~({ data: { postId, name } });
}`,
      says: ['the same'],
    },
    {
      name: 'Race because the helper is told a number above the one at which it clears',
      code: `import { prisma } from './prisma.js';
async function clearTags(postId: string, most = 0) {
  if (most > 0) await prisma.tag.deleteMany({ where: { postId } });
}
export async function setTags(postId: string, names: string[]) {
  await clearTags(postId, 5);
  await prisma.tag.~createMany~({ data: names.map((name) => ({ postId, name })) });
}`,
      says: ['the same `postId`'],
    },
    {
      name: 'Race because the helper is told to clear',
      code: `import { prisma } from './prisma.js';
async function clearTags(postId: string, all: boolean) {
  if (all) await prisma.tag.deleteMany({ where: { postId } });
}
export async function setTags(postId: string, names: string[]) {
  await clearTags(postId, true);
  await prisma.tag.~createMany~({ data: names.map((name) => ({ postId, name })) });
}`,
      says: ['the same `postId`'],
    },
    {
      name: 'Race because the transaction is begun here, on what was handed in',
      code: `import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { tags } from './schema.js';
import { eq } from 'drizzle-orm';
export const setTags = (db: NodePgDatabase, postId: string, names: string[]) =>
  db.transaction(async (tx) => {
    await tx.delete(tags).where(eq(tags.postId, postId));
    await tx.~insert~(tags).values(names.map((name) => ({ postId, name })));
  });`,
      says: ['the same `postId`'],
    },
    {
      name: 'Race because the violation that is caught is of another key: several rows of one owner are there',
      code: `import { Prisma } from '@prisma/client';
import { prisma } from './prisma.js';
export async function setTags(postId: string, names: string[]) {
  await prisma.tag.deleteMany({ where: { postId } });
  try {
    await prisma.tag.~createMany~({ data: names.map((name) => ({ postId, name })) });
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2003') throw error;
  }
}`,
      says: ['the same `postId`'],
    },
  ],
  valid: [
    {
      name: 'Safe because a limit lets one in for each address, and who is refused leaves',
      code: `import { Ratelimit } from '@upstash/ratelimit';
import { prisma } from './prisma.js';
import { redis } from './redis.js';
const limiter = (count: number) => new Ratelimit({ redis, limiter: Ratelimit.slidingWindow(count, '30 s') });
export async function sendCode(email: string, token: string) {
  const { success } = await limiter(1).limit(\`code:\${email}\`);
  if (!success) return 'later';
  await prisma.token.deleteMany({ where: { email } });
  await prisma.token.create({ data: { email, token } });
}`,
    },
    {
      name: 'Safe because the limiter lets one in, and throws on the second',
      code: `import { RateLimiterRedis } from 'rate-limiter-flexible';
import { prisma } from './prisma.js';
import { redis } from './redis.js';
const limiter = new RateLimiterRedis({ storeClient: redis, points: 1, duration: 30 });
export async function sendCode(email: string, token: string) {
  await limiter.consume(email);
  await prisma.token.deleteMany({ where: { email } });
  await prisma.token.create({ data: { email, token } });
}`,
    },
    {
      name: 'Safe because the upsert of the parent locks it',
      code: `import { prisma } from './prisma.js';
export const setTags = (slug: string, title: string, names: string[]) =>
  prisma.$transaction(async (tx) => {
    const post = await tx.post.upsert({ where: { slug }, create: { slug, title }, update: { title } });
    await tx.tag.deleteMany({ where: { postId: post.id } });
    await tx.tag.createMany({ data: names.map((name) => ({ postId: post.id, name })) });
  });`,
    },
    {
      name: 'Safe because what lets the rows go keeps new ones from coming',
      code: `import { prisma } from './prisma.js';
export async function setTags(postId: string, isEmpty: boolean, names: string[]) {
  if (isEmpty) await prisma.tag.deleteMany({ where: { postId } });
  if (!isEmpty) await prisma.tag.createMany({ data: names.map((name) => ({ postId, name })) });
}`,
    },
    {
      name: 'Safe because the rows go where no names are given, and come where some are',
      code: `import { prisma } from './prisma.js';
export async function setTags(postId: string, names: string[] | null) {
  if (names === null) await prisma.tag.deleteMany({ where: { postId } });
  return names ? await prisma.tag.createMany({ data: names.map((name) => ({ postId, name })) }) : undefined;
}
export async function setOrDrop(postId: string, mode: string, name: string) {
  if (mode === 'drop') await prisma.tag.deleteMany({ where: { postId } });
  if (mode === 'set') await prisma.tag.create({ data: { postId, name } });
}`,
    },
    {
      name: 'Safe because the helper is told to leave all there',
      code: `import { prisma } from './prisma.js';
async function clearTags(postId: string, all: boolean) {
  if (all) await prisma.tag.deleteMany({ where: { postId } });
}
export async function setTags(postId: string, names: string[]) {
  await clearTags(postId, false);
  await prisma.tag.createMany({ data: names.map((name) => ({ postId, name })) });
}`,
    },
    {
      name: 'Safe because nothing is one of no names',
      code: `import { prisma } from './prisma.js';
const drop = (postId: string, gone: string[]) => prisma.tag.deleteMany({ where: { postId, name: { in: gone } } });
export async function addTag(postId: string, name: string) {
  await drop(postId, []);
  await prisma.tag.create({ data: { postId, name } });
}`,
    },
    {
      name: 'Safe because the number that the helper is told isn\'t above the one at which it clears',
      code: `import { prisma } from './prisma.js';
async function clearTags(postId: string, most = 0) {
  if (most > 0) await prisma.tag.deleteMany({ where: { postId } });
}
export async function setTags(postId: string, names: string[]) {
  await clearTags(postId, 0);
  await prisma.tag.createMany({ data: names.map((name) => ({ postId, name })) });
}`,
    },
    {
      name: 'Safe because what is handed in as the database may be a transaction that holds a lock',
      code: `import { drizzle } from 'drizzle-orm/node-postgres';
import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { tags } from './schema.js';
import { eq } from 'drizzle-orm';
export const setTags = async (db: NodePgDatabase, postId: string, names: string[]) => {
  await db.delete(tags).where(eq(tags.postId, postId));
  await db.insert(tags).values(names.map((name) => ({ postId, name })));
};
export const setNamed = async ({ db, postId, names }: { db: NodePgDatabase; postId: string; names: string[] }) => {
  await db.delete(tags).where(eq(tags.postId, postId));
  await db.insert(tags).values(names.map((name) => ({ postId, name })));
};
export const setOf = async (args: { db: NodePgDatabase; postId: string; names: string[] }) => {
  const { db, postId, names } = args;
  await db.delete(tags).where(eq(tags.postId, postId));
  await db.insert(tags).values(names.map((name) => ({ postId, name })));
};`,
    },
    {
      name: 'Safe because the second insert fails on the key of the owner, and that is caught',
      code: `import { Prisma } from '@prisma/client';
import { prisma } from './prisma.js';
export async function setPlan(userId: string, plan: string) {
  await prisma.plan.deleteMany({ where: { userId } });
  try {
    await prisma.plan.create({ data: { userId, plan } });
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
  }
}`,
    },
    {
      name: 'Safe because what empties a table by itself and fills it again runs alone',
      code: `import knex from 'knex';
const db = knex({ client: 'pg' });
export async function importFlags(flags: { name: string }[]) {
  await db('flags').delete();
  await db('flags').insert(flags);
}`,
    },
    {
      name: 'Safe because the state of the new row is none of those whose rows go',
      code: `import { prisma } from './prisma.js';
export async function log(userId: string) {
  await prisma.entry.deleteMany({ where: { userId, state: { in: ['old', 'dropped'] } } });
  await prisma.entry.create({ data: { userId, state: 'new' } });
}`,
    },
    {
      name: 'Safe because the new row fills no column of those that the list picks by',
      code: `import knex from 'knex';
const db = knex({ client: 'pg' });
export async function renew(userId: number, name: string) {
  const expired = await db('plans').where({ expired: true }).pluck('id');
  await db('user_plans').where({ user_id: userId }).whereIn('plan_id', expired).delete();
  await db('user_plans').insert({ user_id: userId, name });
}`,
    },
    {
      name: 'Safe because the caller says one by one what goes and what comes',
      code: `import knex from 'knex';
const db = knex({ client: 'pg' });
export async function change(userId: number, gone: number[], added: number) {
  await db('user_plans').where({ user_id: userId }).whereIn('plan_id', gone).delete();
  await db('user_plans').insert({ user_id: userId, plan_id: added });
}`,
    },
    {
      name: 'Safe because what goes is told by the rows that are there',
      code: `import knex from 'knex';
const db = knex({ client: 'pg' });
export async function prune(userId: number, added: number) {
  const there = await db('user_plans').where({ user_id: userId }).pluck('plan_id');
  await db('user_plans').where({ user_id: userId }).whereIn('plan_id', there.slice(10)).delete();
  await db('user_plans').insert({ user_id: userId, plan_id: added });
}`,
    },
    {
      name: 'Safe because the insert ignores what is there already',
      code: `import knex from 'knex';
const db = knex({ client: 'pg' });
export async function setPlan(userId: number, planId: number) {
  const paid = await db('plans').where({ paid: true }).pluck('id');
  await db('user_plans').where({ user_id: userId }).whereIn('plan_id', paid).delete();
  await db('user_plans').insert({ user_id: userId, plan_id: planId }).onConflict(['user_id', 'plan_id']).ignore();
}`,
    },
    {
      name: 'Safe because one statement with its nested writes replaces the rows of the row that it updates, in a transaction of its own',
      code: `import { prisma } from './prisma.js';
export const setTags = (id: string, names: string[]) =>
  prisma.post.update({ where: { id }, data: { edited: true, tags: { deleteMany: {}, create: names.map((name) => ({ name })) } } });`,
    },
    {
      name: 'Safe because the rows are created under another row',
      code: `import { prisma } from './prisma.js';
export async function moveTags(from: string, to: string, names: string[]) {
  await prisma.tag.deleteMany({ where: { postId: from } });
  return prisma.post.update({ where: { id: to }, data: { tags: { create: names.map((name) => ({ name })) } } });
}`,
    },
    {
      name: 'Safe because the parent row is updated first: the second request waits',
      code: `import { prisma } from './prisma.js';
export const setTags = (postId: string, names: string[]) =>
  prisma.$transaction(async (tx) => {
    await tx.post.update({ where: { id: postId }, data: { edited: true } });
    await tx.tag.deleteMany({ where: { postId } });
    await tx.tag.createMany({ data: names.map((name) => ({ postId, name })) });
  });`,
    },
    {
      name: 'Safe because the transaction is serializable',
      without: ['require-transaction-retry'],
      code: `import { prisma } from './prisma.js';
export const setTags = (postId: string, names: string[]) =>
  prisma.$transaction(async (tx) => {
    await tx.tag.deleteMany({ where: { postId } });
    await tx.tag.createMany({ data: names.map((name) => ({ postId, name })) });
  }, { isolationLevel: 'Serializable' });`,
    },
    {
      name: 'Safe because the set that is inserted is another one',
      code: `import { prisma } from './prisma.js';
export async function copyTags(from: string, to: string, names: string[]) {
  await prisma.tag.deleteMany({ where: { postId: from } });
  await prisma.tag.createMany({ data: names.map((name) => ({ postId: to, name })) });
}`,
    },
    {
      name: 'Safe because the caller\'s transaction may hold a lock',
      code: `import { Prisma } from '@prisma/client';
export async function setTags(tx: Prisma.TransactionClient, postId: string, names: string[]) {
  await tx.tag.deleteMany({ where: { postId } });
  await tx.tag.createMany({ data: names.map((name) => ({ postId, name })) });
}`,
    },
    {
      name: 'Safe because one row goes, and another comes',
      code: `import { prisma } from './prisma.js';
export async function renew(id: string, userId: string) {
  await prisma.token.delete({ where: { id } });
  await prisma.token.create({ data: { userId } });
}`,
    },
  ],
});
