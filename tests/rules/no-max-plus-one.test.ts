import { raceTester } from './tester.js';

raceTester('no-max-plus-one', {
  invalid: [
    {
      name: 'Race because a module of models gives one, whatever its name ends in',
      language: 'js',
      code: `const { Op } = require('sequelize');
const { TaskList } = require('../models');
exports.add = async (body) => {
  const last = await TaskList.max('position', { where: { active: true } });
  return TaskList.~create~({ ...body, position: (last ?? -1) + 1 });
};`,
      says: ['`position`', 'line 4'],
    },
    {
      name: 'Race because both requests read the same maximum',
      code: `import { prisma } from './prisma';
async function issue(accountId: string) {
  const last = await prisma.invoice.aggregate({ where: { accountId }, _max: { number: true } });
  await prisma.invoice.~create~({ data: { accountId, number: (last._max.number ?? 0) + 1 } });
}`,
      says: ['Another request can read the same last number (line 3)', 'this `create`', 'two rows get the same `number`'],
    },
    {
      name: 'Race because both requests read the same last row',
      code: `import { prisma } from './prisma';
async function addRevision(documentId: string) {
  const latest = await prisma.revision.findFirst({ where: { documentId }, orderBy: { version: 'desc' } });
  const version = latest ? latest.version + 1 : 1;
  return prisma.revision.~create~({ data: { documentId, version } });
}`,
      says: ['line 3', '`version`'],
    },
    {
      name: 'Race because the number of rows is the position of the next',
      code: `import { prisma } from './prisma';
async function addCard(boardId: string) {
  const cards = await prisma.card.count({ where: { boardId } });
  await prisma.card.~create~({ data: { boardId, position: cards + 1 } });
}`,
      says: ['line 3', '`position`'],
    },
    {
      name: 'Race because the length of a list is the position of the next',
      code: `import { Repository } from 'typeorm';
async function addCard(cards: Repository<Card>, boardId: string) {
  const list = await cards.findBy({ boardId });
  await cards.~save~({ boardId, position: list.length + 1 });
}`,
      says: ['line 3', '`position`', '`save`'],
    },
    {
      name: 'Race because the number stands in a template',
      code: `import { prisma } from './prisma';
async function issue(year: number) {
  const issued = await prisma.invoice.count({ where: { year } });
  await prisma.invoice.~create~({ data: { year, label: \`INV-\${year}-\${issued + 1}\` } });
}`,
      says: ['line 3', '`label`'],
    },
    {
      name: 'Race because the call is given the last number plus one',
      code: `import { prisma } from './prisma';
import { format } from './format';
async function attach(pageId: string, name: string) {
  const files = await prisma.file.findMany({ where: { pageId } });
  const number = format(files.length + 1, \`\${name}\`);
  await prisma.file.~create~({ data: { pageId, number } });
}`,
      says: ['`number`', 'line 4'],
    },
    {
      name: 'Race because `maximum` is a read',
      code: `import { Repository } from 'typeorm';
async function open(tickets: Repository<Ticket>, projectId: string) {
  const last = await tickets.maximum('number', { projectId });
  return tickets.~save~(tickets.create({ projectId, number: (last ?? 0) + 1 }));
}`,
      says: ['line 3', '`number`', '`save`'],
    },
    {
      name: 'Race because the last row of TypeORM is read by an order',
      code: `import { DataSource } from 'typeorm';
async function addVersion(dataSource: DataSource, noteId: string) {
  await dataSource.transaction(async (manager) => {
    const last = await manager.findOne(Version, { where: { noteId }, order: { number: 'DESC' } });
    await manager.~insert~(Version, { noteId, number: (last?.number ?? 0) + 1 });
  });
}`,
      says: ['line 4', '`number`', '`insert`'],
    },
    {
      name: 'Race because the query builder selects the maximum',
      code: `import { Repository } from 'typeorm';
async function open(tickets: Repository<Ticket>, projectId: string) {
  const { max } = await tickets.createQueryBuilder('t').select('MAX(t.number)', 'max').where('t.projectId = :projectId', { projectId }).getRawOne();
  await tickets.~insert~({ projectId, number: max + 1 });
}`,
      says: ['line 3', '`number`'],
    },
    {
      name: 'Race because the number comes from the read before the increment of the counter',
      code: `import { DataSource } from 'typeorm';
async function draw(dataSource: DataSource, queueId: string) {
  const queue = await dataSource.getRepository(Queue).findOneByOrFail({ id: queueId });
  await dataSource.getRepository(QueueTicket).~insert~({ queueId, number: queue.lastNumber + 1 });
  await dataSource.getRepository(Queue).increment({ id: queueId }, 'lastNumber', 1);
}`,
      says: ['line 3', '`number`', '`insert`'],
    },
    {
      name: 'Race because a method of the class gives the next number',
      code: `import { Repository } from 'typeorm';
class Tickets {
  constructor(private readonly tickets: Repository<Ticket>) {}
  private async next(projectId: string) {
    const last = await this.tickets.findOne({ where: { projectId }, order: { number: 'DESC' } });
    return (last?.number ?? 0) + 1;
  }
  async open(projectId: string) {
    const number = await this.next(projectId);
    await this.tickets.~insert~({ projectId, number });
  }
}`,
      says: ['line 9', '`number`'],
    },
    {
      name: 'Race because the advisory lock has another key than the numbers',
      code: `import { DataSource } from 'typeorm';
async function open(dataSource: DataSource, projectId: string, userId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [userId]);
    const last = await manager.maximum(Ticket, 'number', { projectId });
    await manager.~insert~(Ticket, { projectId, number: (last ?? 0) + 1 });
  });
}`,
      says: ['line 5', '`number`'],
    },
    {
      name: 'Race because READ COMMITTED reads the same maximum twice',
      code: `import { prisma } from './prisma';
async function issue(accountId: string) {
  await prisma.$transaction(
    async (tx) => {
      const last = await tx.invoice.findFirst({ where: { accountId }, orderBy: { number: 'desc' } });
      await tx.invoice.~create~({ data: { accountId, number: (last?.number ?? 0) + 1 } });
    },
    { isolationLevel: 'ReadCommitted' },
  );
}`,
      says: ['line 5', '`number`'],
    },
    {
      name: 'Race because the handler looks for another code',
      code: `import { prisma } from './prisma';
async function issue(accountId: string) {
  const issued = await prisma.invoice.count({ where: { accountId } });
  try {
    await prisma.invoice.~create~({ data: { accountId, number: issued + 1 } });
  } catch (error) {
    if (error.code !== 'P2003') throw error;
  }
}`,
      says: ['line 3', '`number`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (Prisma)',
      language: 'js',
      code: `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.addCard = async (boardId) => {
  const last = await prisma.card.findFirst({ where: { boardId }, orderBy: { position: 'desc' } });
  return prisma.card.~create~({ data: { boardId, position: last ? last.position + 1 : 0 } });
};`,
      says: ['line 4', '`position`'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (TypeORM)',
      language: 'js',
      code: `const { getRepository } = require('typeorm');
const { Card } = require('./card');
exports.addCard = async (boardId) => {
  const cards = getRepository(Card);
  const count = await cards.count({ where: { boardId } });
  await cards.~insert~({ boardId, position: count + 1 });
};`,
      says: ['line 5', '`position`'],
    },
  ],

  valid: [
    {
      name: 'Safe because what is called a list is one, and no model of Sequelize',
      language: 'js',
      code: `const { Op } = require('sequelize');
const { TaskList } = require('./lists');
exports.add = async (body) => {
  const last = await TaskList.max('position', { where: { active: true } });
  return TaskList.create({ ...body, position: (last ?? -1) + 1 });
};`,
    },
    {
      name: 'Safe because what is added to is not what was read: the key comes from a call that is given both',
      code: `import { prisma } from './prisma';
import { store } from './store';
async function attach(pageId: string, name: string, run: number) {
  const files = await prisma.file.findMany({ where: { pageId } });
  const stored = await store(files.map((file) => file.id), \`\${name}-\${run}\`);
  await prisma.file.create({ data: { id: stored, pageId } });
}`,
    },
    {
      name: 'Safe because both requests lock the parent before the maximum is read',
      code: `import { prisma } from './prisma';
async function issue(accountId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Account" WHERE id = \${accountId} FOR UPDATE\`;
    const last = await tx.invoice.aggregate({ where: { accountId }, _max: { number: true } });
    await tx.invoice.create({ data: { accountId, number: (last._max.number ?? 0) + 1 } });
  });
}`,
    },
    {
      name: 'Safe because the pessimistic lock is on the parent',
      code: `import { DataSource } from 'typeorm';
async function addVersion(dataSource: DataSource, noteId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.findOneOrFail(Note, { where: { id: noteId }, lock: { mode: 'pessimistic_write' } });
    const last = await manager.findOne(Version, { where: { noteId }, order: { number: 'DESC' } });
    await manager.insert(Version, { noteId, number: (last?.number ?? 0) + 1 });
  });
}`,
    },
    {
      name: 'Safe because the advisory lock has the key of the numbers',
      code: `import { DataSource } from 'typeorm';
async function open(dataSource: DataSource, projectId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock(hashtext($1))', [projectId]);
    const last = await manager.maximum(Ticket, 'number', { projectId });
    await manager.insert(Ticket, { projectId, number: (last ?? 0) + 1 });
  });
}`,
    },
    {
      name: 'Safe because an advisory lock with a constant key keeps everybody out',
      code: `import { prisma } from './prisma';
async function issue(accountId: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$executeRaw\`SELECT pg_advisory_xact_lock(42)\`;
    const issued = await tx.invoice.count({ where: { accountId } });
    await tx.invoice.create({ data: { accountId, number: issued + 1 } });
  });
}`,
    },
    {
      name: 'Safe because a text tells of an amount that is added up, which gives out no numbers',
      without: ['no-read-modify-write'],
      code: `import { prisma } from './prisma';
async function receive(itemId: string, amount: number) {
  const item = await prisma.item.findUniqueOrThrow({ where: { id: itemId } });
  await prisma.note.create({ data: { itemId, text: 'now ' + (item.stock + amount) } });
  await prisma.item.update({ where: { id: itemId }, data: { stock: item.stock + amount } });
}`,
    },
    {
      name: 'Safe because the number comes from the result of the update that raises the counter',
      code: `import { prisma } from './prisma';
async function addCard(boardId: string) {
  await prisma.$transaction(async (tx) => {
    const board = await tx.board.update({ where: { id: boardId }, data: { lastPosition: { increment: 1 } } });
    await tx.card.create({ data: { boardId, position: board.lastPosition } });
  });
}`,
    },
    {
      name: 'Safe because the earlier update of the parent holds its row until the commit',
      code: `import { DataSource } from 'typeorm';
async function addCard(dataSource: DataSource, boardId: string) {
  await dataSource.transaction(async (manager) => {
    await manager.increment(Board, { id: boardId }, 'revision', 1);
    const count = await manager.countBy(Card, { boardId });
    await manager.insert(Card, { boardId, position: count + 1 });
  });
}`,
    },
    {
      name: 'Safe because the transaction is serializable',
      without: ['require-transaction-retry'],
      code: `import { prisma } from './prisma';
async function issue(accountId: string) {
  await prisma.$transaction(
    async (tx) => {
      const issued = await tx.invoice.count({ where: { accountId } });
      await tx.invoice.create({ data: { accountId, number: issued + 1 } });
    },
    { isolationLevel: 'Serializable' },
  );
}`,
    },
    {
      name: 'Safe because a violation is tried again, a bounded number of times',
      code: `import { prisma } from './prisma';
async function issue(accountId: string) {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const issued = await prisma.invoice.count({ where: { accountId } });
    try {
      return await prisma.invoice.create({ data: { accountId, number: issued + 1 } });
    } catch (error) {
      if (error.code !== 'P2002') throw error;
    }
  }
}`,
    },
    {
      name: 'Safe because the database draws the number',
      code: `import { prisma } from './prisma';
async function issue(accountId: string) {
  const invoice = await prisma.invoice.create({ data: { accountId } });
  return invoice.serial + 1;
}`,
    },
    {
      name: 'Safe because the count is of another table',
      code: `import { prisma } from './prisma';
async function report(accountId: string) {
  const invoices = await prisma.invoice.count({ where: { accountId } });
  await prisma.report.create({ data: { accountId, total: invoices + 1 } });
}`,
    },
    {
      name: 'Safe because a column of a row that nobody counts up is copied',
      code: `import { prisma } from './prisma';
async function rent(flatId: string) {
  const flat = await prisma.flat.findUniqueOrThrow({ where: { id: flatId } });
  await prisma.contract.create({ data: { flatId, rent: flat.rent + 50 } });
}`,
    },
    {
      name: 'Safe because the count is only shown',
      code: `import { prisma } from './prisma';
async function addCard(boardId: string) {
  const cards = await prisma.card.count({ where: { boardId } });
  console.log('card no. ' + (cards + 1));
  await prisma.card.create({ data: { boardId } });
}`,
    },
    {
      name: 'Safe because the index of a list in memory is the position',
      code: `import { prisma } from './prisma';
async function addCards(boardId: string, titles: string[]) {
  await prisma.card.createMany({ data: titles.map((title, index) => ({ boardId, title, position: index + 1 })) });
}`,
    },
  ],
});
