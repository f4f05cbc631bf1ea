import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const prisma = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();`;

const projects: Readonly<Record<string, Files>> = {
  'a lock that another file makes, given back before the commit, beside one that is no lock': {
    'src/prisma.ts': prisma,
    'src/locks.ts': `import Redlock from 'redlock';
export const locks = new Redlock([]);
export const pool = { acquire: async (key: string) => ({ key, release: async () => undefined }) };`,
    'src/orders.ts': `import { locks, pool } from './locks';
import { prisma } from './prisma';
export const pay = (id: string) =>
  prisma.$transaction(async (tx) => {
    const lock = await locks.acquire([id], 5000);
    await tx.order.update({ where: { id }, data: { paid: true } });
    await lock.release(); // race: no-unlock-before-commit
  });
export const ship = (id: string) =>
  prisma.$transaction(async (tx) => {
    const worker = await pool.acquire(id);
    await tx.order.update({ where: { id }, data: { shipped: true } });
    await worker.release();
  });`,
  },
  'a queue and a mailer behind other files, beside a function that only keeps what is to be sent': {
    'src/prisma.ts': prisma,
    'src/queues.ts': `import { Queue } from 'bullmq';
export class Queues {
  static mails(): Queue {
    return new Queue('mails');
  }
}`,
    'src/mail.ts': `import { createTransport } from 'nodemailer';
const transport = createTransport({});
export async function welcome(to: string) {
  await transport.sendMail({ to, subject: 'Welcome' });
}
const later: string[] = [];
export async function remember(to: string) {
  later.push(to);
}`,
    'src/users.ts': `import { remember, welcome } from './mail';
import { prisma } from './prisma';
import { Queues } from './queues';
export const join = (email: string) =>
  prisma.$transaction(async (tx) => {
    await tx.user.create({ data: { email } });
    await welcome(email); // race: no-effects-before-commit
    await Queues.mails().add('joined', { email }); // race: no-effects-before-commit
    await remember(email);
  });`,
  },
  'a function of another file that retries its callback, beside one that only logs': {
    'src/prisma.ts': prisma,
    'src/again.ts': `export async function persistently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}
export async function logged<T>(work: () => Promise<T>): Promise<T> {
  console.log('begin');
  return await work();
}`,
    'src/accounts.ts': `import { logged, persistently } from './again';
import { prisma } from './prisma';
export const close = (id: string) => persistently(() => prisma.$transaction((tx) => tx.account.update({ where: { id }, data: { closed: true } }), { isolationLevel: 'Serializable' }));
export const open = (id: string) => logged(() => prisma.$transaction((tx) => tx.account.update({ where: { id }, data: { closed: false } }), { isolationLevel: 'Serializable' })); // race: require-transaction-retry`,
  },
  'a set that two methods of a store replace, beside one of which another table says nothing': {
    'package.json': JSON.stringify({ name: 'app', dependencies: { knex: '3.0.0' } }),
    'src/store.ts': `import type { Knex } from 'knex';
export class PlanStore {
  private db: Knex;
  constructor(db: Knex) {
    this.db = db;
  }
  async dropOfKinds(userId: number, kinds: string[]) {
    const ofKind = await this.db('plans').select('id').whereIn('kind', kinds).pluck('id');
    return this.db('user_plans').where({ user_id: userId }).whereIn('plan_id', ofKind).delete();
  }
  async drop(userId: number, plans: number[]) {
    return this.db('user_plans').where({ user_id: userId }).whereIn('plan_id', plans).delete();
  }
  async add(userId: number, planId: number) {
    return this.db('user_plans').insert({ user_id: userId, plan_id: planId });
  }
}`,
    'src/service.ts': `import type { PlanStore } from './store';
export class PlanService {
  constructor(private readonly store: PlanStore) {}
  async setPlan(userId: number, planId: number) {
    await this.store.dropOfKinds(userId, ['free', 'paid']);
    await this.store.add(userId, planId); // race: no-racy-replace-all
  }
  async change(userId: number, gone: number[], planId: number) {
    await this.store.drop(userId, gone);
    await this.store.add(userId, planId);
  }
}`,
  },
};

describe('wrong remedies across files', () => {
  it.each(Object.entries(projects))('%s', (_name, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
    expect(reportsOf(files, {}, true)).toEqual(marksOf(files));
  });
});
