import { raceTester } from './tester.js';

raceTester('no-racy-limit-check', {
  invalid: [
    {
      name: 'Race because each of the last two owners sees the other one',
      code: `import { prisma } from './prisma';
async function leave(teamId: string, userId: string) {
  const other = await prisma.member.findFirst({ where: { teamId, role: 'owner', userId: { not: userId } } });
  if (!other) throw new Error('the last owner');
  await prisma.member.~delete~({ where: { userId_teamId: { userId, teamId } } });
}`,
      says: ['line 3', '`delete`'],
    },
    {
      name: 'Race because each of the last two owners sees the other one among the rows',
      code: `import { prisma } from './prisma';
async function demote(teamId: string, userId: string) {
  const members = await prisma.member.findMany({ where: { teamId } });
  const others = members.filter((member) => member.userId !== userId && member.role === 'owner');
  if (others.length === 0) throw new Error('the last owner');
  await prisma.member.~update~({ where: { userId_teamId: { userId, teamId } }, data: { role: 'guest' } });
}`,
      says: ['line 3', '`update`'],
    },
    {
      name: 'Race because there may be five keys, whatever they are called',
      code: `import { prisma } from './prisma';
async function add(teamId: string, name: string) {
  const keys = await prisma.apiKey.findMany({ where: { teamId } });
  if (keys.length >= 5) throw new Error('too many');
  if (!keys.some((key) => key.name === name)) await prisma.apiKey.~create~({ data: { teamId, name } });
}`,
      says: ['line 3'],
    },
    {
      name: 'Race because a list that is mapped has as many elements as rows were read',
      code: `import { prisma } from './prisma';
import { toBooking } from './booking';
async function book(roomId: string) {
  const bookings = (await prisma.booking.findMany({ where: { roomId } })).map(toBooking);
  if (bookings.length >= 10) return null;
  return prisma.booking.~create~({ data: { roomId } });
}`,
      says: ['line 4', '`create`'],
    },
    {
      name: 'Race because the rows are counted through a table that the write adds to',
      code: `import type { Knex } from 'knex';
async function link(db: Knex, segmentId: number, strategyId: string) {
  const segments = await db('segments').join('strategy_segments', 'strategy_segments.segment_id', 'segments.id').where('strategy_segments.strategy_id', strategyId);
  if (segments.length >= 5) throw new Error('too many');
  await db('strategy_segments').~insert~({ segment_id: segmentId, strategy_id: strategyId });
}`,
      says: ['line 3', '`insert`'],
    },
    {
      name: 'Race because both requests count nine of ten',
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  const booked = await prisma.booking.count({ where: { roomId } });
  if (booked >= 10) throw new Error('full');
  await prisma.booking.~create~({ data: { roomId } });
}`,
      says: ['Another request can pass the same limit check (line 3)', 'this `create`', 'together they break the limit'],
    },
    {
      name: 'Race because the limit is a column of the parent',
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  const room = await prisma.room.findUniqueOrThrow({ where: { id: roomId } });
  const booked = await prisma.booking.count({ where: { roomId } });
  if (booked < room.capacity) await prisma.booking.~create~({ data: { roomId } });
}`,
      says: ['line 4', '`create`'],
    },
    {
      name: 'Race because the length of a list is a count',
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  const bookings = await prisma.booking.findMany({ where: { roomId } });
  if (bookings.length >= 10) return null;
  return prisma.booking.~create~({ data: { roomId } });
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because the length of an included relation is a count',
      code: `import { prisma } from './prisma';
async function add(userId: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id: userId }, include: { projects: true } });
  if (user.projects.length >= 5) throw new Error('too many');
  await prisma.project.~create~({ data: { userId } });
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because `_count` of a relation is a count',
      code: `import { prisma } from './prisma';
async function add(userId: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id: userId }, select: { _count: { select: { projects: true } } } });
  if (user._count.projects >= 5) throw new Error('too many');
  await prisma.project.~create~({ data: { userId } });
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because a sum is compared with a limit',
      code: `import { prisma } from './prisma';
async function spend(accountId: string, amount: number) {
  const spent = await prisma.expense.aggregate({ where: { accountId }, _sum: { amount: true } });
  if ((spent._sum.amount ?? 0) + amount > 1000) throw new Error('over budget');
  await prisma.expense.~create~({ data: { accountId, amount } });
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because `countBy` and `save` are the same in TypeORM',
      code: `import { Repository } from 'typeorm';
async function add(keys: Repository<ApiKey>, accountId: string) {
  if ((await keys.countBy({ accountId })) >= 10) throw new Error('too many');
  return keys.~save~(keys.create({ accountId }));
}`,
      says: ['line 3', '`save`'],
    },
    {
      name: 'Race because `findAndCount` gives a count',
      code: `import { Repository } from 'typeorm';
async function add(keys: Repository<ApiKey>, accountId: string) {
  const [, count] = await keys.findAndCount({ where: { accountId } });
  if (count > 9) throw new Error('too many');
  await keys.~insert~({ accountId });
}`,
      says: ['line 3', '`insert`'],
    },
    {
      name: 'Race because `getCount` gives a count',
      code: `import { Repository } from 'typeorm';
async function add(keys: Repository<ApiKey>, accountId: string) {
  const count = await keys.createQueryBuilder('key').where('key.accountId = :accountId', { accountId }).getCount();
  if (count >= 10) throw new Error('too many');
  await keys.~insert~({ accountId });
}`,
      says: ['line 3', '`insert`'],
    },
    {
      name: 'Race because two owners step down at once',
      code: `import { prisma } from './prisma';
async function stepDown(teamId: string, userId: string) {
  const owners = await prisma.membership.count({ where: { teamId, role: 'OWNER' } });
  if (owners <= 1) throw new Error('last owner');
  await prisma.membership.~update~({ where: { teamId_userId: { teamId, userId } }, data: { role: 'MEMBER' } });
}`,
      says: ['line 3', '`update`'],
    },
    {
      name: 'Race because two requests delete the last two rows',
      code: `import { Repository } from 'typeorm';
async function remove(addresses: Repository<Address>, customerId: string, id: string) {
  const list = await addresses.findBy({ customerId });
  if (list.length === 1) throw new Error('last address');
  await addresses.~delete~({ id, customerId });
}`,
      says: ['line 3', '`delete`'],
    },
    {
      name: 'Race because a validator is given the count',
      code: `import { prisma } from './prisma';
function assertBelow(count: number, limit: number) {
  if (count >= limit) throw new Error('too many');
}
async function add(userId: string) {
  const count = await prisma.project.count({ where: { userId } });
  assertBelow(count, 5);
  await prisma.project.~create~({ data: { userId } });
}`,
      says: ['line 6', '`create`'],
    },
    {
      name: 'Race because a method of the class counts and throws',
      code: `import { Repository } from 'typeorm';
class Keys {
  constructor(private readonly keys: Repository<ApiKey>) {}
  private async assertRoom(accountId: string) {
    const count = await this.keys.countBy({ accountId });
    if (count >= 10) throw new Error('too many');
  }
  async add(accountId: string) {
    await this.assertRoom(accountId);
    await this.keys.~insert~({ accountId });
  }
}`,
      says: ['line 9', '`insert`'],
    },
    {
      name: 'Race because the count is one of several reads in `Promise.all`',
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  const [room, booked] = await Promise.all([prisma.room.findUniqueOrThrow({ where: { id: roomId } }), prisma.booking.count({ where: { roomId } })]);
  if (booked >= room.capacity) throw new Error('full');
  await prisma.booking.~create~({ data: { roomId } });
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because a transaction at the default isolation level counts nine twice',
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, accountId: string) {
  await dataSource.transaction(async (manager) => {
    const count = await manager.countBy(ApiKey, { accountId });
    if (count >= 10) throw new Error('too many');
    await manager.~insert~(ApiKey, { accountId });
  });
}`,
      says: ['line 4', '`insert`'],
    },
    {
      name: 'Race because the lock on the parent ends with its statement',
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  await prisma.$queryRaw\`SELECT id FROM "Room" WHERE id = \${roomId} FOR UPDATE\`;
  const booked = await prisma.booking.count({ where: { roomId } });
  if (booked >= 10) throw new Error('full');
  await prisma.booking.~create~({ data: { roomId } });
}`,
      says: ['line 4', '`create`'],
    },
    {
      name: 'Race because no unique key keeps the eleventh row out, whatever is caught',
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  const booked = await prisma.booking.count({ where: { roomId } });
  if (booked >= 10) throw new Error('full');
  try {
    await prisma.booking.~create~({ data: { roomId } });
  } catch (error) {
    if (error.code !== 'P2002') throw error;
  }
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because a route handler is an entry point',
      language: 'js',
      code: `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
module.exports = (app) => {
  app.post('/rooms/:roomId/bookings', async (req, res) => {
    const { roomId } = req.params;
    const booked = await prisma.booking.count({ where: { roomId } });
    if (booked >= 10) return res.sendStatus(409);
    await prisma.booking.~create~({ data: { roomId } });
    res.sendStatus(201);
  });
};`,
      says: ['line 6', '`create`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (TypeORM)',
      language: 'js',
      code: `const { getRepository } = require('typeorm');
const { ApiKey } = require('./api-key');
exports.add = async (accountId) => {
  const keys = getRepository(ApiKey);
  const count = await keys.count({ where: { accountId } });
  if (count >= 10) throw new Error('too many');
  await keys.~save~({ accountId });
};`,
      says: ['line 5', '`save`'],
    },
  ],

  valid: [
    {
      name: 'Safe because the others themselves are removed, if there are any',
      code: `import { prisma } from './prisma';
async function signOutElsewhere(userId: string, sessionId: string) {
  const sessions = await prisma.session.findMany({ where: { userId, id: { not: sessionId } } });
  if (sessions.length === 0) return;
  await prisma.session.deleteMany({ where: { id: { in: sessions.map((session) => session.id) } } });
}`,
    },
    {
      name: 'Safe because the row stays in the set that others must be of',
      code: `import { prisma } from './prisma';
async function rename(teamId: string, userId: string, nick: string) {
  const other = await prisma.member.findFirst({ where: { teamId, role: 'owner', userId: { not: userId } } });
  if (!other) throw new Error('nobody to show it to');
  await prisma.member.update({ where: { userId_teamId: { userId, teamId } }, data: { nick } });
}`,
    },
    {
      name: 'Safe because the team is locked before the others are looked for',
      code: `import { prisma } from './prisma';
async function leave(teamId: string, userId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Team" WHERE id = \${teamId} FOR UPDATE\`;
    const other = await tx.member.findFirst({ where: { teamId, role: 'owner', userId: { not: userId } } });
    if (!other) throw new Error('the last owner');
    await tx.member.delete({ where: { userId_teamId: { userId, teamId } } });
  });
}`,
    },
    {
      name: 'Safe because it is only asked whether there is anything to go over, and all of it goes',
      code: `import { prisma } from './prisma';
async function discard(userId: string) {
  const drafts = (await prisma.draft.findMany({ where: { userId } })).map((draft) => draft);
  if (drafts.length < 1) throw new Error('nothing to discard');
  await Promise.all(drafts.map((draft) => prisma.draft.delete({ where: { id: draft.id } })));
}`,
    },
    {
      name: 'Safe because the write adds to the joined table under another strategy',
      code: `import type { Knex } from 'knex';
async function link(db: Knex, segmentId: number, strategyId: string, otherId: string) {
  const segments = await db('segments').join('strategy_segments', 'strategy_segments.segment_id', 'segments.id').where('strategy_segments.strategy_id', strategyId);
  if (segments.length >= 5) throw new Error('too many');
  await db('strategy_segments').insert({ segment_id: segmentId, strategy_id: otherId });
}`,
    },
    {
      name: 'Safe because a list that is flattened may have any length',
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  const guests = (await prisma.booking.findMany({ where: { roomId } })).flatMap((booking) => booking.guests);
  if (guests.length >= 10) return null;
  return prisma.audit.create({ data: { roomId } });
}`,
    },
    {
      name: 'Safe because both requests lock the parent before they count (Prisma)',
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Room" WHERE id = \${roomId} FOR UPDATE\`;
    const booked = await tx.booking.count({ where: { roomId } });
    if (booked >= 10) throw new Error('full');
    await tx.booking.create({ data: { roomId } });
  });
}`,
    },
    {
      name: 'Safe because both requests lock the parent before they count (TypeORM)',
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, accountId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(Account, { where: { id: accountId }, lock: { mode: 'pessimistic_write' } });
    const count = await manager.countBy(ApiKey, { accountId });
    if (count >= 10) throw new Error('too many');
    await manager.insert(ApiKey, { accountId });
  });
}`,
    },
    {
      name: 'Safe because the method that locks the parent is called first',
      code: `import { DataSource, EntityManager } from 'typeorm';
