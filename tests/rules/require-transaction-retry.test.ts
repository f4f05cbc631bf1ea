import { raceTester } from './tester.js';

const move = `await tx.account.update({ where: { id }, data: { closed: true } });`;

raceTester('require-transaction-retry', {
  invalid: [
    {
      name: 'Race because the loser of two transactions is given to the user as an error',
      code: `import { prisma } from './prisma.js';
export const close = (id: string) =>
  prisma.~$transaction~(
    async (tx) => {
      ${move}
    },
    { isolationLevel: 'Serializable' },
  );`,
      says: ['`P2034`', 'the `update` (line 5)'],
    },
    {
      name: 'Race because the handler only knows other errors',
      code: `import { Prisma } from '@prisma/client';
import { prisma } from './prisma.js';
export async function close(id: string) {
  try {
    await prisma.~$transaction~(async (tx) => { ${move} }, { isolationLevel: Prisma.TransactionIsolationLevel.Serializable });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002') throw new Error('taken');
    throw error;
  }
}`,
      says: ['(line 5)'],
    },
    {
      name: 'Race because the loop goes over the rows at hand, and a failure is only logged',
      code: `import { prisma } from './prisma.js';
export async function closeAll(ids: string[]) {
  for (const id of ids) {
    try {
      await prisma.~$transaction~(async (tx) => { ${move} }, { isolationLevel: 'Serializable' });
    } catch (error) {
      console.error(error);
    }
  }
}`,
      says: ['nothing tries it again'],
    },
    {
      name: 'Race because the function of the project only measures its callback',
      code: `import { prisma } from './prisma.js';
async function timed<T>(work: () => Promise<T>) {
  const start = Date.now();
  const result = await work();
  console.log(Date.now() - start);
  return result;
}
export const close = (id: string) => timed(() => prisma.~$transaction~(async (tx) => { ${move} }, { isolationLevel: 'Serializable' }));`,
      says: ['(line 8)'],
    },
    {
      name: 'Race because a route that is declared tries nothing again',
      code: `import { app } from './app.js';
import { prisma } from './prisma.js';
app.post('/close', async (request, response) => {
  const { id } = request.body;
  await prisma.~$transaction~(async (tx) => { ${move} }, { isolationLevel: 'Serializable' });
  response.end();
});`,
      says: ['bounded number of times'],
    },
    {
      name: 'Race because a list of operations at this level fails alike',
      code: `import { prisma } from './prisma.js';
export const close = (id: string) =>
  prisma.~$transaction~([prisma.account.update({ where: { id }, data: { closed: true } })], { isolationLevel: 'Serializable' });`,
      says: ['(line 3)'],
    },
    {
      name: 'Race because the statement that begins it says the level',
      code: `import { Pool } from 'pg';
const pool = new Pool();
export async function close(id: string) {
  const client = await pool.connect();
  await client.~query~('BEGIN ISOLATION LEVEL SERIALIZABLE');
  await client.query('UPDATE accounts SET closed = true WHERE id = $1', [id]);
  await client.query('COMMIT');
}`,
      says: ['40001'],
    },
    {
      name: 'Race because the runner begins at this level',
      code: `import { DataSource } from 'typeorm';
export async function close(source: DataSource, id: string) {
  const runner = source.createQueryRunner();
  await runner.~startTransaction~('SERIALIZABLE');
  await runner.manager.update(Account, { id }, { closed: true });
  await runner.commitTransaction();
}`,
      says: ['the `update` (line 5)'],
    },
    {
      name: 'Race because the decorated method is such a transaction',
      code: `import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { IsolationLevel, Transactional } from 'typeorm-transactional';
class Accounts {
  constructor(@InjectRepository(Account) private readonly accounts: Repository<Account>) {}
  @Transactional({ isolationLevel: IsolationLevel.SERIALIZABLE })
  async ~close~(id: string) {
    await this.accounts.update({ id }, { closed: true });
  }
}`,
      says: ['(line 8)'],
    },
  ],
  valid: [
    {
      name: 'Safe because a bounded loop tries again',
      code: `import { prisma } from './prisma.js';
export async function close(id: string) {
  for (let tries = 0; ; tries++) {
    try {
      return await prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'Serializable' });
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}`,
    },
    {
      name: 'Safe because a loop over the waiting times tries again',
      code: `import { prisma } from './prisma.js';
export async function close(id: string) {
  for (const pause of [10, 100, 1000]) {
    try {
      return await prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'Serializable' });
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}`,
    },
    {
      name: 'Safe because the handler calls its function again',
      code: `import { prisma } from './prisma.js';
export async function close(id: string, tries = 3): Promise<void> {
  try {
    await prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'Serializable' });
  } catch (error) {
    if (tries === 0) throw error;
    return close(id, tries - 1);
  }
}`,
    },
    {
      name: 'Safe because the function of the project retries its callback',
      code: `import { prisma } from './prisma.js';
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  let last: unknown;
  for (let tries = 0; tries < 3; tries++) {
    try {
      return await work();
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
export const close = (id: string) => persistently(() => prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'Serializable' }));`,
    },
    {
      name: 'Safe because the package retries',
      code: `import pRetry from 'p-retry';
import { prisma } from './prisma.js';
export const close = (id: string) => pRetry(() => prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'Serializable' }), { retries: 3 });`,
    },
    {
      name: 'Safe because a caller of the file hands the function to the package',
      code: `import retry from 'async-retry';
import { prisma } from './prisma.js';
async function closeOnce(id: string) {
  await prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'Serializable' });
}
export const close = (id: string) => retry(() => closeOnce(id), { retries: 3 });`,
    },
    {
      name: 'Safe because the wrapper is out of sight, and may retry',
      code: `import { guarded } from '@acme/database';
import { prisma } from './prisma.js';
export async function close(id: string) {
  return await guarded(() => prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'Serializable' }));
}`,
    },
    {
      name: 'Safe because the failure is told to the user as a conflict',
      code: `import { Prisma } from '@prisma/client';
import { prisma } from './prisma.js';
export async function close(id: string) {
  try {
    await prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'Serializable' });
    return { status: 200 };
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2034') return { status: 409, message: 'Please try again' };
    throw error;
  }
}`,
    },
    {
      name: 'Safe because the handler of the promise asks for the failure by a helper',
      code: `import { prisma } from './prisma.js';
const isConflict = (error: { code?: string }) => error.code === 'P2034';
export const close = (id: string) =>
  prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'Serializable' }).catch((error) => {
    if (isConflict(error)) return undefined;
    throw error;
  });`,
    },
    {
      name: 'Safe because every transaction of a weaker level waits',
      code: `import { prisma } from './prisma.js';
export const close = (id: string) => prisma.$transaction(async (tx) => { ${move} }, { isolationLevel: 'ReadCommitted' });`,
    },
    {
      name: 'Safe because the transaction only reads',
      code: `import { prisma } from './prisma.js';
export const totals = () =>
  prisma.$transaction(async (tx) => {
    const open = await tx.account.count({ where: { closed: false } });
    return { open, all: await tx.account.count() };
  }, { isolationLevel: 'Serializable' });`,
    },
    {
      name: 'Safe because the decorator of the project may retry',
      code: `import { InjectRepository } from '@nestjs/typeorm';
import { Repository } from 'typeorm';
import { IsolationLevel, Transactional } from 'typeorm-transactional';
import { Persistent } from './persistent.js';
class Accounts {
  constructor(@InjectRepository(Account) private readonly accounts: Repository<Account>) {}
  @Persistent(3)
  @Transactional({ isolationLevel: IsolationLevel.SERIALIZABLE })
  async close(id: string) {
    await this.accounts.update({ id }, { closed: true });
  }
}`,
    },
  ],
});
