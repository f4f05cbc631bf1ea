import { raceTester } from './tester.js';

const redlock = `import Redlock from 'redlock';
import { prisma } from './prisma.js';
const redlock = new Redlock([]);`;

raceTester('no-unlock-before-commit', {
  invalid: [
    {
      name: 'Race because the lock is released in a finally inside the callback of the transaction',
      messageId: 'gives',
      code: `${redlock}
export const pay = (id: string) =>
  prisma.$transaction(async (tx) => {
    const lock = await redlock.acquire([id], 5000);
    try {
      await tx.order.update({ where: { id }, data: { paid: true } });
    } finally {
      await lock.~release~();
    }
  });`,
      says: ['before the transaction (line 5) commits', 'the `update` (line 8)', 'Take the lock before the transaction begins'],
    },
    {
      name: 'Race because the callback of the lock ends within the transaction',
      messageId: 'runs',
      code: `${redlock}
export const pay = (id: string) =>
  prisma.$transaction(async (tx) => {
    await redlock.~using~([id], 5000, async () => {
      await tx.order.update({ where: { id }, data: { paid: true } });
    });
  });`,
      says: ['The lock ends with this callback', 'Put the transaction into the callback'],
    },
    {
      name: 'Race because the lock was taken before the transaction and is released within it',
      messageId: 'gives',
      code: `${redlock}
export async function pay(id: string) {
  const lock = await redlock.acquire([id], 5000);
  await prisma.$transaction(async (tx) => {
    await tx.order.update({ where: { id }, data: { paid: true } });
    await lock.~release~();
    await tx.ledger.create({ data: { orderId: id } });
  });
}`,
      says: ['(line 6)'],
    },
    {
      name: 'Race because a function of the project runs its callback under a lock',
      messageId: 'runs',
      code: `${redlock}
async function exclusively<T>(key: string, work: () => Promise<T>) {
  const lock = await redlock.acquire([key], 5000);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
export const pay = (id: string) =>
  prisma.$transaction(async (tx) => {
    await ~exclusively~(id, async () => {
      await tx.order.update({ where: { id }, data: { paid: true } });
    });
  });`,
      says: ['(line 13)'],
    },
    {
      name: 'Race because a function of the project hands its callback on to a lock',
      messageId: 'runs',
      code: `${redlock}
const exclusively = (key: string, work: () => Promise<void>) => redlock.using([key], 5000, work);
export const pay = (id: string) =>
  prisma.$transaction(async (tx) => {
    await ~exclusively~(id, async () => {
      await tx.order.update({ where: { id }, data: { paid: true } });
    });
  });`,
      says: ['(line 6)'],
    },
    {
      name: 'Race because the transaction that the function is given goes on',
      messageId: 'gives',
      code: `import { Prisma } from '@prisma/client';
${redlock}
export async function pay(tx: Prisma.TransactionClient, id: string) {
  const lock = await redlock.acquire([id], 5000);
  await tx.order.update({ where: { id }, data: { paid: true } });
  await lock.~release~();
}`,
      says: ['before the transaction of the caller commits'],
    },
    {
      name: 'Race because the savepoint under the lock is part of a transaction that goes on',
      messageId: 'runs',
      code: `import Redlock from 'redlock';
import { drizzle } from 'drizzle-orm/node-postgres';
import { eq } from 'drizzle-orm';
import { orders } from './schema.js';
const redlock = new Redlock([]);
const db = drizzle('postgres://localhost/app');
export const pay = (id: string) =>
  db.transaction(async (tx) => {
    await redlock.~using~([id], 5000, async () => {
      await tx.transaction(async (inner) => {
        await inner.update(orders).set({ paid: true }).where(eq(orders.id, id));
      });
    });
  });`,
      says: ['(line 8)'],
    },
    {
      name: 'Race because the session lock is given back before COMMIT',
      messageId: 'session',
      code: `import { Pool } from 'pg';
const pool = new Pool();
export async function pay(id: string) {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_lock(hashtext($1))', [id]);
  await client.query('UPDATE orders SET paid = true WHERE id = $1', [id]);
  await client.~query~('SELECT pg_advisory_unlock(hashtext($1))', [id]);
  await client.query('COMMIT');
  client.release();
}`,
      says: ['the transaction (line 5)', '`pg_advisory_xact_lock`'],
    },
    {
      name: 'Race because RELEASE_LOCK comes before the commit of MySQL',
      messageId: 'session',
      code: `import knex from 'knex';
const db = knex({ client: 'mysql2' });
export const pay = (id: string) =>
  db.transaction(async (trx) => {
    await trx.raw('SELECT GET_LOCK(?, 10)', [id]);
    await trx('orders').where({ id }).update({ paid: true });
    await trx.~raw~('SELECT RELEASE_LOCK(?)', [id]);
  });`,
      says: ['before the transaction (line 4) commits'],
    },
    {
      name: 'Race because the method is a transaction by its decorator, and the lock ends in it',
      messageId: 'gives',
      code: `import Redlock from 'redlock';
import { Transactional } from 'typeorm-transactional';
import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
class Orders {
  constructor(private readonly redlock: Redlock, @InjectRepository(Order) private readonly orders: Repository<Order>) {}
  @Transactional()
  async pay(id: string) {
    const lock = await this.redlock.acquire([id], 5000);
    try {
      await this.orders.update({ id }, { paid: true });
    } finally {
      await lock.~release~();
    }
  }
}`,
      says: ['(line 8)'],
    },
    {
      name: 'Race because the runner commits after the release',
      messageId: 'gives',
      code: `import { DataSource } from 'typeorm';
import { Mutex } from 'redis-semaphore';
import { redis } from './redis.js';
export async function pay(source: DataSource, id: string) {
  const mutex = new Mutex(redis, id);
  const runner = source.createQueryRunner();
  await mutex.acquire();
  await runner.startTransaction();
  await runner.manager.update(Order, { id }, { paid: true });
  await mutex.~release~();
  await runner.commitTransaction();
}`,
      says: ['the transaction (line 8)'],
    },
  ],
  valid: [
    {
      name: 'Safe because the lock is taken around the transaction',
      code: `${redlock}
export async function pay(id: string) {
  const lock = await redlock.acquire([id], 5000);
  try {
    await prisma.$transaction(async (tx) => {
      await tx.order.update({ where: { id }, data: { paid: true } });
    });
  } finally {
    await lock.release();
  }
}`,
    },
    {
      name: 'Safe because the transaction is in the callback of the lock',
      code: `${redlock}
export const pay = (id: string) =>
  redlock.using([id], 5000, async () => {
    await prisma.$transaction(async (tx) => {
      await tx.order.update({ where: { id }, data: { paid: true } });
    });
  });`,
    },
    {
      name: 'Safe because the function of the project takes the lock around the transaction',
      code: `${redlock}
async function exclusively<T>(key: string, work: () => Promise<T>) {
  const lock = await redlock.acquire([key], 5000);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
export const pay = (id: string) =>
  exclusively(id, () =>
    prisma.$transaction(async (tx) => {
      await tx.order.update({ where: { id }, data: { paid: true } });
    }),
  );`,
    },
    {
      name: 'Safe because the function runs its callback, and gives back a lock that it took for something else',
      code: `${redlock}
async function twice(key: string, work: () => Promise<void>) {
  const lock = await redlock.acquire([key], 5000);
  await lock.release();
  await work();
}
export const pay = (id: string) =>
  prisma.$transaction(async (tx) => {
    await twice(id, async () => {
      await tx.order.update({ where: { id }, data: { paid: true } });
    });
  });`,
    },
    {
      name: 'Safe because another lock is held around the transaction',
      code: `${redlock}
export const pay = (id: string) =>
  redlock.using(['orders'], 5000, async () => {
    await prisma.$transaction(async (tx) => {
      await redlock.using([id], 5000, async () => {
        await tx.order.update({ where: { id }, data: { paid: true } });
      });
    });
  });`,
    },
    {
      name: 'Safe because nothing is written between the lock and its release',
      code: `${redlock}
export const pay = (id: string) =>
  prisma.$transaction(async (tx) => {
    const lock = await redlock.acquire([id], 5000);
    if (id === '') {
      await lock.release();
      return;
    }
    console.log(lock);
    await tx.order.update({ where: { id }, data: { paid: true } });
  });`,
    },
    {
      name: 'Safe because the lock ends with its transaction',
      code: `import { Pool } from 'pg';
const pool = new Pool();
export async function pay(id: string) {
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [id]);
  await client.query('UPDATE orders SET paid = true WHERE id = $1', [id]);
  await client.query('COMMIT');
  client.release();
}`,
    },
    {
      name: 'Safe because the session lock is given back after COMMIT',
      code: `import { Pool } from 'pg';
const pool = new Pool();
export async function pay(id: string) {
  const client = await pool.connect();
  await client.query('SELECT pg_advisory_lock(hashtext($1))', [id]);
  await client.query('BEGIN');
  await client.query('UPDATE orders SET paid = true WHERE id = $1', [id]);
  await client.query('COMMIT');
  await client.query('SELECT pg_advisory_unlock(hashtext($1))', [id]);
  client.release();
}`,
    },
    {
      name: 'Safe because the runner commits before the release',
      code: `import { DataSource } from 'typeorm';
import { Mutex } from 'redis-semaphore';
import { redis } from './redis.js';
export async function pay(source: DataSource, id: string) {
  const mutex = new Mutex(redis, id);
  const runner = source.createQueryRunner();
  await mutex.acquire();
  await runner.startTransaction();
  await runner.manager.update(Order, { id }, { paid: true });
  await runner.commitTransaction();
  await mutex.release();
}`,
    },
    {
      name: 'Safe because what is written goes through the client and is committed at once',
      code: `${redlock}
export async function pay(id: string) {
  const lock = await redlock.acquire([id], 5000);
  await prisma.order.update({ where: { id }, data: { paid: true } });
  await lock.release();
}`,
    },
    {
      name: 'Safe because the lock is released by what runs after the commit',
      code: `import Redlock from 'redlock';
import { Sequelize } from 'sequelize';
import { Order } from './models.js';
const redlock = new Redlock([]);
const sequelize = new Sequelize('postgres://localhost/app');
export const pay = (id: string) =>
  sequelize.transaction(async (transaction) => {
    const lock = await redlock.acquire([id], 5000);
    transaction.afterCommit(() => lock.release());
    await Order.update({ paid: true }, { where: { id }, transaction });
  });`,
    },
    {
      name: 'Safe because it is no lock that is released',
      code: `import { prisma } from './prisma.js';
import { pool } from './pool.js';
export const pay = (id: string) =>
  prisma.$transaction(async (tx) => {
    const worker = await pool.acquire();
    try {
      await tx.order.update({ where: { id }, data: { paid: true } });
    } finally {
      await worker.release();
    }
  });`,
    },
    {
      name: 'Safe because the lock is released in the handler of an error, and the transaction is rolled back',
      code: `${redlock}
export async function pay(id: string) {
  const lock = await redlock.acquire([id], 5000);
  await prisma.$transaction(async (tx) => {
    try {
      await tx.order.update({ where: { id }, data: { paid: true } });
    } catch (error) {
      await lock.release();
      throw error;
    }
  });
  await lock.release();
}`,
    },
  ],
});
