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
};

describe('wrong remedies across files', () => {
  it.each(Object.entries(projects))('%s', (_name, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
  });
});
