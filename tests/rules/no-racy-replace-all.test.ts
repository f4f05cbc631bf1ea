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
  ],
  valid: [
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
