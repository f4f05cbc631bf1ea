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
  ],
  valid: [
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
