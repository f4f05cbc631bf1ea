import { raceTester } from './tester.js';

raceTester('no-effects-before-commit', {
  invalid: [
    {
      name: 'Race because the worker may get the job before the order is there',
      code: `import { Queue } from 'bullmq';
import { prisma } from './prisma.js';
const mails = new Queue('mails');
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
    await mails.~add~('placed', { id });
  });`,
      says: ['sends a job (`bullmq`)', 'the transaction (line 5)', 'what line 6 wrote'],
    },
    {
      name: 'Race because the mail stays sent when the transaction is rolled back',
      code: `import { createTransport } from 'nodemailer';
import { DataSource } from 'typeorm';
export class Orders {
  private readonly mailer = createTransport({});
  constructor(private readonly source: DataSource) {}
  async place(id: string) {
    await this.source.transaction(async (manager) => {
      await this.mailer.~sendMail~({ to: id });
      await manager.insert(Order, { id });
    });
  }
}`,
      says: ['an e-mail (`nodemailer`)'],
    },
    {
      name: 'Race because the injected queue is one by its type',
      code: `import { InjectQueue } from '@nestjs/bull';
import { Queue } from 'bull';
import { DataSource } from 'typeorm';
export class Orders {
  constructor(private readonly source: DataSource, @InjectQueue('mails') private readonly mails: Queue) {}
  async place(id: string) {
    const runner = this.source.createQueryRunner();
    await runner.startTransaction();
    await runner.manager.insert(Order, { id });
    await this.mails.~add~({ id });
    await runner.commitTransaction();
  }
}`,
      says: ['a job (`bull`)', 'the transaction (line 8)'],
    },
    {
      name: 'Race because the method is a transaction by its decorator',
      code: `import { EventEmitter2 } from '@nestjs/event-emitter';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { Transactional } from 'typeorm-transactional';
export class Orders {
  constructor(private readonly events: EventEmitter2, @InjectRepository(Order) private readonly orders: Repository<Order>) {}
  @Transactional()
  async place(id: string) {
    await this.orders.insert({ id });
    this.events.~emit~('order.placed', { id });
  }
}`,
      says: ['an event (`@nestjs/event-emitter`)', 'the transaction (line 8)'],
    },
    {
      name: 'Race because the webhook is posted before the commit',
      code: `import { db } from './db.js';
import { orders } from './schema.js';
export const place = (id: string, url: string) =>
  db.transaction(async (tx) => {
    await tx.insert(orders).values({ id });
    await ~fetch~(url, { method: 'POST', body: id });
  });`,
      says: ['a request (`fetch`)'],
    },
    {
      name: 'Race because the channel comes from the package through its factories',
      code: `import amqp from 'amqplib';
import { prisma } from './prisma.js';
export async function place(id: string) {
  const connection = await amqp.connect('amqp://localhost');
  const channel = await connection.createChannel();
  await prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
    channel.~sendToQueue~('orders', Buffer.from(id));
  });
}`,
      says: ['a message (`amqplib`)'],
    },
    {
      name: 'Race because the command of the SDK sends a message',
      code: `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { prisma } from './prisma.js';
const sqs = new SQSClient({});
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
    await sqs.~send~(new SendMessageCommand({ QueueUrl: 'orders', MessageBody: id }));
  });`,
      says: ['`@aws-sdk/client-sqs`'],
    },
    {
      name: 'Race because a function of the file sends the mail',
      code: `import { Resend } from 'resend';
import { prisma } from './prisma.js';
const resend = new Resend('key');
async function welcome(to: string) {
  await resend.emails.send({ to, from: 'a@example.com', subject: 'Welcome' });
}
export const join = (email: string) =>
  prisma.$transaction(async (tx) => {
    await tx.user.create({ data: { email } });
    await ~welcome~(email);
  });`,
      says: ['an e-mail (`resend`)'],
    },
    {
      name: 'Race because the helper that is given the handle sends past it',
      code: `import { Queue } from 'bullmq';
import { prisma } from './prisma.js';
const mails = new Queue('mails');
async function note(tx: typeof prisma, id: string) {
  await tx.note.create({ data: { id } });
  await mails.add('noted', { id });
}
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
    await ~note~(tx, id);
  });`,
      says: ['a job (`bullmq`)'],
    },
    {
      name: 'Race because the job is queued on another connection than the transaction',
      code: `import PgBoss from 'pg-boss';
import { prisma } from './prisma.js';
const boss = new PgBoss('postgres://localhost/app');
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
    await boss.~send~('placed', { id });
  });`,
      says: ['`pg-boss`'],
    },
  ],
  valid: [
    {
      name: 'Safe because the job is queued after the commit',
      code: `import { Queue } from 'bullmq';
import { prisma } from './prisma.js';
const mails = new Queue('mails');
export async function place(id: string) {
  await prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
  });
  await mails.add('placed', { id });
}`,
    },
    {
      name: 'Safe because the job is a row of the transaction',
      code: `import PgBoss from 'pg-boss';
import { prisma } from './prisma.js';
const boss = new PgBoss('postgres://localhost/app');
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
    await boss.send('placed', { id }, { db: { executeSql: (text, values) => tx.$queryRawUnsafe(text, ...values) } });
  });`,
    },
    {
      name: 'Safe because the helper hands the transaction on to the queue',
      code: `import PgBoss from 'pg-boss';
import { prisma } from './prisma.js';
const boss = new PgBoss('postgres://localhost/app');
const queue = (db: unknown, id: string) => boss.send('placed', { id }, { db });
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
    await queue(tx, id);
  });`,
    },
    {
      name: 'Safe because the message is a row of the outbox',
      code: `import { prisma } from './prisma.js';
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
    await tx.outbox.create({ data: { topic: 'placed', key: id } });
  });`,
    },
    {
      name: 'Safe because what is added to is no queue, whatever its name',
      code: `import { prisma } from './prisma.js';
import { mailQueue } from './drafts.js';
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    await tx.order.create({ data: { id } });
    await mailQueue.add('placed', { id });
  });`,
    },
    {
      name: 'Safe because the hook of the transaction runs after the commit',
      code: `import { Queue } from 'bullmq';
import { Sequelize } from 'sequelize';
import { Order } from './models.js';
const sequelize = new Sequelize('postgres://localhost/app');
const mails = new Queue('mails');
export const place = (id: string) =>
  sequelize.transaction(async (transaction) => {
    await Order.create({ id }, { transaction });
    transaction.afterCommit(async () => {
      await mails.add('placed', { id });
    });
  });`,
    },
    {
      name: 'Safe because the request only asks',
      code: `import axios from 'axios';
import { prisma } from './prisma.js';
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    const { data } = await axios.get('https://example.com/rate');
    const answer = await fetch('https://example.com/tax');
    await tx.order.create({ data: { id, rate: data.rate, tax: await answer.text() } });
  });`,
    },
    {
      name: 'Safe because the command only receives',
      code: `import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { prisma } from './prisma.js';
const sqs = new SQSClient({});
export const take = () =>
  prisma.$transaction(async (tx) => {
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: 'orders' }));
    await tx.batch.create({ data: { size: Messages.length } });
  });`,
    },
    {
      name: 'Safe because the transaction only reads, and nothing can be rolled back',
      code: `import { Queue } from 'bullmq';
import { prisma } from './prisma.js';
const mails = new Queue('mails');
export const remind = () =>
  prisma.$transaction(async (tx) => {
    const orders = await tx.order.findMany({ where: { paid: false } });
    for (const { id } of orders) await mails.add('remind', { id });
  });`,
    },
    {
      name: 'Safe because the failure is told where the transaction ends anyway',
      code: `import { Queue } from 'bullmq';
import { prisma } from './prisma.js';
const alarms = new Queue('alarms');
export const place = (id: string) =>
  prisma.$transaction(async (tx) => {
    try {
      await tx.order.create({ data: { id } });
    } catch (error) {
      await alarms.add('failed', { id });
      throw error;
    }
  });`,
    },
    {
      name: 'Safe because there is no transaction',
      code: `import { Queue } from 'bullmq';
import { prisma } from './prisma.js';
const mails = new Queue('mails');
export async function place(id: string) {
  await prisma.order.create({ data: { id } });
  await mails.add('placed', { id });
}`,
    },
    {
      name: 'Safe because the runner commits first',
      code: `import { Queue } from 'bull';
import { DataSource } from 'typeorm';
const mails = new Queue('mails');
export async function place(source: DataSource, id: string) {
  const runner = source.createQueryRunner();
  await runner.startTransaction();
  await runner.manager.insert(Order, { id });
  await runner.commitTransaction();
  await mails.add({ id });
}`,
    },
  ],
});
