import { raceTester } from './tester.js';

raceTester('no-update-then-create', {
  invalid: [
    {
      name: 'Race because both updates touch no row',
      code: `import { prisma } from './prisma';
async function set(userId: string, key: string, value: string) {
  const { count } = await prisma.preference.updateMany({ where: { userId, key }, data: { value } });
  if (count === 0) await prisma.preference.~create~({ data: { userId, key, value } });
}`,
      says: ['between the update that touched none (line 3) and this `create`', 'two rows, or a unique violation'],
    },
    {
      name: 'Race because an early return on the count is the same',
      code: `import { prisma } from './prisma';
async function countVisit(page: string) {
  const updated = await prisma.visit.updateMany({ where: { page }, data: { hits: { increment: 1 } } });
  if (updated.count > 0) return;
  await prisma.visit.~create~({ data: { page, hits: 1 } });
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because a count that is false is zero',
      code: `import { prisma } from './prisma';
async function set(key: string, value: string) {
  const result = await prisma.setting.updateMany({ where: { key }, data: { value } });
  if (!result.count) await prisma.setting.~create~({ data: { key, value } });
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because `affected` of TypeORM is zero in both requests',
      code: `import { Repository } from 'typeorm';
async function seen(devices: Repository<Device>, serial: string, address: string) {
  const { affected } = await devices.update({ serial }, { address });
  if (!affected) await devices.~insert~({ serial, address });
}`,
      says: ['line 3', '`insert`'],
    },
    {
      name: 'Race because `affected` is compared with zero',
      code: `import { Repository } from 'typeorm';
async function seen(devices: Repository<Device>, serial: string, address: string) {
  const result = await devices.update({ serial }, { address });
  if (result.affected === 0) {
    await devices.~save~(devices.create({ serial, address }));
  }
}`,
      says: ['line 3', '`save`'],
    },
    {
      name: 'Race because `affected` is less than one',
      code: `import { Repository } from 'typeorm';
async function seen(devices: Repository<Device>, serial: string, address: string) {
  const result = await devices.update({ serial }, { address });
  if (result.affected < 1) await devices.~insert~({ serial, address });
}`,
      says: ['line 3', '`insert`'],
    },
    {
      name: 'Race because the query builder gives `affected` too',
      code: `import { DataSource } from 'typeorm';
async function record(dataSource: DataSource, meterId: string, value: number) {
  const result = await dataSource.createQueryBuilder().update(Reading).set({ value }).where('meterId = :meterId', { meterId }).execute();
  if (result.affected === 0) await dataSource.getRepository(Reading).~insert~({ meterId, value });
}`,
      says: ['line 3', '`insert`'],
    },
    {
      name: 'Race because an increment that touches no row is an update',
      code: `import { Repository } from 'typeorm';
async function countVisit(visits: Repository<Visit>, page: string) {
  const { affected } = await visits.increment({ page }, 'hits', 1);
  if (affected === 0) await visits.~insert~({ page, hits: 1 });
}`,
      says: ['line 3', '`insert`'],
    },
    {
      name: 'Race because a transaction locks no row that is absent',
      code: `import { prisma } from './prisma';
async function set(key: string, value: string) {
  await prisma.$transaction(async (tx) => {
    const { count } = await tx.setting.updateMany({ where: { key }, data: { value } });
    if (count === 0) await tx.setting.~create~({ data: { key, value } });
  });
}`,
      says: ['line 4', '`create`'],
    },
    {
      name: 'Race because the handler looks for another code',
      code: `import { prisma } from './prisma';
async function set(key: string, value: string) {
  const { count } = await prisma.setting.updateMany({ where: { key }, data: { value } });
  if (count > 0) return;
  try {
    await prisma.setting.~create~({ data: { key, value } });
  } catch (error) {
    if (error.code !== 'P2003') throw error;
  }
}`,
      says: ['line 3', '`create`'],
    },
    {
      name: 'Race because a method of the class makes the update',
      code: `import { Repository } from 'typeorm';
class Devices {
  constructor(private readonly devices: Repository<Device>) {}
  private touch(serial: string, address: string) {
    return this.devices.update({ serial }, { address });
  }
  async seen(serial: string, address: string) {
    const { affected } = await this.touch(serial, address);
    if (affected === 0) await this.devices.~insert~({ serial, address });
  }
}`,
      says: ['line 8', '`insert`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (Prisma)',
      language: 'js',
      code: `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.set = async (key, value) => {
  const { count } = await prisma.setting.updateMany({ where: { key }, data: { value } });
  if (count === 0) await prisma.setting.~create~({ data: { key, value } });
};`,
      says: ['line 4', '`create`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (TypeORM)',
      language: 'js',
      code: `const { getRepository } = require('typeorm');
const { Setting } = require('./setting');
exports.set = async (key, value) => {
  const settings = getRepository(Setting);
  const result = await settings.update({ key }, { value });
  if (result.affected === 0) await settings.~save~({ key, value });
};`,
      says: ['line 5', '`save`'],
    },
  ],

  valid: [
    {
      name: 'Safe because the upsert is one statement (Prisma)',
      code: `import { prisma } from './prisma';
async function set(key: string, value: string) {
  await prisma.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
}`,
    },
    {
      name: 'Safe because the upsert is one statement (TypeORM)',
      code: `import { Repository } from 'typeorm';
async function set(settings: Repository<Setting>, key: string, value: string) {
  const { affected } = await settings.update({ key }, { value });
  if (affected === 0) await settings.upsert({ key, value }, ['key']);
}`,
    },
    {
      name: 'Safe because the database ignores the second row',
      code: `import { Repository } from 'typeorm';
async function set(settings: Repository<Setting>, key: string, value: string) {
  const { affected } = await settings.update({ key }, { value });
  if (affected === 0) await settings.createQueryBuilder().insert().values({ key, value }).orIgnore().execute();
}`,
    },
    {
      name: 'Safe because the count becomes an answer and nothing is inserted',
      code: `import { prisma } from './prisma';
async function set(key: string, value: string) {
  const { count } = await prisma.setting.updateMany({ where: { key }, data: { value } });
  if (count === 0) throw new Error('no such setting');
}`,
    },
    {
      name: 'Safe because the insert is into another table',
      code: `import { prisma } from './prisma';
async function set(key: string, value: string) {
  const { count } = await prisma.setting.updateMany({ where: { key }, data: { value } });
  if (count === 0) await prisma.log.create({ data: { key, text: 'missed' } });
}`,
    },
    {
      name: 'Safe because the row is inserted when the update touched one',
      code: `import { prisma } from './prisma';
async function replace(key: string, value: string) {
  const { count } = await prisma.setting.updateMany({ where: { key, current: true }, data: { current: false } });
  if (count === 1) await prisma.history.create({ data: { key, value } });
}`,
    },
    {
      name: 'Safe because the unique violation is caught and the update made again',
      code: `import { prisma } from './prisma';
async function set(key: string, value: string) {
  const { count } = await prisma.setting.updateMany({ where: { key }, data: { value } });
  if (count > 0) return;
  try {
    await prisma.setting.create({ data: { key, value } });
  } catch (error) {
    if (error.code !== 'P2002') throw error;
    await prisma.setting.updateMany({ where: { key }, data: { value } });
  }
}`,
    },
    {
      name: 'Safe because the transaction is serializable',
      without: ['require-transaction-retry'],
      code: `import { DataSource } from 'typeorm';
async function set(dataSource: DataSource, key: string, value: string) {
  await dataSource.transaction('SERIALIZABLE', async (manager) => {
    const { affected } = await manager.update(Setting, { key }, { value });
    if (affected === 0) await manager.insert(Setting, { key, value });
  });
}`,
    },
    {
      name: 'Safe because both requests lock the parent first',
      code: `import { prisma } from './prisma';
async function set(userId: string, key: string, value: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "User" WHERE id = \${userId} FOR UPDATE\`;
    const { count } = await tx.preference.updateMany({ where: { userId, key }, data: { value } });
    if (count === 0) await tx.preference.create({ data: { userId, key, value } });
  });
}`,
    },
    {
      name: 'Safe because an unknown wrapper that is awaited may hold a lock',
      code: `import { prisma } from './prisma';
import { withLock } from './lock';
async function set(key: string, value: string) {
  return withLock(key, async () => {
    const { count } = await prisma.setting.updateMany({ where: { key }, data: { value } });
    if (count === 0) await prisma.setting.create({ data: { key, value } });
  });
}`,
    },
  ],
});
