/**
 * What keeps a pair of two files silent, and its near miss.
 */
import { describe, expect, it } from 'vitest';
import { marksOf, reportsOf, type Files } from './project.js';

const db = `import { PrismaClient } from '@prisma/client';
export const prisma = new PrismaClient();
`;

const readerSchema = `datasource db {
  provider = "postgresql"
}
model Reader {
  id      String   @id
  active  Boolean
  letters Letter[]
}
model Letter {
  id      String   @id
  opened  Int
  readers Reader[]
}
`;

const seats = `import { Prisma } from '@prisma/client';
export class Seats {
  async lock(tx: Prisma.TransactionClient, orgId: string) {
    await tx.$executeRaw\`SELECT pg_advisory_xact_lock(hashtext(\${orgId}))\`;
  }
  async count(tx: Prisma.TransactionClient, orgId: string) {
    return tx.seat.count({ where: { orgId } });
  }
  async insert(tx: Prisma.TransactionClient, orgId: string) {
    await tx.seat.create({ data: { orgId } });
  }
}
`;

const buses = `import { prisma } from './db';
export async function retire(id: string) {
  const bus = await prisma.bus.findUniqueOrThrow({ where: { id } });
  if (bus.state !== 'active') throw new Error('gone');
  await prisma.bus.updateMany({ where: { id, state: 'active' }, data: { state: 'retired', by: 'admin' } });
}
export async function retireIfClean(id: string) {
  const bus = await prisma.bus.findUniqueOrThrow({ where: { id } });
  if (bus.dirty) throw new Error('dirty');
  await prisma.bus.update({ where: { id }, data: { state: 'retired' } });
}
`;

const orders = `import { Prisma } from '@prisma/client';
export async function take(tx: Prisma.TransactionClient, id: string) {
  const { count } = await tx.order.updateMany({ where: { id, status: 'open' }, data: { status: 'paid' } });
  return count > 0;
}
export async function touch(tx: Prisma.TransactionClient, id: string) {
  const { count } = await tx.order.updateMany({ where: { id, status: 'open' }, data: { touchedAt: new Date() } });
  return count > 0;
}
export const findInvoice = (tx: Prisma.TransactionClient, orderId: string) => tx.invoice.findFirst({ where: { orderId } });
`;

const tagSchema = `datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}
model Tag {
  id     String  @id
  userId String
  orders Order[]
}
model Order {
  id     String @id
  userId String
  tags   Tag[]
}
`;

const payouts = `import { prisma } from './db';
export async function start(id: string) {
  const { count } = await prisma.payout.updateMany({ where: { id, status: 'requested' }, data: { status: 'processing' } });
  return count > 0;
}
export const load = (id: string) => prisma.payout.findUniqueOrThrow({ where: { id } });
`;

