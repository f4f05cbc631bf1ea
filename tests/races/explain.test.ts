import { describe, expect, it } from 'vitest';
import { explain } from '../../src/explain.js';
import type { Closure } from '../../src/races/candidate.js';
import { sourceOf } from '../resolve/source.js';

const imports = `import { Prisma, PrismaClient } from '@prisma/client';
import { DataSource, Repository } from 'typeorm';
import { User } from './user';
import { Order } from './order';
const db = new PrismaClient();
declare const ds: DataSource;
declare const users: Repository<User>;
declare const orders: Repository<Order>;

`;

/** The candidates of a file with their fates, a line each; lines count from the first of the code. */
const fates = (code: string): string => {
  const lines = explain(sourceOf(imports + code), 'file.ts').split('\n');
  const heading = lines.findIndex((line) => line === 'candidates' || line === 'no candidates');
  return lines.slice(lines[heading] === 'candidates' ? heading + 1 : heading).map((line) => line.trim().replaceAll(/line (\d+)/g, (_, at: string) => `line ${Number(at) - 9}`)).join('\n');
};

/** A protection, and its near miss. */
interface Fixture {
  readonly safe: string;
  readonly code: string;
  readonly fate: string;
  readonly race: string;
  readonly near: string;
  readonly reported: string;
}