class Keys {
  constructor(private readonly dataSource: DataSource) {}
  private lock(manager: EntityManager, id: string) {
    return manager.findOneOrFail(Account, { where: { id }, lock: { mode: 'pessimistic_write' } });
  }
  async add(accountId: string) {
    await this.dataSource.transaction(async (manager) => {
      await this.lock(manager, accountId);
      const count = await manager.countBy(ApiKey, { accountId });
      if (count >= 10) throw new Error('too many');
      await manager.insert(ApiKey, { accountId });
    });
  }
}`,
    },
    {
      name: 'Safe because the update of the parent holds its row until the commit',
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, accountId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.increment(Account, { id: accountId }, 'keys', 1);
    const count = await manager.countBy(ApiKey, { accountId });
    if (count >= 10) throw new Error('too many');
    await manager.insert(ApiKey, { accountId });
  });
}`,
    },
    {
      name: 'Safe because a guarded counter on the parent says whether there was a place',
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.room.updateMany({ where: { id: roomId, free: { gt: 0 } }, data: { free: { decrement: 1 } } });
    if (count === 0) throw new Error('full');
    await tx.booking.create({ data: { roomId } });
  });
}`,
    },
    {
      name: 'Safe because the transaction is serializable (Prisma)',
      without: ['require-transaction-retry'],
      code: `import { prisma } from './prisma';
