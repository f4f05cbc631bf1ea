import { raceTester } from './tester.js';

raceTester('no-emulated-upsert', {
  invalid: [
    {
      name: 'Race because an empty `update` makes Prisma look first',
      code: `import { prisma } from './prisma';
const tag = (slug: string) => prisma.tag.~upsert~({ where: { slug }, create: { slug }, update: {} });`,
      says: ["This `upsert` isn't one statement", 'insert the same `slug`', 'a unique violation'],
    },
    {
      name: 'Race because `connectOrCreate` looks first',
      code: `import { prisma } from './prisma';
async function label(id: string, ownerId: string, names: string[]) {
  await prisma.link.~update~({
    where: { id },
    data: { tags: { connectOrCreate: names.map((name) => ({ where: { name_ownerId: { name, ownerId } }, create: { name, ownerId } })) } },
  });
}`,
      says: ["This nested `connectOrCreate` isn't one statement", 'insert the same `name` and `ownerId`', 'run it again'],
    },
    {
      name: 'Race because `include` reads a relation',
      code: `import { prisma } from './prisma';
async function save(userId: string, bio: string) {
  return prisma.profile.~upsert~({
    where: { userId },
    create: { userId, bio },
    update: { bio },
    include: { user: true },
  });
}`,
      says: ['`upsert`', '`userId`'],
    },
    {
      name: 'Race because a relation in `select` is read',
      code: `import { prisma } from './prisma';
async function save(userId: string, bio: string) {
  return prisma.profile.~upsert~({ where: { userId }, create: { userId, bio }, update: { bio }, select: { id: true, user: { select: { name: true } } } });
}`,
      says: ['`upsert`', '`userId`'],
    },
    {
      name: 'Race because `connect` is a nested write',
      code: `import { prisma } from './prisma';
async function save(userId: string, currency: string) {
  await prisma.cart.~upsert~({ where: { userId }, create: { currency, user: { connect: { id: userId } } }, update: { currency } });
}`,
      says: ['`upsert`', '`userId`'],
    },
    {
      name: 'Race because a nested create in `update` is a nested write',
      code: `import { prisma } from './prisma';
async function save(userId: string, productId: string) {
  await prisma.cart.~upsert~({ where: { userId }, create: { userId }, update: { lines: { create: { productId } } } });
}`,
      says: ['`upsert`', '`userId`'],
    },
    {
      name: 'Race because `where` holds more than one unique key',
      code: `import { prisma } from './prisma';
async function renew(token: string, expiresAt: Date) {
  await prisma.session.~upsert~({ where: { token, expiresAt: { lt: expiresAt } }, create: { token, expiresAt }, update: { expiresAt } });
}`,
      says: ['`upsert`', '`token`'],
    },
    {
      name: 'Race because `create` has another literal for the key of `where`',
      code: `import { prisma } from './prisma';
async function save(value: string) {
  await prisma.setting.~upsert~({ where: { name: 'theme' }, create: { name: 'Theme', value }, update: { value } });
}`,
      says: ['`upsert`', '`name`'],
    },
    {
      name: 'Race because the transaction around the call changes nothing',
      code: `import { prisma } from './prisma';
async function tag(slug: string) {
  await prisma.$transaction(async (tx) => {
    await tx.tag.~upsert~({ where: { slug }, create: { slug }, update: {} });
  });
}`,
      says: ['`upsert`', '`slug`'],
    },
    {
      name: 'Race because each round of the loop looks first',
      code: `import { prisma } from './prisma';
async function tags(slugs: string[]) {
  await Promise.all(slugs.map((slug) => prisma.tag.~upsert~({ where: { slug }, create: { slug }, update: {} })));
}`,
      says: ['`upsert`', '`slug`'],
    },
    {
      name: 'Race because the handler looks for another code',
      code: `import { prisma } from './prisma';
async function tag(slug: string) {
  try {
    return await prisma.tag.~upsert~({ where: { slug }, create: { slug }, update: {} });
  } catch (error) {
    if (error.code === 'P2025') return null;
    throw error;
  }
}`,
      says: ['`upsert`', '`slug`'],
    },
    {
      name: 'Race because the promise leaves the `try` without `await`',
      code: `import { prisma } from './prisma';
async function tag(slug: string) {
  try {
    return prisma.tag.~upsert~({ where: { slug }, create: { slug }, update: {} });
  } catch (error) {
    if (error.code === 'P2002') return null;
    throw error;
  }
}`,
      says: ['`upsert`', '`slug`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other',
      language: 'js',
      code: `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.tag = (slug) => prisma.tag.~upsert~({ where: { slug }, create: { slug }, update: {} });`,
      says: ['`upsert`', '`slug`'],
    },
    {
      name: 'Race because an injected client is a client',
      code: `import { Injectable } from '@nestjs/common';
import { PrismaClient } from '@prisma/client';
@Injectable()
class Tags {
  constructor(private readonly prisma: PrismaClient) {}
  tag(slug: string) {
    return this.prisma.tag.~upsert~({ where: { slug }, create: { slug }, update: {} });
  }
}`,
      says: ['`upsert`', '`slug`'],
    },
  ],

  valid: [
    {
      name: 'Safe because the violation of a `connectOrCreate` is caught',
      code: `import { Prisma } from '@prisma/client';
import { prisma } from './prisma';
async function order(email: string) {
  try {
    return await prisma.order.create({ data: { customer: { connectOrCreate: { where: { email }, create: { email } } } } });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') return order(email);
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the database gives the id of a nested upsert',
      code: `import { prisma } from './prisma';
async function post(id: string, postId: string, text: string) {
  await prisma.user.update({ where: { id }, data: { posts: { upsert: { where: { id: postId }, create: { text }, update: { text } } } } });
}`,
    },
    {
      name: 'Safe because there is something to update, if only the key',
      code: `import { prisma } from './prisma';
const tag = (slug: string) => prisma.tag.upsert({ where: { slug }, create: { slug }, update: { slug } });`,
    },
    {
      name: 'Safe because `select` names scalars only',
      code: `import { prisma } from './prisma';
async function save(userId: string, bio: string) {
  return prisma.profile.upsert({ where: { userId }, create: { userId, bio }, update: { bio }, select: { id: true, bio: true } });
}`,
    },
    {
      name: 'Safe because the compound key is one unique key, written by `create`',
      code: `import { prisma } from './prisma';
async function rate(userId: string, filmId: string, stars: number) {
  await prisma.rating.upsert({ where: { userId_filmId: { userId, filmId } }, create: { userId, filmId, stars }, update: { stars } });
}`,
    },
    {
      name: 'Safe because the foreign key is a column',
      code: `import { prisma } from './prisma';
async function save(userId: string, currency: string) {
  await prisma.cart.upsert({ where: { userId }, create: { currency, userId }, update: { currency } });
}`,
    },
    {
      name: 'Safe because an atomic increment is one statement too',
      code: `import { prisma } from './prisma';
async function hit(page: string) {
  await prisma.visit.upsert({ where: { page }, create: { page, hits: 1 }, update: { hits: { increment: 1 } } });
}`,
    },
    {
      name: 'Safe because the conflict is caught',
      code: `import { prisma } from './prisma';
async function tag(slug: string) {
  try {
    return await prisma.tag.upsert({ where: { slug }, create: { slug }, update: {} });
  } catch (error) {
    if (error.code === 'P2002') return prisma.tag.findUniqueOrThrow({ where: { slug } });
    throw error;
  }
}`,
    },
    {
      name: 'Safe because `.catch` looks for the conflict',
      code: `import { prisma } from './prisma';
const tag = (slug: string) =>
  prisma.tag.upsert({ where: { slug }, create: { slug }, update: {} }).catch((error) => {
    if (error.code !== 'P2002') throw error;
  });`,
    },
    {
      name: 'Safe because what is updated is out of sight',
      code: `import { prisma } from './prisma';
async function save(userId: string, patch: Patch) {
  await prisma.profile.upsert({ where: { userId }, create: { userId, ...patch }, update: patch });
}`,
    },
    {
      name: 'Safe because a generated key cannot be inserted twice',
      code: `import { prisma } from './prisma';
async function save(id: string, value: string) {
  await prisma.setting.upsert({ where: { id }, create: { value }, update: { value } });
}`,
    },
    {
      name: 'Safe because the arguments are out of sight',
      code: `import { prisma } from './prisma';
const save = (args: Args) => prisma.profile.upsert(args);`,
    },
    {
      name: 'Safe because the upsert of TypeORM is one statement',
      code: `import { Repository } from 'typeorm';
async function rate(ratings: Repository<Rating>, userId: string, filmId: string, stars: number) {
  await ratings.upsert({ userId, filmId, stars }, ['userId', 'filmId']);
}`,
    },
    {
      name: 'Safe because `orUpdate` of the query builder is one statement',
      code: `import { DataSource } from 'typeorm';
async function rate(dataSource: DataSource, userId: string, stars: number) {
  await dataSource.createQueryBuilder().insert().into(Rating).values({ userId, stars }).orUpdate(['stars'], ['userId']).execute();
}`,
    },
    {
      name: 'Safe because it is the upsert of a vector store',
      code: `import { prisma } from './prisma';
import { index } from './pinecone';
async function embed(id: string) {
  await index.upsert({ where: { id }, create: { id }, update: {} });
  await prisma.document.update({ where: { id }, data: { embedded: true } });
}`,
    },
  ],

  knownGaps: {
    invalid: [
      {
        name: 'Race because `create` has another value for the key of `where`',
        code: `import { prisma } from './prisma';
async function save(name: string, other: string, value: string) {
  await prisma.setting.~upsert~({ where: { name }, create: { name: other, value }, update: { value } });
}`,
        says: ['`upsert`', '`name`'],
      },
    ],
  },
});