/** What takes two files is in tests/project/across-files.test.ts, what takes settings in tests/project/named-functions.test.ts, synchronous SQLite and MongoDB's transactions are in the scenarios of their layers. */
const fixtures: Readonly<Record<Exclude<Closure['reason'], 'races-by-itself' | 'checked-in-callee' | 'synchronous' | 'write-conflict' | 'declared-lock' | 'process-local-lock'>, Fixture>> = {
  'limited-to-one': {
    safe: 'one request for each key gets past the limit',
    code: `import { Ratelimit } from '@upstash/ratelimit';
const limiter = new Ratelimit({ redis, limiter: Ratelimit.fixedWindow(1, '30 s') });
export async function f(input) {
  const { success } = await limiter.limit(input.userId);
  if (!success) return;
  await db.order.deleteMany({ where: { userId: input.userId } });
  await db.order.create({ data: { userId: input.userId } });
}`,
    fate: 'replace-all on userId: #1 line 6 → #2 line 7 in f: silent: limited-to-one (line 4)',
    race: 'two of them do',
    near: `import { Ratelimit } from '@upstash/ratelimit';
const limiter = new Ratelimit({ redis, limiter: Ratelimit.fixedWindow(2, '30 s') });
export async function f(input) {
  const { success } = await limiter.limit(input.userId);
  if (!success) return;
  await db.order.deleteMany({ where: { userId: input.userId } });
  await db.order.create({ data: { userId: input.userId } });
}`,
    reported: 'replace-all on userId: #1 line 6 → #2 line 7 in f: reported',
  },
  'permission-check': {
    safe: 'a call compares the secret with the one given, and another one given replaces it',
    code: `export async function f(input) {
  const row = await db.user.findUniqueOrThrow({ where: { id: input.id } });
  if (!(await verify(row.secret, input.old))) throw new Error('wrong');
  await db.user.update({ where: { id: input.id }, data: { secret: await digest(input.fresh) } });
}`,
    fate: 'guarded-update on secret: #1 line 2 → #2 line 4 in f: silent: permission-check (line 3)',
    race: 'the call asks whether the state may become the very one that is written',
    near: `export async function f(input) {
  const row = await db.user.findUniqueOrThrow({ where: { id: input.id } });
  if (!(await canMove(row.state, input.next))) throw new Error('wrong');
  await db.user.update({ where: { id: input.id }, data: { state: input.next } });
}`,
    reported: 'guarded-update on state: #1 line 2 → #2 line 4 in f: reported',
  },
  'moves-away': {
    safe: 'the coins are given back: more of them pass the check all the more',
    code: `export async function f(input) {
  const row = await db.user.findUniqueOrThrow({ where: { id: input.id } });
  if (row.coins < input.n) throw new Error('too few');
  if (!(await pay(input.n))) await db.user.update({ where: { id: input.id }, data: { coins: { increment: input.n } } });
}`,
    fate: 'guarded-update on coins: #1 line 2 → #2 line 4 in f: silent: moves-away (line 4)',
    race: 'the coins are taken, and the check no longer holds',
    near: `export async function f(input) {
  const row = await db.user.findUniqueOrThrow({ where: { id: input.id } });
  if (row.coins < input.n) throw new Error('too few');
  if (await pay(input.n)) await db.user.update({ where: { id: input.id }, data: { coins: { decrement: input.n } } });
}`,
    reported: 'guarded-update on coins: #1 line 2 → #2 line 4 in f: reported',
  },
  'unknown-lock': {
    safe: 'a call out of sight gets the transaction and the key before the read: it may be the lock',
    code: `export async function f(input) {
  await db.$transaction(async (tx) => {
    await lockOrders(tx, input.userId);
    const last = await tx.order.findFirst({ where: { userId: input.userId }, orderBy: { no: 'desc' } });
    await tx.order.create({ data: { userId: input.userId, no: last.no + 1 } });
  });
}`,
    fate: 'next-number on no: #1 line 4 → #2 line 5 in f: silent: unknown-lock (line 3)',
    race: 'the call gets another key',
    near: `export async function f(input) {
  await db.$transaction(async (tx) => {
    await lockOrders(tx, input.shopId);
    const last = await tx.order.findFirst({ where: { userId: input.userId }, orderBy: { no: 'desc' } });
    await tx.order.create({ data: { userId: input.userId, no: last.no + 1 } });
  });
}`,
    reported: 'next-number on no: #1 line 4 → #2 line 5 in f: reported',
  },
  serializable: {
    safe: 'both are in one SERIALIZABLE transaction',
    code: `export async function f(input) {
  await db.$transaction(async (tx) => {
    const row = await tx.user.findUnique({ where: { id: input.id } });
    if (!row) await tx.user.create({ data: { id: input.id } });
  }, { isolationLevel: 'Serializable' });
}`,
    fate: 'create-if-absent on id: #1 line 3 → #2 line 4 in f: silent: serializable (line 2)',
    race: 'REPEATABLE READ lets both insert',
    near: `export async function f(input) {
  await db.$transaction(async (tx) => {
    const row = await tx.user.findUnique({ where: { id: input.id } });
    if (!row) await tx.user.create({ data: { id: input.id } });
  }, { isolationLevel: 'RepeatableRead' });
}`,
    reported: 'create-if-absent on id: #1 line 3 → #2 line 4 in f: reported',
  },
  'retried-by-loop': {
    safe: 'the run that loses looks again',
    code: `export async function f(input) {
  for (let tries = 0; tries < 3; tries++) {
    const row = await db.user.findUnique({ where: { id: input.id } });
    if (row) return row;
    try {
      const made = await db.user.create({ data: { id: input.id } });
      return made;
    } catch {
      log('again');
      continue;
    }
  }
}`,
    fate: 'create-if-absent on id: #1 line 3 → #2 line 6 in f: silent: retried-by-loop (line 5)',
    race: 'the loop goes over rows and tries none again',
    near: `export async function f(inputs) {
  for (const input of inputs) {
    try {
      const row = await db.user.findUnique({ where: { id: input.id } });
      if (!row) await db.user.create({ data: { id: input.id } });
    } catch {
      log('skipped');
    }
  }
}`,
    reported: 'create-if-absent on id: #1 line 4 → #2 line 5 in f: reported',
  },
  'row-lock': {
    safe: 'the read locks the row',
    code: `export async function f(input) {
  await ds.transaction(async (manager) => {
    const user = await manager.findOne(User, { where: { id: input.id }, lock: { mode: 'pessimistic_write' } });
    user.coins -= 1;
    await manager.save(user);
  });
}`,
    fate: 'read-modify-write on coins: #1 line 3 → #2 line 5 in f: silent: row-lock (line 3)',
    race: 'two runs share a read lock',
    near: `export async function f(input) {
  await ds.transaction(async (manager) => {
    const user = await manager.findOne(User, { where: { id: input.id }, lock: { mode: 'pessimistic_read' } });
    user.coins -= 1;
    await manager.save(user);
  });
}`,
    reported: 'read-modify-write on coins: #1 line 3 → #2 line 5 in f: reported',
  },
  'parent-lock': {
    safe: 'the lock is on the row under which is counted',
    code: `export async function f(input) {
  await ds.transaction(async (manager) => {
    await manager.findOne(User, { where: { id: input.userId }, lock: { mode: 'pessimistic_write' } });
    const n = await manager.count(Order, { where: { userId: input.userId } });
    if (n < 3) await manager.insert(Order, { userId: input.userId });
  });
}`,
    fate: 'limit-check on userId: #2 line 4 → #3 line 5 in f: silent: parent-lock (line 3)',
    race: 'the lock is on another row',
    near: `export async function f(input) {
  await ds.transaction(async (manager) => {
    await manager.findOne(User, { where: { id: input.adminId }, lock: { mode: 'pessimistic_write' } });
    const n = await manager.count(Order, { where: { userId: input.userId } });
    if (n < 3) await manager.insert(Order, { userId: input.userId });
  });
}`,
    reported: 'wrong-lock-target on userId: #2 line 4 → #3 line 5 in f: reported',
  },
  'earlier-write-is-lock': {
    safe: 'the update of the parent locks it until the commit',
    code: `export async function f(input) {
  await db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: input.userId }, data: { seen: input.now } });
    const n = await tx.order.count({ where: { userId: input.userId } });
    if (n < 3) await tx.order.create({ data: { userId: input.userId } });
  });
}`,
    fate: 'limit-check on userId: #2 line 4 → #3 line 5 in f: silent: earlier-write-is-lock (line 3)',
    race: 'outside a transaction its lock ends with the statement',
    near: `export async function f(input) {
  await db.user.update({ where: { id: input.userId }, data: { seen: input.now } });
  const n = await db.order.count({ where: { userId: input.userId } });
  if (n < 3) await db.order.create({ data: { userId: input.userId } });
}`,
    reported: 'limit-check on userId: #2 line 3 → #3 line 4 in f: reported',
  },
  'unique-violation-caught': {
    safe: 'the unique violation is caught by its code',
    code: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (row) return row;
  try {
    return await db.user.create({ data: { id: input.id } });
  } catch (error) {
    if (error.code === 'P2002') return null;
    throw error;
  }
}`,
    fate: 'create-if-absent on id: #1 line 2 → #2 line 5 in f: silent: unique-violation-caught (line 4)',
    race: 'the code is another one',
    near: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (row) return row;
  try {
    return await db.user.create({ data: { id: input.id } });
  } catch (error) {
    if (error.code === 'P2025') return null;
    throw error;
  }
}`,
    reported: 'create-if-absent on id: #1 line 2 → #2 line 5 in f: reported',
  },
  'conflict-handled-by-database': {
    safe: 'the insert skips what is there',
    code: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (!row) await db.user.createMany({ data: [{ id: input.id }], skipDuplicates: true });
}`,
    fate: 'create-if-absent on id: #1 line 2 → #2 line 3 in f: silent: conflict-handled-by-database (line 3)',
    race: 'the insert fails or doubles',
    near: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (!row) await db.user.createMany({ data: [{ id: input.id }] });
}`,
    reported: 'create-if-absent on id: #1 line 2 → #2 line 3 in f: reported',
  },
  'conditional-write': {
    safe: 'the write repeats the test',
    code: `export async function f(input) {
  const job = await db.job.findUnique({ where: { id: input.id } });
  if (job.status !== 'new') return;
  await db.job.updateMany({ where: { id: input.id, status: 'new' }, data: { status: input.status } });
}`,
    fate: 'guarded-update on status: #1 line 2 → #2 line 4 in f: silent: conditional-write (line 4)',
    race: 'its predicate tests another column',
    near: `export async function f(input) {
  const job = await db.job.findUnique({ where: { id: input.id } });
  if (job.status !== 'new') return;
  await db.job.updateMany({ where: { id: input.id, org: input.org }, data: { status: input.status } });
}`,
    reported: 'guarded-update on status: #1 line 2 → #2 line 4 in f: reported',
  },
  'version-in-where': {
    safe: 'the version that was read is in the predicate',
    code: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  await db.user.updateMany({ where: { id: row.id, version: row.version }, data: { coins: row.coins - 1, version: { increment: 1 } } });
}`,
    fate: 'read-modify-write on coins: #1 line 2 → #2 line 3 in f: silent: version-in-where (line 3)',
    race: 'the predicate has nothing of what was read but the key',
    near: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  await db.user.updateMany({ where: { id: row.id, org: input.org }, data: { coins: row.coins - 1, version: { increment: 1 } } });
}`,
    reported: 'read-modify-write on coins: #1 line 2 → #2 line 3 in f: reported',
  },
  'unknown-predicate': {
    safe: 'conditions that can not be read were added to the predicate',
    code: `export async function f(input) {
  const where: any = { id: input.id };
  where.status = 'new';
  const job = await db.job.findUnique({ where: { id: input.id } });
  if (job.status !== 'new') return;
  await db.job.updateMany({ where, data: { status: input.status } });
}`,
    fate: 'guarded-update on status: #1 line 4 → #2 line 6 in f: silent: unknown-predicate (line 6)',
    race: 'the predicate is all there',
    near: `export async function f(input) {
  const where: any = { id: input.id };
  const job = await db.job.findUnique({ where: { id: input.id } });
  if (job.status !== 'new') return;
  await db.job.updateMany({ where, data: { status: input.status } });
}`,
    reported: 'guarded-update on status: #1 line 3 → #2 line 5 in f: reported',
  },
  'checked-after-write': {
    safe: 'it is counted again after the write, and thrown',
    code: `export async function f(input) {
  await db.$transaction(async (tx) => {
    const n = await tx.seat.count({ where: { hall: input.hall } });
    if (n >= 10) return;
    await tx.seat.create({ data: { hall: input.hall } });
    const now = await tx.seat.count({ where: { hall: input.hall } });
    if (now > 10) throw new Error('full');
  });
}`,
    fate: 'limit-check on hall: #1 line 3 → #2 line 5 in f: silent: checked-after-write (line 6)',
    race: 'the second count is only logged',
    near: `export async function f(input) {
  await db.$transaction(async (tx) => {
    const n = await tx.seat.count({ where: { hall: input.hall } });
    if (n >= 10) return;
    await tx.seat.create({ data: { hall: input.hall } });
    const now = await tx.seat.count({ where: { hall: input.hall } });
    if (now > 10) console.log('full');
  });
}`,
    reported: 'limit-check on hall: #1 line 3 → #2 line 5 in f: reported',
  },
  'repeated-under-lock': {
    safe: 'the early check is made again under the lock',
    code: `export async function f(input) {
  if ((await db.order.count({ where: { userId: input.userId } })) >= 3) return;
  await db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: input.userId }, data: { seen: input.now } });
    if ((await tx.order.count({ where: { userId: input.userId } })) >= 3) return;
    await tx.order.create({ data: { userId: input.userId } });
  });
}`,
    fate: `limit-check on userId: #3 line 5 → #4 line 6 in f: silent: earlier-write-is-lock (line 4)
limit-check on userId: #1 line 2 → #4 line 6 in f: silent: repeated-under-lock (line 4)`,
    race: 'it is not made again',
    near: `export async function f(input) {
  if ((await db.order.count({ where: { userId: input.userId } })) >= 3) return;
  await db.$transaction(async (tx) => {
    await tx.user.update({ where: { id: input.userId }, data: { seen: input.now } });
    await tx.order.create({ data: { userId: input.userId } });
  });
}`,
    reported: 'limit-check on userId: #1 line 2 → #3 line 5 in f: reported',
  },
  'unknown-wrapper': {
    safe: 'the callback of an unknown call that is awaited may be under a lock',
    code: `export async function f(input) {
  await withLock(input.id, async () => {
    const row = await db.user.findUnique({ where: { id: input.id } });
    if (!row) await db.user.create({ data: { id: input.id } });
  });
}`,
    fate: 'create-if-absent on id: #1 line 3 → #2 line 4 in f: silent: unknown-wrapper (line 2)',
    race: 'a handler of a route is an entry point',
    near: `router.post('/', async (input) => {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (!row) await db.user.create({ data: { id: input.id } });
});`,
    reported: 'create-if-absent on id: #1 line 2 → #2 line 3 in anonymous: reported',
  },
  'unknown-handler': {
    safe: 'a helper out of sight decides on the error',
    code: `import { isConflict } from './errors';
export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (row) return row;
  try {
    return await db.user.create({ data: { id: input.id } });
  } catch (error) {
    if (isConflict(error)) return null;
    throw error;
  }
}`,
    fate: 'create-if-absent on id: #1 line 3 → #2 line 6 in f: silent: unknown-handler (line 5)',
    race: 'the error is logged and thrown on',
    near: `import { isConflict } from './errors';
export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (row) return row;
  try {
    return await db.user.create({ data: { id: input.id } });
  } catch (error) {
    console.error(error);
    throw error;
  }
}`,
    reported: 'create-if-absent on id: #1 line 3 → #2 line 6 in f: reported',
  },
  'protected-by-caller': {
    safe: 'its only caller is in a SERIALIZABLE transaction',
    code: `async function add(tx: Prisma.TransactionClient, id) {
  if (await tx.user.findUnique({ where: { id } })) return;
  await tx.user.create({ data: { id } });
}
export async function f(input) {
  await db.$transaction(async (tx) => {
    await tx.log.create({ data: { id: input.id } });
    await tx.user.findUnique({ where: { id: input.id } });
    await add(tx, input.id);
  }, { isolationLevel: 'Serializable' });
}`,
    fate: 'create-if-absent on id: #1 line 2 → #2 line 3 in add: silent: protected-by-caller (line 6)',
    race: 'a transaction alone protects nothing',
    near: `async function add(tx: Prisma.TransactionClient, id) {
  if (await tx.user.findUnique({ where: { id } })) return;
  await tx.user.create({ data: { id } });
}
export async function f(input) {
  await db.$transaction(async (tx) => {
    await tx.log.create({ data: { id: input.id } });
    await tx.user.findUnique({ where: { id: input.id } });
    await add(tx, input.id);
  });
}`,
    reported: 'create-if-absent on id: #1 line 2 → #2 line 3 in add: reported',
  },
  'dirty-check': {
    safe: 'the column is compared with the very value that is then written',
    code: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (row.name !== input.name) await db.user.update({ where: { id: row.id }, data: { name: input.name } });
}`,
    fate: 'guarded-update on name: #1 line 2 → #2 line 3 in f: silent: dirty-check (line 3)',
    race: 'it is compared with another one, and the other side throws',
    near: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (row.name !== input.old) throw new Error('stale');
  await db.user.update({ where: { id: row.id }, data: { name: input.name } });
}`,
    reported: 'guarded-update on name: #1 line 2 → #2 line 4 in f: reported',
  },
  'identity-check': {
    safe: 'the row is asked whose it is, and given to somebody else',
    code: `export async function f(input, user) {
  const row = await db.doc.findUnique({ where: { id: input.id } });
  if (row.owner.id !== user.id) throw new Error('not yours');
  await db.doc.update({ where: { id: row.id }, data: { owner: input.next } });
}`,
    fate: 'guarded-update on owner: #1 line 2 → #2 line 4 in f: silent: identity-check (line 3)',
    race: 'whom it is compared with is what it then gets',
    near: `export async function f(input, user) {
  const row = await db.doc.findUnique({ where: { id: input.id } });
  if (row.owner.id === user.id) throw new Error('yours already');
  await db.doc.update({ where: { id: row.id }, data: { owner: { connect: { id: user.id } }, moved: row.owner } });
}`,
    reported: 'guarded-update on owner: #1 line 2 → #2 line 4 in f: reported',
  },
  'absorbing-write': {
    safe: 'whoever comes first, the state is the same',
    code: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (row.state === 'new') {
    await db.user.update({ where: { id: row.id }, data: { state: 'seen' } });
  }
}`,
    fate: 'guarded-update on state: #1 line 2 → #2 line 4 in f: silent: absorbing-write (line 3)',
    race: 'another effect happens twice',
    near: `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (row.state === 'new') {
    await db.user.update({ where: { id: row.id }, data: { state: 'seen' } });
    await db.mail.create({ data: { userId: row.id } });
  }
}`,
    reported: 'guarded-update on state: #1 line 2 → #2 line 4 in f: reported',
  },
  'same-either-way': {
    safe: 'what a rival writes passes the check',
    code: `export async function f(input) {
  const row = await db.user.findFirst({ where: { email: input.email } });
  if (row && row.type !== input.type) throw new Error('other');
  await db.user.create({ data: { email: input.email, type: input.type } });
}`,
    fate: 'create-if-absent on email: #1 line 2 → #2 line 4 in f: silent: same-either-way (line 3)',
    race: 'what a rival writes may not pass it',
    near: `export async function f(input) {
  const row = await db.user.findFirst({ where: { email: input.email } });
  if (row && row.type !== input.type) throw new Error('other');
  await db.user.create({ data: { email: input.email, type: input.other } });
}`,
    reported: 'create-if-absent on email: #1 line 2 → #2 line 4 in f: reported',
  },
  'nothing-given': {
    safe: 'the application sees to its one admin when it starts',
    code: `export async function f() {
  const row = await users.findOneByOrFail({ name: 'admin' });
  row.verified = true;
  await users.save(row);
}
export const g = (id) => users.update({ id }, { seen: true });`,
    fate: 'stale-save on seen: #1 line 2 → #2 line 4 in f: silent: nothing-given (line 2)',
    race: 'a request says whose row',
    near: `export async function f(input) {
  const row = await users.findOneByOrFail({ name: input.name });
  row.verified = true;
  await users.save(row);
}
export const g = (id) => users.update({ id }, { seen: true });`,
    reported: 'stale-save on seen: #1 line 2 → #2 line 4 in f: reported',
  },
  'own-row': {
    safe: 'the key was made by this run',
    code: `export async function f(input) {
  const order = await db.order.create({ data: { no: input.no } });
  const line = await db.line.findFirst({ where: { orderId: order.id } });
  if (!line) await db.line.create({ data: { orderId: order.id } });
}`,
    fate: 'create-if-absent on orderId: #2 line 3 → #3 line 4 in f: silent: own-row (line 3)',
    race: 'others know the key',
    near: `export async function f(input) {
  const order = await db.order.findFirst({ where: { no: input.no } });
  const line = await db.line.findFirst({ where: { orderId: order.id } });
  if (!line) await db.line.create({ data: { orderId: order.id } });
}`,
    reported: 'create-if-absent on orderId: #2 line 3 → #3 line 4 in f: reported',
  },
  'claimed-before': {
    safe: 'only the run that took the job over comes here',
    code: `export async function f(input) {
  const { count } = await db.job.updateMany({ where: { id: input.id, status: 'new' }, data: { status: 'running' } });
  if (count === 0) return;
  const job = await db.job.findUnique({ where: { id: input.id } });
  await db.job.update({ where: { id: input.id }, data: { runs: job.runs + 1 } });
}`,
    fate: 'read-modify-write on runs: #2 line 4 → #3 line 5 in f: silent: claimed-before (line 2)',
    race: 'the affected count is ignored',
    near: `export async function f(input) {
  await db.job.updateMany({ where: { id: input.id, status: 'new' }, data: { status: 'running' } });
  const job = await db.job.findUnique({ where: { id: input.id } });
  await db.job.update({ where: { id: input.id }, data: { runs: job.runs + 1 } });
}`,
    reported: 'read-modify-write on runs: #2 line 3 → #3 line 4 in f: reported',
  },
  'never-together': {
    safe: 'who was looked for by mail is invited by mail',
    code: `export async function f(input) {
  const { byMail, mail } = parse(input);
  if (byMail) {
    if (await db.order.findFirst({ where: { userId: input.id, mail } })) throw new Error('invited');
  }
  if (!byMail) await db.order.create({ data: { userId: input.id, mail: null } });
}`,
    fate: 'create-if-absent on userId: #1 line 4 → #2 line 6 in f: silent: never-together (line 6)',
    race: 'the one or the other lets the row in',
    near: `export async function f(input) {
  const { byMail, again, mail } = parse(input);
  if (byMail) {
    if (await db.order.findFirst({ where: { userId: input.id, mail } })) throw new Error('invited');
  }
  if (!byMail || again) await db.order.create({ data: { userId: input.id, mail: null } });
}`,
    reported: 'create-if-absent on userId: #1 line 4 → #2 line 6 in f: reported',
  },
  'one-shot-script': {
    safe: 'a file without exports starts it',
    code: `async function main() {
  const row = await db.user.findUnique({ where: { id: 1 } });
  if (!row) await db.user.create({ data: { id: 1 } });
}
main();`,
    fate: 'create-if-absent on id: #1 line 2 → #2 line 3 in main: silent: one-shot-script (line 1)',
    race: 'others may import it',
    near: `export async function main() {
  const row = await db.user.findUnique({ where: { id: 1 } });
  if (!row) await db.user.create({ data: { id: 1 } });
}
main();`,
    reported: 'create-if-absent on id: #1 line 2 → #2 line 3 in main: reported',
  },
  'boot-hook': {
    safe: 'it runs while the application starts',
    code: `export class Seeder {
  async onModuleInit() {
    const row = await db.user.findUnique({ where: { id: 1 } });
    if (!row) await db.user.create({ data: { id: 1 } });
  }
}`,
    fate: 'create-if-absent on id: #1 line 3 → #2 line 4 in onModuleInit: silent: boot-hook (line 2)',
    race: 'any other method runs when it is called',
    near: `export class Seeder {
  async seed() {
    const row = await db.user.findUnique({ where: { id: 1 } });
    if (!row) await db.user.create({ data: { id: 1 } });
  }
}`,
    reported: 'create-if-absent on id: #1 line 3 → #2 line 4 in seed: reported',
  },
  migration: {
    safe: 'a migration runs once',
    code: `import { MigrationInterface, QueryRunner } from 'typeorm';