async function book(roomId: string) {
  await prisma.$transaction(
    async (tx) => {
      const booked = await tx.booking.count({ where: { roomId } });
      if (booked >= 10) throw new Error('full');
      await tx.booking.create({ data: { roomId } });
    },
    { isolationLevel: 'Serializable' },
  );
}`,
    },
    {
      name: 'Safe because the transaction is serializable (TypeORM)',
      without: ['require-transaction-retry'],
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, accountId: string) {
  await dataSource.transaction('SERIALIZABLE', async (manager) => {
    const count = await manager.countBy(ApiKey, { accountId });
    if (count >= 10) throw new Error('too many');
    await manager.insert(ApiKey, { accountId });
  });
}`,
    },
    {
      name: 'Safe because the advisory lock has the key of the count',
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, accountId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [accountId]);
    const count = await manager.countBy(ApiKey, { accountId });
    if (count >= 10) throw new Error('too many');
    await manager.insert(ApiKey, { accountId });
  });
}`,
    },
    {
      name: 'Safe because the rows are counted again after the insert, and too many roll it back',
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, accountId: string) {
  await dataSource.transaction(async (manager) => {
    const before = await manager.countBy(ApiKey, { accountId });
    if (before >= 10) throw new Error('too many');
    await manager.insert(ApiKey, { accountId });
    const after = await manager.countBy(ApiKey, { accountId });
    if (after > 10) throw new Error('too many');
  });
}`,
    },
    {
      name: 'Safe because what is counted is not what is written',
      code: `import { prisma } from './prisma';
async function review(productId: string, userId: string) {
  const orders = await prisma.order.count({ where: { productId, userId } });
  if (orders < 1) throw new Error('buy it first');
  await prisma.review.create({ data: { productId, userId } });
}`,
    },
    {
      name: 'Safe because the rows of another parent are counted',
      code: `import { prisma } from './prisma';
async function move(fromId: string, toId: string) {
  const left = await prisma.booking.count({ where: { roomId: fromId } });
  if (left > 10) throw new Error('full');
  await prisma.booking.create({ data: { roomId: toId } });
}`,
    },
    {
      name: 'Safe because the write changes nothing that is counted',
      code: `import { prisma } from './prisma';
async function rename(teamId: string, userId: string, nick: string) {
  const owners = await prisma.membership.count({ where: { teamId, role: 'OWNER' } });
  if (owners < 1) throw new Error('no owner');
  await prisma.membership.update({ where: { teamId_userId: { teamId, userId } }, data: { nick } });
}`,
    },
    {
      name: 'Safe because the length is of what was given',
      code: `import { prisma } from './prisma';
async function addAll(roomId: string, guests: string[]) {
  if (guests.length > 10) throw new Error('too many');
  await prisma.booking.createMany({ data: guests.map((guest) => ({ roomId, guest })) });
}`,
    },
    {
      name: 'Safe because the count is only returned',
      code: `import { prisma } from './prisma';
async function add(userId: string) {
  const project = await prisma.project.create({ data: { userId } });
  const count = await prisma.project.count({ where: { userId } });
  if (count > 5) console.warn('many projects');
  return project;
}`,
    },
    {
      name: 'Safe because an unknown wrapper that is awaited may hold a lock',
      code: `import { prisma } from './prisma';
import { redlock } from './redlock';
async function book(roomId: string) {
  await redlock.using([roomId], 5000, async () => {
    const booked = await prisma.booking.count({ where: { roomId } });
    if (booked >= 10) throw new Error('full');
    await prisma.booking.create({ data: { roomId } });
  });
}`,
    },
  ],
});
