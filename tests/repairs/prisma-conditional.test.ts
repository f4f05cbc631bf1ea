/** Prisma: the guard goes into the predicate of `updateMany`; near misses beside it. */
import { testRepairs } from './prisma-suite.js';

testRepairs('no-check-then-update', [
  {
    name: 'Race because both find the order open: the count says what the check said',
    code: `
import { db } from './prisma';
export async function pay(id: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('closed');
  await db.order.update({ where: { id }, data: { state: 'PAID' } });
  await notify({ id });
}
`,
    outputs: [`
import { db } from './prisma';
export async function pay(id: string) {
  const { count } = await db.order.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'PAID' } });
  if (count === 0) throw new Error('closed');
  await notify({ id });
}
`],
  },
  {
    name: 'Race because both find the order open: several checks test the state',
    code: `
import { db } from './prisma';
export async function pay(id: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state === 'PAID') throw new Error('paid');
  if (order.state === 'CANCELLED') throw new Error('cancelled');
  await db.order.update({ where: { id }, data: { state: 'PAID' } });
  await notify({ id });
}
`,
    outputs: [],
    refusal: /Several checks/,
  },
  {
    name: 'Race because both find the order open: absent and closed give different errors, the updated row is read again',
    code: `
import { db } from './prisma';
export async function cancel(id: string) {
  const order = await db.order.findUnique({ where: { id } });
  if (!order) throw new NotFoundException();
  // only open ones
  if (order.state !== Status.Open) {
    throw new ConflictException('Only an open order can be cancelled');
  }
  const cancelled = await db.order.update({
    where: { id },
    data: { state: 'CANCELLED' },
    include: { user: true },
  });
  await notify(cancelled);
}
`,
    outputs: [`
import { db } from './prisma';
export async function cancel(id: string) {
  const order = await db.order.findUnique({ where: { id } });
  if (!order) throw new NotFoundException();
  // only open ones
  if (order.state !== Status.Open) {
    throw new ConflictException('Only an open order can be cancelled');
  }
  const { count } = await db.order.updateMany({
    where: { id, state: Status.Open },
    data: { state: 'CANCELLED' },
  });
  if (count === 0) {
    throw new ConflictException('Only an open order can be cancelled');
  }
  const cancelled = await db.order.findUniqueOrThrow({ where: { id }, include: { user: true } });
  await notify(cancelled);
}
`],
  },
  {
    name: 'Race because both find the order open: the updated row is returned',
    code: `
import { db } from './prisma';
export async function rename(id: string, state: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state === 'CLOSED') throw new ConflictException('closed');
  return db.order.update({ where: { id }, select: { id: true }, data: { state } });
}
`,
    outputs: [`
import { db } from './prisma';
export async function rename(id: string, state: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state === 'CLOSED') throw new ConflictException('closed');
  const { count } = await db.order.updateMany({ where: { id, state: { not: 'CLOSED' } }, data: { state } });
  if (count === 0) throw new ConflictException('closed');
  return db.order.findUniqueOrThrow({ where: { id }, select: { id: true } });
}
`],
  },
  {
    name: "Race because both find the order open: the row is used in a way that can't be kept",
    code: `
import { db } from './prisma';
export async function cancel(id: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('closed');
  await notify(await db.order.update({ where: { id }, data: { state: 'CANCELLED' } }));
  await notify(order);
}
`,
    outputs: [],
    refusal: /gives a count/,
  },
  {
    name: 'Race because both find the request undecided: one of two states, a compound key',
    code: `
import { db } from './prisma'
export async function approve(a: string, b: string) {
  const request = await db.request.findUniqueOrThrow({ where: { a_b: { a, b } } })
  if (request.status !== 'PENDING' && request.status !== 'REVIEW') throw new Error('decided')
  await db.request.update({ where: { a_b: { a, b } }, data: { status: 'APPROVED' } })
  await notify({ a, b })
}
`,
    outputs: [`
import { db } from './prisma'
export async function approve(a: string, b: string) {
  const { count } = await db.request.updateMany({ where: { a, b, status: { in: ['PENDING', 'REVIEW'] } }, data: { status: 'APPROVED' } })
  if (count === 0) throw new Error('decided')
  await notify({ a, b })
}
`],
  },
  {
    name: 'Race because both find the request undecided: for one of several reasons',
    code: `
import { db } from './prisma'
export async function approve(id: string) {
  const request = await db.request.findUniqueOrThrow({ where: { id } })
  if (request.status !== 'PENDING' && request.userId !== id) throw new Error('decided')
  await db.request.update({ where: { id }, data: { status: 'APPROVED' } })
  await notify({ id })
}
`,
    outputs: [],
    refusal: /one of several reasons/,
  },
  {
    name: 'Race because both find the coupon unused: what is written says that the column is a boolean',
    code: `
import { db } from './prisma';
export async function redeem(code: string) {
  const coupon = await db.coupon.findUnique({ where: { code } });
  if (!coupon || coupon.used) return false;
  await db.coupon.update({ where: { code }, data: { used: true } });
  await notify({ code });
  return true;
}
`,
    outputs: [`
import { db } from './prisma';
export async function redeem(code: string) {
  const { count } = await db.coupon.updateMany({ where: { code, used: false }, data: { used: true } });
  if (count === 0) return false;
  await notify({ code });
  return true;
}
`],
  },
  {
    name: 'Race because both find the coupon unused: nothing says what the column is',
    code: `
import { db } from './prisma';
export async function redeem(code: string, used: boolean) {
  const coupon = await db.coupon.findUnique({ where: { code } });
  if (!coupon || coupon.used) return false;
  await db.coupon.update({ where: { code }, data: { used } });
  await notify({ code });
  return true;
}
`,
    outputs: [],
    refusal: /more than a comparison/,
  },
  {
    name: 'Race because both find the coupon unused: a time says that it is used',
    code: `
import { db } from './prisma';
export async function redeem(code: string) {
  const coupon = await db.coupon.findUnique({ where: { code } });
  if (!coupon) throw new NotFoundException();
  if (coupon.usedAt) throw new ConflictException('used');
  await db.coupon.update({ where: { code }, data: { usedAt: new Date() } });
  await notify({ code });
}
`,
    outputs: [`
import { db } from './prisma';
export async function redeem(code: string) {
  const coupon = await db.coupon.findUnique({ where: { code } });
  if (!coupon) throw new NotFoundException();
  if (coupon.usedAt) throw new ConflictException('used');
  const { count } = await db.coupon.updateMany({ where: { code, usedAt: null }, data: { usedAt: new Date() } });
  if (count === 0) throw new ConflictException('used');
  await notify({ code });
}
`],
  },
  {
    name: "Race because both claim the job: the read's own condition, in a loop",
    code: `
import { db } from './prisma';
export async function work() {
  const jobs = await db.job.findMany({ where: { status: 'pending' } });
  for (const job of jobs) {
    await db.job.update({ where: { id: job.id }, data: { status: 'running' } });
    await run(job);
  }
}
`,
    outputs: [`
import { db } from './prisma';
export async function work() {
  const jobs = await db.job.findMany({ where: { status: 'pending' } });
  for (const job of jobs) {
    const { count } = await db.job.updateMany({ where: { id: job.id, status: 'pending' }, data: { status: 'running' } });
    if (count === 0) continue;
    await run(job);
  }
}
`],
  },
  {
    name: "Race because both claim the job: the read's condition changes with the time",
    code: `
import { db } from './prisma';
export async function work() {
  const jobs = await db.job.findMany({ where: { runAt: { lte: new Date() } } });
  for (const job of jobs) {
    await db.job.update({ where: { id: job.id }, data: { runAt: new Date(0) } });
    await run(job);
  }
}
`,
    outputs: [],
    refusal: /isn't written out/,
  },
  {
    name: 'Race because both claim the job: one row, read again afterwards',
    code: `
import { db } from './prisma';
export async function claim() {
  const job = await db.job.findFirst({ where: { status: 'new' }, orderBy: { id: 'asc' } });
  if (!job) return null;
  const claimed = await db.job.update({ where: { id: job.id }, data: { status: 'running' } });
  await run(claimed);
  return claimed;
}
`,
    outputs: [`
import { db } from './prisma';
export async function claim() {
  const job = await db.job.findFirst({ where: { status: 'new' }, orderBy: { id: 'asc' } });
  if (!job) return null;
  const { count } = await db.job.updateMany({ where: { id: job.id, status: 'new' }, data: { status: 'running' } });
  if (count === 0) return null;
  const claimed = await db.job.findUniqueOrThrow({ where: { id: job.id } });
  await run(claimed);
  return claimed;
}
`],
  },
  {
    name: 'Race because both find the request pending: what follows in the branch is skipped',
    code: `
import { db } from './prisma';
export async function approve(id: string) {
  await db.$transaction(async (tx) => {
    const request = await tx.request.findUniqueOrThrow({ where: { id } });
    if (request.status === 'PENDING') {
      await tx.request.update({ where: { id }, data: { status: 'APPROVED' } });
      await tx.log.create({ data: { id } });
    }
  });
}
`,
    outputs: [`
import { db } from './prisma';
export async function approve(id: string) {
  await db.$transaction(async (tx) => {
    const request = await tx.request.findUniqueOrThrow({ where: { id } });
    if (request.status === 'PENDING') {
      const { count } = await tx.request.updateMany({ where: { id, status: 'PENDING' }, data: { status: 'APPROVED' } });
      if (count === 0) return;
      await tx.log.create({ data: { id } });
    }
  });
}
`],
  },
  {
    name: "Race because both find the request pending: what follows behind the branch isn't",
    code: `
import { db } from './prisma';
export async function approve(id: string) {
  const request = await db.request.findUniqueOrThrow({ where: { id } });
  if (request.status === 'PENDING') {
    await db.request.update({ where: { id }, data: { status: 'APPROVED' } });
    await db.log.create({ data: { id } });
  }
  await notify(request);
}
`,
    outputs: [],
    refusal: /What follows/,
  },
  {
    name: 'Race because both find the order open: relations are written',
    code: `
import { db } from './prisma';
export async function pay(id: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('closed');
  await db.order.update({ where: { id }, data: { state: 'PAID', user: { connect: { id } } } });
  await notify({ id });
}
`,
    outputs: [],
    refusal: /takes no relations/,
  },
  {
    name: "Race because both find the order open: it's an updateMany already, whose predicate lacks the guard",
    code: `
import { db } from './prisma';
export async function pay(id: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('closed');
  await db.order.updateMany({ where: { id }, data: { state: 'PAID' } });
  await notify({ id });
}
`,
    outputs: [`
import { db } from './prisma';
export async function pay(id: string) {
  const { count } = await db.order.updateMany({ where: { id, state: 'OPEN' }, data: { state: 'PAID' } });
  if (count === 0) throw new Error('closed');
  await notify({ id });
}
`],
  },
  {
    name: 'Race because both find the order open: somebody else looks at the count already',
    code: `
import { db } from './prisma';
export async function pay(id: string) {
  const order = await db.order.findUniqueOrThrow({ where: { id } });
  if (order.state !== 'OPEN') throw new Error('closed');
  const paid = await db.order.updateMany({ where: { id }, data: { state: 'PAID' } });
  await notify(paid);
}
`,
    outputs: [],
    refusal: /gives a count/,
  },
]);
