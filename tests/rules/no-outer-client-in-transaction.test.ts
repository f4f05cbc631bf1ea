import { raceTester } from './tester.js';

raceTester('no-outer-client-in-transaction', {
  invalid: [
    {
      name: 'Race because a query goes through the very connection, handed in, on which the transaction was opened',
      messageId: 'writes',
      code: `import { Knex } from 'knex';
export const award = (connection: Knex, id: string) =>
  connection.transaction(async (trx) => {
    await connection('statuses').transacting(trx).insert({ id });
    await connection('proposals').where({ id }).~update~({ awardedAt: new Date() });
  });`,
      says: ['`connection`', 'line 3'],
    },
    {
      name: 'Race because the context that is given holds the client',
      messageId: 'writes',
      code: `import { drizzle } from 'drizzle-orm/node-postgres';
import { eq } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
const plans = pgTable('plans', { id: text('id').primaryKey(), owner: text('owner') });
type Db = ReturnType<typeof drizzle>;
interface Ctx { db: Db; org: string }
const remove = async ({ ctx, owner }: { ctx: Ctx; owner: string }) => {
  await ctx.db.delete(plans).where(eq(plans.owner, owner));
};
export const replace = async ({ ctx, owner, id }: { ctx: Ctx; owner: string; id: string }) =>
  ctx.db.transaction(async (tx) => {
    const inside = { ...ctx, db: tx as unknown as Db };
    await ~remove~({ ctx, owner });
    await inside.db.insert(plans).values({ id, owner: ctx.org });
  });`,
      says: ['`remove`'],
    },
    {
      name: 'Race because a call lacks the option; the advice names what the callback is given',
      messageId: 'writes',
      code: `import { Sequelize } from 'sequelize';
import { Account, Ledger } from './models.js';
const sequelize = new Sequelize('postgres://');
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    await Account.update({ closed: true }, { where: { id }, transaction: t });
    await Ledger.~create~({ accountId: id });
  });`,
      says: ['`{ transaction: t }`'],
    },
    {
      name: 'Race because a call lacks the option; the advice names the variable that holds the transaction',
      messageId: 'writes',
      code: `import { Sequelize } from 'sequelize';
import { Account, Ledger } from './models.js';
const sequelize = new Sequelize('postgres://');
export async function close(id: number) {
  const begun = await sequelize.transaction();
  await Account.update({ closed: true }, { where: { id }, transaction: begun });
  await Ledger.~create~({ accountId: id });
  await begun.commit();
}`,
      says: ['`{ transaction: begun }`'],
    },
    {
      name: 'Race because the write waits for the row that its own transaction has locked',
      messageId: 'waits',
      code: `import { Sequelize } from 'sequelize';
import { Account } from './models.js';
const sequelize = new Sequelize('postgres://');
export const close = (id: number) =>
  sequelize.transaction(async (t) => {
    const account = await Account.findOne({ where: { id }, lock: t.LOCK.UPDATE, transaction: t });
    if (account) await account.~destroy~();
  });`,
      says: ['waits for the row that the transaction holds since line 6', '`{ transaction: t }`'],
    },
    {
      name: 'Race because the write waits for the row that its own transaction has written',
      messageId: 'waits',
      code: `import { prisma } from './prisma.js';
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await prisma.account.~update~({ where: { id }, data: { balance: 0 } });
  });`,
      says: ['since line 4'],
    },
    {
      name: 'Race because the write is outside; it waits for nothing, since the transaction has only read the row',
      messageId: 'writes',
      code: `import { prisma } from './prisma.js';
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    const account = await tx.account.findUniqueOrThrow({ where: { id } });
    await tx.note.create({ data: { text: account.name } });
    await prisma.account.~update~({ where: { id }, data: { balance: 0 } });
  });`,
      says: ['it stays when the transaction is rolled back'],
    },
    {
      name: 'Race because the write is outside; it waits for nothing, since the transaction has written another row',
      messageId: 'writes',
      code: `import { prisma } from './prisma.js';
export const close = (id: string, other: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id: other }, data: { closed: true } });
    await prisma.account.~update~({ where: { id }, data: { balance: 0 } });
  });`,
      says: ['it stays when the transaction is rolled back'],
    },
    {
      name: 'Race because the write is outside; SQLite refuses it and lets nothing wait',
      messageId: 'writes',
      code: `import { drizzle } from 'drizzle-orm/better-sqlite3';
import { eq } from 'drizzle-orm';
import { accounts } from './schema.js';
const db = drizzle('app.db');
export const close = (id: number) =>
  db.transaction((tx) => {
    tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id)).run();
    db.~update~(accounts).set({ balance: 0 }).where(eq(accounts.id, id)).run();
  });`,
      says: ['it stays when the transaction is rolled back'],
    },
    {
      name: 'Race because the hidden image stays; through the handle, PostgreSQL would not go on after the violation',
      messageId: 'writes',
      code: `import { Prisma } from '@prisma/client';
import { prisma } from './prisma.js';
export const report = (imageId: number, userId: number) =>
  prisma.$transaction(async (tx) => {
    await tx.report.create({ data: { imageId, userId } });
    try {
      await prisma.hidden.~create~({ data: { imageId, userId } });
    } catch (error) {
      if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
    }
    await tx.image.update({ where: { id: imageId }, data: { reported: true } });
  });`,
      says: ['it stays when the transaction is rolled back', 'with ON CONFLICT or a savepoint'],
    },
    {
      name: 'Race because the note stays; MySQL goes on after a caught violation, and the handle is enough',
      messageId: 'writes',
      code: `import { drizzle } from 'drizzle-orm/mysql2';
import { accounts, notes } from './schema.js';
const db = drizzle('mysql://localhost/app');
export const close = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(accounts).values({ id });
    try {
      await db.~insert~(notes).values({ id });
    } catch (error) {
      if (error.cause?.code !== 'ER_DUP_ENTRY') throw error;
    }
  });`,
      says: ['Use the handle of the transaction.'],
    },
    {
      name: 'Race because the document stays; MongoDB knows no savepoint',
      messageId: 'writes',
      code: `import mongoose from 'mongoose';
import { Account, Note } from './models.js';
export const close = (id: string) =>
  mongoose.connection.transaction(async (session) => {
    await Account.updateOne({ _id: id }, { $set: { closed: true } }, { session });
    try {
      await Note.~create~([{ account: id }]);
    } catch (error) {
      if (error.code !== 11000) throw error;
    }
  });`,
      says: ['session'],
    },
    {
      name: 'Race because the options give no handle to fall back from',
      messageId: 'writes',
      code: `import { drizzle } from 'drizzle-orm/node-postgres';
import type { Options } from './options.js';
import { accounts, entries } from './schema.js';
const db = drizzle('postgres://');
export const close = (options: Options) =>
  db.transaction(async (tx) => {
    await tx.insert(accounts).values({ id: options.id });
    await db.~insert~(entries).values({ id: options.id });
  });`,
      says: ['This `insert` goes through `db`'],
    },
    {
      name: 'Race because Sequelize gives the row the association method',
      messageId: 'writes',
      code: `import { DataTypes, Model, Sequelize } from 'sequelize';
const sequelize = new Sequelize('postgres://');
class Collection extends Model {}
Collection.init({ title: DataTypes.STRING }, { sequelize });
class Document extends Model {}
Document.init({}, { sequelize });
Collection.hasMany(Document);
export const add = (id: string) =>
  sequelize.transaction(async (t) => {
    const collection: Collection = await Collection.create({ title: id }, { transaction: t });
    await collection.~createDocument~({ id });
  });`,
      says: ['`{ transaction: t }`'],
    },
    {
      name: 'Race because the insert stays when the transaction is rolled back',
      messageId: 'writes',
      code: `import { prisma } from './prisma.js';
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await prisma.ledger.~create~({ data: { accountId: id } });
  });`,
      says: ['This `create` goes through `prisma`', '(line 3)', 'Use the handle of the transaction'],
    },
    {
      name: 'Race because the callback takes no handle at all',
      messageId: 'writes',
      code: `import { prisma } from './prisma.js';
export const close = (id: string) =>
  prisma.$transaction(async () => {
    await prisma.account.~update~({ where: { id }, data: { closed: true } });
  });`,
      says: ['`prisma`'],
    },
    {
      name: 'Race because the read can\'t see the insert of the transaction',
      messageId: 'reads-written',
      alone: true,
      code: `import { prisma } from './prisma.js';
export const add = (orderId: string, sku: string) =>
  prisma.$transaction(async (tx) => {
    await tx.line.create({ data: { orderId, sku } });
    const lines = await prisma.line.~findMany~({ where: { orderId } });
    await tx.order.update({ where: { id: orderId }, data: { size: lines.length } });
  });`,
      says: ['`findMany`', 'wrote to `line` on line 4'],
    },
    {
      name: 'Race because the read that decides on the insert isn\'t covered by the transaction',
      messageId: 'guards',
      alone: true,
      code: `import { prisma } from './prisma.js';
export const join = (teamId: string, userId: string) =>
  prisma.$transaction(async (tx) => {
    const there = await prisma.member.~findFirst~({ where: { teamId, userId } });
    if (!there) await tx.member.create({ data: { teamId, userId } });
  });`,
      says: ['decides on the write on line 5'],
    },
    {
      name: 'Race because a helper of the file has the outer client',
      messageId: 'writes',
      code: `import { prisma } from './prisma.js';
async function audit(accountId: string) {
  await prisma.ledger.create({ data: { accountId } });
}
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await ~audit~(id);
  });`,
      says: ['This `audit` goes through `prisma`', 'Give it the handle'],
    },
    {
      name: 'Race because a helper is not given the handle that it would take',
      messageId: 'writes',
      code: `import { prisma } from './prisma.js';
async function audit(accountId: string, db = prisma) {
  await db.ledger.create({ data: { accountId } });
}
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await ~audit~(id);
  });`,
      says: ['`audit`'],
    },
    {
      name: 'Race because a helper opens a transaction of its own',
      messageId: 'own-transaction',
      code: `import { prisma } from './prisma.js';
const move = (from: string, to: string) =>
  prisma.$transaction(async (tx) => {
    await tx.stock.updateMany({ where: { place: from }, data: { place: to } });
  });
export const close = (id: string, to: string) =>
  prisma.$transaction(async (tx) => {
    await tx.place.update({ where: { id }, data: { closed: true } });
    await ~move~(id, to);
  });`,
      says: ['a transaction of its own, opened on `prisma`', '(line 7)'],
    },
    {
      name: 'Race because a replica of the same file is the same database',
      messageId: 'reads-written',
      code: `import { PrismaClient } from '@prisma/client';
const primary = new PrismaClient();
const replica = new PrismaClient();
export const add = (orderId: string) =>
  primary.$transaction(async (tx) => {
    await tx.line.create({ data: { orderId } });
    return replica.line.~findMany~({ where: { orderId } });
  });`,
      says: ['`replica`'],
    },
    {
      name: 'Race because nobody waits for the async callbacks of forEach',
      messageId: 'not-awaited',
      code: `import { prisma } from './prisma.js';
export const add = (skus: string[]) =>
  prisma.$transaction(async (tx) => {
    skus.forEach(async (sku) => {
      await tx.item.~create~({ data: { sku } });
    });
  });`,
      says: ['Nobody waits for this `create`', '(line 3)'],
    },
    {
      name: 'Race because nobody waits for the save',
      messageId: 'not-awaited',
      code: `import { DataSource } from 'typeorm';
export const add = (source: DataSource, note: Note) =>
  source.transaction(async (manager) => {
    manager.~save~(note);
    await manager.increment(Folder, { id: note.folderId }, 'size', 1);
  });`,
      says: ['Nobody waits for this `save`'],
    },
    {
      name: 'Race because the insert stands between begin and commit and goes through the injected repository',
      messageId: 'writes',
      code: `import { DataSource, Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
class Accounts {
  constructor(private readonly source: DataSource, @InjectRepository(Ledger) private readonly ledger: Repository<Ledger>) {}
  async close(id: string) {
    const runner = this.source.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.manager.update(Account, { id }, { closed: true });
      await this.ledger.~insert~({ accountId: id });
      await runner.commitTransaction();
    } catch (error) {
      await runner.rollbackTransaction();
      throw error;
    } finally {
      await runner.release();
    }
  }
}`,
      says: ['`this.ledger`', '(line 7)'],
    },
    {
      name: 'Race because the helper that is given the handle looks the new row up by a function that goes past it',
      code: `import { prisma } from './prisma.js';
const rolesOf = (teamId: string) => prisma.member.findMany({ where: { teamId } });
async function addBoards({ teamId, tx }: { teamId: string; tx?: typeof prisma }) {
  const db = tx ?? prisma;
  const roles = await ~rolesOf~(teamId);
  if (roles.length === 0) throw new Error('nobody');
  await db.board.create({ data: { teamId } });
}
export const found = (teamId: string, userId: string) =>
  prisma.$transaction(async (trx) => {
    await trx.member.create({ data: { teamId, userId } });
    await addBoards({ teamId, tx: trx });
  });`,
      says: ['This `rolesOf` goes through `prisma`', '(line 10)', 'on line 11', 'Give it the handle'],
      messageId: 'reads-written',
    },
    {
      name: 'Race because the last of two helpers that hand the handle on writes past it',
      code: `import { prisma } from './prisma.js';
async function audit(accountId: string, db: typeof prisma) {
  await db.account.update({ where: { id: accountId }, data: { audited: true } });
  await prisma.ledger.~create~({ data: { accountId } });
}
const note = (id: string, client: typeof prisma) => audit(id, client);
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await note(id, tx);
  });`,
      says: ['(line 8)', 'Use the handle of the transaction.'],
      messageId: 'writes',
    },
    {
      name: 'Race because the helper that is given something else of that name can\'t go through the transaction, and its caller calls it',
      code: `import { prisma } from './prisma.js';
async function audit(accountId: string, tx: { actor: string }) {
  await prisma.ledger.create({ data: { accountId, actor: tx.actor } });
}
export const close = (id: string, actor: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await ~audit~(id, { actor });
  });`,
      says: ['This `audit` goes through `prisma`', '(line 6)'],
      messageId: 'writes',
    },
    {
      name: 'Race because the helper doesn\'t take the handle that the call gives it',
      code: `import { prisma } from './prisma.js';
async function audit({ accountId }: { accountId: string; tx?: typeof prisma }) {
  await prisma.ledger.create({ data: { accountId } });
}
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await ~audit~({ accountId: id, tx });
  });`,
      says: ['This `audit` goes through `prisma`', '(line 6)'],
      messageId: 'writes',
    },
  ],
  valid: [
    {
      name: 'Safe because the query goes through the transaction that was opened on the given connection',
      code: `import { Knex } from 'knex';
export const award = (connection: Knex, id: string) =>
  connection.transaction(async (trx) => {
    await connection('statuses').transacting(trx).insert({ id });
    await connection('proposals').transacting(trx).where({ id }).update({ awardedAt: new Date() });
  });`,
    },
    {
      name: 'Safe because another given handle may be the transaction that is meant',
      code: `import { Knex } from 'knex';
export const award = (connection: Knex, log: Knex, id: string) =>
  connection.transaction(async (trx) => {
    await trx('statuses').insert({ id });
    await log('proposals').where({ id }).update({ awardedAt: new Date() });
  });`,
    },
    {
      name: 'Safe because the context that is given holds the transaction',
      code: `import { drizzle } from 'drizzle-orm/node-postgres';
import { eq } from 'drizzle-orm';
import { pgTable, text } from 'drizzle-orm/pg-core';
const plans = pgTable('plans', { id: text('id').primaryKey(), owner: text('owner') });
type Db = ReturnType<typeof drizzle>;
interface Ctx { db: Db; org: string }
const remove = async ({ ctx, owner }: { ctx: Ctx; owner: string }) => {
  await ctx.db.delete(plans).where(eq(plans.owner, owner));
};
export const replace = async ({ ctx, owner, id }: { ctx: Ctx; owner: string; id: string }) =>
  ctx.db.transaction(async (tx) => {
    const inside = { ...ctx, db: tx as unknown as Db };
    await remove({ ctx: inside, owner });
    await inside.db.insert(plans).values({ id, owner: ctx.org });
  });`,
    },
    {
      name: 'Safe because everything goes through the handle, whatever its name',
      code: `import { prisma as db } from './prisma.js';
export const close = (id: string) =>
  db.$transaction(async (prisma) => {
    await prisma.account.update({ where: { id }, data: { closed: true } });
    await prisma.ledger.create({ data: { accountId: id } });
  });`,
    },
    {
      name: 'Safe because the helper is given the handle',
      code: `import { prisma } from './prisma.js';
async function audit(accountId: string, db = prisma) {
  await db.ledger.create({ data: { accountId } });
}
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await audit(id, tx);
  });`,
    },
    {
      name: 'Safe because the helper hands the handle that it is given on to the lookup',
      code: `import { prisma } from './prisma.js';
const rolesOf = (teamId: string, db = prisma) => db.member.findMany({ where: { teamId } });
async function addBoards({ teamId, tx }: { teamId: string; tx?: typeof prisma }) {
  const db = tx ?? prisma;
  const roles = await rolesOf(teamId, db);
  if (roles.length === 0) throw new Error('nobody');
  await db.board.create({ data: { teamId } });
}
export const found = (teamId: string, userId: string) =>
  prisma.$transaction(async (trx) => {
    await trx.member.create({ data: { teamId, userId } });
    await addBoards({ teamId, tx: trx });
  });`,
    },
    {
      name: 'Safe because the handle is optional, and what is not in the transaction isn\'t known',
      code: `import { prisma } from './prisma.js';
export async function audit(accountId: string, tx?: typeof prisma) {
  const db = tx ?? prisma;
  await db.account.update({ where: { id: accountId }, data: { closed: true } });
  await db.ledger.create({ data: { accountId } });
}`,
    },
    {
      name: 'Safe because a plain lookup of another table reads what is committed',
      code: `import { prisma } from './prisma.js';
export const add = (orderId: string, userId: string) =>
  prisma.$transaction(async (tx) => {
    const user = await prisma.user.findUnique({ where: { id: userId } });
    await tx.order.create({ data: { id: orderId, name: user.name } });
  });`,
    },
    {
      name: 'Safe because the read comes before the write of the table',
      code: `import { prisma } from './prisma.js';
export const add = (orderId: string) =>
  prisma.$transaction(async (tx) => {
    const before = await prisma.line.findMany({ where: { orderId } });
    console.log(before.length);
    await tx.line.create({ data: { orderId } });
  });`,
    },
    {
      name: 'Safe because another database has no part in the transaction',
      code: `import { prisma } from './prisma.js';
import { warehouse } from './warehouse.js';
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await warehouse.event.create({ data: { accountId: id } });
  });`,
    },
    {
      name: 'Safe because the insert comes after the commit',
      code: `import { prisma } from './prisma.js';
export async function close(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
  });
  await prisma.ledger.create({ data: { accountId: id } });
}`,
    },
    {
      name: 'Safe because the failure is noted where the rollback can\'t undo it',
      code: `import { prisma } from './prisma.js';
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    try {
      await tx.account.update({ where: { id }, data: { closed: true } });
    } catch (error) {
      await prisma.failure.create({ data: { accountId: id } });
      throw error;
    }
  });`,
    },
    {
      name: 'Safe because the branch of the helper that writes isn\'t the one of this call',
      code: `import { prisma } from './prisma.js';
async function note(accountId: string, kind: string) {
  if (kind === 'audit') await prisma.ledger.create({ data: { accountId } });
}
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await note(id, 'log');
  });`,
    },
    {
      name: 'Safe because the helper opens its own transaction only where it is given none',
      code: `import { prisma } from './prisma.js';
async function note(accountId: string, tx?: typeof prisma) {
  if (tx) {
    await tx.ledger.create({ data: { accountId } });
    return;
  }
  await prisma.$transaction(async (inner) => {
    await inner.ledger.create({ data: { accountId } });
  });
}
export const close = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.account.update({ where: { id }, data: { closed: true } });
    await note(id, tx);
  });`,
    },
    {
      name: 'Safe because the list of operations is the transaction',
      code: `import { prisma } from './prisma.js';
export const close = (id: string) =>
  prisma.$transaction([prisma.account.update({ where: { id }, data: { closed: true } }), prisma.ledger.create({ data: { accountId: id } })]);`,
    },
    {
      name: 'Safe because the nested transaction is a savepoint of the outer one',
      code: `import { db } from './db.js';
import { accounts, ledger } from './schema.js';
export const close = (id: string) =>
  db.transaction(async (tx) => {
    await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
    await tx.transaction(async (inner) => {
      await inner.insert(ledger).values({ accountId: id });
    });
  });`,
    },
    {
      name: 'Safe because the promises are collected and waited for',
      code: `import { DataSource } from 'typeorm';
export const add = (source: DataSource, notes: Note[]) =>
  source.transaction(async (manager) => {
    const saved = notes.map((note) => manager.save(note));
    await Promise.all(saved);
  });`,
    },
    {
      name: 'Safe because the handle in the options may be the transaction',
      code: `import { drizzle } from 'drizzle-orm/node-postgres';
import type { Options } from './options.js';
import { accounts, entries } from './schema.js';
const db = drizzle('postgres://');
const note = async (options: Options) => {
  const handle = options.tx ?? db;
  await handle.insert(entries).values({ id: options.id });
};
export const close = (options: Options) =>
  db.transaction(async (tx) => {
    await tx.insert(accounts).values({ id: options.id });
    await note({ ...options, tx });
  });`,
    },
    {
      name: 'Safe because the handle in the options of a Prisma helper may be the transaction',
      code: `import { prisma } from './prisma.js';
import type { Options } from './options.js';
const note = async (options: Options) => {
  const handle = options.tx ?? prisma;
  await handle.entry.create({ data: { id: options.id } });
};
export const close = (options: Options) =>
  prisma.$transaction(async (tx) => {
    await tx.account.create({ data: { id: options.id } });
    await note({ ...options, tx });
  });`,
    },
    {
      name: 'Safe because the class has a method of that name, which is no association method of Sequelize',
      code: `import { DataTypes, Model, Sequelize } from 'sequelize';
const sequelize = new Sequelize('postgres://');
class Collection extends Model {
  addDocument(document: { id: string }, index: number) {
    return [document, index];
  }
}
Collection.init({ title: DataTypes.STRING }, { sequelize });
class Document extends Model {}
Document.init({}, { sequelize });
Collection.hasMany(Document);
export const add = (id: string) =>
  sequelize.transaction(async (t) => {
    const collection: Collection = await Collection.create({ title: id }, { transaction: t });
    await collection.addDocument({ id }, 1);
  });`,
    },
    {
      name: 'Safe because the package puts all repositories into the transaction',
      code: `import { DataSource, Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
import { runInTransaction } from 'typeorm-transactional';
class Accounts {
  constructor(private readonly source: DataSource, @InjectRepository(Ledger) private readonly ledger: Repository<Ledger>) {}
  close(id: string) {
    return this.source.transaction(async (manager) => {
      await manager.update(Account, { id }, { closed: true });
      await this.ledger.insert({ accountId: id });
    });
  }
}`,
    },
    {
      name: 'Safe because the transaction was committed before',
      code: `import { DataSource, Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
class Accounts {
  constructor(private readonly source: DataSource, @InjectRepository(Ledger) private readonly ledger: Repository<Ledger>) {}
  async close(id: string) {
    const runner = this.source.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.update(Account, { id }, { closed: true });
    await runner.commitTransaction();
    await this.ledger.insert({ accountId: id });
    await runner.release();
  }
}`,
    },
    {
      name: 'Safe because the repository is of another data source',
      code: `import { DataSource, Repository } from 'typeorm';
import { InjectRepository } from '@nestjs/typeorm';
class Accounts {
  constructor(private readonly source: DataSource, @InjectRepository(Ledger, 'archive') private readonly ledger: Repository<Ledger>) {}
  close(id: string) {
    return this.source.transaction(async (manager) => {
      await manager.update(Account, { id }, { closed: true });
      await this.ledger.insert({ accountId: id });
    });
  }
}`,
    },
  ],
});
