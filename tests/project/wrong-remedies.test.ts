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
  'a repository that is made with the transaction, beside one that is made with the outer client, across files and base classes': {
    'package.json': JSON.stringify({ name: 'app', dependencies: { 'drizzle-orm': '0.44.0' } }),
    'src/db.ts': `import { drizzle } from 'drizzle-orm/node-postgres';
export const db = drizzle('postgres://');`,
    'src/base.ts': `import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
export class Base {
  protected readonly logger: unknown;
  protected readonly db: NodePgDatabase;
  constructor(logger: unknown, db: NodePgDatabase) {
    this.logger = logger;
    this.db = db;
  }
}`,
    'src/ledger.ts': `import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { Base } from './base';
import { entries, totals } from './schema';
export class Ledger extends Base {
  constructor(db: NodePgDatabase, private readonly name: string) {
    super(console, db);
  }
  async book(accountId: number) {
    await this.insert(accountId);
  }
  async total(accountId: number) {
    await this.db.transaction(async (tx) => {
      await tx.insert(totals).values({ accountId });
    });
  }
  private async insert(accountId: number) {
    await this.db.insert(entries).values({ accountId, name: this.name });
  }
}
export class Audit extends Base {
  async note(accountId: number) {
    await this.db.insert(entries).values({ accountId, name: 'audit' });
  }
}`,
    'src/accounts.ts': `import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { eq } from 'drizzle-orm';
import { Audit, Ledger } from './ledger';
import { accounts } from './schema';
export class Accounts {
  private readonly ledger: Ledger;
  constructor(private readonly db: NodePgDatabase, private readonly audit: Audit) {
    this.ledger = new Ledger(db, 'accounts');
  }
  async close(id: number) {
    await this.db.transaction(async (tx) => {
      await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
      const ledger = new Ledger(tx, 'within');
      await ledger.book(id);
      await ledger.total(id);
      await new Audit(console, tx).note(id);
      await this.ledger.book(id); // race: no-outer-client-in-transaction
      await this.ledger.total(id); // race: no-outer-client-in-transaction
      await this.audit.note(id); // race: no-outer-client-in-transaction
      await new Ledger(this.db, 'new').book(id); // race: no-outer-client-in-transaction
    });
  }
  async move(id: number, given: Ledger, made: { ledger: Ledger }, make: (tx: unknown) => Ledger) {
    await this.db.transaction(async (tx) => {
      await tx.update(accounts).set({ closed: true }).where(eq(accounts.id, id));
      await given.book(id);
      await made.ledger.book(id);
      await make(tx).book(id);
    });
  }
}`,
    'src/transfer.ts': `import { db } from './db';
import { Accounts } from './accounts';
import { Audit, Ledger } from './ledger';
import { moves } from './schema';
const ledger = new Ledger(db, 'outer');
export const transfer = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(moves).values({ id });
    await new Accounts(tx, new Audit(console, tx)).close(id);
  });
export const transferOutside = (id: number) =>
  db.transaction(async (tx) => {
    await tx.insert(moves).values({ id });
    await new Accounts(db, new Audit(console, tx)).close(id); // race: no-outer-client-in-transaction
    await ledger.book(id); // race: no-outer-client-in-transaction
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
