import { raceTester } from './tester.js';

raceTester('no-wrong-lock-target', {
  invalid: [
    {
      name: 'Race because the credit is locked, and the decision reads the access',
      code: `import { DataSource } from 'typeorm';
async function grant(dataSource: DataSource, creditId: string, accessId: string) {
  await dataSource.transaction(async (manager) => {
    const credit = await manager.findOneOrFail(StudentCredit, { where: { id: creditId }, lock: { mode: 'pessimistic_write' } });
    const access = await manager.findOneByOrFail(CourseAccess, { id: accessId });
    if (access.status !== 'open') throw new Error('granted');
    await manager.~update~(CourseAccess, { id: accessId }, { status: 'granted' });
    await manager.decrement(StudentCredit, { id: credit.id }, 'lessons', 1);
  });
}`,
      says: ['The lock taken on line 4 (`StudentCredit`)', 'this `update`', '`CourseAccess` is read on line 5 without a lock'],
    },
    {
      name: 'Race because the buyer is locked, and the stock is computed from the product',
      code: `import { DataSource } from 'typeorm';
async function buy(dataSource: DataSource, userId: string, productId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
    const product = await manager.findOneByOrFail(Product, { id: productId });
    product.stock = product.stock - 1;
    await manager.~save~(product);
  });
}`,
      says: ['line 4 (`User`)', '`Product` is read on line 5', '`save`'],
    },
    {
      name: 'Race because raw FOR UPDATE locks the buyer, and the stock is computed from the product',
      code: `import { prisma } from './prisma';
async function buy(userId: string, productId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "User" WHERE id = \${userId} FOR UPDATE\`;
    const product = await tx.product.findUniqueOrThrow({ where: { id: productId } });
    await tx.product.~update~({ where: { id: productId }, data: { stock: product.stock - 1 } });
  });
}`,
      says: ['line 4', 'is read on line 5', '`update`'],
    },
    {
      name: 'Race because raw FOR UPDATE through `manager.query` locks another row',
      code: `import { DataSource } from 'typeorm';
async function buy(dataSource: DataSource, userId: string, productId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT id FROM users WHERE id = $1 FOR UPDATE', [userId]);
    const product = await manager.findOneByOrFail(Product, { id: productId });
    await manager.~update~(Product, { id: productId }, { stock: product.stock - 1 });
  });
}`,
      says: ['line 4', '`Product` is read on line 5', '`update`'],
    },
    {
      name: 'Race because the guest is locked, and the bookings of the room are counted',
      code: `import { prisma } from './prisma';
async function book(roomId: string, guestId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Device" WHERE id = \${guestId} FOR UPDATE\`;
    const booked = await tx.booking.count({ where: { roomId } });
    if (booked >= 10) throw new Error('full');
    await tx.booking.~create~({ data: { roomId } });
  });
}`,
      says: ['line 4', 'is read on line 5', '`create`'],
    },
    {
      name: 'Race because the lock is on another row of the same table',
      code: `import { DataSource } from 'typeorm';
async function transfer(dataSource: DataSource, fromId: string, toId: string, amount: number) {
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(Wallet, { where: { id: fromId }, lock: { mode: 'pessimistic_write' } });
    const to = await manager.findOneByOrFail(Wallet, { id: toId });
    await manager.~update~(Wallet, { id: toId }, { points: to.points + amount });
  });
}`,
      says: ['line 4 (`Wallet`)', 'is read on line 5', '`update`'],
    },
    {
      name: 'Race because the query builder locks another row',
      code: `import { DataSource } from 'typeorm';
async function buy(dataSource: DataSource, userId: string, productId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.createQueryBuilder(User, 'u').setLock('pessimistic_write').where('u.id = :userId', { userId }).getOneOrFail();
    const product = await manager.findOneByOrFail(Product, { id: productId });
    await manager.~update~(Product, { id: productId }, { stock: product.stock - 1 });
  });
}`,
      says: ['line 4 (`User`)', '`Product` is read on line 5', '`update`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (Prisma)',
      language: 'js',
      code: `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.buy = (userId, productId) =>
  prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "User" WHERE id = \${userId} FOR UPDATE\`;
    const product = await tx.product.findUnique({ where: { id: productId } });
    await tx.product.~update~({ where: { id: productId }, data: { stock: product.stock - 1 } });
  });`,
      says: ['line 5', 'is read on line 6', '`update`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (TypeORM)',
      language: 'js',
      code: `const { getManager } = require('typeorm');
const { Product, User } = require('./entities');
exports.buy = (userId, productId) =>
  getManager().transaction(async (manager) => {
    await manager.findOne(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
    const product = await manager.findOne(Product, { where: { id: productId } });
    await manager.~update~(Product, { id: productId }, { stock: product.stock - 1 });
  });`,
      says: ['line 5', 'is read on line 6', '`update`'],
    },
  ],

  valid: [
    {
      name: 'Safe because the row that the decision reads is locked',
      code: `import { DataSource } from 'typeorm';
async function grant(dataSource: DataSource, creditId: string, accessId: string) {
  await dataSource.transaction(async (manager) => {
    const access = await manager.findOneOrFail(CourseAccess, { where: { id: accessId }, lock: { mode: 'pessimistic_write' } });
    if (access.status !== 'open') throw new Error('granted');
    await manager.update(CourseAccess, { id: accessId }, { status: 'granted' });
    await manager.decrement(StudentCredit, { id: creditId }, 'lessons', 1);
  });
}`,
    },
    {
      name: 'Safe because both rows are locked, the one that is read among them (Prisma)',
      code: `import { prisma } from './prisma';
async function buy(userId: string, productId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "User" WHERE id = \${userId} FOR UPDATE\`;
    await tx.$queryRaw\`SELECT id FROM "Product" WHERE id = \${productId} FOR UPDATE\`;
    const product = await tx.product.findUniqueOrThrow({ where: { id: productId } });
    await tx.product.update({ where: { id: productId }, data: { stock: product.stock - 1 } });
  });
}`,
    },
    {
      name: 'Safe because both rows are locked, the one that is read among them (TypeORM)',
      code: `import { DataSource } from 'typeorm';
async function buy(dataSource: DataSource, userId: string, productId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
    const product = await manager.findOneOrFail(Product, { where: { id: productId }, lock: { mode: 'pessimistic_write' } });
    await manager.update(Product, { id: productId }, { stock: product.stock - 1 });
  });
}`,
    },
    {
      name: 'Safe because the lock on the parent has the key that the read looks for',
      code: `import { DataSource } from 'typeorm';
async function cancel(dataSource: DataSource, accountId: string, by: string) {
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(Account, { where: { id: accountId }, lock: { mode: 'pessimistic_write' } });
    const subscription = await manager.findOneByOrFail(Subscription, { accountId });
    if (subscription.state !== 'trial') throw new Error('no trial');
    await manager.update(Subscription, { accountId }, { state: 'cancelled', by });
  });
}`,
    },
    {
      name: 'Safe because the write carries its condition, whatever is locked',
      code: `import { DataSource } from 'typeorm';
async function buy(dataSource: DataSource, userId: string, productId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
    const { affected } = await manager.createQueryBuilder().update(Product).set({ stock: () => 'stock - 1' }).where('id = :productId AND stock > 0', { productId }).execute();
    if (affected !== 1) throw new Error('sold out');
  });
}`,
    },
    {
      name: 'Safe because what is read without a lock only has to exist',
      code: `import { prisma } from './prisma';
async function buy(userId: string, productId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "User" WHERE id = \${userId} FOR UPDATE\`;
    const product = await tx.product.findUnique({ where: { id: productId } });
    if (!product) throw new Error('no such product');
    await tx.purchase.create({ data: { userId, productId } });
  });
}`,
    },
    {
      name: 'Safe because the row that is written is the locked one, and the other is only read',
      code: `import { DataSource } from 'typeorm';
async function charge(dataSource: DataSource, walletId: string, productId: string) {
  await dataSource.transaction(async (manager) => {
    const wallet = await manager.findOneOrFail(Wallet, { where: { id: walletId }, lock: { mode: 'pessimistic_write' } });
    const product = await manager.findOneByOrFail(Product, { id: productId });
    await manager.update(Wallet, { id: walletId }, { points: wallet.points - product.price });
  });
}`,
    },
    {
      name: 'Safe because an atomic update of the unlocked row reads nothing before',
      code: `import { DataSource } from 'typeorm';
async function buy(dataSource: DataSource, userId: string, productId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
    await manager.findOneByOrFail(Product, { id: productId });
    await manager.decrement(Product, { id: productId }, 'stock', 1);
  });
}`,
    },
    {
      name: 'Safe because the transaction is serializable, whatever is locked',
      without: ['require-transaction-retry'],
      code: `import { DataSource } from 'typeorm';
async function buy(dataSource: DataSource, userId: string, productId: string) {
  await dataSource.transaction('SERIALIZABLE', async (manager) => {
    await manager.findOneOrFail(User, { where: { id: userId }, lock: { mode: 'pessimistic_write' } });
    const product = await manager.findOneByOrFail(Product, { id: productId });
    await manager.update(Product, { id: productId }, { stock: product.stock - 1 });
  });
}`,
    },
  ],
});
