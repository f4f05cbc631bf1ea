import { raceTester } from './tester.js';

raceTester('no-read-modify-write', {
  invalid: [
    // an object that is filled before it is written, in every data layer
    {
      name: 'Race because the count is put into the object that is written: TypeORM',
      code: `import { Repository } from 'typeorm';
class Task { id!: string; runs!: number; title!: string }
export async function run(tasks: Repository<Task>, id: string, title?: string) {
  const task = await tasks.findOneByOrFail({ id });
  const data: Record<string, unknown> = {};
  if (title) data.title = title;
  data.runs = task.runs + 1;
  await tasks.~update~({ id }, data);
}`,
      says: ['`runs`'],
    },
    {
      name: 'Race because the count is put into the object that is written: Drizzle',
      code: `import { drizzle } from 'drizzle-orm/node-postgres';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { eq } from 'drizzle-orm';
const db = drizzle('');
const tasks = pgTable('tasks', { id: text('id').primaryKey(), runs: integer('runs').notNull(), title: text('title') });
export async function run(id: string, title?: string) {
  const task = (await db.select().from(tasks).where(eq(tasks.id, id)))[0];
  const data: Record<string, unknown> = {};
  if (title) data.title = title;
  data.runs = task.runs + 1;
  await db.~update~(tasks).set(data).where(eq(tasks.id, id));
}`,
      says: ['`runs`'],
    },
    {
      name: 'Race because the count is put into the object that is written: Knex',
      code: `import type { Knex } from 'knex';
export async function run(db: Knex, id: string, title?: string) {
  const task = await db('tasks').where({ id }).first();
  const data: Record<string, unknown> = {};
  if (title) data.title = title;
  data.runs = task.runs + 1;
  await db('tasks').where({ id }).~update~(data);
}`,
      says: ['`runs`'],
    },
    {
      name: 'Race because the count is put into the object that is written: Kysely',
      code: `import type { Kysely } from 'kysely';
export async function run(db: Kysely<{ tasks: { id: string; runs: number; title: string } }>, id: string, title?: string) {
  const task = await db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const data: Record<string, unknown> = {};
  if (title) data.title = title;
  data.runs = task.runs + 1;
  await db.~updateTable~('tasks').set(data).where('id', '=', id).execute();
}`,
      says: ['`runs`'],
    },
    {
      name: 'Race because the count is put into the object that is written: Sequelize',
      code: `import { DataTypes, Model, Sequelize } from 'sequelize';
const sequelize = new Sequelize('');
class Task extends Model { declare runs: number }
Task.init({ id: { type: DataTypes.STRING, primaryKey: true }, runs: DataTypes.INTEGER }, { sequelize });
export async function run(id: string, title?: string) {
  const task = await Task.findByPk(id, { rejectOnEmpty: true });
  const data: Record<string, unknown> = {};
  if (title) data.title = title;
  data.runs = task.runs + 1;
  await Task.~update~(data, { where: { id } });
}`,
      says: ['`runs`'],
    },
    {
      name: 'Race because the count is put into the object that is written: Mongoose',
      code: `import { model, Schema } from 'mongoose';
const Task = model('Task', new Schema({ runs: Number, title: String }));
export async function run(id: string, title?: string) {
  const task = await Task.findById(id).orFail();
  const data: Record<string, unknown> = {};
  if (title) data.title = title;
  data.runs = task.runs + 1;
  await Task.~updateOne~({ _id: id }, data);
}`,
      says: ['`runs`'],
    },
    {
      name: 'Race because the count is put into the object that is written: Supabase',
      code: `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('', '');
export async function run(id: string, title?: string) {
  const task = (await supabase.from('tasks').select('*').eq('id', id).single()).data;
  const data: Record<string, unknown> = {};
  if (title) data.title = title;
  data.runs = task.runs + 1;
  await supabase.from('tasks').~update~(data).eq('id', id);
}`,
      says: ['`runs`'],
    },
    {
      name: 'Race because the count is put into the object that is written: MikroORM',
      code: `import { EntityManager } from '@mikro-orm/core';
class Task { id!: string; runs!: number; title!: string }
export async function run(em: EntityManager, id: string, title?: string) {
  const task = await em.findOneOrFail(Task, { id });
  const data: Record<string, unknown> = {};
  if (title) data.title = title;
  data.runs = task.runs + 1;
  await em.~nativeUpdate~(Task, { id }, data);
}`,
      says: ['`runs`'],
    },
    {
      name: 'Race because the stock of each row is taken from the rows by its key: a Map made of pairs',
      code: `import { prisma } from './prisma';
async function ship(items: { id: string; n: number }[]) {
  const products = await prisma.product.findMany({ where: { id: { in: items.map((item) => item.id) } } });
  const byId = new Map(products.map((product) => [product.id, product]));
  for (const item of items) await prisma.product.~update~({ where: { id: item.id }, data: { stock: byId.get(item.id)!.stock - item.n } });
}`,
      says: ['`stock`'],
    },
    {
      name: 'Race because the stock of each row is taken from the rows by its key: a Map of single columns',
      code: `import { prisma } from './prisma';
async function ship(items: { id: string; n: number }[]) {
  const products = await prisma.product.findMany({ where: { id: { in: items.map((item) => item.id) } } });
  const byId = new Map(products.map((product) => [product.id, product.stock]));
  for (const item of items) await prisma.product.~update~({ where: { id: item.id }, data: { stock: byId.get(item.id)! - item.n } });
}`,
      says: ['`stock`'],
    },
    {
      name: 'Race because the stock of each row is taken from the rows by its key: Object.fromEntries',
      code: `import { prisma } from './prisma';
async function ship(items: { id: string; n: number }[]) {
  const products = await prisma.product.findMany({ where: { id: { in: items.map((item) => item.id) } } });
  const byId = Object.fromEntries(products.map((product) => [product.id, product]));
  for (const item of items) await prisma.product.~update~({ where: { id: item.id }, data: { stock: byId[item.id].stock - item.n } });
}`,
      says: ['`stock`'],
    },
    {
      name: 'Race because the stock of each row is taken from the rows by its key: keyBy',
      code: `import { prisma } from './prisma';
import { keyBy } from 'lodash';
async function ship(items: { id: string; n: number }[]) {
  const products = await prisma.product.findMany({ where: { id: { in: items.map((item) => item.id) } } });
  const byId = keyBy(products, 'id');
  for (const item of items) await prisma.product.~update~({ where: { id: item.id }, data: { stock: byId[item.id].stock - item.n } });
}`,
      says: ['`stock`'],
    },
    {
      name: 'Race because the stock of each row is taken from the rows by its key: keyBy with a selector',
      code: `import { prisma } from './prisma';
import { keyBy } from 'lodash';
async function ship(items: { id: string; n: number }[]) {
  const products = await prisma.product.findMany({ where: { id: { in: items.map((item) => item.id) } } });
  const byId = keyBy(products, (product) => product.id);
  for (const item of items) await prisma.product.~update~({ where: { id: item.id }, data: { stock: byId[item.id].stock - item.n } });
}`,
      says: ['`stock`'],
    },
    {
      name: 'Race because the stock of each row is taken from the rows by its key: members with computed names',
      code: `import { prisma } from './prisma';
async function ship(items: { id: string; n: number }[]) {
  const products = await prisma.product.findMany({ where: { id: { in: items.map((item) => item.id) } } });
  const byId: Record<string, any> = {};
  for (const product of products) byId[product.id] = product;
  for (const item of items) await prisma.product.~update~({ where: { id: item.id }, data: { stock: byId[item.id].stock - item.n } });
}`,
      says: ['`stock`'],
    },
    {
      name: 'Race because the stock of each row is taken from the rows by its key: reduce',
      code: `import { prisma } from './prisma';
async function ship(items: { id: string; n: number }[]) {
  const products = await prisma.product.findMany({ where: { id: { in: items.map((item) => item.id) } } });
  const byId = products.reduce((all: any, product) => { all[product.id] = product; return all; }, {});
  for (const item of items) await prisma.product.~update~({ where: { id: item.id }, data: { stock: byId[item.id].stock - item.n } });
}`,
      says: ['`stock`'],
    },
    {
      name: 'Race because the level is made of the experience that the same write counts up',
      code: `import { prisma } from './prisma';
async function reward(id: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id } });
  await prisma.user.~update~({ where: { id }, data: { xp: { increment: 10 }, level: Math.floor((user.xp + 10) / 100) } });
}`,
      says: ['`level`', 'line 3'],
    },
    {
      name: 'Race because the count is put into the object under a branch, before it is written',
      code: `import { prisma } from './prisma';
async function change(id: string, body: { title?: string; isDone?: boolean }) {
  const task = await prisma.task.findUniqueOrThrow({ where: { id } });
  const data: Record<string, unknown> = {};
  if (body.title) data.title = body.title;
  if (body.isDone) data.completions = task.completions + 1;
  await prisma.task.~update~({ where: { id }, data });
}`,
      says: ['`completions`', 'line 3'],
    },
    {
      name: 'Race because the number of a row among others is computed here, and the advice speaks of that',
      messageId: 'race',
      code: `import { prisma } from './prisma';
export async function visit(siteId: string, slug: string) {
  const pages = await prisma.page.findMany({ where: { siteId } });
  const page = pages.find((one) => one.slug === slug);
  if (page) await prisma.page.~update~({ where: { id: page.id }, data: { views: page.views + 1 } });
}`,
      says: ['found among others'],
    },
    {
      name: 'Race because the list in a column of a related row is written back with an element more, whatever it was tested for',
      code: `const { DataTypes, Model, Sequelize } = require('sequelize');
const sequelize = new Sequelize('');
class Source extends Model {}
Source.init({ id: { type: DataTypes.INTEGER, primaryKey: true }, boards: DataTypes.JSON }, { sequelize });
class Chart extends Model {}
Chart.init({ id: { type: DataTypes.INTEGER, primaryKey: true }, pageId: DataTypes.INTEGER }, { sequelize });
Chart.belongsTo(Source, { as: 'source' });
async function move(pageId, boardId) {
  const charts = await Chart.findAll({ where: { pageId }, include: [{ model: Source, as: 'source' }] });
  for (const chart of charts) {
    if (!chart.source.boards.includes(boardId)) await chart.source.~update~({ boards: [...chart.source.boards, boardId] });
  }
}`,
      says: ['`boards`', 'line 9'],
    },
    {
      name: 'Race because the row comes back, and with it the name that was read',
      code: `import { prisma } from './prisma';
async function restore(id: string) {
  const team = await prisma.team.findUniqueOrThrow({ where: { id } });
  await prisma.team.~update~({ where: { id }, data: { name: \`\${team.name} (restored)\`, deletedAt: null } });
}`,
      says: ['`name`', 'line 3'],
    },
    {
      name: 'Race because an upsert by the values that it inserts hits the row that was read',
      code: `import { drizzle } from 'drizzle-orm/mysql2';
import { and, eq } from 'drizzle-orm';
import { settings } from './schema';
const db = drizzle(process.env.URL);
async function add(orgId: string, env: string, item: string) {
  const [row] = await db.select().from(settings).where(and(eq(settings.orgId, orgId), eq(settings.env, env))).limit(1);
  const list = [...JSON.parse(row.list), item];
  await db.~insert~(settings).values({ orgId, env, list }).onDuplicateKeyUpdate({ set: { list } });
}`,
      says: ['`list`', 'line 6'],
    },
    {
      name: 'Race because both requests add to the same number',
      code: `import { prisma } from './prisma';
async function countView(id: string) {
  const page = await prisma.page.findUniqueOrThrow({ where: { id } });
  await prisma.page.~update~({ where: { id }, data: { views: page.views + 1 } });
}`,
      says: ['The value written to `views` comes from a read (line 3)', 'before this `update` is lost'],
    },
    {
      name: 'Race because the guard is as stale as the value',
      code: `import { prisma } from './prisma';
async function withdraw(id: string, amount: number) {
  const account = await prisma.account.findUniqueOrThrow({ where: { id } });
  if (account.balance < amount) throw new Error('not enough');
  await prisma.account.~update~({ where: { id }, data: { balance: account.balance - amount } });
}`,
      says: ['`balance`', 'line 3'],
    },
    {
      name: 'Race because `set` writes a plain value',
      code: `import { prisma } from './prisma';
async function countView(id: string) {
  const page = await prisma.page.findUniqueOrThrow({ where: { id } });
  await prisma.page.~update~({ where: { id }, data: { views: { set: page.views + 1 } } });
}`,
      says: ['`views`', 'line 3'],
    },
    {
      name: 'Race because the value goes through a constant and a default',
      code: `import { prisma } from './prisma';
async function countView(id: string) {
  const page = await prisma.page.findUnique({ where: { id } });
  const views = (page?.views ?? 0) + 1;
  await prisma.page.~update~({ where: { id }, data: { views } });
}`,
      says: ['`views`', 'line 3'],
    },
    {
      name: 'Race because the value goes through a function of the file',
      code: `import { prisma } from './prisma';
const next = (value: number) => value + 1;
async function countView(id: string) {
  const { views } = await prisma.page.findUniqueOrThrow({ where: { id } });
  await prisma.page.~update~({ where: { id }, data: { views: next(views) } });
}`,
      says: ['`views`', 'line 4'],
    },
    {
      name: 'Race because a JSON column is merged in memory',
      code: `import { prisma } from './prisma';
async function patch(id: string, patch: object) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id } });
  await prisma.user.~update~({ where: { id }, data: { settings: { ...user.settings, ...patch } } });
}`,
      says: ['`settings`', 'line 3'],
    },
    {
      name: 'Race because the rest of a JSON column is written back',
      code: `import { prisma } from './prisma';
async function forget(id: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id } });
  const { theme, ...settings } = user.settings;
  await prisma.user.~update~({ where: { id }, data: { settings } });
}`,
      says: ['`settings`', 'line 3'],
    },
    {
      name: 'Race because an array column is extended by a spread',
      code: `import { Repository } from 'typeorm';
async function tag(articles: Repository<Article>, id: string, tag: string) {
  const article = await articles.findOneByOrFail({ id });
  await articles.~update~({ id }, { tags: [...article.tags, tag] });
}`,
      says: ['`tags`', 'line 3'],
    },
    {
      name: 'Race because an array column is extended by `concat`',
      code: `import { prisma } from './prisma';
async function tag(id: string, tag: string) {
  const article = await prisma.article.findUniqueOrThrow({ where: { id } });
  await prisma.article.~update~({ where: { id }, data: { tags: article.tags.concat(tag) } });
}`,
      says: ['`tags`', 'line 3'],
    },
    {
      name: 'Race because an array column is filtered',
      code: `import { prisma } from './prisma';
async function untag(id: string, tag: string) {
  const article = await prisma.article.findUniqueOrThrow({ where: { id } });
  const tags = article.tags.filter((one) => one !== tag);
  await prisma.article.~update~({ where: { id }, data: { tags } });
}`,
      says: ['`tags`', 'line 3'],
    },
    {
      name: 'Race because `push` changes the array that is saved',
      code: `import { Repository } from 'typeorm';
async function tag(articles: Repository<Article>, id: string, tag: string) {
  const article = await articles.findOneByOrFail({ id });
  article.tags.push(tag);
  await articles.~save~(article);
}`,
      says: ['`tags`', 'line 3', '`save`'],
    },
    {
      name: 'Race because `+=` on the entity is a literal in the UPDATE',
      code: `import { Repository } from 'typeorm';
async function reward(wallets: Repository<Wallet>, id: string, points: number) {
  const wallet = await wallets.findOneByOrFail({ id });
  wallet.points += points;
  await wallets.~save~(wallet);
}`,
      says: ['`points`', 'line 3', '`save`'],
    },
    {
      name: 'Race because `++` on the entity is a literal in the UPDATE',
      code: `import { Repository } from 'typeorm';
async function use(coupons: Repository<Coupon>, code: string) {
  const coupon = await coupons.findOneBy({ code });
  if (!coupon) return;
  coupon.uses++;
  await coupons.~save~(coupon);
}`,
      says: ['`uses`', 'line 3', '`save`'],
    },
    {
      name: 'Race because `Object.assign` changes the entity',
      code: `import { Repository } from 'typeorm';
async function reward(wallets: Repository<Wallet>, id: string, points: number) {
  const wallet = await wallets.findOneByOrFail({ id });
  Object.assign(wallet, { points: wallet.points + points });
  await wallets.~save~(wallet);
}`,
      says: ['`points`', 'line 3', '`save`'],
    },
    {
      name: 'Race because `save` of a copy with the key is an update',
      code: `import { Repository } from 'typeorm';
async function reward(wallets: Repository<Wallet>, id: string, points: number) {
  const wallet = await wallets.findOneByOrFail({ id });
  await wallets.~save~({ ...wallet, points: wallet.points + points });
}`,
      says: ['`points`', 'line 3', '`save`'],
    },
    {
      name: 'Race because each round of the loop loses what others wrote',
      code: `import { prisma } from './prisma';
async function sell(lines: { productId: string; quantity: number }[]) {
  for (const { productId, quantity } of lines) {
    const product = await prisma.product.findUniqueOrThrow({ where: { id: productId } });
    await prisma.product.~update~({ where: { id: productId }, data: { stock: product.stock - quantity } });
  }
}`,
      says: ['`stock`', 'line 4'],
    },
    {
      name: 'Race because rows of a list are written back one by one',
      code: `import { Repository } from 'typeorm';
async function raise(wallets: Repository<Wallet>, groupId: string) {
  const list = await wallets.findBy({ groupId });
  for (const wallet of list) {
    wallet.points = wallet.points + 1;
    await wallets.~save~(wallet);
  }
}`,
      says: ['`points`', 'line 3'],
    },
    {
      name: 'Race because a transaction at the default isolation level loses the update too',
      code: `import { prisma } from './prisma';
async function countView(id: string) {
  await prisma.$transaction(async (tx) => {
    const page = await tx.page.findUniqueOrThrow({ where: { id } });
    await tx.page.~update~({ where: { id }, data: { views: page.views + 1 } });
  });
}`,
      says: ['`views`', 'line 4'],
    },
    {
      name: 'Race because the lock of one statement is gone before the read',
      code: `import { prisma } from './prisma';
async function countView(id: string) {
  await prisma.$queryRaw\`SELECT id FROM "Page" WHERE id = \${id} FOR UPDATE\`;
  const page = await prisma.page.findUniqueOrThrow({ where: { id } });
  await prisma.page.~update~({ where: { id }, data: { views: page.views + 1 } });
}`,
      says: ['`views`', 'line 4'],
    },
    {
      name: 'Race because a caught unique violation is no protection of an update',
      code: `import { prisma } from './prisma';
async function countView(id: string) {
  const page = await prisma.page.findUniqueOrThrow({ where: { id } });
  try {
    await prisma.page.~update~({ where: { id }, data: { views: page.views + 1 } });
  } catch (error) {
    if (error.code !== 'P2002') throw error;
  }
}`,
      says: ['`views`', 'line 3'],
    },
    {
      name: 'Race because the guard in the predicate is no comparison with what was read',
      code: `import { prisma } from './prisma';
async function withdraw(id: string, amount: number) {
  const account = await prisma.account.findUniqueOrThrow({ where: { id } });
  await prisma.account.~updateMany~({ where: { id, active: true }, data: { balance: account.balance - amount } });
}`,
      says: ['`balance`', 'line 3'],
    },
    {
      name: 'Race because an optimistic lock compares the version only when the row is read',
      code: `import { Repository } from 'typeorm';
async function take(products: Repository<Product>, id: string, quantity: number, version: number) {
  const product = await products.findOneOrFail({ where: { id }, lock: { mode: 'optimistic', version } });
  product.stock = product.stock - quantity;
  await products.~save~(product);
}`,
      says: ['`stock`', 'line 3'],
    },
    {
      name: 'Race because a private method writes what it is given',
      code: `import { Repository } from 'typeorm';
class Wallets {
  constructor(private readonly wallets: Repository<Wallet>) {}
  async reward(id: string, points: number) {
    const wallet = await this.wallets.findOneByOrFail({ id });
    await this.~write~(id, wallet.points + points);
  }
  private async write(id: string, points: number) {
    await this.wallets.update({ id }, { points });
  }
}`,
      says: ['`points`', 'line 5', '`write`'],
    },
    {
      name: 'Race because `.then` is the same as `await`',
      code: `import { prisma } from './prisma';
const countView = (id: string) =>
  prisma.page.findUniqueOrThrow({ where: { id } }).then((page) => prisma.page.~update~({ where: { id }, data: { views: page.views + 1 } }));`,
      says: ['`views`', 'line 3'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (Prisma)',
      language: 'js',
      code: `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.countView = async (id) => {
  const page = await prisma.page.findUnique({ where: { id } });
  await prisma.page.~update~({ where: { id }, data: { views: page.views + 1 } });
};`,
      says: ['`views`', 'line 4'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (TypeORM)',
      language: 'js',
      code: `const { getRepository } = require('typeorm');
const { Page } = require('./page');
exports.countView = async (id) => {
  const page = await getRepository(Page).findOne({ where: { id } });
  page.views += 1;
  await getRepository(Page).~save~(page);
};`,
      says: ['`views`', 'line 4'],
    },
    {
      name: 'Race because the note of the group\'s open entry is written back with more',
      code: `import { prisma } from './prisma';
export async function extend(groupId: string, more: string) {
  const entry = await prisma.entry.findFirst({ where: { groupId, closedAt: null } });
  await prisma.entry.~updateMany~({ where: { groupId, closedAt: null }, data: { note: entry.note + more } });
}`,
      says: ['`note`'],
    },
  ],

  valid: [
    {
      name: 'Safe because the stock is counted down by the database, wherever the rows are kept',
      code: `import { prisma } from './prisma';
async function ship(items: { id: string; n: number }[]) {
  const products = await prisma.product.findMany({ where: { id: { in: items.map((item) => item.id) } } });
  const byId = new Map(products.map((product) => [product.id, product]));
  for (const item of items) await prisma.product.update({ where: { id: item.id }, data: { stock: { decrement: item.n }, name: byId.get(item.id)!.title } });
}`,
    },
    {
      name: 'Safe because the rows kept by their key are of another table',
      code: `import { prisma } from './prisma';
async function price(items: { id: string; n: number }[]) {
  const products = await prisma.product.findMany({ where: { id: { in: items.map((item) => item.id) } } });
  const byId = Object.fromEntries(products.map((product) => [product.id, product]));
  for (const item of items) await prisma.line.update({ where: { id: item.id }, data: { price: byId[item.id].price * item.n } });
}`,
    },
    {
      name: 'Safe because the title is made of a column that the write leaves alone',
      code: `import { prisma } from './prisma';
async function reward(id: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id } });
  await prisma.user.update({ where: { id }, data: { xp: { increment: 10 }, title: user.name + ' the Great' } });
}`,
    },
    {
      name: 'Safe because what is put into the object counts up in the database',
      code: `import { prisma } from './prisma';
async function change(id: string, body: { title?: string; isDone?: boolean }) {
  const task = await prisma.task.findUniqueOrThrow({ where: { id } });
  const data: Record<string, unknown> = {};
  if (body.title && task.isOpen) data.title = body.title;
  if (body.isDone) data.completions = { increment: 1 };
  await prisma.task.update({ where: { id }, data });
}`,
    },
    {
      name: 'Safe because the name of rows that have one is given to those that have none',
      code: `import { prisma } from './prisma';
export async function name(groupId: string) {
  const named = await prisma.entry.findFirst({ where: { groupId, name: { not: null } } });
  if (named) await prisma.entry.updateMany({ where: { groupId, name: null }, data: { name: named.name } });
}`,
    },
    {
      name: 'Safe because another column of the related row gets a value that has nothing to do with what it was tested for',
      code: `const { DataTypes, Model, Sequelize } = require('sequelize');
const sequelize = new Sequelize('');
class Source extends Model {}
Source.init({ id: { type: DataTypes.INTEGER, primaryKey: true }, boards: DataTypes.JSON, movedTo: DataTypes.INTEGER }, { sequelize });
class Chart extends Model {}
Chart.init({ id: { type: DataTypes.INTEGER, primaryKey: true }, pageId: DataTypes.INTEGER }, { sequelize });
Chart.belongsTo(Source, { as: 'source' });
async function move(pageId, boardId) {
  const charts = await Chart.findAll({ where: { pageId }, include: [{ model: Source, as: 'source' }] });
  for (const chart of charts) {
    if (!chart.source.boards.includes(boardId)) await chart.source.update({ movedTo: boardId });
  }
}`,
    },
    {
      name: 'Safe because the name goes with the row that is deleted',
      code: `import { prisma } from './prisma';
async function remove(id: string) {
  const team = await prisma.team.findUniqueOrThrow({ where: { id } });
  await prisma.team.update({ where: { id }, data: { name: \`\${team.name}_deleted\`, deletedAt: new Date() } });
}`,
    },
    {
      name: 'Safe because the upsert is of another row than the one that was read',
      code: `import { drizzle } from 'drizzle-orm/mysql2';
import { and, eq } from 'drizzle-orm';
import { settings } from './schema';
const db = drizzle(process.env.URL);
async function copy(orgId: string, env: string, to: string, item: string) {
  const [row] = await db.select().from(settings).where(and(eq(settings.orgId, orgId), eq(settings.env, env))).limit(1);
  const list = [...JSON.parse(row.list), item];
  await db.insert(settings).values({ orgId, env: to, list }).onDuplicateKeyUpdate({ set: { list } });
}`,
    },
    {
      name: 'Safe because the database adds (Prisma)',
      code: `import { prisma } from './prisma';
async function countView(id: string) {
  const page = await prisma.page.findUniqueOrThrow({ where: { id } });
  await prisma.page.update({ where: { id: page.id }, data: { views: { increment: 1 } } });
}`,
    },
    {
      name: 'Safe because the database adds (TypeORM)',
      code: `import { Repository } from 'typeorm';
async function reward(wallets: Repository<Wallet>, id: string, points: number) {
  await wallets.findOneByOrFail({ id });
  await wallets.increment({ id }, 'points', points);
}`,
    },
    {
      name: 'Safe because the database computes the expression',
      code: `import { Repository } from 'typeorm';
async function take(products: Repository<Product>, id: string) {
  const product = await products.findOneByOrFail({ id });
  await products.createQueryBuilder().update().set({ stock: () => 'stock - 1' }).where('id = :id AND stock > 0', { id: product.id }).execute();
}`,
    },
    {
      name: 'Safe because the decrement carries its guard',
      code: `import { prisma } from './prisma';
async function withdraw(id: string, amount: number) {
  const { count } = await prisma.account.updateMany({ where: { id, balance: { gte: amount } }, data: { balance: { decrement: amount } } });
  if (count === 0) throw new Error('not enough');
}`,
    },
    {
      name: 'Safe because the database pushes',
      code: `import { prisma } from './prisma';
async function tag(id: string, tag: string) {
  await prisma.article.update({ where: { id }, data: { tags: { push: tag } } });
}`,
    },
    {
      name: 'Safe because the version that was read is in the predicate',
      code: `import { prisma } from './prisma';
async function patch(id: string, patch: object) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id } });
  const { count } = await prisma.user.updateMany({ where: { id, version: user.version }, data: { settings: { ...user.settings, ...patch }, version: { increment: 1 } } });
  if (count === 0) throw new Error('changed');
}`,
    },
    {
      name: 'Safe because the old value is in the predicate',
      code: `import { Repository } from 'typeorm';
async function countView(pages: Repository<Page>, id: string) {
  const page = await pages.findOneByOrFail({ id });
  const { affected } = await pages.update({ id, views: page.views }, { views: page.views + 1 });
  if (affected !== 1) throw new Error('changed');
}`,
    },
    {
      name: 'Safe because the row is locked before it is read (Prisma)',
      code: `import { prisma } from './prisma';
async function countView(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Page" WHERE id = \${id} FOR UPDATE\`;
    const page = await tx.page.findUniqueOrThrow({ where: { id } });
    await tx.page.update({ where: { id }, data: { views: page.views + 1 } });
  });
}`,
    },
    {
      name: 'Safe because the row is locked before it is read (query of TypeORM)',
      code: `import { DataSource } from 'typeorm';
async function countView(dataSource: DataSource, id: string) {
  await dataSource.transaction(async (manager) => {
    await manager.query('SELECT 1 FROM page WHERE id = $1 FOR UPDATE', [id]);
    const page = await manager.findOneByOrFail(Page, { id });
    await manager.update(Page, { id }, { views: page.views + 1 });
  });
}`,
    },
    {
      name: 'Safe because the read takes the lock and `save` goes through the same manager',
      code: `import { DataSource } from 'typeorm';
async function reward(dataSource: DataSource, id: string, points: number) {
  await dataSource.transaction(async (manager) => {
    const wallet = await manager.findOneOrFail(Wallet, { where: { id }, lock: { mode: 'pessimistic_write' } });
    wallet.points += points;
    await manager.save(wallet);
  });
}`,
    },
    {
      name: 'Safe because the transaction of the query runner holds the lock',
      code: `import { DataSource } from 'typeorm';
async function reward(dataSource: DataSource, id: string, points: number) {
  const runner = dataSource.createQueryRunner();
  await runner.startTransaction();
  try {
    const wallet = await runner.manager.findOneOrFail(Wallet, { where: { id }, lock: { mode: 'pessimistic_write' } });
    wallet.points += points;
    await runner.manager.save(wallet);
    await runner.commitTransaction();
  } catch (error) {
    await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}`,
    },
    {
      name: 'Safe because the transaction is serializable',
      without: ['require-transaction-retry'],
      code: `import { prisma } from './prisma';
async function countView(id: string) {
  await prisma.$transaction(
    async (tx) => {
      const page = await tx.page.findUniqueOrThrow({ where: { id } });
      await tx.page.update({ where: { id }, data: { views: page.views + 1 } });
    },
    { isolationLevel: 'Serializable' },
  );
}`,
    },
    {
      name: 'Safe because the value goes into another table',
      code: `import { prisma } from './prisma';
async function snapshot(productId: string, orderId: string) {
  const product = await prisma.product.findUniqueOrThrow({ where: { id: productId } });
  await prisma.orderLine.create({ data: { orderId, productId, price: product.price * 2 } });
}`,
    },
    {
      name: 'Safe because the value goes into another column',
      code: `import { prisma } from './prisma';
async function archive(id: string) {
  const page = await prisma.page.findUniqueOrThrow({ where: { id } });
  await prisma.page.update({ where: { id }, data: { archivedTitle: page.title + ' (old)' } });
}`,
    },
    {
      name: 'Safe because the value goes into another row',
      code: `import { prisma } from './prisma';
async function copy(fromId: string, toId: string) {
  const page = await prisma.page.findUniqueOrThrow({ where: { id: fromId } });
  await prisma.page.update({ where: { id: toId }, data: { title: page.title } });
}`,
    },
    {
      name: 'Safe because request values are assigned, not computed from the row',
      code: `import { Repository } from 'typeorm';
async function rename(pages: Repository<Page>, id: string, title: string) {
  const page = await pages.findOneByOrFail({ id });
  page.title = title;
  await pages.save(page);
}`,
    },
    {
      name: 'Safe because the sum is over another table',
      code: `import { prisma } from './prisma';
async function recount(postId: string) {
  const comments = await prisma.comment.findMany({ where: { postId } });
  await prisma.post.update({ where: { id: postId }, data: { title: String(comments.map((one) => one.kind)) } });
}`,
    },
    {
      name: 'Safe because an unknown wrapper that is awaited may hold a lock',
      code: `import { prisma } from './prisma';
import { mutex } from './mutex';
async function countView(id: string) {
  await mutex.runExclusive(async () => {
    const page = await prisma.page.findUniqueOrThrow({ where: { id } });
    await prisma.page.update({ where: { id }, data: { views: page.views + 1 } });
  });
}`,
    },
  ],
});