export class Init implements MigrationInterface {
  async up(runner: QueryRunner) {
    const row = await runner.manager.findOne(User, { where: { id: 1 } });
    if (!row) await runner.manager.insert(User, { id: 1 });
  }
}`,
    fate: 'create-if-absent on id: #1 line 4 → #2 line 5 in up: silent: migration (line 3)',
    race: 'the class is no migration',
    near: `import { MigrationInterface, QueryRunner } from 'typeorm';
export class Init {
  async up(runner: QueryRunner) {
    const row = await runner.manager.findOne(User, { where: { id: 1 } });
    if (!row) await runner.manager.insert(User, { id: 1 });
  }
}`,
    reported: 'create-if-absent on id: #1 line 4 → #2 line 5 in up: reported',
  },
};

describe.each(Object.entries(fixtures))('%s', (reason, { safe, code, fate, race, near, reported }) => {
  it(`Safe because ${safe}`, () => {
    expect(fates(code)).toBe(fate);
    expect(fate).toContain(`silent: ${reason} (line `);
  });

  it(`Race because ${race}`, () => {
    expect(fates(near)).toBe(reported);
  });
});

describe('explain', () => {
  const code = `export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  if (!row) await db.user.create({ data: { id: input.id } });
}
export async function g(input) {
  const job = await db.job.findUnique({ where: { id: input.id } });
  await db.job.update({ where: { id: input.id }, data: { runs: job.runs + 1 } });
}`;

  it('prints models, then candidates', () => {
    expect(explain(sourceOf(imports + code), 'file.ts')).toMatchInlineSnapshot(`
      "function f line 10
        #1 read prisma:user line 11; where id eq input.id
        #2 insert prisma:user line 12; set id = input.id
          if not row#1
      function g line 14
        #1 read prisma:job line 15; where id eq input.id
        #2 update prisma:job line 16; where id eq input.id; set runs = +<row#1.runs, 1>
      candidates
        create-if-absent on id: #1 line 11 → #2 line 12 in f: reported
        read-modify-write on runs: #1 line 15 → #2 line 16 in g: reported"
    `);
  });

  it('prints what is around a line', () => {
    expect(explain(sourceOf(imports + code), 'file.ts', 16)).toMatchInlineSnapshot(`
      "function g line 14
        #1 read prisma:job line 15; where id eq input.id
        #2 update prisma:job line 16; where id eq input.id; set runs = +<row#1.runs, 1>
      candidates
        read-modify-write on runs: #1 line 15 → #2 line 16 in g: reported"
    `);
  });

  it('says that there are no candidates where a file only reads', () => {
    expect(explain(sourceOf(`${imports}export const f = (id) => db.user.findUnique({ where: { id } });`), 'file.ts')).toBe('no candidates');
  });

  it('says that there is nothing', () => {
    expect([
      explain(sourceOf('const rows = [1].map((n) => n + 1);'), 'file.ts'),
      explain(sourceOf(`${imports}export const f = (id) => db.user.create({ data: { id } });`), 'file.ts'),
    ]).toMatchInlineSnapshot(`
      [
        "no database operation was recognised",
        "no candidates",
      ]
    `);
  });
});

describe('known misses', () => {
  it.fails('Safe because what is spread into the predicate may repeat the test', () => {
    expect(fates(`export async function f(input) {
  const job = await db.job.findUnique({ where: { id: input.id } });
  if (job.status !== 'new') return;
  await db.job.updateMany({ where: { id: input.id, ...build(input) }, data: { status: input.status } });
}`)).toContain('silent: unknown-predicate');
  });

  it.fails('Safe because what is spread into the predicate may hold the version', () => {
    expect(fates(`export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  await db.user.updateMany({ where: { id: row.id, ...input.filter }, data: { coins: row.coins - 1, version: { increment: 1 } } });
}`)).toContain('silent: unknown-predicate');
  });

  it.fails('Safe because AND may repeat the test', () => {
    expect(fates(`export async function f(input) {
  const job = await db.job.findUnique({ where: { id: input.id } });
  if (job.status !== 'new') return;
  await db.job.updateMany({ where: { id: input.id, AND: input.filters }, data: { status: input.status } });
}`)).toContain('silent: unknown-predicate');
  });

  it.fails('Safe because its only caller, which does nothing else, is in a SERIALIZABLE transaction', () => {
    expect(fates(`async function add(tx: Prisma.TransactionClient, id) {
  if (await tx.user.findUnique({ where: { id } })) return;
  await tx.user.create({ data: { id } });
}
export async function f(input) {
  await db.$transaction(async (tx) => add(tx, input.id), { isolationLevel: 'Serializable' });
}`)).toContain('silent: protected-by-caller');
  });

  it.fails('Race because others may call an exported function', () => {
    expect(fates(`export async function add(tx: Prisma.TransactionClient, id) {
  if (await tx.user.findUnique({ where: { id } })) return;
  await tx.user.create({ data: { id } });
}
export async function f(input) {
  await db.$transaction(async (tx) => {
    await tx.log.create({ data: { id: input.id } });
    await tx.user.findUnique({ where: { id: input.id } });
    await add(tx, input.id);
  }, { isolationLevel: 'Serializable' });
}`)).toContain('reported');
  });

  it.fails('Safe because finally runs whatever was decided in its try', () => {
    expect(fates(`export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  try {
    if (row.state === 'done') return null;
    await work(row);
  } finally {
    await db.user.update({ where: { id: row.id }, data: { state: input.next } });
    await db.mail.create({ data: { userId: row.id } });
  }
}`)).toBe('no candidates');
  });

  it.fails('Safe because the throw is caught before the insert', () => {
    expect(fates(`export async function f(input) {
  await db.user.findUnique({ where: { id: input.id } }).then((row) => {
    if (row) throw new Error('there');
  }).catch(() => undefined);
  await db.user.create({ data: { id: input.id } });
}`)).toBe('no candidates');
  });

  it.fails('Safe because two calls of a wrapper are given two keys', () => {
    expect(fates(`async function withTx(key, work) {
  return db.$transaction(async (tx) => work(tx, key));
}
export async function f(input) {
  let coins = 0;
  await withTx(input.a, async (tx, key) => {
    const row = await tx.user.findUnique({ where: { id: key } });
    coins = row.coins;
  });
  await withTx(input.b, async (tx, key) => {
    await tx.user.update({ where: { id: key }, data: { coins: coins + 1 } });
  });
}`)).toBe('no candidates');
  });

  it.fails('Safe because the rest of an entity without its key is inserted', () => {
    expect(fates(`export async function f(input) {
  const { id, ...draft } = await orders.findOneBy({ id: input.id });
  draft.version = draft.version + 1;
  await orders.save(draft);
}`)).toBe('no candidates');
  });

  it('Race because a free slug is looked for, then taken', () => {
    expect(fates(`export async function f(input) {
  let slug = input.slug;
  while (await db.post.findUnique({ where: { slug } })) slug = slug + '-1';
  await db.post.create({ data: { slug } });
}`)).toContain('create-if-absent on slug');
  });

  it('Race because a free code is looked for in an endless loop, then taken', () => {
    expect(fates(`export async function f(input) {
  for (;;) {
    const code = random();
    if (await db.coupon.findUnique({ where: { code } })) continue;
    return db.coupon.create({ data: { code } });
  }
}`)).toContain('create-if-absent on code');
  });

  it('a new balance is put into an object that is then written', () => {
    expect(fates(`export async function f(input) {
  const row = await db.user.findUnique({ where: { id: input.id } });
  const data: any = {};
  if (input.cost) data.coins = row.coins - input.cost;
  await db.user.update({ where: { id: row.id }, data });
}`)).toContain('read-modify-write on coins');
  });

  it('Race because the missing ones are collected, then inserted', () => {
    expect(fates(`export async function f(input) {
  const rows = [];
  for (const email of input.emails) {
    const user = await db.user.findUnique({ where: { email } });
    if (!user) rows.push({ email });
  }
  await db.user.createMany({ data: rows });
}`)).toContain('create-if-absent on email');
  });
});
