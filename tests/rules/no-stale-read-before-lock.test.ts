import { raceTester } from './tester.js';

raceTester('no-stale-read-before-lock', {
  invalid: [
    {
      name: 'Race because the row was loaded before the transaction that locks it',
      code: `import { DataSource, Repository } from 'typeorm';
async function redeem(coupons: Repository<Coupon>, dataSource: DataSource, id: string) {
  const coupon = await coupons.findOneByOrFail({ id });
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(Coupon, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (coupon.usesLeft === 0) throw new Error('used up');
    await manager.~update~(Coupon, { id }, { usesLeft: coupon.usesLeft - 1 });
  });
}`,
      says: ['This `update` rests on a read (line 3) that was made before the lock (line 5)'],
    },
    {
      name: 'Race because read and lock stand in the wrong order (raw query of TypeORM)',
      code: `import { DataSource } from 'typeorm';
async function bump(dataSource: DataSource, id: string) {
  await dataSource.transaction(async (manager) => {
    const block = await manager.findOneByOrFail(Block, { id });
    await manager.query('SELECT id FROM block WHERE id = $1 FOR UPDATE', [id]);
    await manager.~update~(Block, { id }, { version: block.version + 1 });
  });
}`,
      says: ['(line 4)', 'the lock (line 5)', '`update`'],
    },
    {
      name: 'Race because read and lock stand in the wrong order (raw query of Prisma)',
      code: `import { prisma } from './prisma';
async function refund(id: string, amount: number) {
  await prisma.$transaction(async (tx) => {
    const payment = await tx.payment.findUniqueOrThrow({ where: { id } });
    if (payment.state !== 'CAPTURED') throw new Error('nothing to refund');
    await tx.$queryRaw\`SELECT id FROM "Payment" WHERE id = \${id} FOR UPDATE\`;
    await tx.payment.~update~({ where: { id }, data: { state: 'REFUNDED', amount } });
  });
}`,
      says: ['(line 4)', 'the lock (line 6)', '`update`'],
    },
    {
      name: "Race because the absence was found before the parent's lock",
      code: `import { prisma } from './prisma';
async function join(teamId: string, userId: string) {
  await prisma.$transaction(async (tx) => {
    const member = await tx.member.findFirst({ where: { teamId, userId } });
    await tx.$queryRaw\`SELECT id FROM "Team" WHERE id = \${teamId} FOR UPDATE\`;
    if (!member) await tx.member.~create~({ data: { teamId, userId } });
  });
}`,
      says: ['(line 4)', 'the lock (line 5)', '`create`'],
    },
    {
      name: "Race because the rows were counted before the parent's lock",
      code: `import { DataSource } from 'typeorm';
async function add(dataSource: DataSource, accountId: string) {
  await dataSource.transaction(async (manager) => {
    const count = await manager.countBy(ApiKey, { accountId });
    await manager.findOneOrFail(Account, { where: { id: accountId }, lock: { mode: 'pessimistic_write' } });
    if (count >= 10) throw new Error('too many');
    await manager.~insert~(ApiKey, { accountId });
  });
}`,
      says: ['(line 4)', 'the lock (line 5)', '`insert`'],
    },
    {
      name: 'Race because the maximum was read before the advisory lock',
      code: `import { DataSource } from 'typeorm';
async function open(dataSource: DataSource, projectId: string) {
  await dataSource.transaction(async (manager) => {
    const last = await manager.maximum(Ticket, 'number', { projectId });
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [projectId]);
    await manager.~insert~(Ticket, { projectId, number: (last ?? 0) + 1 });
  });
}`,
      says: ['(line 4)', 'the lock (line 5)', '`insert`'],
    },
    {
      name: 'Race because the entity that is saved was loaded before the lock',
      code: `import { DataSource } from 'typeorm';
async function reward(dataSource: DataSource, id: string, points: number) {
  await dataSource.transaction(async (manager) => {
    const wallet = await manager.findOneByOrFail(Wallet, { id });
    await manager.findOneOrFail(Wallet, { where: { id }, lock: { mode: 'pessimistic_write' } });
    wallet.points += points;
    await manager.~save~(wallet);
  });
}`,
      says: ['(line 4)', 'the lock (line 5)', '`save`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (Prisma)',
      language: 'js',
      code: `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.countView = (id) =>
  prisma.$transaction(async (tx) => {
    const page = await tx.page.findUnique({ where: { id } });
    await tx.$queryRaw\`SELECT id FROM "Page" WHERE id = \${id} FOR UPDATE\`;
    await tx.page.~update~({ where: { id }, data: { views: page.views + 1 } });
  });`,
      says: ['(line 5)', 'the lock (line 6)', '`update`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (TypeORM)',
      language: 'js',
      code: `const { getManager } = require('typeorm');
const { Page } = require('./page');
exports.countView = (id) =>
  getManager().transaction(async (manager) => {
    const page = await manager.findOne(Page, { where: { id } });
    await manager.findOne(Page, { where: { id }, lock: { mode: 'pessimistic_write' } });
    await manager.~update~(Page, { id }, { views: page.views + 1 });
  });`,
      says: ['(line 5)', 'the lock (line 6)', '`update`'],
    },
  ],

  valid: [
    {
      name: 'Safe because the read takes the lock, and its result is what counts',
      code: `import { DataSource } from 'typeorm';
async function redeem(dataSource: DataSource, id: string) {
  await dataSource.transaction(async (manager) => {
    const coupon = await manager.findOneOrFail(Coupon, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (coupon.usesLeft === 0) throw new Error('used up');
    await manager.update(Coupon, { id }, { usesLeft: coupon.usesLeft - 1 });
  });
}`,
    },
    {
      name: 'Safe because the lock comes first (raw query of TypeORM)',
      code: `import { DataSource } from 'typeorm';
async function bump(dataSource: DataSource, id: string) {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT id FROM block WHERE id = $1 FOR UPDATE', [id]);
    const block = await manager.findOneByOrFail(Block, { id });
    await manager.update(Block, { id }, { version: block.version + 1 });
  });
}`,
    },
    {
      name: 'Safe because the lock comes first (raw query of Prisma)',
      code: `import { prisma } from './prisma';
async function refund(id: string, amount: number) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Payment" WHERE id = \${id} FOR UPDATE\`;
    const payment = await tx.payment.findUniqueOrThrow({ where: { id } });
    if (payment.state !== 'CAPTURED') throw new Error('nothing to refund');
    await tx.payment.update({ where: { id }, data: { state: 'REFUNDED', amount } });
  });
}`,
    },
    {
      name: "Safe because the parent's lock comes before the check",
      code: `import { prisma } from './prisma';
async function join(teamId: string, userId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Team" WHERE id = \${teamId} FOR UPDATE\`;
    const member = await tx.member.findFirst({ where: { teamId, userId } });
    if (!member) await tx.member.create({ data: { teamId, userId } });
  });
}`,
    },
    {
      name: 'Safe because the early check is made again under the lock',
      code: `import { DataSource, Repository } from 'typeorm';
async function use(tickets: Repository<Ticket>, dataSource: DataSource, id: string, by: string) {
  const early = await tickets.findOneByOrFail({ id });
  if (early.state !== 'valid') throw new Error('not valid');
  await dataSource.transaction(async (manager) => {
    const ticket = await manager.findOneOrFail(Ticket, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (ticket.state !== 'valid') throw new Error('not valid');
    await manager.update(Ticket, { id }, { state: 'used', by });
  });
}`,
    },
    {
      name: 'Safe because the absence is looked for again under the lock',
      code: `import { prisma } from './prisma';
async function join(teamId: string, userId: string) {
  const early = await prisma.member.findFirst({ where: { teamId, userId } });
  if (early) return;
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Team" WHERE id = \${teamId} FOR UPDATE\`;
    const member = await tx.member.findFirst({ where: { teamId, userId } });
    if (!member) await tx.member.create({ data: { teamId, userId } });
  });
}`,
    },
    {
      name: 'Safe because the read before the lock only says which row to lock',
      code: `import { prisma } from './prisma';
async function close(number: string, by: string) {
  const found = await prisma.ticket.findUniqueOrThrow({ where: { number } });
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Ticket" WHERE id = \${found.id} FOR UPDATE\`;
    const ticket = await tx.ticket.findUniqueOrThrow({ where: { id: found.id } });
    if (ticket.state === 'closed') throw new Error('closed');
    await tx.ticket.update({ where: { id: ticket.id }, data: { state: 'closed', by } });
  });
}`,
    },
    {
      name: 'Safe because the variable holds the row that was read again under the lock',
      code: `import { DataSource } from 'typeorm';
async function reward(dataSource: DataSource, id: string, points: number) {
  await dataSource.transaction(async (manager) => {
    let wallet = await manager.findOneByOrFail(Wallet, { id });
    wallet = await manager.findOneOrFail(Wallet, { where: { id: wallet.id }, lock: { mode: 'pessimistic_write' } });
    wallet.points += points;
    await manager.save(wallet);
  });
}`,
    },
    {
      name: 'Safe because the owner that was checked before the lock does not change',
      code: `import { prisma } from './prisma';
async function withdraw(id: string, userId: string, amount: number) {
  const early = await prisma.account.findUniqueOrThrow({ where: { id } });
  if (early.ownerId !== userId) throw new Error('not yours');
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Account" WHERE id = \${id} FOR UPDATE\`;
    const account = await tx.account.findUniqueOrThrow({ where: { id } });
    if (account.balance < amount) throw new Error('not enough');
    await tx.account.update({ where: { id }, data: { balance: account.balance - amount } });
  });
}`,
    },
    {
      name: 'Safe because the write carries the test, whenever the row was read',
      code: `import { prisma } from './prisma';
async function refund(id: string, amount: number) {
  await prisma.$transaction(async (tx) => {
    const payment = await tx.payment.findUniqueOrThrow({ where: { id } });
    if (payment.state !== 'CAPTURED') throw new Error('nothing to refund');
    await tx.$queryRaw\`SELECT id FROM "Payment" WHERE id = \${id} FOR UPDATE\`;
    const { count } = await tx.payment.updateMany({ where: { id, state: 'CAPTURED' }, data: { state: 'REFUNDED', amount } });
    if (count === 0) throw new Error('nothing to refund');
  });
}`,
    },
    {
      name: 'Safe because the transaction is serializable',
      without: ['require-transaction-retry'],
      code: `import { DataSource } from 'typeorm';
async function bump(dataSource: DataSource, id: string) {
  await dataSource.transaction('SERIALIZABLE', async (manager) => {
    const block = await manager.findOneByOrFail(Block, { id });
    await manager.query('SELECT id FROM block WHERE id = $1 FOR UPDATE', [id]);
    await manager.update(Block, { id }, { version: block.version + 1 });
  });
}`,
    },
  ],
});