const cases: Readonly<Record<string, Files>> = {
  'Safe because the transaction that is only handed on holds the key': {
    'seats.ts': seats,
    'add-seat.ts': `import { Prisma } from '@prisma/client';
import { Seats } from './seats';
const seats = new Seats();
export async function addSeat(tx: Prisma.TransactionClient, orgId: string, limit: number) {
  await seats.lock(tx, orgId);
  if ((await seats.count(tx, orgId)) >= limit) throw new Error('limit');
  await seats.insert(tx, orgId);
}
`,
  },
  'Race because the key is held by another transaction than the one that counts': {
    'seats.ts': seats,
    'add-seat.ts': `import { Prisma } from '@prisma/client';
import { Seats } from './seats';
const seats = new Seats();
export async function addSeat(outer: Prisma.TransactionClient, tx: Prisma.TransactionClient, orgId: string, limit: number) {
  await seats.lock(outer, orgId);
  if ((await seats.count(tx, orgId)) >= limit) throw new Error('limit');
  await seats.insert(tx, orgId); // race: no-racy-limit-check
}
`,
  },
  'Safe because the function of the other file reads the row anew and tests it again': {
    'db.ts': db,
    'buses.ts': buses,
    'route.ts': `import { prisma } from './db';
import { retire } from './buses';
export async function POST(id: string) {
  const bus = await prisma.bus.findUniqueOrThrow({ where: { id } });
  if (bus.state !== 'active') throw new Error('gone');
  await retire(id);
}
`,
  },
  'Race because the function of the other file tests something else': {
    'db.ts': db,
    'buses.ts': buses,
    'route.ts': `import { prisma } from './db';
import { retireIfClean } from './buses';
export async function POST(id: string) {
  const bus = await prisma.bus.findUniqueOrThrow({ where: { id } });
  if (bus.state !== 'active') throw new Error('gone');
  await retireIfClean(id); // race: no-check-then-update
}
`,
  },
  'Safe because the text tells of a balance that the same function changes': {
    'db.ts': db,
    'notices.ts': `import { prisma } from './db';
export async function notify(userId: string, message: string) {
  await prisma.notice.create({ data: { userId, message } });
}
`,
    'charge.ts': `import { prisma } from './db';
import { notify } from './notices';
export async function charge(id: string, amount: number) {
  const wallet = await prisma.wallet.findUniqueOrThrow({ where: { id } });
  await prisma.wallet.update({ where: { id }, data: { balance: { decrement: amount } } });
  await notify(wallet.userId, \`You had \${wallet.balance}\`);
}
`,
  },
  'Race because the text is the number that the counter gave, and the counter goes up': {
    'db.ts': db,
    'invoices.ts': `import { prisma } from './db';
export async function issue(orgId: string, number: string) {
  await prisma.invoice.create({ data: { orgId, number } });
}
`,
    'bill.ts': `import { prisma } from './db';
import { issue } from './invoices';
export async function bill(id: string) {
  const org = await prisma.org.findUniqueOrThrow({ where: { id } });
  await prisma.org.update({ where: { id }, data: { nextInvoice: { increment: 1 } } });
  await issue(id, \`INV-\${org.nextInvoice}\`); // race: no-max-plus-one
}
`,
  },
  'Safe because the row that was looked for by its flag only gets the flag': {
    'db.ts': db,
    'access.ts': `import { prisma } from './db';
export async function mayDelete(id: string, ownerId: string) {
  const poll = await prisma.poll.findFirst({ where: { id, ownerId, deleted: false } });
  return poll !== null;
}
`,
    'remove.ts': `import { prisma } from './db';
import { mayDelete } from './access';
export async function remove(id: string, ownerId: string) {
  if (!(await mayDelete(id, ownerId))) throw new Error('forbidden');
  await prisma.poll.update({ where: { id }, data: { deleted: true, deletedAt: new Date() } });
}
`,
  },
  'Race because money goes back with the flag': {
    'db.ts': db,
    'access.ts': `import { prisma } from './db';
export async function mayCancel(id: string, ownerId: string) {
  const order = await prisma.order.findFirst({ where: { id, ownerId, cancelled: false } });
  return order !== null;
}
`,
    'cancel.ts': `import { prisma } from './db';
import { mayCancel } from './access';
export async function cancel(id: string, ownerId: string, paid: number) {
  if (!(await mayCancel(id, ownerId))) throw new Error('forbidden');
  await prisma.order.update({ where: { id }, data: { cancelled: true } }); // race: no-check-then-update
  await prisma.wallet.update({ where: { ownerId }, data: { balance: { increment: paid } } });
}
`,
  },
  'Safe because only one run takes the order over': {
    'orders.ts': orders,
    'pay.ts': `import { Prisma } from '@prisma/client';
import { findInvoice, take } from './orders';
export async function pay(tx: Prisma.TransactionClient, orderId: string) {
  if (await findInvoice(tx, orderId)) return;
  if (!(await take(tx, orderId))) throw new Error('taken');
  await tx.invoice.create({ data: { orderId } });
}
`,
  },
  'Race because the order stays in its state, and the next run goes on as well': {
    'orders.ts': orders,
    'pay.ts': `import { Prisma } from '@prisma/client';
import { findInvoice, touch } from './orders';
export async function pay(tx: Prisma.TransactionClient, orderId: string) {
  if (await findInvoice(tx, orderId)) return;
  if (!(await touch(tx, orderId))) throw new Error('closed');
  await tx.invoice.create({ data: { orderId } }); // race: no-check-then-create
}
`,
  },
  'Safe because the state was taken over first, though the last write names a state too': {
    'db.ts': db,
    'payouts.ts': payouts,
    'mark-paid.ts': `import { prisma } from './db';
import { load, start } from './payouts';
export async function markPaid(id: string, reference: string) {
  const payout = await load(id);
  if (payout.reference === 'none') throw new Error('manual');
  if (!(await start(id))) throw new Error('taken');
  await prisma.payout.updateMany({ where: { id, status: 'processing' }, data: { status: 'paid', reference } });
}
`,
  },
  'Race because nobody looks whether the state was taken over': {
    'db.ts': db,
    'payouts.ts': payouts,
    'mark-paid.ts': `import { prisma } from './db';
import { load, start } from './payouts';
export async function markPaid(id: string, reference: string) {
  const payout = await load(id);
  if (payout.reference === 'none') throw new Error('manual');
  await start(id);
  await prisma.payout.update({ where: { id }, data: { status: 'paid', reference } }); // race: no-check-then-update
}
`,
  },
  'Safe because the column that is asked for is the tag\'s, and an order that it includes has one of the same name': {
    'prisma/schema.prisma': tagSchema,
    'db.ts': db,
    'orders.ts': `import { prisma } from './db';
export async function place(userId: string) {
  const tag = await prisma.tag.findFirst({ where: { userId }, include: { orders: true } });
  if (!tag) await prisma.order.create({ data: { userId } });
}
export async function placeTagged(userId: string, tagId: string) {
  const tags = await prisma.tag.findMany({ where: { userId }, include: { _count: { select: { orders: { where: { userId } } } } } });
  if (!tags.some(({ id }) => id === tagId)) await prisma.order.create({ data: { userId } });
}
`,
  },
  'Race because the order\'s own column is asked for through the tag': {
    'prisma/schema.prisma': tagSchema,
    'db.ts': db,
    'orders.ts': `import { prisma } from './db';
export async function place(userId: string) {
  const tag = await prisma.tag.findFirst({ where: { userId, orders: { some: { userId } } } });
  if (!tag) await prisma.order.create({ data: { userId } }); // race: no-check-then-create
}
`,
  },
  'Safe because the key says which rows are linked, and stays what it is': {
    'prisma/schema.prisma': readerSchema,
    'db.ts': db,
    'letters.ts': `import { prisma } from './db';
import { find } from './directory';
export async function address(letterId: string, chosen: string[]) {
  let ids = chosen;
  if (ids[0] === 'all') {
    const readers = await prisma.reader.findMany({ where: { active: true } });
    ids = readers.map((reader) => reader.id);
  }
  const known = await Promise.all(ids.map(async (id) => {
    if (!id.includes('@')) return id;
    const reader = await find(id);
    return reader.id;
  }));
  await prisma.letter.update({ where: { id: letterId }, data: { readers: { connect: known.map((id) => ({ id })) } } });
}
`,
  },
  'Race because another column of the row is written back beside its key': {
    'prisma/schema.prisma': readerSchema,
    'db.ts': db,
    'letters.ts': `import { prisma } from './db';
export async function address(letterId: string) {
  const letter = await prisma.letter.findUniqueOrThrow({ where: { id: letterId }, select: { id: true, opened: true } });
  await prisma.letter.update({ where: { id: letter.id }, data: { id: letter.id, opened: letter.opened + 1, readers: { connect: { id: 'all' } } } }); // race: no-read-modify-write
}
`,
  },
};

describe('silences across files', () => {
  it.each(Object.entries(cases))('%s', (_, files) => {
    expect(reportsOf(files)).toEqual(marksOf(files));
    expect(reportsOf(files, {}, true)).toEqual(marksOf(files));
  });
});
