import { raceTester } from './tester.js';

raceTester('no-check-then-update', {
  invalid: [
    {
      name: 'Race because what was made of the text alone says which text the caller has seen',
      code: `import { digest } from './digest';
import { prisma } from './prisma';
export async function change(id: string, old: string, fresh: string) {
  const page = await prisma.page.findUniqueOrThrow({ where: { id } });
  if (digest(old, 'sha1') !== page.hash) throw new Error('changed meanwhile');
  await prisma.page.~update~({ where: { id }, data: { text: fresh, hash: digest(fresh, 'sha1') } });
}`,
      says: ['`hash`', 'line 4'],
    },
    {
      name: 'Race because both requests pass the test of the state, and the update goes by the id alone',
      code: `import { prisma } from './prisma';
async function cancel(id: string, reason: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED', reason } });
}`,
      says: ['Another request can change `state`', '(line 3)', 'this `update`'],
    },
    {
      name: 'Race because the test stands around the update',
      code: `import { prisma } from './prisma';
async function cancel(id: string, reason: string) {
  const order = await prisma.order.findUnique({ where: { id } });
  if (order?.state === 'OPEN') {
    await prisma.order.~update~({ where: { id: order.id }, data: { state: 'CANCELLED', reason } });
    return true;
  }
  return false;
}`,
      says: ['`state`', 'line 3', '`update`'],
    },
    {
      name: 'Race because a closure writes what its function has tested; the write itself is reported',
      code: `import { prisma } from './prisma';
async function cancel(id: string, reason: string) {
  const close = async () => {
    await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED', reason } });
  };
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await close();
}`,
      says: ['`state`', '(line 6)', 'this `update`'],
    },
    {
      name: 'Race because a function of the file writes what its caller has tested; the call is reported',
      code: `import { prisma } from './prisma';
const close = async (id: string, reason: string) => {
  await prisma.order.update({ where: { id }, data: { state: 'CANCELLED', reason } });
};
async function cancel(id: string, reason: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await ~close~(id, reason);
}`,
      says: ['`state`', '(line 6)', 'this `close`'],
    },
    {
      name: 'Race because the state that was compared is not the one that is written',
      code: `import { prisma } from './prisma';
async function close(id: string, input: { state: string }) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if ((order.state ?? '') !== input.state) {
    await prisma.order.~update~({ where: { id }, data: { state: 'CLOSED', closedBy: input.state } });
    await prisma.audit.create({ data: { orderId: id } });
  }
}`,
      says: ['`state`'],
    },
    {
      name: 'Race because a switch over the state is a test of it',
      code: `import { prisma } from './prisma';
async function cancel(id: string, reason: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  switch (order.state) {
    case 'OPEN':
      await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED', reason } });
      return;
    default:
      throw new Error('not open');
  }
}`,
      says: ['`state`', 'line 3'],
    },
    {
      name: 'Race because a list of states is a test of it',
      code: `import { prisma } from './prisma';
async function cancel(id: string, reason: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (!['OPEN', 'HELD'].includes(order.state)) throw new Error('too late');
  await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED', reason } });
}`,
      says: ['`state`', 'line 3'],
    },
    {
      name: 'Race because the destructured column is the column',
      code: `import { prisma } from './prisma';
async function cancel(id: string, reason: string) {
  const { state } = await prisma.order.findUniqueOrThrow({ where: { id }, select: { state: true } });
  if (state !== 'OPEN') throw new Error('not open');
  await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED', reason } });
}`,
      says: ['`state`', 'line 3'],
    },
    {
      name: 'Race because `save` of the entity goes by its key',
      code: `import { Repository } from 'typeorm';
async function accept(invitations: Repository<Invitation>, token: string, userId: string) {
  const invitation = await invitations.findOneByOrFail({ token });
  if (invitation.status !== 'pending') throw new Error('used');
  invitation.status = 'accepted';
  invitation.userId = userId;
  await invitations.~save~(invitation);
}`,
      says: ['`status`', 'line 3', '`save`'],
    },
    {
      name: 'Race because a flag is tested and set with something else under the guard',
      code: `import { DataSource } from 'typeorm';
import { send } from './mail';
async function redeem(dataSource: DataSource, code: string) {
  const coupon = await dataSource.getRepository(Coupon).findOneByOrFail({ code });
  if (coupon.usedAt) throw new Error('used');
  await dataSource.getRepository(Coupon).~update~({ id: coupon.id }, { usedAt: new Date() });
  await send(coupon.owner);
}`,
      says: ['`usedAt`', 'line 4', '`update`'],
    },
    {
      name: 'Race because two workers claim the same job',
      code: `import { prisma } from './prisma';
async function claim(worker: string) {
  const job = await prisma.job.findFirst({ where: { status: 'queued' } });
  if (!job) return null;
  return prisma.job.~update~({ where: { id: job.id }, data: { status: 'running', worker } });
}`,
      says: ['`status`', 'line 3', '`update`'],
    },
    {
      name: 'Race because two workers of a TypeORM queue claim the same job',
      code: `import { Repository } from 'typeorm';
async function claim(jobs: Repository<Job>) {
  const job = await jobs.findOne({ where: { status: 'queued' }, order: { createdAt: 'ASC' } });
  if (!job) return;
  job.status = 'running';
  await jobs.~save~(job);
  return job;
}`,
      says: ['`status`', 'line 3'],
    },
    {
      name: 'Race because a sweeper updates each row by its key',
      code: `import { prisma } from './prisma';
import { refund } from './refunds';
async function sweep(now: Date) {
  const orders = await prisma.order.findMany({ where: { state: 'OPEN', expiresAt: { lt: now } } });
  for (const order of orders) {
    await prisma.order.~update~({ where: { id: order.id }, data: { state: 'EXPIRED' } });
    await refund(order.id);
  }
}`,
      says: ['`state`', 'line 4'],
    },
    {
      name: 'Race because the state that allows the delete is changed by another function',
      code: `import { prisma } from './prisma';
export const publish = (id: string) => prisma.article.updateMany({ where: { id, state: 'DRAFT' }, data: { state: 'PUBLISHED' } });
export async function discard(id: string) {
  const article = await prisma.article.findUniqueOrThrow({ where: { id } });
  if (article.state !== 'DRAFT') throw new Error('published');
  await prisma.article.~delete~({ where: { id } });
}`,
      says: ['`state`', 'line 4', '`delete`'],
    },
    {
      name: 'Race because a bare transaction lets the second update run all the same',
      code: `import { prisma } from './prisma';
async function cancel(id: string, reason: string) {
  await prisma.$transaction(async (tx) => {
    const order = await tx.order.findUniqueOrThrow({ where: { id } });
    if (order.state !== 'OPEN') throw new Error('not open');
    await tx.order.~update~({ where: { id }, data: { state: 'CANCELLED', reason } });
  });
}`,
      says: ['`state`', 'line 4'],
    },
    {
      name: 'Race because READ COMMITTED is weaker than the pair needs',
      code: `import { DataSource } from 'typeorm';
async function cancel(dataSource: DataSource, id: string, reason: string) {
  await dataSource.transaction('READ COMMITTED', async (manager) => {
    const order = await manager.findOneByOrFail(Order, { id });
    if (order.state !== 'OPEN') throw new Error('not open');
    await manager.~update~(Order, { id }, { state: 'CANCELLED', reason });
  });
}`,
      says: ['`state`', 'line 4'],
    },
    {
      name: 'Race because the predicate of the write repeats another column',
      code: `import { prisma } from './prisma';
async function cancel(id: string, ownerId: string, reason: string) {
  const order = await prisma.order.findFirstOrThrow({ where: { id, ownerId } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await prisma.order.~updateMany~({ where: { id, ownerId }, data: { state: 'CANCELLED', reason } });
}`,
      says: ['`state`', 'line 3', '`updateMany`'],
    },
    {
      name: 'Race because the lock ends with its statement outside a transaction',
      code: `import { prisma } from './prisma';
async function cancel(id: string, reason: string) {
  await prisma.$queryRaw\`SELECT id FROM "Order" WHERE id = \${id} FOR UPDATE\`;
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED', reason } });
}`,
      says: ['`state`', 'line 4'],
    },
    {
      name: 'Race because a shared lock is held by both requests',
      code: `import { DataSource } from 'typeorm';
async function cancel(dataSource: DataSource, id: string, reason: string) {
  await dataSource.transaction(async (manager) => {
    const order = await manager.findOneOrFail(Order, { where: { id }, lock: { mode: 'pessimistic_read' } });
    if (order.state !== 'OPEN') throw new Error('not open');
    await manager.~update~(Order, { id }, { state: 'CANCELLED', reason });
  });
}`,
      says: ['`state`', 'line 4'],
    },
    {
      name: 'Race because the order that is loaded by a method of the class is tested',
      code: `import { Repository } from 'typeorm';
class Orders {
  constructor(private readonly orders: Repository<Order>) {}
  private load(id: string) {
    return this.orders.findOneByOrFail({ id });
  }
  async cancel(id: string) {
    const order = await this.load(id);
    if (order.state !== 'OPEN') throw new Error('not open');
    order.state = 'CANCELLED';
    await this.orders.~save~(order);
  }
}`,
      says: ['`state`', 'line 8', '`save`'],
    },
    {
      name: 'Race because a function of the file throws for the wrong state',
      code: `import { prisma } from './prisma';
function assertOpen(order: Order) {
  if (order.state !== 'OPEN') throw new Error('not open');
}
async function cancel(id: string, reason: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  assertOpen(order);
  await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED', reason } });
}`,
      says: ['`state`', 'line 6'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (Prisma)',
      language: 'js',
      code: `const { PrismaClient } = require('@prisma/client');
const prisma = new PrismaClient();
exports.cancel = async (id, reason) => {
  const order = await prisma.order.findUnique({ where: { id } });
  if (!order || order.state !== 'OPEN') return false;
  await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED', reason } });
  return true;
};`,
      says: ['`state`', 'line 4'],
    },
    {
      name: 'Race because plain JavaScript is code like any other (TypeORM)',
      language: 'js',
      code: `const { getRepository } = require('typeorm');
const { Order } = require('./order');
exports.cancel = async (id, reason) => {
  const orders = getRepository(Order);
  const order = await orders.findOne({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await orders.~update~({ id }, { state: 'CANCELLED', reason });
};`,
      says: ['`state`', 'line 5'],
    },
    {
      name: 'Race because another function of the file takes the row to another state',
      code: `import { prisma } from './prisma';
export async function pay(id: string) {
  await prisma.order.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'PAID' } });
}
export async function cancel(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED' } });
}`,
      says: ['`state`', 'line 6'],
    },
    {
      name: 'Race because the refund before the update happens twice',
      code: `import { prisma } from './prisma';
import { refund } from './refunds';
async function cancel(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await refund(id);
  await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED' } });
}`,
      says: ['`state`', 'line 4'],
    },
    {
      name: 'Race because the refund after the update happens twice',
      code: `import { prisma } from './prisma';
import { refund } from './refunds';
async function cancel(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await prisma.order.~update~({ where: { id }, data: { state: 'CANCELLED' } });
  await refund(id);
}`,
      says: ['`state`', 'line 4'],
    },
    {
      name: 'Race because nobody looks at the count before the mail goes out',
      code: `import { prisma } from './prisma';
import nodemailer from 'nodemailer';
const mailer = nodemailer.createTransport({});
async function ship(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'PAID') throw new Error('not paid');
  await prisma.order.~updateMany~({ where: { id, state: 'PAID' }, data: { state: 'SHIPPED' } });
  await mailer.sendMail({ to: order.email });
}`,
      says: ['`state`', 'line 5', 'look at the number of rows'],
    },
    {
      name: 'Race because the request goes out before a helper claims the row, and the helper keeps to itself whether it did',
      code: `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('url', 'key');
async function transfer(url, order) {
  if (!url) throw new Error('no provider');
  const response = await fetch(url, { method: 'POST', body: order.id });
  return response.json();
}
async function mark(id) {
  const { error } = await supabase.from('orders').update({ sent_at: new Date().toISOString() }).eq('id', id).is('sent_at', null);
  if (error) console.warn(error.message);
}
export async function sweep(url) {
  const { data: orders } = await supabase.from('orders').select('id, sent_at').eq('kind', 'refund').limit(50);
  for (const order of orders ?? []) {
    if (!order.sent_at) {
      await transfer(url, order);
      await ~mark~(order.id);
    }
  }
}`,
      says: ['`sent_at`', 'line 13', '`mark`'],
    },
    {
      name: 'Race because a job is added by whoever comes here, whether or not his update hit the row',
      code: `import { Repository } from 'typeorm';
import { Queue } from 'bullmq';
const queue = new Queue('refunds');
async function cancel(orders: Repository<Order>, id: string) {
  const order = await orders.findOneByOrFail({ id });
  if (order.state !== 'OPEN') throw new Error('not open');
  await orders.~update~({ id, state: 'OPEN' }, { state: 'CANCELLED' });
  await queue.add('refund', { id });
}`,
      says: ['`state`', 'line 5'],
    },
    {
      name: 'Race because the read locks nothing, and what the options out of sight hold doesn\'t matter',
      code: `import { DataTypes, Model, Sequelize } from 'sequelize';
const sequelize = new Sequelize('postgres://localhost/app');
class Membership extends Model {}
Membership.init({ state: DataTypes.STRING }, { sequelize });
export async function leave(ctx, id: string) {
  const { transaction } = ctx.state;
  const membership = await Membership.findOne({ where: { id }, transaction, rejectOnEmpty: true });
  if (membership.state !== 'active') throw new Error('left');
  await membership.~update~({ state: 'left' }, ctx.context);
}`,
      says: ['Another request can change `state`', '(line 7)', 'this `update`'],
    },
    {
      name: 'Race because a state of the row is tested, though a helper made it over',
      code: `import { prisma } from './prisma';
import { isSealed, open } from './seal';
const opened = (row) => {
  if (!row) return row;
  if (!isSealed(row.secret)) return row;
  return { ...row, secret: open(row.secret) };
};
export async function rotate(id: string, secret: string) {
  const key = opened(await prisma.key.findFirst({ where: { id } }));
  if (!key || key.state !== 'ACTIVE') return;
  await prisma.key.~update~({ where: { id }, data: { secret, state: 'ROTATED' } });
}`,
      says: ['`state`'],
    },
    {
      name: 'Race because two workers take the job; what becomes of it later is the same finding',
      code: `import { prisma } from './prisma';
import { work } from './work';
export async function run(id: string) {
  const job = await prisma.job.findUnique({ where: { id } });
  if (!job || job.state !== 'OPEN') return;
  await prisma.job.~update~({ where: { id }, data: { state: 'RUNNING' } });
  try {
    await work(id);
    await prisma.job.update({ where: { id }, data: { state: 'DONE' } });
  } catch {
    await prisma.job.update({ where: { id }, data: { state: 'FAILED' } });
  }
}`,
      says: ['`state`', 'The same guard decides on line 9, 11'],
    },
    {
      name: 'Race because neither of two branches comes before the other',
      code: `import { prisma } from './prisma';
export async function settle(id: string, isPaid: boolean) {
  const order = await prisma.order.findUnique({ where: { id } });
  if (!order || order.state !== 'OPEN') return;
  if (isPaid) {
    await prisma.order.~update~({ where: { id }, data: { state: 'PAID' } });
  } else {
    await prisma.order.~update~({ where: { id }, data: { state: 'LAPSED' } });
  }
}`,
      says: ['`state`'],
    },
  ],

  valid: [
    {
      name: 'Safe because only the presence of a row is tested that a helper made over when a column is sealed',
      code: `import { prisma } from './prisma';
import { isSealed, open } from './seal';
const opened = (row) => {
  if (!row || !isSealed(row.secret)) return row;
  return { ...row, secret: open(row.secret) };
};
export async function rotate(id: string, secret: string) {
  const key = opened(await prisma.key.findFirst({ where: { id } }));
  if (!key) return;
  await prisma.key.update({ where: { id }, data: { secret } });
}`,
    },
    {
      name: 'Safe because the old secret says who may set a new one',
      code: `import bcrypt from 'bcrypt';
import { prisma } from './prisma';
const matches = async (given: string, secret: string, salt: string) => (await bcrypt.hash(given, salt)) === secret;
export async function change(id: string, old: string, fresh: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id } });
  if (!(await matches(old, user.secret, user.salt))) throw new Error('wrong');
  const salt = await bcrypt.genSalt(10);
  await prisma.user.update({ where: { id }, data: { secret: await bcrypt.hash(fresh, salt), salt } });
}`,
    },
    {
      name: 'Safe because the closure repeats the condition in the predicate of its write and looks at the count',
      code: `import { prisma } from './prisma';
async function cancel(id: string, reason: string) {
  const close = async () => {
    const { count } = await prisma.order.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'CANCELLED', reason } });
    if (count === 0) throw new Error('not open');
  };
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  await close();
}`,
    },
    {
      name: 'Safe because the row is locked: through another transaction than the one in `ctx.context` the code would wait for itself',
      code: `import { DataTypes, Model, Sequelize } from 'sequelize';
const sequelize = new Sequelize('postgres://localhost/app');
class Membership extends Model {}
Membership.init({ state: DataTypes.STRING }, { sequelize });
export async function leave(ctx, id: string) {
  const { transaction } = ctx.state;
  const membership = await Membership.findOne({ where: { id }, transaction, lock: transaction.LOCK.UPDATE, rejectOnEmpty: true });
  if (membership.state !== 'active') throw new Error('left');
  await membership.update({ state: 'left' }, ctx.context);
}`,
    },
    {
      name: 'Safe because the mail goes out only where the update hit the row',
      code: `import { prisma } from './prisma';
import nodemailer from 'nodemailer';
const mailer = nodemailer.createTransport({});
async function ship(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'PAID') throw new Error('not paid');
  const { count } = await prisma.order.updateMany({ where: { id, state: 'PAID' }, data: { state: 'SHIPPED' } });
  if (count === 0) return;
  await mailer.sendMail({ to: order.email });
}`,
    },
    {
      name: 'Safe because nothing goes out with the update whose count nobody looks at',
      code: `import { prisma } from './prisma';
async function ship(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'PAID') throw new Error('not paid');
  await prisma.order.updateMany({ where: { id, state: 'PAID' }, data: { state: 'SHIPPED' } });
}`,
    },
    {
      name: 'Safe because the helper says whether it claimed the row',
      code: `import { createClient } from '@supabase/supabase-js';
const supabase = createClient('url', 'key');
async function claim(id) {
  const { data } = await supabase.from('orders').update({ sent_at: new Date().toISOString() }).eq('id', id).is('sent_at', null).select();
  return (data ?? []).length > 0;
}
export async function sweep(url) {
  const { data: orders } = await supabase.from('orders').select('id, sent_at').eq('kind', 'refund').limit(50);
  for (const order of orders ?? []) {
    if (!order.sent_at) {
      if (!(await claim(order.id))) continue;
      await fetch(url, { method: 'POST', body: order.id });
    }
  }
}`,
    },
    {
      name: 'Safe because the queue drops the second job of one name',
      code: `import { Repository } from 'typeorm';
import { Queue } from 'bullmq';
const queue = new Queue('refunds');
async function cancel(orders: Repository<Order>, id: string) {
  const order = await orders.findOneByOrFail({ id });
  if (order.state !== 'OPEN') throw new Error('not open');
  await orders.update({ id, state: 'OPEN' }, { state: 'CANCELLED' });
  await queue.add('refund', { id }, { jobId: id });
}`,
    },
    {
      name: 'Safe because the row is read again after the update, and decides who sends',
      code: `import { prisma } from './prisma';
async function ship(id: string, worker: string, url: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.worker === null) {
    await prisma.order.updateMany({ where: { id, worker: null }, data: { worker } });
    const mine = await prisma.order.findUniqueOrThrow({ where: { id } });
    if (mine.worker === worker) await fetch(url, { method: 'POST', body: id });
  }
}`,
    },
    {
      name: 'Safe because the database tests the state in the statement that changes it',
      code: `import { prisma } from './prisma';
async function cancel(id: string) {
  const { count } = await prisma.order.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'CANCELLED' } });
  if (count === 0) throw new Error('not open');
}`,
    },
    {
      name: 'Safe because the write repeats the state that was tested before',
      code: `import { prisma } from './prisma';
async function cancel(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  const { count } = await prisma.order.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'CANCELLED' } });
  if (count === 0) throw new Error('not open');
}`,
    },
    {
      name: 'Safe because the conditional update of TypeORM repeats the state',
      code: `import { Repository } from 'typeorm';
async function accept(invitations: Repository<Invitation>, token: string) {
  const invitation = await invitations.findOneByOrFail({ token });
  if (invitation.status !== 'pending') throw new Error('used');
  const { affected } = await invitations.update({ id: invitation.id, status: 'pending' }, { status: 'accepted' });
  if (affected !== 1) throw new Error('used');
}`,
    },
    {
      name: 'Safe because the query builder repeats the state',
      code: `import { Repository } from 'typeorm';
async function accept(invitations: Repository<Invitation>, id: string) {
  const invitation = await invitations.findOneByOrFail({ id });
  if (invitation.status !== 'pending') throw new Error('used');
  const { affected } = await invitations.createQueryBuilder().update().set({ status: 'accepted' }).where('id = :id AND status = :status', { id, status: 'pending' }).execute();
  if (affected !== 1) throw new Error('used');
}`,
    },
    {
      name: 'Safe because a job is claimed only while it is still queued',
      code: `import { prisma } from './prisma';
async function claim(worker: string) {
  const job = await prisma.job.findFirst({ where: { status: 'queued' } });
  if (!job) return null;
  const { count } = await prisma.job.updateMany({ where: { id: job.id, status: 'queued' }, data: { status: 'running', worker } });
  return count === 1 ? job : null;
}`,
    },
    {
      name: 'Safe because the version that was read is in the predicate',
      code: `import { prisma } from './prisma';
async function cancel(id: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('not open');
  const { count } = await prisma.order.updateMany({ where: { id, version: order.version }, data: { state: 'CANCELLED', version: { increment: 1 } } });
  if (count === 0) throw new Error('changed');
}`,
    },
    {
      name: 'Safe because the delete repeats the state',
      code: `import { prisma } from './prisma';
export const publish = (id: string) => prisma.article.updateMany({ where: { id, state: 'DRAFT' }, data: { state: 'PUBLISHED' } });
export async function discard(id: string) {
  const article = await prisma.article.findUniqueOrThrow({ where: { id } });
  if (article.state !== 'DRAFT') throw new Error('published');
  await prisma.article.deleteMany({ where: { id, state: 'DRAFT' } });
}`,
    },
    {
      name: 'Safe because no write in view changes the column that allows the delete',
      code: `import { prisma } from './prisma';
export async function discard(id: string) {
  const article = await prisma.article.findUniqueOrThrow({ where: { id } });
  if (article.kind !== 'note') throw new Error('no note');
  await prisma.article.delete({ where: { id } });
}`,
    },
    {
      name: 'Safe because the column is compared with the very value that is then written',
      code: `import { Repository } from 'typeorm';
async function setLocale(accounts: Repository<Account>, id: string, locale: string) {
  const account = await accounts.findOneByOrFail({ id });
  if (account.locale !== locale) await accounts.update({ id }, { locale });
}`,
    },
    {
      name: 'Safe because the column is compared with what the written value is made of, and nothing else decides on it',
      code: `import { prisma } from './prisma';
import { clean } from './clean';
async function setSite(id: string, input: { site: string }) {
  const shop = await prisma.shop.findUniqueOrThrow({ where: { id } });
  if ((shop.site ?? '') !== input.site) {
    const site = input.site ? clean(input.site) : '';
    await prisma.shop.update({ where: { id: shop.id }, data: { site: site || null } });
  }
}`,
    },
    {
      name: 'Safe because the role that is written is the one that was compared, wherever it comes from',
      code: `import { prisma } from './prisma';
async function defaultRole(teamId: string) {
  const team = await prisma.team.findUnique({ where: { id: teamId } });
  if (!team?.defaultRole || team.defaultRole === 'OWNER') return 'MEMBER';
  return team.defaultRole;
}
async function reset(userId: string) {
  const membership = await prisma.membership.findFirst({ where: { userId } });
  if (membership) {
    const role = await defaultRole(membership.teamId);
    if (role !== membership.role) {
      await prisma.membership.update({ where: { id: membership.id }, data: { role } });
    }
  }
}`,
    },
    {
      name: 'Safe because a flag is set with nothing else under the guard, whoever comes first',
      code: `import { prisma } from './prisma';
async function markSeen(id: string) {
  const message = await prisma.message.findUniqueOrThrow({ where: { id } });
  if (!message.seen) {
    await prisma.message.update({ where: { id }, data: { seen: true } });
  }
}`,
    },
    {
      name: 'Safe because the row that is updated by its key only has to exist',
      code: `import { prisma } from './prisma';
async function rename(id: string, name: string) {
  const project = await prisma.project.findUnique({ where: { id } });
  if (!project) throw new Error('no such project');
  await prisma.project.update({ where: { id }, data: { name } });
}`,
    },
    {
      name: 'Safe because the owner does not change between check and write',
      code: `import { prisma } from './prisma';
async function edit(id: string, userId: string, body: string) {
  const comment = await prisma.comment.findUniqueOrThrow({ where: { id } });
  if (comment.authorId !== userId) throw new Error('not yours');
  await prisma.comment.update({ where: { id }, data: { body } });
}`,
    },
    {
      name: 'Safe because the owner of the row that is deleted does not change',
      code: `import { Repository } from 'typeorm';
async function remove(comments: Repository<Comment>, id: string, userId: string) {
  const comment = await comments.findOneByOrFail({ id });
  if (comment.authorId !== userId) throw new Error('not yours');
  await comments.delete({ id });
}`,
    },
    {
      name: 'Safe because the tenant in the predicate of the read is no state',
      code: `import { prisma } from './prisma';
async function rename(id: string, tenantId: string, name: string) {
  const project = await prisma.project.findFirst({ where: { id, tenantId } });
  if (!project) throw new Error('no such project');
  await prisma.project.update({ where: { id: project.id }, data: { name } });
}`,
    },
    {
      name: 'Safe because a permission of the user allows the write to another row',
      code: `import { prisma } from './prisma';
async function close(userId: string, id: string) {
  const user = await prisma.user.findUniqueOrThrow({ where: { id: userId } });
  if (user.role !== 'ADMIN') throw new Error('forbidden');
  await prisma.ticket.update({ where: { id }, data: { state: 'CLOSED' } });
}`,
    },
    {
      name: 'Safe because the column that is tested is not the one that is written',
      code: `import { prisma } from './prisma';
async function rename(id: string, title: string) {
  const order = await prisma.order.findUniqueOrThrow({ where: { id } });
  if (order.kind === 'system') throw new Error('fixed');
  await prisma.order.update({ where: { id }, data: { title } });
}`,
    },
    {
      name: 'Safe because the row is locked before it is read',
      code: `import { prisma } from './prisma';
async function cancel(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.$queryRaw\`SELECT id FROM "Order" WHERE id = \${id} FOR UPDATE\`;
    const order = await tx.order.findUniqueOrThrow({ where: { id } });
    if (order.state !== 'OPEN') throw new Error('not open');
    await tx.order.update({ where: { id }, data: { state: 'CANCELLED' } });
  });
}`,
    },
    {
      name: 'Safe because the read itself takes the lock',
      code: `import { DataSource } from 'typeorm';
async function cancel(dataSource: DataSource, id: string) {
  await dataSource.transaction(async (manager) => {
    const order = await manager.findOneOrFail(Order, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (order.state !== 'OPEN') throw new Error('not open');
    await manager.update(Order, { id }, { state: 'CANCELLED' });
  });
}`,
    },
    {
      name: 'Safe because the query builder takes the lock',
      code: `import { DataSource } from 'typeorm';
async function cancel(dataSource: DataSource, id: string) {
  await dataSource.transaction(async (manager) => {
    const order = await manager.createQueryBuilder(Order, 'o').setLock('pessimistic_write').where('o.id = :id', { id }).getOneOrFail();
    if (order.state !== 'OPEN') throw new Error('not open');
    order.state = 'CANCELLED';
    await manager.save(order);
  });
}`,
    },
    {
      name: 'Safe because workers skip the rows that others have locked',
      code: `import { DataSource } from 'typeorm';
async function claim(dataSource: DataSource) {
  await dataSource.transaction(async (manager) => {
    const job = await manager.findOne(Job, { where: { status: 'queued' }, lock: { mode: 'pessimistic_write', onLocked: 'skip_locked' } });
    if (!job) return;
    await manager.update(Job, { id: job.id }, { status: 'running' });
  });
}`,
    },
    {
      name: 'Safe because the transaction is serializable',
      without: ['require-transaction-retry'],
      code: `import { DataSource } from 'typeorm';
async function cancel(dataSource: DataSource, id: string) {
  await dataSource.transaction('SERIALIZABLE', async (manager) => {
    const order = await manager.findOneByOrFail(Order, { id });
    if (order.state !== 'OPEN') throw new Error('not open');
    await manager.update(Order, { id }, { state: 'CANCELLED' });
  });
}`,
    },
    {
      name: 'Safe because the early check is made again under the lock',
      code: `import { Repository, DataSource } from 'typeorm';
async function cancel(orders: Repository<Order>, dataSource: DataSource, id: string) {
  const early = await orders.findOneByOrFail({ id });
  if (early.state !== 'OPEN') throw new Error('not open');
  await dataSource.transaction(async (manager) => {
    const order = await manager.findOneOrFail(Order, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (order.state !== 'OPEN') throw new Error('not open');
    await manager.update(Order, { id }, { state: 'CANCELLED' });
  });
}`,
    },
    {
      name: 'Safe because an unknown wrapper that is awaited may hold a lock',
      code: `import { prisma } from './prisma';
import { withLock } from './lock';
async function cancel(id: string) {
  return withLock(id, async () => {
    const order = await prisma.order.findUniqueOrThrow({ where: { id } });
    if (order.state !== 'OPEN') throw new Error('not open');
    await prisma.order.update({ where: { id }, data: { state: 'CANCELLED' } });
  });
}`,
    },
  ],
});
